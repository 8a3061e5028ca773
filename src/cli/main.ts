/** From arguments to an exit code: the only place where errors become words. */

import { UserError } from '../model/errors.ts';
import { exitCodes } from '../model/report.ts';
import { version } from '../version.ts';
import { type Io, processIo } from './io.ts';

/** Runs one command line and gives its exit code; nothing is thrown. */
export async function main(args: readonly string[], io: Io, signal: AbortSignal): Promise<number> {
  if (args.length === 1 && (args[0] === '--version' || args[0] === '-V')) {
    io.stdout.write(`${version}\n`);
    return exitCodes.clean;
  }
  const { CommanderError, codeOf, createProgram } = await import('./program.ts');
  const invocation: { run?: () => Promise<number> } = {};
  try {
    await createProgram(io, invocation, signal).parseAsync([...args], { from: 'user' });
    return (await invocation.run?.()) ?? exitCodes.clean;
  } catch (error) {
    if (error instanceof CommanderError) return codeOf(error);
    if (signal.aborted) return exitCodes.incomplete;
    return await tellError(error, io);
  }
}

async function tellError(error: unknown, io: Io): Promise<number> {
  const { escapeText } = await import('../report/escape.ts');
  const lines = (text: string): string => text.split('\n').map(escapeText).join('\n');
  if (error instanceof UserError) {
    io.stderr.write(`unleak: ${lines(error.message)}\n${error.hint === '' ? '' : `  hint: ${lines(error.hint)}\n`}`);
    return exitCodes.usage;
  }
  const said = error instanceof Error ? error.message : String(error);
  io.stderr.write(
    `unleak: this is a bug in unleak: ${lines(said)}\n  hint: run with UNLEAK_DEBUG=1 for the stack, and report it\n`,
  );
  if (io.env['UNLEAK_DEBUG'] && error instanceof Error) io.stderr.write(`${lines(error.stack ?? '')}\n`);
  return exitCodes.usage;
}

/** The command line as a process: an interrupt stops the run, cleans up and ends with the signal's own code. */
export async function runProcess(): Promise<void> {
  const stop = new AbortController();
  let signalCode: number | undefined;
  const interrupt = (code: number) => () => {
    if (stop.signal.aborted) process.exit(code);
    signalCode = code;
    stop.abort(new Error('interrupted'));
  };
  process.on('SIGINT', interrupt(130));
  process.on('SIGTERM', interrupt(143));
  // A reader that goes away (`| head`) is no error of ours.
  process.stdout.on('error', () => {});
  process.stderr.on('error', () => {});
  const code = await main(process.argv.slice(2), processIo(), stop.signal);
  process.exitCode = signalCode ?? code;
}
