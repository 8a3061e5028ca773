/** Rules that know their files by path alone, since nothing in the values gives them away: the key in `config/master.key`. */

import type { Rule } from '../model/rule.ts';
import type { Unit } from '../model/unit.ts';
import { compilePathEnds } from '../util/path-globs.ts';

/** Such files are small; in a larger one of the same name something else stands. */
const MAX_BYTES = 1 << 20;

export interface PathRules {
  looksAt(path: string): boolean;
  /** The rules to try at every line of a unit. */
  rulesFor(unit: Unit): readonly Rule[];
}

const none: readonly never[] = [];

/** Whether a rule is found by its paths and by nothing else. */
export const isByPath = ({ anchor, paths }: Rule): boolean =>
  paths !== undefined && anchor.prefix.length + anchor.marker.length + anchor.words.length === 0;

/** A rule that its paths alone find, made when it is asked for. */
export interface PathOwner {
  readonly paths: readonly string[];
  readonly rule: () => Rule | undefined;
}

export function createPathRules(owners: readonly PathOwner[]): PathRules {
  if (owners.length === 0) return { looksAt: () => false, rulesFor: () => none };
  // One pattern for all, since every path of a scan is asked for.
  const known = compilePathEnds(owners.flatMap(({ paths }) => paths));
  return {
    looksAt: path => known.test(path),
    rulesFor(unit) {
      // What was decoded from a file stands in it already.
      if (unit.content.size > MAX_BYTES || unit.parent?.path === unit.path || !known.test(unit.path)) return none;
      return owners.flatMap(({ rule }) => rule() ?? []).filter(({ pathRegex }) => pathRegex!.test(unit.path));
    },
  };
}
