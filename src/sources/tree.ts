/** Lists folders: by git where they lie in a repository that git can be relied on for, else by our own walk, repositories within included. */

import { type Gathering, nameFolder, type Place } from './gathering.ts';
import { findOutsideRepository } from './git-folder.ts';
import { openScope, readIgnoreFile, readUnleakIgnore, type Scope } from './ignore.ts';
import { inspect, isWithin } from './links.ts';
import { type BytePath, parentOf, toShown } from './names.ts';
import { walkPlace } from './walk.ts';

/** Repositories listed at a time, each by a few git processes. */
const repositoriesAtOnce = 4;
/** Folders in one question to git. */
const placesAtOnce = 200;

/** Folders to list together. */
interface Task {
  /** The working tree that all of them lie in. */
  readonly top: BytePath | undefined;
  readonly places: readonly Place[];
}

/** The nearest folder from `path` upwards that holds a `.git`, or nothing. */
export function findTop(path: BytePath): BytePath | undefined {
  for (let folder = path; ; folder = parentOf(folder)) {
    if (inspect(`${folder === '/' ? '' : folder}/.git`)) return folder;
    const parent = parentOf(folder);
    if (parent === folder || /^[A-Za-z]:$/.test(folder)) return undefined;
  }
}

/** Ignore files between `anchor` and `path`, the folder itself left out: git's from `top` on, ours from `anchor` on. */
export function readScope(
  anchor: BytePath,
  path: BytePath,
  top: BytePath | undefined,
  { notices, trustedIgnores }: Pick<Gathering, 'notices' | 'trustedIgnores'>,
): Scope | undefined {
  const folders: BytePath[] = [];
  for (let folder = path; folder !== anchor && folder !== parentOf(folder); ) {
    folder = parentOf(folder);
    folders.unshift(folder);
  }
  let scope: Scope | undefined;
  for (const folder of folders) {
    const prefix = folder === '/' ? '' : folder;
    const tell = (name: string) => (notice: string) => notices.push(`${toShown(prefix)}/${name}: ${notice}`);
    const heedsGit = top === undefined || isWithin(folder, top);
    const git = heedsGit ? readIgnoreFile(`${prefix}/.gitignore`, tell('.gitignore')) : undefined;
    const unleak = readUnleakIgnore(`${prefix}/.unleakignore`, trustedIgnores, tell('.unleakignore'));
    scope = openScope(scope, prefix.length + 1, { git, unleak });
  }
  return scope;
}

/** Walks places one by one. In a working tree that git could not list, its ignore files count as they do for git. */
async function walkPlaces(gathering: Gathering, top: BytePath | undefined, places: readonly Place[]): Promise<Place[]> {
  const nested: Place[] = [];
  for (const place of places) {
    const known = gathering.includeIgnored || !top ? place.scope : withRepository(gathering, place, top);
    nested.push(...(await walkPlace(gathering, { ...place, scope: known })));
  }
  return nested;
}

/** The scope of a place whose repository is not asked: `info/exclude`, and git's ignore files from the top level on. */
function withRepository(gathering: Gathering, place: Place, top: BytePath): Scope | undefined {
  const git = readIgnoreFile(`${top}/.git/info/exclude`, () => undefined);
  const chain: Scope[] = [];
  for (let scope = readScope(top, place.path, top, gathering); scope; scope = scope.parent) chain.unshift(scope);
  const inside = openScope(place.scope, top.length + 1, { git });
  return chain.reduce((parent, scope) => openScope(parent, scope.from, { git: scope.git }), inside);
}

/** Lists one task and returns what it met on the way. */
async function runTask(gathering: Gathering, { top, places }: Task): Promise<Place[]> {
  if (top === undefined) return walkPlaces(gathering, undefined, places);
  const outside = findOutsideRepository(top);
  if (outside !== undefined)
    gathering.notices.push(`the repository of ${toShown(top)} lies outside of it, in ${toShown(outside)}`);
  const { listRepository } = await import('./repository.ts');
  const further = await listRepository(gathering, top, places);
  gathering.signal?.throwIfAborted();
  if (typeof further === 'string') {
    const name = places.length === 1 ? nameFolder(places[0]!.shown) : toShown(top);
    gathering.notices.push(
      `git does not list ${name} (${further}): walked without it, which leaves tracked files out where they are ignored`,
    );
    return walkPlaces(gathering, top, places);
  }
  return [...further.nested, ...(await walkPlaces(gathering, undefined, further.walked))];
}

/** Groups places by the repository they lie in, so that sixty folders of one are one question to git. */
function groupPlaces(places: readonly Place[]): Task[] {
  const groups = new Map<BytePath | undefined, Place[]>();
  for (const place of places) {
    const top = findTop(place.path);
    const group = groups.get(top);
    if (group) group.push(place);
    else groups.set(top, [place]);
  }
  return [...groups].flatMap(([top, members]) =>
    Array.from({ length: Math.ceil(members.length / placesAtOnce) }, (_, i) => ({
      top,
      places: members.slice(i * placesAtOnce, (i + 1) * placesAtOnce),
    })),
  );
}

/** Lists folders and all repositories below them. */
export async function listPlaces(gathering: Gathering, places: readonly Place[]): Promise<void> {
  let queue = groupPlaces(places);
  while (queue.length > 0) {
    const found: Place[] = [];
    const tasks = queue.values();
    const work = async (): Promise<void> => {
      for (const task of tasks) found.push(...(await runTask(gathering, task)));
    };
    await Promise.all(Array.from({ length: Math.min(repositoriesAtOnce, queue.length) }, work));
    queue = found.map(place => ({ top: inspect(`${place.path}/.git`) ? place.path : undefined, places: [place] }));
  }
}
