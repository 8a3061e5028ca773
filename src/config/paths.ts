/** Facts about paths that every step of reading a config needs. */

import { lstatSync, realpathSync, type Stats } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';

/** Whether a path is a folder or lies in it, by its text. */
export function isWithin(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/** The same, for a folder that may be spelled through links. */
export const isWithinEither = (path: string, folder: string): boolean =>
  isWithin(path, folder) || isWithin(path, followLinks(folder));

/** A path with its links followed; the path itself where nothing stands. */
export function followLinks(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

/** What stands at a path, without following a link; nothing where that can't be told. */
export function lookAt(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** The nearest folder, from one upward, that holds a `.git` entry. */
export function findRepositoryRoot(folder: string): string | undefined {
  for (let at = resolve(folder); ; at = dirname(at)) {
    if (lookAt(join(at, '.git')) !== undefined) return at;
    if (dirname(at) === at) return undefined;
  }
}
