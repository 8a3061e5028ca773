/** What stands in an archive. */

import type { Content } from '../../model/unit.ts';

/** One member, as a reader of a format gives it. */
export interface Member {
  /** As it stands in the archive, with bytes that are not UTF-8 as `\xNN`; it need not be a path, or safe. */
  readonly name: string;
  /** As far as it could be read; holds until the next member is asked for. Absent for what has none: folders, links. */
  readonly content?: Content;
  /** Why there is nothing of it to read. */
  readonly skipped?: string;
  /** Why some of it could not be read. */
  readonly failed?: string;
}

/** The members of an archive in order, with pauses. Throws ReadFailure where it can't be read on. */
export type Members = Generator<Member | undefined, void>;
