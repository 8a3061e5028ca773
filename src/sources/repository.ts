/** The files of a git working tree: git's list, checked against the disk so that nothing leads out of the tree or goes missing unnoticed. */

import { readdirSync } from 'node:fs';
import { sep } from 'node:path';
import { addFile, count, type Gathering, nameFolder, type Place, showBelow } from './gathering.ts';
import { askGit, type GitListing, type Tracked } from './git-index.ts';
import type { Scope } from './ignore.ts';
import { addInspected, inspect, isWithin, tellLink } from './links.ts';
import { type BytePath, toOpenable, toShown } from './names.ts';
import { createUnleakTest } from './unleak-ignore.ts';

/** What is to be listed after a repository, each by its own rules. */
export interface Further {
  readonly nested: readonly Place[];
  /** Folders that were named although git ignores them: walked, without the ignore files that lie outside. */
  readonly walked: readonly Place[];
}

interface Absent {
  deleted: number;
  notCheckedOut: number;
  submodules: number;
}

/** One repository while it is being listed. */
interface Visit {
  readonly gathering: Gathering;
  readonly top: BytePath;
  readonly absent: Absent;
  readonly nested: Place[];
  readonly listing: GitListing;
  /** What git does not track: only there can something stand in the place of a folder with tracked files. */
  readonly strangers: ReadonlySet<BytePath>;
  /** Folders that hold tracked files, and whether a symlink stands on the way to them. */
  readonly folders: Map<BytePath, 'folder' | 'link'>;
}

/** An index can be forged: a path in it that is no plain relative path is never opened. */
function isForged(relative: BytePath): boolean {
  const path = sep === '/' ? relative : relative.replaceAll('\\', '/');
  return /(?:^|\/)(?:\.{0,2}|\.git)(?:\/|$)/i.test(path) || (sep === '\\' && path.includes(':'));
}

/** Whether the folder of a tracked path is a real one; a symlink in its place is told once. */
function checkFolder(visit: Visit, place: Place, folder: BytePath): 'folder' | 'link' {
  const known = visit.folders.get(folder);
  if (known) return known;
  const cut = folder.lastIndexOf('/');
  let state = cut < 0 ? 'folder' : checkFolder(visit, place, folder.slice(0, cut));
  const path = `${visit.top}/${folder}`;
  const isSuspect = visit.strangers.has(folder) || visit.listing.tracked.has(folder);
  if (state === 'folder' && isSuspect && inspect(path)?.isSymbolicLink()) {
    state = 'link';
    tellLink(visit.gathering, place, path);
  }
  visit.folders.set(folder, state);
  return state;
}

/** A submodule: a repository of its own when it is checked out, else a folder that someone may have filled by hand. */
function addSubmodule(visit: Visit, place: Place, path: BytePath, scope: Scope | undefined): void {
  const stat = inspect(path);
  if (stat && !stat.isDirectory()) {
    addInspected(visit.gathering, place, path, stat);
    return;
  }
  const shown = `${showBelow(place, path)}/`;
  try {
    if (stat && readdirSync(toOpenable(path)).length > 0) visit.nested.push({ path, shown, scope, root: place.root });
    else visit.absent.submodules++;
  } catch (error) {
    visit.gathering.failed.push({ path: shown, why: `can't be listed (${(error as NodeJS.ErrnoException).code})` });
  }
}

function addTracked(visit: Visit, place: Place, relative: BytePath, tracked: Tracked, scope: Scope | undefined): void {
  const { gathering, top, absent } = visit;
  const path = `${top}/${relative}`;
  if (isForged(relative)) {
    gathering.skipped.push({ path: toShown(relative), why: 'git lists it outside of the working tree' });
    return;
  }
  const cut = relative.lastIndexOf('/');
  if (cut > 0 && checkFolder(visit, place, relative.slice(0, cut)) === 'link') {
    absent.deleted++;
    return;
  }
  if (tracked.mode === '160000') {
    addSubmodule(visit, place, path, scope);
    return;
  }
  if (!tracked.missing && !tracked.skipWorktree && tracked.mode !== '120000') {
    addFile(gathering, toOpenable(path), showBelow(place, path));
    return;
  }
  const stat = inspect(path);
  if (stat) addInspected(gathering, place, path, stat);
  else if (tracked.skipWorktree) absent.notCheckedOut++;
  else absent.deleted++;
}

