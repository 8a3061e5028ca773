/** Counts rules that differ only in the provider's word and name: a pack is not better for the number of those. */

import type { RuleSpec } from '../model/rule.ts';

export interface Alike {
  /** Rules that have the form of another one. */
  readonly rules: number;
  /** Forms that more than one rule has. */
  readonly shapes: number;
}

/** Rules that words alone find are told apart by pattern, boundary and place; those with a prefix or a marker are distinct by that. */
export function countAlike(specs: readonly RuleSpec[]): Alike {
  const counts = new Map<string, number>();
  for (const spec of specs) {
    const { anchor, pattern, flags, boundary, generic, decode, checksum } = spec;
    if (generic || anchor.prefix.length > 0 || anchor.marker.length > 0) continue;
    const shape = JSON.stringify([pattern, flags, boundary, anchor.place, decode, checksum]);
    counts.set(shape, (counts.get(shape) ?? 0) + 1);
  }
  const shared = [...counts.values()].filter(count => count > 1);
  return { rules: shared.reduce((sum, count) => sum + count, 0), shapes: shared.length };
}
