/** Rules that know their files by path alone, since nothing in the values gives them away: the key in `config/master.key`. */

import type { Rule } from '../model/rule.ts';
import type { Unit } from '../model/unit.ts';
import { compilePathEnds, expandBraces } from '../util/path-globs.ts';

/** Such files are small; in a larger one of the same name something else stands. */
const MAX_BYTES = 1 << 20;

export interface PathRules {
  /** Whether a file of this name may be one for them; cheap, and never wrong where it says no. */
  looksAt(path: string): boolean;
  /** The rules to try at every line of a unit. */
  rulesFor(unit: Unit): readonly Rule[];
}

const none: readonly never[] = [];

/** Whether a rule is found by its paths and by nothing else. */
export const isByPath = ({ anchor, paths }: Rule): boolean =>
  paths !== undefined && anchor.prefix.length + anchor.marker.length + anchor.words.length === 0;

/** The last part of a path, or of a glob. */
const nameOf = (path: string): string => path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('!')) + 1);

/** A pattern for the longest fixed part of each glob, without those that hold another. */
function createClue(globs: readonly string[]): RegExp {
  const parts = new Set(globs.map(glob => glob.split(/[*?]/).reduce((a, b) => (b.length > a.length ? b : a))));
  const least = [...parts].filter(part => ![...parts].some(other => other !== part && part.includes(other)));
  return new RegExp(least.map(part => part.replace(/[\\^$.+()[\]{}|]/g, '\\$&')).join('|'), 'i');
}

/** A rule that its paths alone find, made when it is asked for. */
export interface PathOwner {
  readonly paths: readonly string[];
  readonly rule: () => Rule | undefined;
}

export function createPathRules(owners: readonly PathOwner[]): PathRules {
  if (owners.length === 0) return { looksAt: () => false, rulesFor: () => none };
  // For file names alone, and first for what must stand in them: every file of a scan is asked for.
  const ends = [...new Set(owners.flatMap(({ paths }) => paths.flatMap(expandBraces).map(nameOf)))];
  const clue = createClue(ends);
  let names: RegExp | undefined;
  const looksAt = (path: string): boolean => {
    const name = nameOf(path);
    if (!clue.test(name)) return false;
    names ??= compilePathEnds(ends);
    return names.test(name);
  };
  return {
    looksAt,
    rulesFor(unit) {
      // What was decoded from a file stands in it already.
      if (unit.content.size > MAX_BYTES || unit.parent?.path === unit.path || !looksAt(unit.path)) return none;
      return owners.flatMap(({ rule }) => rule() ?? []).filter(({ pathRegex }) => pathRegex!.test(unit.path));
    },
  };
}
