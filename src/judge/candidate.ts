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
    name: nameOf(match),
  };
}

/** Whether a rule says by itself where its values begin, without a name. */
export const isAnchored = ({ anchor, paths }: Rule): boolean =>
  anchor.prefix.length > 0 || anchor.marker.length > 0 || (paths !== undefined && anchor.words.length === 0);

function evidenceOf(rule: Rule): Evidence {
  if (rule.decode !== undefined || (isAnchored(rule) && !rule.generic)) return 'shaped';
  return rule.generic ? 'named' : 'near';
}

/** CWE-259: use of a hard-coded password. */
const PASSWORD_CWE = 259;

/** What a generic rule has found behind a word of its own (`Bearer`) needs no name to be a token, or the password that it says it finds. */
function nameOf(match: Match): Name {
  const name = readName(match.assignment?.name ?? '');
  if (!match.rule.generic || !isAnchored(match.rule)) return name;
  return { ...name, promises: match.rule.cwe.includes(PASSWORD_CWE) ? 'password' : 'token' };
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
