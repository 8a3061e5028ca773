/** When V8 optimizes our JavaScript. */

import { versions } from 'node:process';
import { setFlagsFromString } from 'node:v8';

/**
 * Makes V8 wait about fifteen times as long as usual before it optimizes a function. The compiler runs beside us, on a core that a worker
 * could use: in a tree of 8,000 files it took 300 ms of processor time for what ran 100 ms. What stays busy longer
 * is optimized all the same. For a process of our own: flags hold for all of it.
 */
export function postponeOptimizing(): void {
  const major = Number.parseInt(versions.node, 10);
  if (major === 20) setFlagsFromString('--interrupt-budget=1000000');
  else if (major >= 22 && major <= 24) setFlagsFromString('--invocation-count-for-turbofan=45000');
}
