/** Finds the config file that a run goes by: the nearest one, from a folder upward to the repository's root. */

import { accessSync, constants, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { UserError } from '../model/errors.ts';
import { readPackageKey } from './package-key.ts';
import { isWithin, lookAt } from './paths.ts';
import { openConfigFile, type Shelf, standsAt } from './reader.ts';

/** The names a config file may have, in every folder one of them at most. */
export const configNames = ['unleak.yml', 'unleak.yaml', '.unleak.yml', '.unleak.yaml'] as const;
const packageName = 'package.json';

/** The folder that the search starts in: the working directory, or that of the first path outside of it. */
export function startFolder(cwd: string, paths: readonly string[]): string {
  const [first] = paths;
  if (first === undefined || first === '-') return cwd;
  const path = resolve(cwd, first);
  return isWithin(path, cwd) ? cwd : nearestFolder(path);
}

/** The path itself if it is a folder, else the nearest one above that is. */
export function nearestFolder(path: string): string {
  for (let at = path; ; at = dirname(at)) {
    if (isFolder(at) || dirname(at) === at) return at;
  }
}

function isFolder(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
  } catch {
    return false;
  }
}

/** The nearest config file, absolute; two in one folder are a UserError that names both. */
export async function findConfigFile(
  start: string,
  root: string | undefined,
  shelf: Shelf,
): Promise<string | undefined> {
  for (let folder = resolve(start); ; folder = dirname(folder)) {
    const found = await findIn(folder, root ?? folder, shelf);
    if (found.length > 1) {
      const names = found.map(path => basename(path)).join(' and ');
      throw new UserError(
        `${shelf.show(folder)}: found ${names}; expected one config file in a folder`,
        'keep one, or name one with --config',
      );
    }
    if (found[0] !== undefined) return found[0];
    if (folder === root || dirname(folder) === folder) return undefined;
  }
}

async function findIn(folder: string, within: string, shelf: Shelf): Promise<string[]> {
  const found: string[] = [];
  for (const name of configNames) {
    const path = join(folder, name);
    if (await standsAt(path, shelf.ref)) found.push(path);
  }
  const manifest = join(folder, packageName);
  if (await holdsPackageKey(manifest, within, shelf)) found.push(manifest);
  return found;
}

/** A package.json is a config only by its key, so one that can't be read is passed over; one that may have the key and is broken is not. */
async function holdsPackageKey(path: string, within: string, shelf: Shelf): Promise<boolean> {
  if (shelf.ref?.covers(path)) {
    if ((await shelf.ref.look(path))?.kind !== 'file') return false;
  } else if (!isReadableHere(path, within)) return false;
  const { bytes, shown } = await openConfigFile({ path, source: 'tree', within }, shelf);
  return readPackageKey(bytes, shown) !== undefined;
}

function isReadableHere(path: string, within: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return (
      statSync(path).isFile() && (!lookAt(path)?.isSymbolicLink() || isWithin(realpathSync(path), realpathSync(within)))
    );
  } catch {
    return false;
  }
}
