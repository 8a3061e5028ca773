/** Reads all config files of a run, from the place that may speak for it. */

import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { SettingSource } from '../model/settings.ts';
import { readLayers } from './extend.ts';
import { findConfigFile, nearestFolder, startFolder } from './find.ts';
import { type MergedConfig, mergeLayers } from './merge.ts';
import { findRepositoryRoot, isWithin } from './paths.ts';
import { type Shelf, standsAt } from './reader.ts';
import type { RefReader } from './ref.ts';

export interface ConfigRequest {
  /** Absolute. */
  readonly cwd: string;
  /** What is scanned, as the user wrote it. */
  readonly paths: readonly string[];
  /** A file named by a flag or the environment, `false` for no config at all, nothing to search for one. */
  readonly file: string | false | undefined;
  /** The user's own file; absolute. */
  readonly userFile: string | undefined;
  /** Where the policy comes from instead of the working tree. */
  readonly ref: RefReader | undefined;
}

/** Finds, reads and joins the config files; a UserError says what is wrong with one, and where. */
export async function loadConfig(request: ConfigRequest): Promise<MergedConfig> {
  const { cwd, paths, ref } = request;
  const start = startFolder(cwd, paths);
  const root = findRepositoryRoot(start);
  const shelf: Shelf = { trees: listTrees(cwd, paths), ref, show: path => showPath(path, cwd) };
  const layers = request.file === false ? [] : await readAll(request, start, root, shelf);
  const away = paths.filter(path => path !== '-' && !isWithin(resolve(cwd, path), cwd));
  const outside = { relative: away.some(path => !isAbsolute(path)), absolute: away.some(path => isAbsolute(path)) };
  return mergeLayers(layers, { cwd, root: root ?? start, outside, shelf });
}

async function readAll(request: ConfigRequest, start: string, root: string | undefined, shelf: Shelf) {
  const named = request.file === undefined || request.file === false ? undefined : resolve(request.cwd, request.file);
  const found = named ?? (await findConfigFile(start, root, shelf));
  const own = request.userFile;
  const nearest =
    found === undefined
      ? []
      : await readLayers({ path: found, ...(named === undefined ? discovered(found, root) : namedByUser) }, shelf);
  const last =
    own === undefined || !(await standsAt(own, shelf.ref))
      ? []
      : await readLayers({ path: own, ...ownedByUser }, shelf);
  return [...nearest, ...last.filter(layer => nearest.every(other => other.path !== layer.path))];
}

type Standing = { readonly source: SettingSource; readonly within: string | undefined };
const namedByUser: Standing = { source: 'named', within: undefined };
const ownedByUser: Standing = { source: 'user', within: undefined };

/** Nobody named it, so it is believed no more than the tree it was found in or above. */
const discovered = (path: string, root: string | undefined): Standing => ({
  source: 'tree',
  within: root ?? join(path, '..'),
});

/** The folders that the scanned tree consists of: the repositories around what is scanned, or the folders themselves. */
function listTrees(cwd: string, paths: readonly string[]): readonly string[] {
  const scanned = paths.filter(path => path !== '-').map(path => nearestFolder(resolve(cwd, path)));
  const folders = scanned.length === 0 ? [cwd] : scanned;
  return [...new Set(folders.map(folder => findRepositoryRoot(folder) ?? folder))];
}

/** Relative to the working directory, or as it is where that would lead far away. */
function showPath(path: string, cwd: string): string {
  const way = relative(cwd, path);
  const shown = way === '' ? '.' : way.split(sep).filter(step => step === '..').length > 2 ? path : way;
  return sep === '/' ? shown : shown.split(sep).join('/');
}

/** The user's own config file, by the XDG rules; a folder that is not absolute does not count. */
export function findUserFile(env: Readonly<Record<string, string | undefined>>): string | undefined {
  const base = env['XDG_CONFIG_HOME'];
  const home = env['HOME'] ?? env['USERPROFILE'];
  const folder = base?.startsWith(sep) || base?.match(/^[A-Za-z]:/) ? base : home && join(home, '.config');
  return folder ? join(folder, 'unleak', 'config.yml') : undefined;
}
