/** What stands in the place of `.git`, read without git. */

import { closeSync, constants, openSync, readSync } from 'node:fs';
import { inspect, isWithin, resolveReal } from './links.ts';
import { type BytePath, parentOf, toOpenable } from './names.ts';

const maxHeadBytes = 64 * 1024;

/** The start of a small file of a repository; throws what the file system throws. */
function readHead(path: BytePath): string {
  const fd = openSync(toOpenable(path), constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const buffer = Buffer.allocUnsafe(maxHeadBytes);
    return buffer.toString('latin1', 0, readSync(fd, buffer, 0, buffer.length, 0));
  } finally {
    closeSync(fd);
  }
}

/** Where a `.git` file says that the repository is. */
function readGitFile(top: BytePath, path: BytePath): BytePath {
  const target = /^gitdir: (.*?)\r?\n?$/.exec(readHead(path))?.[1] ?? '';
  return resolveReal(/^(?:\/|[A-Za-z]:)/.test(target) ? target : `${top}/${target}`);
}

/**
 * The repository of a working tree whose `.git` is a file or a symlink that leads where neither a worktree nor a submodule of the trees
 * around it has its repository; nothing when all is as usual, or when git will not make sense of it either.
 */
export function findOutsideRepository(top: BytePath): BytePath | undefined {
  const path = `${top}/.git`;
  const stat = inspect(path);
  if (stat?.isDirectory()) return undefined;
  try {
    const target = stat?.isSymbolicLink() ? resolveReal(path) : readGitFile(top, path);
    for (let folder = top; folder !== parentOf(folder); folder = parentOf(folder)) {
      if (isWithin(target, `${folder}/.git`)) return undefined;
    }
    const isWorktree = /\/worktrees\/[^/]+$/.test(target) && readHead(`${target}/gitdir`).trim() === path;
    return isWorktree ? undefined : target;
  } catch {
    return undefined;
  }
}

/** Whether nothing in a repository could move its working tree: git need not be asked where that is. */
export function isPlainRepository(top: BytePath): boolean {
  const isFolder = (name: string) => inspect(`${top}/.git${name}`)?.isDirectory() === true;
  if (!isFolder('') || !isFolder('/objects') || !isFolder('/refs')) return false;
  try {
    const config = readHead(`${top}/.git/config`);
    const head = readHead(`${top}/.git/HEAD`);
    return config.length < maxHeadBytes && !/worktree|include/i.test(config) && /^ref: refs\/|^[0-9a-f]{40}/.test(head);
  } catch {
    return false;
  }
}
