/** A spinner on standard error: only on a terminal, only for work that takes longer than half a second. */

import type { Io } from './io.ts';

const AFTER_MS = 500;

export interface Progress {
  update(filesDone: number, filesInAll: number): void;
  stop(): void;
}

export function createProgress(io: Io, quiet: boolean): Progress {
  if (quiet || !io.stderrIsTerminal || io.env['CI'] !== undefined) return { update: () => {}, stop: () => {} };
  const started = performance.now();
  let spinner: { text: string; stop(): unknown } | undefined;
  let state: 'waiting' | 'loading' | 'shown' | 'stopped' = 'waiting';
  const show = async (): Promise<void> => {
    state = 'loading';
    const { default: ora } = await import('ora');
    // The scan may have ended while the spinner was being loaded.
    if ((state as string) === 'stopped') return;
    spinner = ora({ stream: io.stderr as NodeJS.WriteStream, text: 'Scanning', discardStdin: false }).start();
    state = 'shown';
  };
  return {
    update(filesDone, filesInAll) {
      if (spinner) spinner.text = `Scanning: ${filesDone} of ${filesInAll} files`;
      else if (state === 'waiting' && performance.now() - started > AFTER_MS) void show();
    },
    stop() {
      state = 'stopped';
      spinner?.stop();
    },
  };
}
