/** Questions about many spans that are sorted by their start, answered without looking at each. */

import type { Span } from '../model/unit.ts';

/** The first of `length` indices for which `holds`, which then holds for all behind it. */
function findFirst(length: number, holds: (index: number) => boolean): number {
  let low = 0;
  for (let high = length; low < high; ) {
    const middle = (low + high) >> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** For each span the farthest end of it and all before it. */
function reachOf(spans: readonly Span[]): readonly number[] {
  let farthest = 0;
  return spans.map(({ end }) => {
    farthest = Math.max(farthest, end);
    return farthest;
  });
}

/** Tells the index before which every span ends at an offset or earlier. */
export function createFirstBehind(spans: readonly Span[]): (offset: number) => number {
  const reach = reachOf(spans);
  return offset => findFirst(spans.length, index => reach[index]! > offset);
}

/** Tells whether any of the spans overlaps another one. */
export function createOverlapTest(spans: readonly Span[]): (span: Span) => boolean {
  const reach = reachOf(spans);
  return ({ start, end }) => {
    const before = findFirst(spans.length, index => spans[index]!.start >= end);
    return before > 0 && reach[before - 1]! > start;
  };
}
