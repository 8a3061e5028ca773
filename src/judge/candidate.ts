/** A match with what every filter wants to know of it, read once. */

import type { Match } from '../model/match.ts';
import type { Rule } from '../model/rule.ts';
import type { Kind } from '../model/unit.ts';
import { type Name, readName } from './name.ts';

/**
 * How much the pattern alone says. `shaped` values carry a vendor's prefix or marker; `near` ones are plain random-looking
 * values beside a vendor's word; `named` ones are whatever stands after a credential's name.
 */
export type Evidence = 'shaped' | 'near' | 'named';

export interface Candidate {
  readonly match: Match;
  readonly rule: Rule;
  readonly value: string;
  readonly evidence: Evidence;
  readonly name: Name;
}

export function readCandidate(match: Match): Candidate {
  const { rule } = match;
  return {
    match,
    rule,
    value: match.secret.reveal(),
    evidence: evidenceOf(rule),
    name: readName(match.assignment?.name ?? ''),
  };
}

function evidenceOf(rule: Rule): Evidence {
  if (rule.decode !== undefined || rule.anchor.prefix.length > 0 || rule.anchor.marker.length > 0) return 'shaped';
  return rule.generic ? 'named' : 'near';
}

/** Kinds in which an unquoted word after `=` or `:` is an expression and not a value. */
const codeKinds: ReadonlySet<Kind> = new Set(['javascript', 'python', 'go', 'code', 'css']);

export const isCode = (candidate: Candidate): boolean => codeKinds.has(candidate.match.unit.kind);

/** The text of the value's line before it, as far as it is known. */
export const lineBefore = ({ match }: Candidate): string => match.before.slice(match.before.lastIndexOf('\n') + 1);

/** The text of the value's line after it, as far as it is known. */
export function lineAfter({ match }: Candidate): string {
  const end = match.after.search(/[\r\n]/);
  return end < 0 ? match.after : match.after.slice(0, end);
}
