/** `unleak baseline` and `unleak allow`: a scan without any baseline, whose findings are then known or allowed. */

import { localDay, run } from '../../api/scan.ts';
import { seesEverything } from '../../engine/scan.ts';
import { readBaseline } from '../../findings/baseline-file.ts';
import { createTagger, publicSalt } from '../../findings/fingerprint.ts';
import type { EntryLabel } from '../../findings/label.ts';
import { exitCodes, type Report } from '../../model/report.ts';
import type { ScanSettings } from '../../model/settings.ts';
import { escapeText } from '../../report/escape.ts';
import { reporters } from '../../report/index.ts';
import { runGit } from '../../sources/git.ts';
import type { ScanFlags } from '../flags.ts';
import type { Io } from '../io.ts';
import { writeOutput } from '../output.ts';
import { resolveRun } from '../settings.ts';
import { runAllow } from './allow.ts';
import { defaultBaseline, runBaseline } from './baseline.ts';
import { needsStdin } from './scan.ts';

interface Scanned {
  readonly settings: ScanSettings;
  readonly report: Report;
}

/** Scans as `unleak scan` would, but with nothing held back by a baseline. */
async function scanPlainly(flags: ScanFlags, io: Io, signal: AbortSignal): Promise<Scanned> {
  const { settings, policy } = await resolveRun(flags, {
    cwd: io.cwd,
    env: io.env,
    formats: Object.keys(reporters),
    runGit,
  });
  const { baseline: _, ...plain } = settings;
  const report = await run({
    settings: plain,
    policy,
    stdin: needsStdin(settings) ? io.stdin : undefined,
    fingerprints: 'none',
    signal,
  });
  return { settings, report };
}

export async function baselineCommand(
  flags: ScanFlags,
  options: { readonly prune: boolean; readonly label: EntryLabel },
  io: Io,
  signal: AbortSignal,
): Promise<number> {
  const { settings, report } = await scanPlainly(flags, io, signal);
  const { lines } = await runBaseline({
    root: io.cwd,
    path: settings.baseline ?? defaultBaseline,
    findings: report.findings,
    complete: seesEverything(settings, settings.paths) && report.failed.length === 0,
    today: localDay(new Date()),
    signal,
    ...options,
  });
  const failed = report.failed.map(({ path, why }) => `Not scanned: ${path}: ${why}`);
  const hint =
    settings.baseline === undefined
      ? [
          `Scans take it into account with --baseline ${defaultBaseline}, or \`baseline: ${defaultBaseline}\` in unleak.yml.`,
        ]
      : [];
  await tell([...lines, ...failed, ...hint], io, signal);
  return failed.length > 0 ? exitCodes.incomplete : exitCodes.clean;
}

export async function allowCommand(
  target: string,
  flags: ScanFlags,
  options: { readonly inline: boolean; readonly label: EntryLabel },
  io: Io,
  signal: AbortSignal,
): Promise<number> {
  const { settings, report } = await scanPlainly(flags, io, signal);
  const baseline =
    settings.baseline === undefined ? undefined : await readBaseline(settings.baseline, settings.baseline);
  const configFile = settings.treeConfig;
  const { lines } = await runAllow({
    target,
    findings: report.findings,
    tagger: createTagger(baseline?.salt ?? publicSalt),
    root: io.cwd,
    today: localDay(new Date()),
    ...options,
    ...(configFile !== undefined && { configFile }),
  });
  await tell(lines, io, signal);
  return exitCodes.clean;
}

const tell = (lines: readonly string[], io: Io, signal: AbortSignal): Promise<void> =>
  writeOutput(
    lines.map(line => `${escapeText(line)}\n`),
    { stream: io.stdout },
    signal,
  );
