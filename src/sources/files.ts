/** The list of files to scan: what was named, what git or our own walk finds below it, what ignore files and globs leave out. */

import { resolve } from 'node:path';
import { UserError } from '../model/errors.ts';
import type { Unread } from '../model/report.ts';
import { compilePathGlobs } from '../util/path-globs.ts';
import type { FileEntry, Gathering, PathFilter, Place } from './gathering.ts';
import { type TrustedIgnores, withoutGit } from './ignore.ts';
import { isWithin, resolveReal } from './links.ts';
import { type NamedFolder, resolveNamed } from './named.ts';
import { toBytes, toShown } from './names.ts';
import { findTop, listPlaces, readScope } from './tree.ts';

export type { FileEntry } from './gathering.ts';

export interface ListRequest {
  /** Absolute folder that paths are relative to, and that is listed when nothing is named. */
  readonly cwd: string;
  readonly paths: readonly string[];
  /** Paths from a list (`parsePathList`); with it, and without `paths`, nothing else is listed. */
  readonly filesFrom?: readonly (string | Buffer)[] | undefined;
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly includeIgnored: boolean;
  /** `.unleakignore` files of a trusted ref by absolute real path, in place of those on disk. */
  readonly trustedIgnores?: ReadonlyMap<string, Uint8Array> | undefined;
  /** What a question to git may take before we walk without it; default 30 s. */
  readonly gitTimeoutMs?: number;
  readonly signal?: AbortSignal | undefined;
  /** Called once, as soon as `manyEntries` files are listed. */
  readonly onMany?: (() => void) | undefined;
}

export interface Listing {
  /** Absolute folder that shown paths are relative to. */
  readonly root: string;
  /** Sorted by shown path; each file once. */
  readonly entries: readonly FileEntry[];
  readonly skipped: readonly Unread[];
  readonly failed: readonly Unread[];
  /** Files left out by ignore files; a folder left out as a whole counts as one. */
  readonly ignored: number;
  readonly notices: readonly string[];
}

const maxNotices = 20;

function compileFilter(include: readonly string[], exclude: readonly string[]): PathFilter | undefined {
  if (include.length === 0 && exclude.length === 0) return undefined;
  try {
    const isIncluded = include.length === 0 ? () => true : compilePathGlobs(include);
    const isExcluded = compilePathGlobs(exclude);
    return { takesFile: shown => isIncluded(shown) && !isExcluded(shown), prunesFolder: isExcluded };
  } catch (error) {
    if (error instanceof RangeError) throw new UserError(error.message);
    throw error;
  }
}

/** A named folder with the ignore files around it. Those of git count within its repository, ours within the working directory. */
function toPlace(gathering: Gathering, folder: NamedFolder, cwd: string, isOnly: boolean): Place {
  const { path, inside, typed } = folder;
  const top = findTop(path);
  const highest = top !== undefined && !isWithin(top, cwd) ? top : cwd;
  const anchor = isWithin(path, highest) ? highest : path;
  const scope = gathering.includeIgnored ? undefined : readScope(anchor, path, top, gathering);
  const name = inside ?? (isOnly ? '' : typed);
  const shown = name === '' || name.endsWith('/') ? name : `${name}/`;
  return { path, shown: toShown(shown), scope: top === undefined ? scope : withoutGit(scope), root: path };
}

const keyOf = ({ path }: FileEntry): string => (typeof path === 'string' ? path : `\0${path.toString('latin1')}`);

/** Keeps the first entry of each file. */
function dropDoubles(entries: readonly FileEntry[]): FileEntry[] {
  const seen = new Set<string>();
  return entries.filter(entry => seen.size !== seen.add(keyOf(entry)).size);
}

const byShown = (a: { shown: string }, b: { shown: string }): number =>
  a.shown < b.shown ? -1 : a.shown > b.shown ? 1 : 0;
const byPath = (a: Unread, b: Unread): number => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0);

/** Sorted, and each told once. */
const settle = (unread: readonly Unread[]): Unread[] =>
  [...unread].sort(byPath).filter((one, i, all) => one.path !== all[i - 1]?.path || one.why !== all[i - 1]?.why);

function limitNotices(notices: readonly string[]): string[] {
  const different = [...new Set(notices)].sort();
  if (different.length <= maxNotices) return different;
  return [...different.slice(0, maxNotices), `and ${different.length - maxNotices} more notices of this kind`];
}

const toTrustedIgnores = (files: ReadonlyMap<string, Uint8Array>): TrustedIgnores =>
  new Map([...files].map(([path, bytes]) => [toBytes(path), bytes]));

/** Lists what is to be scanned. Throws a UserError for a named path that does not exist. */
export async function listFiles(request: ListRequest): Promise<Listing> {
  const { filesFrom, include, exclude, includeIgnored, signal } = request;
  signal?.throwIfAborted();
  const cwd = resolve(request.cwd);
  const paths = request.paths.length === 0 && filesFrom === undefined ? ['.'] : request.paths;
  const filter = compileFilter(include, exclude);
  const named = await resolveNamed(cwd, paths, filesFrom ?? []);
  const gathering: Gathering = {
    // Only --exclude has a say over what was named itself.
    entries: named.files.filter(({ shown }) => !filter?.prunesFolder(shown)),
    skipped: [],
    failed: named.failed,
    notices: [],
    ignored: 0,
    includeIgnored,
    trustedIgnores: request.trustedIgnores && toTrustedIgnores(request.trustedIgnores),
    filter,
    gitTimeoutMs: request.gitTimeoutMs ?? 30_000,
    signal,
    onMany: request.onMany,
  };
  const realCwd = resolveReal(toBytes(cwd));
  const isOnly = named.folders.length === 1 && named.files.length === 0;
  const places = named.folders.map(folder => toPlace(gathering, folder, realCwd, isOnly));
  await listPlaces(gathering, places);
  const onlyOutside = isOnly && named.folders[0]?.inside === undefined;
  return {
    root: onlyOutside ? resolve(cwd, paths[0] ?? '.') : cwd,
    entries: (paths.length + (filesFrom?.length ?? 0) > 1 ? dropDoubles(gathering.entries) : gathering.entries).sort(
      byShown,
    ),
    skipped: settle(gathering.skipped),
    failed: settle(gathering.failed),
    ignored: gathering.ignored,
    notices: limitNotices(gathering.notices),
  };
}
