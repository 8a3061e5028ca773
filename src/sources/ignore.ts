/** Ignore files: `.gitignore` and `.unleakignore`, with git's own semantics, over paths as bytes. */

import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { compileGlob, type Glob, matchesGlob } from '../util/glob.ts';
import { type BytePath, toOpenable } from './names.ts';

interface Pattern {
  readonly order: number;
  readonly negated: boolean;
  readonly foldersOnly: boolean;
  readonly glob: Glob;
  /** Matched against the last name alone, since the pattern holds no slash. */
  readonly onName: boolean;
}

/** The patterns of one ignore file, sorted by how they can be looked up. */
export interface Patterns {
  readonly byName: ReadonlyMap<string, readonly Pattern[]>;
  /** Patterns of the form `*.ext`, by `ext`. */
  readonly byExtension: ReadonlyMap<string, readonly Pattern[]>;
  readonly others: readonly Pattern[];
}

/** The ignore files that speak for a folder, from it upwards. */
export interface Scope {
  readonly parent: Scope | undefined;
  /** Where paths start that are relative to this scope's folder. */
  readonly from: number;
  readonly git: Patterns | undefined;
  readonly unleak: Patterns | undefined;
}

const maxIgnoreFileBytes = 4 * 1024 * 1024;

/** Cuts the spaces at the end that no backslash keeps. */
function trimSpaces(line: string): string {
  let end = line.length;
  while (end > 0 && line[end - 1] === ' ') end--;
  if (end === line.length) return line;
  let backslashes = 0;
  while (line[end - 1 - backslashes] === '\\') backslashes++;
  return line.slice(0, backslashes % 2 === 1 ? end + 1 : end);
}

function parseLine(line: string, order: number): Pattern | undefined {
  if (line === '' || line.startsWith('#')) return undefined;
  const negated = line.startsWith('!');
  let text = negated ? line.slice(1) : line;
  const foldersOnly = text.endsWith('/');
  if (foldersOnly) text = text.slice(0, -1);
  const onName = !text.includes('/');
  if (text === '') return undefined;
  return { order, negated, foldersOnly, onName, glob: compileGlob(text.startsWith('/') ? text.slice(1) : text) };
}

function add(map: Map<string, Pattern[]>, key: string, pattern: Pattern): void {
  const list = map.get(key);
  if (list) list.push(pattern);
  else map.set(key, [pattern]);
}

/** Reads the text of an ignore file, given as one character a byte. */
export function parseIgnore(text: string): Patterns {
  const byName = new Map<string, Pattern[]>();
  const byExtension = new Map<string, Pattern[]>();
  const others: Pattern[] = [];
  const lines = text.replace(/^\xef\xbb\xbf/, '').split('\n');
  for (const [order, raw] of lines.entries()) {
    const line = trimSpaces(raw.endsWith('\r') && order < lines.length - 1 ? raw.slice(0, -1) : raw);
    const pattern = parseLine(line, order);
    if (!pattern) continue;
    const extension = /^!?\*\.([^*?[\\/.]+)\/?$/.exec(line)?.[1];
    if (extension) add(byExtension, extension, pattern);
    else if (pattern.onName && pattern.glob.tokens?.length === 0) add(byName, pattern.glob.literal, pattern);
    else others.push(pattern);
  }
  return { byName, byExtension, others };
}

/** The later of two patterns, where the second applies at all. */
function later(best: Pattern | undefined, list: readonly Pattern[] | undefined, isFolder: boolean): Pattern | undefined {
  if (!list) return best;
  for (let i = list.length - 1; i >= 0; i--) {
    const pattern = list[i]!;
    if (isFolder || !pattern.foldersOnly) return best && best.order > pattern.order ? best : pattern;
  }
  return best;
}

/** What one ignore file says: ignored, taken in again, or nothing. `from` is where the path relative to its folder starts. */
function decide(patterns: Patterns, path: BytePath, from: number, isFolder: boolean): boolean | undefined {
  const nameAt = path.lastIndexOf('/') + 1;
  const { byName, byExtension, others } = patterns;
  let best = byName.size > 0 ? later(undefined, byName.get(path.slice(nameAt)), isFolder) : undefined;
  const dot = byExtension.size > 0 ? path.lastIndexOf('.') + 1 : 0;
  if (dot > nameAt) best = later(best, byExtension.get(path.slice(dot)), isFolder);
  for (let i = others.length - 1; i >= 0; i--) {
    const pattern = others[i]!;
    if (best && best.order > pattern.order) break;
    if (pattern.foldersOnly && !isFolder) continue;
    if (!matchesGlob(pattern.glob, path, pattern.onName ? nameAt : from)) continue;
    best = pattern;
    break;
  }
  return best && !best.negated;
}

/** Whether a path is left out. `defaultIgnored` holds when no ignore file says anything about it. */
export function isIgnored(scope: Scope | undefined, path: BytePath, isFolder: boolean, defaultIgnored: boolean): boolean {
  let git: boolean | undefined;
  let unleak: boolean | undefined;
  for (let level = scope; level; level = level.parent) {
    if (git === undefined && level.git) git = decide(level.git, path, level.from, isFolder);
    if (unleak === undefined && level.unleak) unleak = decide(level.unleak, path, level.from, isFolder);
  }
  if (git === undefined && unleak === undefined) return defaultIgnored;
  return git === true || unleak === true;
}

/** The scope with only what `.unleakignore` files say: git's files end at the border of a repository. */
export function withoutGit(scope: Scope | undefined): Scope | undefined {
  if (!scope) return undefined;
  const parent = withoutGit(scope.parent);
  return scope.unleak ? { ...scope, parent, git: undefined } : parent;
}

/**
 * Reads an ignore file; nothing when there is none. Like git it follows no symlink. Anything else that is in the way (a device, too
 * many bytes, no permission) is told and leaves the rules out, so that more is scanned and not less.
 */
export function readIgnoreFile(path: BytePath, tell: (notice: string) => void): Patterns | undefined {
  let fd: number;
  try {
    fd = openSync(toOpenable(path), constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'ENOTDIR') tell(`not read as an ignore file (${code})`);
    return undefined;
  }
  try {
    const stat = fstatSync(fd);
    if (stat.isDirectory()) return undefined;
    if (!stat.isFile() || stat.size > maxIgnoreFileBytes) {
      tell('not read as an ignore file (not a regular file, or too large)');
      return undefined;
    }
    const buffer = Buffer.alloc(stat.size);
    return parseIgnore(buffer.toString('latin1', 0, readSync(fd, buffer, 0, buffer.length, 0)));
  } catch (error) {
    tell(`not read as an ignore file (${(error as NodeJS.ErrnoException).code})`);
    return undefined;
  } finally {
    closeSync(fd);
  }
}
