/** Symlinks: they are never followed while a tree is listed, and one that leads out of it is told. */

import { lstatSync, realpathSync, type Stats } from 'node:fs';
import { sep } from 'node:path';
import { addFile, type Gathering, type Place, showBelow } from './gathering.ts';
import { type BytePath, toOpenable } from './names.ts';

/** The real path of something, as bytes with `/`; throws what the file system throws. */
export function resolveReal(path: BytePath): BytePath {
  const real = realpathSync.native(toOpenable(path), { encoding: 'latin1' as BufferEncoding });
  return sep === '/' ? real : real.replaceAll(sep, '/');
}

export const isWithin = (path: BytePath, folder: BytePath): boolean =>
  path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);

/** `lstat` that answers nothing where there is nothing (any more). */
export function inspect(path: BytePath): Stats | undefined {
  try {
    return lstatSync(toOpenable(path), { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** Why a symlink's target is left unscanned; nothing when it lies in the tree (and is listed there) or does not exist. */
function explainLink(path: BytePath, root: BytePath): string | undefined {
  try {
    return isWithin(resolveReal(path), root) ? undefined : 'a symbolic link that leads out of the scanned folder';
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' || code === 'ENOTDIR' || code === 'ELOOP'
      ? undefined
      : `a symbolic link that can't be followed (${code})`;
  }
}

/** Tells of a symlink that leads out of the tree; others have nothing to add. */
export function tellLink(gathering: Gathering, place: Place, path: BytePath): void {
  const shown = showBelow(place, path);
  if (gathering.filter && !gathering.filter.takesFile(shown)) return;
  const why = explainLink(path, place.root);
  if (why) gathering.skipped.push({ path: shown, why });
}

/** What kind of special file this is, for those that are never read. */
export function describeSpecial(type: {
  isFIFO(): boolean;
  isSocket(): boolean;
  isCharacterDevice(): boolean;
  isBlockDevice(): boolean;
}): string {
  if (type.isFIFO()) return 'a named pipe';
  if (type.isSocket()) return 'a socket';
  return type.isCharacterDevice() || type.isBlockDevice() ? 'a device' : 'not a regular file';
}

/** Adds what `lstat` says of a listed path: a file, a symlink that leads out, or a file of a kind that is never read. */
export function addInspected(gathering: Gathering, place: Place, path: BytePath, stat: Stats | undefined): void {
  const shown = showBelow(place, path);
  // What is gone, or can't be looked at, stays listed: the reader tells why.
  if (!stat || stat.isFile() || stat.isDirectory()) addFile(gathering, toOpenable(path), shown);
  else if (stat.isSymbolicLink()) tellLink(gathering, place, path);
  else if (!gathering.filter || gathering.filter.takesFile(shown)) {
    gathering.skipped.push({ path: shown, why: describeSpecial(stat) });
  }
}
