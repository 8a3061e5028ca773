/** Reads the globs of a config, which are relative to its folder, as globs over paths relative to the working directory. */

import { isAbsolute, relative, resolve, sep } from 'node:path';
import type { Complaint } from '../shape/shape.ts';
import { compileGlob, matchesGlob } from '../util/glob.ts';
import { expandBraces } from '../util/path-globs.ts';

const maxLength = 1_000;

/** What is wrong with a glob, if anything. */
export function complainAboutGlob(glob: string): Complaint | undefined {
  if (glob.length > maxLength) return `found a glob of ${glob.length} characters; expected at most ${maxLength}`;
  if (/[\0-\x1f\x7f]/.test(glob)) return 'found a control character in a glob; expected a glob';
  if (glob.startsWith('!')) {
    const what = 'found a glob that starts with "!"; expected what is meant and not what is not';
    return { what, hint: 'write \\! for the character itself' };
  }
  if (glob.split('/').includes('..')) return 'found ".." in a glob; expected one that stays in its folder';
  if (standsForTooMany(glob)) return 'found braces that stand for too many globs; expected fewer';
  if (expandBraces(glob).every(one => compileGlob(one).tokens !== undefined)) return undefined;
  return {
    what: 'found a glob that no path can fit; expected "]" behind "["',
    hint: 'write \\[ for the character itself',
  };
}

function standsForTooMany(glob: string): boolean {
  try {
    return expandBraces(glob).length === 0;
  } catch (error) {
    if (error instanceof RangeError) return true;
    throw error;
  }
}

/** A glob that no path fits: a class that never closes. */
export const fitsNothing = '[';

/** How paths outside of the working directory are shown, as far as there are any: `../x`, `/x`. */
export interface Outside {
  readonly relative: boolean;
  readonly absolute: boolean;
}

/** The globs over paths as they are shown in `to` that say what `glob` says over paths relative to `from`; none where no such path can fit. */
export function rebaseGlob(glob: string, from: string, to: string, shown: Outside): readonly string[] {
  const { down, up } = parting(from, to);
  const outside = shown.relative || shown.absolute;
  if (down.length + up.length === 0 && !outside) return [glob];
  const rebased = new Set<string>();
  for (const plain of expandBraces(glob)) {
    const whole = [...down.map(escapeName), ...splitGlob(plain)];
    if (shown.absolute) rebased.add(spellAbsolute(from, plain));
    for (let climb = shown.relative ? up.length : 0; climb >= 0; climb--) {
      const climbed = Array.from({ length: climb }, () => '..');
      for (const rest of derive(whole, up.slice(0, up.length - climb))) {
        const forms = outside ? keepInside(rest) : [rest];
        for (const form of forms) rebased.add(joinGlob([...climbed, ...form]));
      }
    }
  }
  return [...rebased];
}

/** The folder names that lead from the nearest common folder down to `from`, and those up from `to` to it, as they are read downward. */
function parting(from: string, to: string): { readonly down: readonly string[]; readonly up: readonly string[] } {
  const way = relative(resolve(to), resolve(from));
  // On another drive there is no common folder, and no path relative to `to` leads there.
  if (isAbsolute(way)) return { down: [way], up: [] };
  const steps = way.split(sep).filter(step => step !== '');
  const climbs = steps.filter(step => step === '..').length;
  return { down: steps.slice(climbs), up: climbs === 0 ? [] : resolve(to).split(sep).slice(-climbs) };
}

/** The segments of a glob without braces; one that names no folder floats. */
function splitGlob(glob: string): string[] {
  const segments = glob.split('/').filter(segment => segment !== '' && segment !== '.');
  const floats = !glob.replace(/^(?:\.\/)+|\/+$/g, '').includes('/');
  return floats ? ['**', ...segments] : segments;
}

/** Names but `..`, spelled as globs. */
const insideForms: Readonly<Record<string, readonly string[]>> = {
  '*': ['[!.]*', '.[!.]*', '..?*'],
  '.*': ['.[!.]*', '..?*'],
};

/** A star at the start would fit `..` too, and so lead out of the folder: spells it as every name but that one. */
function keepInside(segments: readonly string[]): readonly (readonly string[])[] {
  const [first, ...rest] = segments;
  if (first !== '**') return (insideForms[first ?? ''] ?? [first ?? '']).map(name => [name, ...rest]);
  if (rest.length === 0) return keepInside(['*']);
  return [...keepInside(rest), ...keepInside(['*', '**', ...rest])];
}

/** One slash more than the path has, since the first only anchors. */
function spellAbsolute(from: string, glob: string): string {
  const folders = resolve(from)
    .split(sep)
    .filter(name => name !== '')
    .map(escapeName);
  return `${sep === '/' ? '//' : ''}${[...folders, ...splitGlob(glob)].join('/')}`;
}

/** A leading slash keeps a lone name from floating. */
const joinGlob = (segments: readonly string[]): string =>
  segments.length === 1 && segments[0] !== '**' ? `/${segments[0]}` : segments.join('/');

/** What is left of a glob behind folders that its paths lead through: every way in which it may go on. */
function derive(segments: readonly string[], folders: readonly string[]): readonly (readonly string[])[] {
  let rests: (readonly string[])[] = [segments];
  for (const folder of folders) {
    const next = new Map(rests.flatMap(rest => deriveOne(rest, folder)).map(rest => [rest.join('/'), rest]));
    rests = [...next.values()];
  }
  return rests.map(rest => (rest.length === 0 ? ['**'] : rest));
}

function deriveOne(segments: readonly string[], folder: string): (readonly string[])[] {
  const [first, ...rest] = segments;
  // A glob that is used up has named a folder above, and takes in all that is below it.
  if (first === undefined) return [[]];
  if (first === '**') return [segments, ...(rest.length === 0 ? [] : deriveOne(rest, folder))];
  return matchesGlob(compileGlob(first), folder) ? [rest] : [];
}

const escapeName = (name: string): string => name.replace(/[\\*?[\]{},]/g, '\\$&');
