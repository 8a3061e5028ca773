/** Scans what stands in an archive, member by member: what each is in the result of the file that holds them all. */

import { ReadFailure } from '../model/errors.ts';
import type { Archive } from '../model/unit.ts';
import { openArchive } from '../unfold/archive/open.ts';
import { isEmpty, isPast, nameFailure, scanSafely, timeIsUp } from './scan-safely.ts';
import type { UnitContext, UnitResult } from './scan-unit.ts';
import type { OutcomeOf } from './wire.ts';

/** Why an archive is left alone where the user said so. */
export const archiveSkipped = 'an archive, not opened';

/** What became of one member. */
export type MemberOutcome = {
  /** Behind the path of the file: `!inner/path`; empty for the file itself. */
  readonly member: string;
} & OutcomeOf;

export interface ArchiveResult {
  /** In the order of the members; then what was skipped, then what failed, one entry for all that were for the same reason. */
  readonly outcomes: readonly MemberOutcome[];
  /** Members that were scanned, and their bytes. */
  readonly members: number;
  readonly bytes: number;
}

/** Scans the members of an archive in steps. */
export function* scanArchive(
  archive: Archive,
  context: UnitContext,
  deadline: number,
): Generator<unknown, ArchiveResult> {
  const tally: Tally = { results: [], skipped: new Map(), failed: new Map(), members: 0, bytes: 0 };
  const memberOf = (path: string): string => path.slice(archive.path.length);
  try {
    for (const opened of openArchive(archive)) {
      if (isPast(deadline)) throw new ReadFailure(timeIsUp);
      if (opened === undefined) yield;
      else if ('skipped' in opened) count(tally.skipped, opened.skipped, memberOf(opened.path));
      else if ('failed' in opened) count(tally.failed, opened.failed, memberOf(opened.path));
      else {
        const { unit } = opened;
        tally.members++;
        tally.bytes += unit.content.size;
        tell(tally, memberOf(unit.path), yield* scanSafely(unit, context, deadline));
      }
    }
  } catch (error) {
    count(tally.failed, nameFailure(error), '');
  }
  const { results, skipped, failed, members, bytes } = tally;
  const outcomes = [
    ...results,
    ...[...skipped].map(([why, alike]) => ({ member: alike.first, skipped: describe(why, alike) })),
    ...[...failed].map(([why, alike]) => ({ member: alike.first, failed: describe(why, alike) })),
  ];
  return { outcomes, members, bytes };
}

/** Members of which the same is to be told: an archive may hold ten thousand images. */
interface Alike {
  readonly first: string;
  more: number;
}

interface Tally {
  readonly results: MemberOutcome[];
  readonly skipped: Map<string, Alike>;
  readonly failed: Map<string, Alike>;
  members: number;
  bytes: number;
}

function tell(tally: Tally, member: string, result: UnitResult | string): void {
  if (typeof result === 'string') count(tally.failed, result, member);
  else if (!isEmpty(result)) tally.results.push({ member, result });
}

function count(into: Map<string, Alike>, why: string, member: string): void {
  const alike = into.get(why);
  if (alike === undefined) into.set(why, { first: member, more: 0 });
  else alike.more++;
}

const describe = (why: string, { more }: Alike): string =>
  more === 0 ? why : `${why}, and ${more} more like it in this file`;
