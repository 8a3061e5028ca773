import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findOverlapped } from '../../src/judge/overlap.ts';
import type { Match } from '../../src/model/match.ts';
import type { Rule } from '../../src/model/rule.ts';
import { contextRule, genericRule, makeMatch, makeRule } from './make-match.ts';

const at = (start: number, length: number, rule: Rule): Match => makeMatch('x'.repeat(length), { rule, start });
const anchored = makeRule({ id: 'anchored', index: 5 });
const anchor = anchored.anchor;

const kept = (...matches: Match[]): string[] => {
  const losers = findOverlapped(matches);
  return matches.filter(match => !losers.has(match)).map(match => match.rule.id);
};

describe('on one place', () => {
  it.each([
    [
      'what the rules say',
      makeRule({ id: 'a', beats: ['b'], generic: true }),
      makeRule({ id: 'b', severity: 'critical' }),
    ],
    [
      'what the rules say of a former id',
      makeRule({ id: 'a', beats: ['old'] }),
      makeRule({ id: 'b', aliases: ['old'], severity: 'critical' }),
    ],
    ["a provider's rule over a generic one", contextRule, { ...genericRule, severity: 'critical' } as Rule],
    ['a prefix over words', anchored, { ...contextRule, severity: 'critical' } as Rule],
    [
      'the worse one',
      makeRule({ id: 'bad', severity: 'critical', index: 9 }),
      makeRule({ id: 'fair', severity: 'low', index: 1 }),
    ],
    ["the pack's order", makeRule({ id: 'first', index: 1 }), makeRule({ id: 'second', index: 2 })],
  ])('%s decides', (_, winner, loser) => {
    expect(kept(at(0, 20, winner), at(0, 20, loser))).toEqual([winner.id]);
    expect(kept(at(0, 20, loser), at(0, 20, winner))).toEqual([winner.id]);
  });

  it('two that name each other are compared like others', () => {
    const a = makeRule({ id: 'a', beats: ['b'], severity: 'low' });
    const b = makeRule({ id: 'b', beats: ['a'], severity: 'high' });
    expect(kept(at(0, 20, a), at(0, 20, b))).toEqual(['b']);
  });
});

it('a password inside of an address is the same place', () => {
  const url = makeRule({ id: 'postgres-url', anchor: { ...anchor, prefix: ['postgres://'] } });
  expect(kept(at(0, 60, url), at(20, 12, genericRule))).toEqual(['postgres-url']);
});

it('the longer of two alike wins', () => {
  expect(kept(at(0, 20, makeRule({ id: 'short', index: 0 })), at(0, 40, makeRule({ id: 'long', index: 1 })))).toEqual([
    'long',
  ]);
});

it('neighbours that only touch are two places', () => {
  expect(kept(at(0, 20, anchored), at(20, 20, anchored))).toHaveLength(2);
});

it('a loser does not take another with it', () => {
  const strong = makeRule({ id: 'strong', severity: 'critical', index: 0 });
  const middle = makeRule({ id: 'middle', severity: 'high', index: 1 });
  const weak = makeRule({ id: 'weak', severity: 'low', index: 2 });
  expect(kept(at(0, 20, strong), at(15, 20, middle), at(30, 20, weak))).toEqual(['strong', 'weak']);
});

it('keeps one of every cluster, never two that overlap, in any order', () => {
  const rules = [anchored, contextRule, genericRule, makeRule({ id: 'other', severity: 'low' })];
  const spans = fc.array(
    fc.record({
      start: fc.integer({ min: 0, max: 60 }),
      length: fc.integer({ min: 1, max: 25 }),
      rule: fc.constantFrom(...rules),
    }),
    { maxLength: 12 },
  );
  fc.assert(
    fc.property(spans, list => {
      const matches = list.map(({ start, length, rule }) => at(start, length, rule));
      const losers = findOverlapped(matches);
      const winners = matches.filter(match => !losers.has(match));
      const overlap = (a: Match, b: Match): boolean => a.span.start < b.span.end && b.span.start < a.span.end;
      for (const match of winners) expect(winners.some(it => it !== match && overlap(it, match))).toBe(false);
      for (const loser of losers) expect(winners.some(it => overlap(it, loser))).toBe(true);
      const reversed = findOverlapped([...matches].reverse());
      const show = (set: ReadonlySet<Match>): string[] =>
        [...set].map(({ span, rule }) => `${span.start}-${span.end} ${rule.id}`).sort();
      expect(show(reversed)).toEqual(show(losers));
    }),
  );
});
