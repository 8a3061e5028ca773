/** Our own walk over a folder that git does not list: byte names, nested ignore files, no symlink followed. */

import { type Dirent, readdirSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { addFile, type Gathering, type Place } from './gathering.ts';
import { isIgnored, readIgnoreFile, type Scope, withoutGit } from './ignore.ts';
import { describeSpecial, tellLink } from './links.ts';
import { type BytePath, toBytes, toOpenable, toShown } from './names.ts';

/** Folders read between two looks at the clock and at signals. */
const foldersAtOnce = 500;

interface Step {
  readonly path: BytePath;
  readonly shown: string;
  readonly scope: Scope | undefined;
}

/** A folder's entries, names as bytes. */
function readFolder(path: BytePath): Dirent<string>[] {
  const openable = toOpenable(/(?:^|:)$/.test(path) ? `${path}/` : path);
  if (typeof openable === 'string') return readdirSync(openable, { withFileTypes: true, encoding: 'latin1' as BufferEncoding });
  const entries = readdirSync(openable, { withFileTypes: true, encoding: 'buffer' }) as unknown as Dirent<string | Buffer>[];
  return entries.map(entry => Object.assign(entry, { name: toBytes(entry.name) }) as Dirent<string>);
}

/** The scope within a folder, whose own ignore files count when they are there. */
function enterScope(gathering: Gathering, step: Step, names: ReadonlySet<string>): Scope | undefined {
  const read = (name: string) =>
    names.has(name)
      ? readIgnoreFile(`${step.path}/${name}`, notice => gathering.notices.push(`${step.shown}${name}: ${notice}`))
      : undefined;
  const git = read('.gitignore');
  const unleak = read('.unleakignore');
  return git || unleak ? { parent: step.scope, from: step.path.length + 1, git, unleak } : step.scope;
}

const ignoreNames: ReadonlySet<string> = new Set(['.gitignore', '.unleakignore']);

/** Lists one folder: its files go to the gathering, its folders to `steps`. */
function listFolder(gathering: Gathering, place: Place, step: Step, defaults: boolean, steps: Step[], nested: Place[]): void {
  const entries = readFolder(step.path);
  const special = new Set<string>();
  for (const { name } of entries) if (name === '.git' || ignoreNames.has(name)) special.add(name);
  if (special.has('.git') && step.path !== place.path) {
    nested.push({ path: step.path, shown: step.shown, scope: withoutGit(step.scope), root: place.root });
    return;
  }
  const scope = gathering.includeIgnored || special.size === 0 ? step.scope : enterScope(gathering, step, special);
  for (const entry of entries) {
    const { name } = entry;
    if (name === '.git') continue;
    const path = `${step.path}/${name}`;
    const isFolder = entry.isDirectory();
    if (!gathering.includeIgnored && isIgnored(scope, path, isFolder, isFolder && defaults && name === 'node_modules')) {
      gathering.ignored++;
      continue;
    }
    const shown = step.shown + toShown(name);
    if (entry.isFile()) addFile(gathering, path, shown);
    else if (isFolder) {
      if (!gathering.filter?.prunesFolder(shown)) steps.push({ path, shown: `${shown}/`, scope });
    } else if (entry.isSymbolicLink()) tellLink(gathering, place, path);
    else if (!gathering.filter || gathering.filter.takesFile(shown)) {
      gathering.skipped.push({ path: shown, why: describeSpecial(entry) });
    }
  }
}

/** Walks a place and returns the repositories met below it, which are listed by their own rules. */
export async function walkPlace(gathering: Gathering, place: Place): Promise<Place[]> {
  const nested: Place[] = [];
  const path = place.path.replace(/\/$/, '');
  const steps: Step[] = [{ path, shown: place.shown, scope: place.scope }];
  // Who names a folder of packages wants the packages within packages too.
  const defaults = !/(?:^|\/)node_modules(?:\/|$)/.test(place.path);
  for (let done = 1; ; done++) {
    const step = steps.pop();
    if (!step) return nested;
    try {
      listFolder(gathering, { ...place, path }, step, defaults, steps, nested);
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      gathering.failed.push({ path: step.shown.replace(/\/$/, '') || '.', why: `can't be listed (${code ?? message})` });
    }
    if (done % foldersAtOnce === 0) {
      await setImmediate();
      gathering.signal?.throwIfAborted();
    }
  }
}
