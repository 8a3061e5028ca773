/** One run, from resolved settings to a report: what the command line and the public API share. */

import { readFileSync } from 'node:fs';
import type { Readable } from 'node:stream';
import type { RefReader } from '../config/ref.ts';
import { runScan, type ScanInput } from '../engine/scan.ts';
import { UserError } from '../model/errors.ts';
import type { Report } from '../model/report.ts';
import type { RuleSpec } from '../model/rule.ts';
import type { ScanSettings } from '../model/settings.ts';
import { loadPack, mergeRules } from '../rules/load.ts';
import { loadNames } from '../rules/pack.ts';
import { findByName } from '../rules/select.ts';
import { parsePathList } from '../sources/path-list.ts';
import { version } from '../version.ts';
import { readCustomRules, readPolicyBaseline, readTrustedIgnores } from './policy.ts';

export interface RunRequest {
  readonly settings: ScanSettings;
  readonly policy?: RefReader | undefined;
  readonly stdin?: Readable | undefined;
  /** How many findings get a fingerprint that costs time to make. */
  readonly fingerprints: ScanInput['fingerprints'];
  readonly onProgress?: ScanInput['onProgress'];
  readonly onMany?: ScanInput['onMany'];
  readonly signal?: AbortSignal | undefined;
}

/** The local day, ISO 8601: expiries are written by people, in their own calendar. */
export function localDay(now: Date): string {
  const two = (number: number): string => String(number).padStart(2, '0');
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

export async function run(request: RunRequest): Promise<Report> {
  const { settings, policy, stdin, onProgress, onMany, signal } = request;
  const [customRules, baseline, trustedIgnores, listed] = await Promise.all([
    readCustomRules(settings, policy),
    readPolicyBaseline(settings, policy),
    readTrustedIgnores(settings, policy),
    readListed(settings, stdin),
  ]);
  checkRuleNames(settings, customRules);
  return runScan({
    settings,
    version,
    customRules,
    paths: settings.paths,
    fingerprints: request.fingerprints,
    notices: customRules.length === 0 ? [] : mergeRules(loadPack(), customRules).notices,
    today: localDay(new Date()),
    ...(listed && { listed }),
    ...(stdin && { stdin }),
    ...(baseline && { baseline }),
    ...(trustedIgnores && { trustedIgnores }),
    ...(policy && { lineStands: policy.lineStandsInRef }),
    ...(onProgress && { onProgress }),
    ...(onMany && { onMany }),
    ...(signal && { signal }),
  });
}

/** A rule that a config file names and that is none is told with its place in that file. */
function checkRuleNames({ ruleSettings = [] }: ScanSettings, customRules: readonly RuleSpec[]): void {
  if (ruleSettings.length === 0) return;
  const names = [...loadNames(), ...customRules];
  for (const { rule, from } of ruleSettings) {
    try {
      findByName(names, rule);
    } catch (error) {
      throw error instanceof UserError ? new UserError(`${from}: ${error.message}`, error.hint) : error;
    }
  }
}

/** The paths of --files-from. */
async function readListed(
  { filesFrom, cwd }: ScanSettings,
  stdin: Readable | undefined,
): Promise<Buffer[] | undefined> {
  if (filesFrom === undefined) return undefined;
  if (filesFrom !== '-') {
    try {
      return parsePathList(readFileSync(filesFrom));
    } catch (error) {
      throw new UserError(
        `the list of paths ${filesFrom} can't be read: ${(error as NodeJS.ErrnoException).code}`,
        `it is looked for from ${cwd}`,
      );
    }
  }
  const chunks: Buffer[] = [];
  for await (const chunk of stdin ?? []) chunks.push(Buffer.from(chunk as Uint8Array));
  return parsePathList(Buffer.concat(chunks));
}
