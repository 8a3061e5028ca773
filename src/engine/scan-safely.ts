/** Scans a unit under a time limit, so that nothing that goes wrong in one file costs the run. */

import type { Hits } from '../match/prefilter.ts';
import { ReadFailure, UserError } from '../model/errors.ts';
import type { Unit } from '../model/unit.ts';
import { scanInSteps, type UnitContext, type UnitResult } from './scan-unit.ts';

export const timeIsUp = 'not scanned to its end: the time limit was reached';

/** @param deadline `performance.timeOrigin`-based milliseconds */
export const isPast = (deadline: number): boolean => performance.timeOrigin + performance.now() > deadline;

/** Whether there is nothing to tell of a unit. */
export const isEmpty = (result: UnitResult): boolean =>
  result.drafts.length === 0 &&
  result.failures.length === 0 &&
  result.drops.length === 0 &&
  Object.keys(result.dropped).length === 0;

/**
 * Why something could not be read. A bug of ours costs the file that it shows in and is told, without its message, which might hold a
 * part of the file; it does not cost the run. What the user did wrong is thrown on.
 */
export function nameFailure(error: unknown): string {
  if (error instanceof ReadFailure) return error.message;
  if (error instanceof UserError) throw error;
  return `not scanned: a bug in unleak (${error instanceof Error ? error.name : typeof error})`;
}

/** A unit's result, or why it could not be read to its end. */
export function* scanSafely(
  unit: Unit,
  context: UnitContext,
  deadline: number,
  hits?: Hits,
): Generator<unknown, UnitResult | string> {
  try {
    return yield* scanInSteps(limitTime(unit, deadline), context, hits);
  } catch (error) {
    return nameFailure(error);
  }
}

/** A large content is read in windows; each asks whether there is time left. */
function limitTime(unit: Unit, deadline: number): Unit {
  if (deadline === Number.POSITIVE_INFINITY) return unit;
  const { content } = unit;
  const window = (offset: number, length: number): Uint8Array => {
    if (isPast(deadline)) throw new ReadFailure(timeIsUp);
    return content.window(offset, length);
  };
  return { ...unit, content: { ...content, size: content.size, window } };
}
