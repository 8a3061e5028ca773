/** `.unleakignore` inside a repository, whose file list comes from git. */

import { type Gathering, type Place, showBelow } from './gathering.ts';
import type { GitListing } from './git-index.ts';
import { isIgnored, openScope, readUnleakIgnore, type Scope } from './ignore.ts';
import type { BytePath } from './names.ts';

/** The scope that a path is in (a folder's path ends in `/`), or nothing when it is left out. */
export type Admit = (path: BytePath) => { readonly scope: Scope | undefined } | undefined;

interface FolderState {
  readonly scope: Scope | undefined;
  readonly ignored: boolean;
}

const nameOf = (path: BytePath): BytePath => path.slice(path.lastIndexOf('/') + 1);

/** A test by the `.unleakignore` files of a repository, which git knows nothing of; it counts what it leaves out. */
export function createUnleakTest(gathering: Gathering, top: BytePath, place: Place, listing: GitListing): Admit {
  const holders = new Set<BytePath>([place.path]);
  const note = (path: BytePath) => {
    if (path.endsWith('/.unleakignore')) holders.add(`${top}/${path.slice(0, -'/.unleakignore'.length)}`);
  };
  const { trustedIgnores } = gathering;
  if (trustedIgnores) for (const path of trustedIgnores.keys()) holders.add(path.slice(0, -'/.unleakignore'.length));
  for (const path of listing.tracked.keys()) note(path);
  for (const path of listing.untracked) note(path);
  const enter = (folder: BytePath, parent: Scope | undefined): Scope | undefined => {
    if (!holders.has(folder)) return parent;
    const file = `${folder}/.unleakignore`;
    const unleak = readUnleakIgnore(file, trustedIgnores, notice =>
      gathering.notices.push(`${showBelow(place, file)}: ${notice}`),
    );
    return openScope(parent, folder.length + 1, { unleak });
  };
  const states = new Map<BytePath, FolderState>([
    [place.path, { scope: enter(place.path, place.scope), ignored: false }],
  ]);
  const stateOf = (folder: BytePath): FolderState => {
    const known = states.get(folder);
    if (known) return known;
    const parent = stateOf(folder.slice(0, folder.lastIndexOf('/')));
    const ignored = parent.ignored || isIgnored(parent.scope, { path: folder, name: nameOf(folder), isFolder: true });
    if (ignored && !parent.ignored) gathering.ignored++;
    const state = ignored ? { scope: undefined, ignored } : { scope: enter(folder, parent.scope), ignored };
    states.set(folder, state);
    return state;
  };
  const silent = holders.size === 1 && !stateOf(place.path).scope;
  return path => {
    if (silent || gathering.includeIgnored) return { scope: undefined };
    const isFolder = path.endsWith('/');
    const bare = isFolder ? path.slice(0, -1) : path;
    const state = stateOf(bare.slice(0, bare.lastIndexOf('/')));
    if (state.ignored) return undefined;
    if (!isIgnored(state.scope, { path: bare, name: nameOf(bare), isFolder })) return state;
    gathering.ignored++;
    return undefined;
  };
}
