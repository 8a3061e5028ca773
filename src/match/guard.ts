/** Runs users' patterns under a time limit: a catastrophic one is cut off and named, in workers and inline alike. */

import type { Rule } from '../model/rule.ts';
import { runWithin } from '../util/run-within.ts';

/** For all users' patterns on one window. */
const LIMIT_MS = 1000;

/** The users' rules that were cut off in one unit, and the words for it. */
export interface CutOff {
  readonly rules: Set<Rule>;
  readonly failures: string[];
}

/** Maps tasks under the limit; the rule that was running when time was up is named in `cutOff` and left out of the rest of its unit. */
export function runGuarded<T extends { readonly rule: Rule }, R>(
  tasks: readonly T[],
  run: (task: T) => R,
  cutOff: CutOff,
): R[] {
  const results: R[] = [];
  let next = 0;
  while (next < tasks.length) {
    const done = runWithin(LIMIT_MS, () => {
      for (; next < tasks.length; next++) if (!cutOff.rules.has(tasks[next]!.rule)) results.push(run(tasks[next]!));
    });
    const task = tasks[next];
    if (done || task === undefined) break;
    cutOff.rules.add(task.rule);
    cutOff.failures.push(
      `the pattern of rule ${task.rule.id} ran for more than ${LIMIT_MS} ms and was cut off; the file was not searched by it`,
    );
    next++;
  }
  return results;
}
