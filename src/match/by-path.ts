/** Rules that know their files by path alone, since nothing in the values gives them away: the key in `config/master.key`. */

import type { Rule } from '../model/rule.ts';
import type { Unit } from '../model/unit.ts';

/** Such files are small; in a larger one of the same name something else stands. */
const MAX_BYTES = 1 << 20;

export interface PathRules {
  looksAt(path: string): boolean;
  /** The rules to try at every line of a unit. */
  rulesFor(unit: Unit): readonly Rule[];
}

const none: readonly never[] = [];

/** Takes the rules with paths and without an anchor out of all. */
export function createPathRules(rules: readonly Rule[]): PathRules {
  const own = rules.filter(
    ({ anchor, pathRegex }) => pathRegex && anchor.prefix.length + anchor.marker.length + anchor.words.length === 0,
  );
  if (own.length === 0) return { looksAt: () => false, rulesFor: () => none };
  // One pattern for all, since every path of a scan is asked for.
  const known = new RegExp(own.map(({ pathRegex }) => pathRegex!.source).join('|'), 'i');
  return {
    looksAt: path => known.test(path),
    rulesFor(unit) {
      // What was decoded from a file stands in it already.
      if (unit.content.size > MAX_BYTES || unit.parent?.path === unit.path || !known.test(unit.path)) return none;
      return own.filter(({ pathRegex }) => pathRegex!.test(unit.path));
    },
  };
}
