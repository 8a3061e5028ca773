/** What the user named: files, folders, patterns and lists of paths, told apart. */

import { type Stats, statSync } from 'node:fs';
import { dirname, resolve, sep } from 'node:path';
import { UserError } from '../model/errors.ts';
import type { Unread } from '../model/report.ts';
import type { FileEntry } from './gathering.ts';
import { resolveReal } from './links.ts';
import { type BytePath, toBytes, toOpenable, toShown } from './names.ts';
import { looksLikeGlob, showInside, showTyped, toGlob } from './placement.ts';

export interface NamedFolder {
  readonly path: BytePath;
  /** As bytes; nothing for a folder outside the working directory, which is shown as it was typed. */
  readonly inside: BytePath | undefined;
  readonly typed: BytePath;
}

export interface Named {
  readonly files: FileEntry[];
  readonly folders: NamedFolder[];
  readonly failed: Unread[];
}

/** Where named paths are resolved. */
interface Base {
  readonly cwd: BytePath;
  readonly realFolders: Map<BytePath, BytePath>;
}

/** The real path of a file's folder with the file's own name: a named symlink is followed only when it is opened. */
function settleFile(base: Base, path: BytePath): BytePath {
  const folder = dirname(path);
  let real = base.realFolders.get(folder);
  if (real === undefined) {
    real = resolveReal(folder);
    base.realFolders.set(folder, real);
  }
  return `${real === '/' ? '' : real}/${path.slice(folder.length).replace(/^[\\/]/, '')}`;
}

const explain = (error: unknown): string => {
  const { code, message } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' || code === 'ENOTDIR' ? 'does not exist' : `can't be read (${code ?? message})`;
};

/** Adds one named path. Returns why not when there is nothing to add. */
function addPath(named: Named, base: Base, typed: BytePath, explicit: boolean): string | undefined {
  const path = resolve(base.cwd, typed);
  const inside = showInside(base.cwd, path);
  let stat: Stats;
  try {
    stat = statSync(toOpenable(path));
    if (stat.isDirectory()) named.folders.push({ path: resolveReal(path), inside, typed: showTyped(typed) });
    else
      named.files.push({
        path: toOpenable(settleFile(base, path)),
        shown: toShown(inside ?? showTyped(typed)),
        explicit,
      });
    return undefined;
  } catch (error) {
    return explain(error);
  }
}

/** Adds what a pattern matches, as a shell would, except that it never follows a symlink. */
async function addGlob(named: Named, base: Base, typed: string): Promise<void> {
  const { default: fastGlob } = await import('fast-glob');
  const found = await fastGlob(toGlob(typed), {
    cwd: toOpenable(base.cwd).toString(),
    dot: true,
    onlyFiles: false,
    followSymbolicLinks: false,
    objectMode: true,
    ignore: ['**/.git', '**/.git/**'],
  }).catch((error: unknown) => {
    throw new UserError(`"${typed}" can't be expanded: ${(error as Error).message}`);
  });
  if (found.length === 0) throw new UserError(`nothing matches "${typed}"`);
  const folders = new Set(found.filter(entry => entry.dirent.isDirectory()).map(entry => entry.path));
  const isBelow = (path: string): boolean => {
    for (let cut = path.lastIndexOf('/'); cut > 0; cut = path.lastIndexOf('/', cut - 1))
      if (folders.has(path.slice(0, cut))) return true;
    return false;
  };
  for (const { path, dirent } of found) {
    if (dirent.isDirectory() && isBelow(path)) continue;
    const bytes = toBytes(path);
    if (dirent.isSymbolicLink()) {
      const absolute = resolve(base.cwd, bytes);
      const shown = showInside(base.cwd, absolute) ?? showTyped(bytes);
      named.files.push({ path: toOpenable(settleFile(base, absolute)), shown: toShown(shown), explicit: false });
      continue;
    }
    const why = addPath(named, base, bytes, false);
    if (why) named.failed.push({ path, why });
  }
}

/** A missing path of a list as it is told: what reads like no path may be a line of a file that was taken for a list, with secrets in it. */
const nameListed = (path: BytePath, position: number): string =>
  /[=:"'\s]/.test(path.replace(/^[A-Za-z]:/, '')) || path.length > 1000
    ? `entry ${position + 1} of the list of paths`
    : toShown(showTyped(path));

/**
 * Tells files from folders. `paths` are what the user typed: one that does not exist is a UserError, after a try as a pattern.
 * `listed` are the paths of a list, where a missing one is a failure like any other.
 */
export async function resolveNamed(
  cwd: string,
  paths: readonly string[],
  listed: readonly (string | Buffer)[],
): Promise<Named> {
  const named: Named = { files: [], folders: [], failed: [] };
  const base: Base = { cwd: toBytes(resolve(cwd)), realFolders: new Map() };
  for (const path of paths) {
    const typed = toBytes(path);
    const why = path === '' ? 'is an empty name' : addPath(named, base, typed, true);
    if (why === undefined) continue;
    if (why === 'does not exist' && looksLikeGlob(path)) await addGlob(named, base, path);
    else if (why.startsWith("can't")) named.failed.push({ path: toShown(showTyped(typed)), why });
    else throw new UserError(`"${path}" ${why}`, sep === '\\' ? '' : 'Paths are relative to the working directory.');
  }
  for (const [position, path] of listed.entries()) {
    const typed = toBytes(path);
    const why = typed === '' ? 'is an empty name' : addPath(named, base, typed, true);
    if (why) named.failed.push({ path: nameListed(typed, position), why });
  }
  return named;
}
