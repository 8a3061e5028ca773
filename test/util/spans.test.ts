/** Questions about sorted spans. */

import fc from 'fast-check';
import { describe, it } from 'vitest';
import { createFirstBehind, createOverlapTest } from '../../src/util/spans.ts';

const span = fc.tuple(fc.nat(60), fc.nat(20)).map(([start, length]) => ({ start, end: start + length }));
const sorted = fc.array(span, { maxLength: 30 }).map(spans => spans.sort((a, b) => a.start - b.start));

describe('sorted spans', () => {
  it('say whether one of them overlaps another', () => {
    fc.assert(
      fc.property(sorted, span, (spans, asked) => {
        const overlaps = spans.some(it => it.start < asked.end && it.end > asked.start);
        return createOverlapTest(spans)(asked) === overlaps;
      }),
    );
  });

  it('say before which one all end in time', () => {
    fc.assert(
      fc.property(sorted, fc.nat(90), (spans, offset) => {
        const found = spans.findIndex(it => it.end > offset);
        return createFirstBehind(spans)(offset) === (found < 0 ? spans.length : found);
      }),
    );
  });
});
