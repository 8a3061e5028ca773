/** Which rules the prefilter's literals and words stand for: positions in the pack, made rules when a hit asks for them. */

import type { Rule, Rules } from '../model/rule.ts';
import type { PathOwner } from './by-path.ts';

/** For each id that a hit may carry, the positions of its rules; plain data, packed with the tables. */
export interface Owners {
  readonly prefixes: readonly (readonly number[])[];
  readonly literals: readonly (readonly number[])[];
  /** Rules that read the value assigned to a name with the word. */
  readonly names: readonly (readonly number[])[];
  /** Rules that look at random-looking values near the word. */
  readonly near: readonly (readonly number[])[];
  /** Rules that look at every random-looking value of a file that holds the word. */
  readonly files: readonly (readonly number[])[];
  /** Rules that paths alone find, and their globs. */
  readonly paths: readonly (readonly [position: number, paths: readonly string[]])[];
}

/** The rules behind the id of a hit. */
export type Known = { readonly [K in Exclude<keyof Owners, 'paths'>]: (id: number) => readonly Rule[] } & {
  readonly paths: readonly PathOwner[];
};

/** Rules that were not chosen are left out. */
export function openOwners(owners: Owners, rules: Rules): Known {
  const open = (lists: readonly (readonly number[])[]): ((id: number) => readonly Rule[]) => {
    const opened: (readonly Rule[] | undefined)[] = [];
    return id => (opened[id] ??= lists[id]!.flatMap(position => rules.at(position) ?? []));
  };
  return {
    prefixes: open(owners.prefixes),
    literals: open(owners.literals),
    names: open(owners.names),
    near: open(owners.near),
    files: open(owners.files),
    paths: owners.paths.map(([position, paths]) => ({ paths, rule: () => rules.at(position) })),
  };
}
