/** Runs users' patterns under a time limit: a catastrophic one is cut off and named, in workers and inline alike. */

import { Script } from 'node:vm';
import type { Rule } from '../model/rule.ts';

/** For all users' patterns on one window. */
const LIMIT_MS = 1000;
const SLOT = Symbol.for('unleak.guarded');

let script: Script | undefined;

/** Calls `run` under a limit; false when it was cut off. The engine's own stack guard ends even a pattern that backtracks for ever. */
export function runWithin(limitMs: number, run: () => void): boolean {
  const shared = globalThis as { [SLOT]?: (() => void) | undefined };
  script ??= new Script(`globalThis[Symbol.for('unleak.guarded')]()`);
  shared[SLOT] = run;
  try {
    script.runInThisContext({ timeout: limitMs, breakOnSigint: false });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return false;
    throw error;
  } finally {
    shared[SLOT] = undefined;
  }
}

/** Maps tasks under the limit; the rule that was running when time was up is named in `failures` and left out of what follows. */
export function runGuarded<T extends { readonly rule: Rule; readonly start: number }, R>(
  tasks: readonly T[],
  run: (task: T) => R,
  failures: string[],
): R[] {
  const results: R[] = [];
  const stopped = new Set<Rule>();
  let next = 0;
  while (next < tasks.length) {
    const done = runWithin(LIMIT_MS, () => {
      for (; next < tasks.length; next++) if (!stopped.has(tasks[next]!.rule)) results.push(run(tasks[next]!));
    });
    if (done) break;
    const task = tasks[next]!;
    stopped.add(task.rule);
    failures.push(
      `the pattern of rule ${task.rule.id} ran for more than ${LIMIT_MS} ms and was cut off; the file was not searched by it`,
    );
    next++;
  }
  return results;
}
