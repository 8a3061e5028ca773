/** The process as one argument: streams, environment and folder. The only place that touches `process`. */

import type { Readable, Writable } from 'node:stream';

export interface Io {
  readonly stdin: Readable;
  readonly stdout: Writable;
  readonly stderr: Writable;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly stdoutIsTerminal: boolean;
  readonly stderrIsTerminal: boolean;
  /** Columns of the terminal that standard output is, else 80. */
  readonly width: number;
}

export function processIo(): Io {
  return {
    // Opened only when something reads it: a look at standard input costs a millisecond.
    get stdin() {
      return process.stdin;
    },
    get stdout() {
      return process.stdout;
    },
    get stderr() {
      return process.stderr;
    },
    env: process.env,
    cwd: process.cwd(),
    get stdoutIsTerminal() {
      return process.stdout.isTTY === true;
    },
    // On a terminal without a width (a pseudo terminal that nobody has sized) a spinner would clear lines without end.
    get stderrIsTerminal() {
      return process.stderr.isTTY === true && process.stderr.columns > 0;
    },
    get width() {
      return process.stdout.columns || 80;
    },
  };
}

/** NO_COLOR (any value) says no, FORCE_COLOR says yes (`0` and `false` no), else a terminal decides. */
export function wantsColor(io: Pick<Io, 'env' | 'stdoutIsTerminal'>, flag: boolean | undefined): boolean {
  if (flag !== undefined) return flag;
  const forced = io.env['FORCE_COLOR'];
  if (forced !== undefined) return forced !== '0' && forced !== 'false';
  if (io.env['NO_COLOR']) return false;
  return io.stdoutIsTerminal && io.env['TERM'] !== 'dumb';
}
