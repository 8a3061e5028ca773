/** Which of several matches on overlapping places is reported: the most specific. */

import type { Match } from '../model/match.ts';
import { type Rule, severities } from '../model/rule.ts';

/** What of a match decides. */
export type Placed = Pick<Match, 'rule' | 'span'> & { readonly context?: Match['context'] };

/** The matches that lose against another one of the same unit. A secret inside another overlaps it. */
export function findOverlapped<T extends Placed>(matches: readonly T[]): ReadonlySet<T> {
  const losers = new Set<T>();
  for (const cluster of clusters(matches)) if (cluster.length > 1) settle(cluster, losers);
  return losers;
}

/** Runs of matches that hang together by overlaps, in order of their start. */
function* clusters<T extends Placed>(matches: readonly T[]): Iterable<T[]> {
  let cluster: T[] = [];
  let end = -1;
  for (const match of matches.toSorted((a, b) => a.span.start - b.span.start)) {
    if (match.span.start >= end && cluster.length > 0) {
      yield cluster;
      cluster = [];
    }
    cluster.push(match);
    end = Math.max(end, match.span.end);
  }
  if (cluster.length > 0) yield cluster;
}

const overlap = (a: Placed, b: Placed): boolean => a.span.start < b.span.end && b.span.start < a.span.end;

/** What rules say of each other first; then the best of what is left, and everything else that it does not touch. */
function settle<T extends Placed>(cluster: readonly T[], losers: Set<T>): void {
  for (const match of cluster)
    if (cluster.some(other => overlap(match, other) && beats(other.rule, match.rule))) losers.add(match);
  const winners: T[] = [];
  for (const match of cluster.filter(it => !losers.has(it)).toSorted(compare)) {
    if (winners.some(winner => overlap(winner, match))) losers.add(match);
    else winners.push(match);
  }
}

const beats = (winner: Rule, loser: Rule): boolean => names(winner, loser) && !names(loser, winner);
const names = (rule: Rule, other: Rule): boolean => [other.id, ...other.aliases].some(id => rule.beats.includes(id));

/** The more specific first: a provider's rule, a prefix or marker, the nearer word, the longer value, the worse one, the pack's order. */
function compare(a: Placed, b: Placed): number {
  return (
    Number(a.rule.generic) - Number(b.rule.generic) ||
    Number(isAnchored(b.rule)) - Number(isAnchored(a.rule)) ||
    nearness(b) - nearness(a) ||
    lengthOf(b) - lengthOf(a) ||
    severities.indexOf(b.rule.severity) - severities.indexOf(a.rule.severity) ||
    a.rule.index - b.rule.index ||
    a.span.start - b.span.start
  );
}

const isAnchored = ({ anchor, paths }: Rule): boolean =>
  anchor.prefix.length > 0 || anchor.marker.length > 0 || paths !== undefined;
const contextRank = { name: 3, line: 2, near: 1, file: 0 } as const;

/** How near the word of a rule stands that has nothing but words: in the value's own name, on its line, around it. */
const nearness = ({ rule, context }: Placed): number => (isAnchored(rule) ? 0 : contextRank[context ?? 'file']);
const lengthOf = ({ span }: Placed): number => span.end - span.start;
