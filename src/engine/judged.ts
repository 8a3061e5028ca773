/** Matches on their way through a unit's scan: judged, and placed. */

import type { FindingPart, Location } from '../model/finding.ts';
import type { Match, Verdict } from '../model/match.ts';
import type { Layer } from '../model/unit.ts';

/** What is kept of a match once it is judged: the text around it would fill the memory. */
export type Found = Pick<Match, 'rule' | 'span' | 'secret' | 'context'> & {
  /** What was decoded to reach it within the unit. */
  readonly layers?: readonly Layer[];
};
export type Judged = { readonly match: Found; readonly verdict: Verdict };

export interface Located extends Judged {
  readonly at: Location;
  readonly lineStart: number;
  readonly pendingIgnore?: string;
  readonly parts?: readonly FindingPart[];
}
