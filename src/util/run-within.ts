/** Runs something that may never end, such as a user's regular expression, under a time limit. */

import { Script } from 'node:vm';

const SLOT = Symbol.for('unleak.run-within');

let script: Script | undefined;

/** Calls `run`; false when it was cut off after `limitMs`. What it throws is thrown on. Costs about 0.2 ms. */
export function runWithin(limitMs: number, run: () => void): boolean {
  const shared = globalThis as { [SLOT]?: (() => void) | undefined };
  script ??= new Script(`globalThis[Symbol.for('unleak.run-within')]()`);
  const outer = shared[SLOT];
  shared[SLOT] = run;
  try {
    script.runInThisContext({ timeout: limitMs, breakOnSigint: false });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return false;
    throw error;
  } finally {
    shared[SLOT] = outer;
  }
}
