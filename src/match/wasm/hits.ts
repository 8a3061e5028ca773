/** The hits of a pass: four numbers each, read by prefilter.ts outside. */

import {
  HITS,
  begin,
} from './tables';

let hits: u32 = 0;

export function emit(kind: u32, id: u32, at: usize, more: usize): void {
  const p = HITS + (<usize>hits << 4);
  store<u32>(p, kind);
  store<u32>(p, id, 4);
  store<u32>(p, <u32>(at - begin), 8);
  store<u32>(p, <u32>(more - begin), 12);
  hits++;
}

export function clearHits(): void {
  hits = 0;
}

export function hitCount(): u32 {
  return hits;
}
