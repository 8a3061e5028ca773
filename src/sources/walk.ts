/** Our own walk over a folder that git does not list: byte names, nested ignore files, no symlink followed. */

import { type Dirent, readdirSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { addFile, type Gathering, type Place } from './gathering.ts';
import { isIgnored, openScope, readIgnoreFile, readUnleakIgnore, type Scope, withoutGit } from './ignore.ts';
import { describeSpecial, tellLink } from './links.ts';
import { type BytePath, isAscii, toBytes, toOpenable, toShown } from './names.ts';

/** Folders read between two looks at the clock and at signals. */
const foldersAtOnce = 500;

interface Step {
  readonly path: BytePath;
  readonly shown: string;
  /** The path is ASCII: what is opened and what is shown are its bytes. */
  readonly isPlain: boolean;
  readonly scope: Scope | undefined;
}

/** A walk under way. */
interface Walk {
  readonly gathering: Gathering;
  readonly place: Place;
  /** Folders of packages are left out unless an ignore file says otherwise. */
  readonly leavesPackages: boolean;
  readonly steps: Step[];
  readonly nested: Place[];
}

/** A folder's entries, names as bytes. */
function readFolder({ path, isPlain }: Step): Dirent<string>[] {
  const absolute = /(?:^|:)$/.test(path) ? `${path}/` : path;
  const openable = isPlain ? absolute : toOpenable(absolute);
  if (typeof openable === 'string') {
    return readdirSync(openable, { withFileTypes: true, encoding: 'latin1' as BufferEncoding });
  }
  const entries: Dirent<string | Buffer>[] = readdirSync(openable, {
    withFileTypes: true,
    encoding: 'buffer' as BufferEncoding,
  });
  return entries.map(entry => Object.assign(entry, { name: toBytes(entry.name) }) as Dirent<string>);
}

/** The scope within a folder, whose own ignore files count when they are there. */
function enterScope(gathering: Gathering, step: Step, names: readonly string[]): Scope | undefined {
  const { trustedIgnores, notices } = gathering;
  const tell = (name: string) => (notice: string) => notices.push(`${step.shown}${name}: ${notice}`);
  const git = names.includes('.gitignore') ? readIgnoreFile(`${step.path}/.gitignore`, tell('.gitignore')) : undefined;
  const unleak =
    trustedIgnores || names.includes('.unleakignore')
      ? readUnleakIgnore(`${step.path}/.unleakignore`, trustedIgnores, tell('.unleakignore'))
      : undefined;
  return openScope(step.scope, step.path.length + 1, { git, unleak });
}

const isSpecial = ({ name }: Dirent<string>): boolean =>
  name === '.git' || name === '.gitignore' || name === '.unleakignore';

/** Takes in one entry of a folder. */
function takeEntry(walk: Walk, step: Step, entry: Dirent<string>, scope: Scope | undefined): void {
  const { gathering, place, steps } = walk;
  const { name } = entry;
  const path = `${step.path}/${name}`;
  const isFolder = entry.isDirectory();
  const byDefault = isFolder && walk.leavesPackages && name === 'node_modules';
  if (!gathering.includeIgnored && isIgnored(scope, { path, name, isFolder }, byDefault)) {
    gathering.ignored++;
    return;
  }
  const isPlain = step.isPlain && isAscii(name);
  const shown = step.shown + (isPlain ? name : toShown(name));
  if (entry.isFile()) addFile(gathering, isPlain ? path : toOpenable(path), shown);
  else if (isFolder) {
    if (!gathering.filter?.prunesFolder(shown)) steps.push({ path, shown: `${shown}/`, isPlain, scope });
  } else if (entry.isSymbolicLink()) tellLink(gathering, place, path);
  else if (!gathering.filter || gathering.filter.takesFile(shown)) {
    gathering.skipped.push({ path: shown, why: describeSpecial(entry) });
  }
}

/** Lists one folder: its files go to the gathering, its folders are the next steps, unless it is a repository of its own. */
function listFolder(walk: Walk, step: Step): void {
  const { gathering, place, nested } = walk;
  const entries = readFolder(step);
  const special = entries.filter(isSpecial).map(({ name }) => name);
  if (special.includes('.git') && step.path !== place.path) {
    nested.push({ path: step.path, shown: step.shown, scope: withoutGit(step.scope), root: place.root });
    return;
  }
  const scope =
    gathering.includeIgnored || (special.length === 0 && !gathering.trustedIgnores)
      ? step.scope
      : enterScope(gathering, step, special);
  for (const entry of entries) if (entry.name !== '.git') takeEntry(walk, step, entry, scope);
}

/** Walks a place and returns the repositories met below it, which are listed by their own rules. */
export async function walkPlace(gathering: Gathering, named: Place): Promise<Place[]> {
  const place = { ...named, path: named.path.replace(/\/$/, '') };
  const { path, shown, scope } = place;
  const steps: Step[] = [{ path, shown, isPlain: isAscii(path) && isAscii(shown), scope }];
  // Who names a folder of packages wants the packages within packages too.
  const leavesPackages = !/(?:^|\/)node_modules(?:\/|$)/.test(path);
  const walk: Walk = { gathering, place, leavesPackages, steps, nested: [] };
  for (let done = 1; ; done++) {
    const step = steps.pop();
    if (!step) return walk.nested;
    try {
      listFolder(walk, step);
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      gathering.failed.push({
        path: step.shown.replace(/\/$/, '') || '.',
        why: `can't be listed (${code ?? message})`,
      });
    }
    if (done % foldersAtOnce === 0) {
      await setImmediate();
      gathering.signal?.throwIfAborted();
    }
  }
}
