/** Which of several matches on overlapping places is reported: the most specific. */

import type { Match } from '../model/match.ts';
import { type Rule, severities } from '../model/rule.ts';

/** The matches that lose against another one of the same unit. A secret inside another overlaps it. */
export function findOverlapped(matches: readonly Match[]): ReadonlySet<Match> {
  const losers = new Set<Match>();
  for (const cluster of clusters(matches)) if (cluster.length > 1) settle(cluster, losers);
  return losers;
}

/** Runs of matches that hang together by overlaps, in order of their start. */
function* clusters(matches: readonly Match[]): Iterable<Match[]> {
  let cluster: Match[] = [];
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

const overlap = (a: Match, b: Match): boolean => a.span.start < b.span.end && b.span.start < a.span.end;

/** What rules say of each other first; then the best of what is left, and everything else that it does not touch. */
function settle(cluster: readonly Match[], losers: Set<Match>): void {
  for (const match of cluster)
    if (cluster.some(other => overlap(match, other) && beats(other.rule, match.rule))) losers.add(match);
  const winners: Match[] = [];
  for (const match of cluster.filter(it => !losers.has(it)).toSorted(compare)) {
    if (winners.some(winner => overlap(winner, match))) losers.add(match);
    else winners.push(match);
  }
}

const beats = (winner: Rule, loser: Rule): boolean => names(winner, loser) && !names(loser, winner);
const names = (rule: Rule, other: Rule): boolean => [other.id, ...other.aliases].some(id => rule.beats.includes(id));

/** The more specific first: a provider's rule, a prefix or marker, the longer value, the worse one, the pack's order. */
function compare(a: Match, b: Match): number {
  return (
    Number(a.rule.generic) - Number(b.rule.generic) ||
    Number(isAnchored(b.rule)) - Number(isAnchored(a.rule)) ||
    lengthOf(b) - lengthOf(a) ||
    severities.indexOf(b.rule.severity) - severities.indexOf(a.rule.severity) ||
    a.rule.index - b.rule.index ||
    a.span.start - b.span.start
  );
}

const isAnchored = ({ anchor }: Rule): boolean => anchor.prefix.length > 0 || anchor.marker.length > 0;
const lengthOf = ({ span }: Match): number => span.end - span.start;
