/** Joins the halves of credentials among the matches of a unit. */

import type { DropReason, Verdict } from '../model/match.ts';
import { severities } from '../model/rule.ts';
import type { Unit } from '../model/unit.ts';
import { createLocator } from '../util/lines.ts';
import { columnsOf } from './columns.ts';
import type { Found, Located } from './judged.ts';
import { pairHalves } from './parts.ts';
import { place } from './place.ts';

/** Halves of one credential become one: what is told with another is told no more by itself, and what is allowed with it is allowed. */
export function joinParts(unit: Unit, items: readonly Located[]): readonly Located[] {
  if (!items.some(({ match }) => match.rule.parts.length > 0)) return items;
  const speaking = items.filter(({ verdict }) => verdict.keep || allowed.has(verdict.reason));
  const byMatch = new Map(speaking.map(item => [item.match, item]));
  const { parts, folded } = pairHalves(
    speaking.map(({ match }) => match),
    unit.content,
  );
  const locate = createLocator(unit.content, columnsOf(unit.content));
  const placeOf = new Map(speaking.map(({ match, at }) => [match.span, at]));
  return items.flatMap((item): Located[] => {
    const found = parts.get(item.match);
    if (found !== undefined) {
      const told = found.map(({ name, secret, span }) => ({
        name,
        secret,
        at: placeOf.get(span) ?? place(unit, { span }, locate).at,
      }));
      return [{ ...item, verdict: judgeTogether(item, speaking, folded), parts: told }];
    }
    const owner = folded.get(item.match);
    const verdict = owner && byMatch.get(owner)?.verdict;
    if (verdict === undefined || !item.verdict.keep) return [item];
    return verdict.keep ? [] : [{ ...item, verdict }];
  });
}

/** What a half says of itself (its account, that it is a trap) holds for the whole. */
function judgeTogether(item: Located, all: readonly Located[], folded: ReadonlyMap<Found, Found>): Verdict {
  const { verdict } = item;
  if (!verdict.keep) return verdict;
  const halves = all.filter(({ match }) => folded.get(match) === item.match);
  let { severity } = verdict;
  const notes = [...verdict.notes];
  for (const { match, verdict: half } of halves) {
    if (!half.keep) continue;
    notes.push(...half.notes);
    if (severities.indexOf(half.severity) < severities.indexOf(match.rule.severity) && half.severity === 'low')
      severity = half.severity;
  }
  return { ...verdict, severity, notes };
}

/** What the user has allowed goes with its other half. */
const allowed: ReadonlySet<DropReason> = new Set(['inline-ignore', 'allowlisted']);
