/** The public API: the same scan that the command line runs, as a function. */

import { cwd as currentFolder } from 'node:process';
import { run } from './api/scan.ts';
import type { ScanFlags } from './cli/flags.ts';
import { resolveRun } from './cli/settings.ts';
import type { Report } from './model/report.ts';
import { reporters } from './report/index.ts';
import { runGit } from './sources/git.ts';

/** The flags of `unleak scan` by their names in camel case, and what a caller may want besides. */
export interface ScanOptions extends Partial<Omit<ScanFlags, 'paths' | 'outputs'>> {
  /** What to scan, relative to `cwd`; the folder itself when absent. */
  readonly paths?: readonly string[];
  /** Absolute; the process's own when absent. */
  readonly cwd?: string;
  /** Environment that settings are read from; none when absent. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly onProgress?: (filesDone: number, filesInAll: number) => void;
  readonly signal?: AbortSignal;
}

/**
 * Scans and gives the report. Throws UserError when the options, the configuration, a rule or the baseline are wrong, and the signal's
 * reason when it is aborted.
 */
export async function scan(options: ScanOptions = {}): Promise<Report> {
  const { cwd = currentFolder(), env = {}, onProgress, signal, paths = [], ...flags } = options;
  const formats = Object.keys(reporters);
  const { settings, policy } = await resolveRun({ ...flags, paths, outputs: [] }, { cwd, env, formats, runGit });
  return run({ settings, policy, fingerprints: 'all', onProgress, signal });
}

export { UserError } from './model/errors.ts';
export type { Dropped, Finding, Location, SecretFinding } from './model/finding.ts';
export type { DropReason } from './model/match.ts';
export type { BaselineResult, Report, Unread } from './model/report.ts';
export type { Confidence, RuleSpec, Severity } from './model/rule.ts';
export type { Secret } from './model/secret.ts';
export type { FindingJson, ReportJson, SummaryJson } from './report/json-shape.ts';
export { version } from './version.ts';