/** Tracked files whose place a folder has taken; its files are listed as untracked ones. */
function findReplaced(listing: GitListing): ReadonlySet<BytePath> {
  const replaced = new Set<BytePath>();
  const seen = new Set<BytePath>();
  for (const path of listing.untracked) {
    for (let cut = path.lastIndexOf('/'); cut > 0; cut = path.lastIndexOf('/', cut - 1)) {
      const folder = path.slice(0, cut);
      if (seen.has(folder)) break;
      seen.add(folder);
      if (listing.tracked.has(folder)) replaced.add(folder);
    }
  }
  return replaced;
}

/** Adds what of a repository lies in one place. */
function addPlace(visit: Visit, place: Place, replaced: ReadonlySet<BytePath>): void {
  const { gathering, top, listing } = visit;
  const prefix = place.path === top ? '' : `${place.path.slice(top.length + 1)}/`;
  const admit = createUnleakTest(gathering, top, place, listing);
  for (const [relative, tracked] of listing.tracked) {
    if (prefix !== '' && !relative.startsWith(prefix)) continue;
    if (replaced.has(relative)) visit.absent.deleted++;
    else {
      const admitted = admit(tracked.mode === '160000' ? `${top}/${relative}/` : `${top}/${relative}`);
      if (admitted) addTracked(visit, place, relative, tracked, admitted.scope);
    }
  }
  for (const relative of listing.untracked) {
    if (prefix !== '' && !relative.startsWith(prefix)) continue;
    const admitted = admit(`${top}/${relative}`);
    if (!admitted) continue;
    const path = `${top}/${relative}`.replace(/\/$/, '');
    if (!relative.endsWith('/')) addInspected(gathering, place, path, inspect(path));
    else visit.nested.push({ path, shown: `${showBelow(place, path)}/`, scope: admitted.scope, root: place.root });
  }
}

function tellAbsent(gathering: Gathering, shown: string, absent: Absent): void {
  const where = shown === '' ? '' : ` in ${nameFolder(shown)}`;
  const told = [
    [absent.deleted, 'tracked file', 'deleted from the working tree'],
    [absent.notCheckedOut, 'tracked file', 'not checked out'],
    [absent.submodules, 'submodule', 'not checked out'],
  ] as const;
  for (const [amount, noun, state] of told)
    if (amount > 0) gathering.notices.push(`${count(amount, noun)} ${state}${where}`);
}

/** Whether a named folder is ignored, as a whole or file by file: who names it wants it scanned. */
function isIgnoredWhole(listing: GitListing, folder: BytePath): boolean {
  const holds = (path: BytePath) => path.startsWith(`${folder}/`);
  if (listing.ignoredFolders.has(folder)) return true;
  if (!listing.ignored.some(holds) || listing.untracked.some(holds)) return false;
  for (const path of listing.tracked.keys()) if (holds(path)) return false;
  return true;
}

/** Lists `places`, all in the working tree of `top`, by git. Returns why not, when git can't be relied on here. */
export async function listRepository(
  gathering: Gathering,
  top: BytePath,
  places: readonly Place[],
): Promise<Further | string> {
  const listing = await askGit(gathering, top, places);
  if (typeof listing === 'string') return listing;
  const walked = places.filter(({ path }) => path !== top && isIgnoredWhole(listing, path.slice(top.length + 1)));
  const listed = places.filter(place => !walked.includes(place));
  const isWalked = (path: BytePath) => walked.some(place => isWithin(`${top}/${path}`.replace(/\/$/, ''), place.path));
  const absent = { deleted: 0, notCheckedOut: 0, submodules: 0 };
  const strangers = new Set([...listing.untracked, ...listing.ignored]);
  const visit: Visit = { gathering, top, absent, nested: [], listing, strangers, folders: new Map() };
  const replaced = findReplaced(listing);
  for (const place of listed) addPlace(visit, place, replaced);
  if (listed.length > 0) gathering.ignored += listing.ignored.filter(path => !isWalked(path)).length;
  tellAbsent(gathering, places.length === 1 ? places[0]!.shown : '', absent);
  return { nested: visit.nested, walked };
}
