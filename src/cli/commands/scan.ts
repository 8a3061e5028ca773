/** `unleak scan`: settings, run, reports, exit code. */

import { run } from '../../api/scan.ts';
import { decideExit } from '../../findings/exit.ts';
import { revealFor } from '../../findings/reveal.ts';
import type { Report } from '../../model/report.ts';
import type { Reporter, Style } from '../../model/reporter.ts';
import type { OutputRequest, ScanSettings } from '../../model/settings.ts';
import { type Format, reporters } from '../../report/index.ts';
import { runGit } from '../../sources/git.ts';
import type { ScanFlags } from '../flags.ts';
import { type Io, wantsColor } from '../io.ts';
import { writeOutput } from '../output.ts';
import { createProgress } from '../progress.ts';
import { resolveRun } from '../settings.ts';
import { postponeOptimizing } from '../tiering.ts';

export async function scanCommand(flags: ScanFlags, io: Io, signal: AbortSignal): Promise<number> {
  const { settings, policy } = await resolveRun(flags, {
    cwd: io.cwd,
    env: io.env,
    formats: Object.keys(reporters),
    runGit,
  });
  const outputs = await Promise.all(settings.outputs.map(loadReporter));
  const progress = createProgress(io, settings.quiet);
  let report: Report;
  try {
    report = await run({
      settings,
      policy,
      stdin: needsStdin(settings) ? io.stdin : undefined,
      fingerprints: mostFingerprints(outputs.map(({ reporter }) => reporter)),
      onProgress: progress.update,
      onMany: postponeOptimizing,
      signal,
    });
  } finally {
    progress.stop();
  }
  for (const output of outputs) await write(report, output, settings, flags, io, signal);
  const { code, meaning } = decideExit(report, settings);
  // Where standard output holds no report for people, a line on standard error says how it went.
  const told = settings.outputs.some(({ format, file }) => format === 'text' && file === undefined);
  if (!told && !settings.quiet) io.stderr.write(`unleak: ${meaning}\n`);
  return code;
}

/** Whether standard input is a part of what is scanned, or lists it. */
export const needsStdin = ({ paths, filesFrom }: ScanSettings): boolean => paths.includes('-') || filesFrom === '-';

interface Output {
  readonly request: OutputRequest;
  readonly reporter: Reporter;
}

async function loadReporter(request: OutputRequest): Promise<Output> {
  const { default: reporter } = await reporters[request.format as Format]();
  return { request, reporter };
}

function mostFingerprints(used: readonly Reporter[]): Reporter['fingerprints'] {
  const wanted = new Set(used.map(reporter => reporter.fingerprints));
  return wanted.has('all') ? 'all' : wanted.has('some') ? 'some' : 'none';
}

async function write(
  report: Report,
  { request, reporter }: Output,
  settings: ScanSettings,
  flags: ScanFlags,
  io: Io,
  signal: AbortSignal,
): Promise<void> {
  const toFile = request.file !== undefined;
  const style: Style = {
    color: !toFile && wantsColor(io, flags.color),
    width: toFile ? 80 : io.width,
    secretText: revealFor(settings.showSecrets),
    verbose: settings.verbose,
  };
  const target =
    request.file === undefined
      ? { stream: io.stdout }
      : { file: request.file, root: io.cwd, private: settings.showSecrets };
  await writeOutput(reporter.render(report, style), target, signal);
}
