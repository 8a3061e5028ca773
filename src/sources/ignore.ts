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

/** The patterns of one ignore file, in their order, sorted by what the last name on a path must be. */
export interface Patterns {
  readonly byName: ReadonlyMap<string, readonly Pattern[]>;
  /** Patterns that end in `*.ext`, by `ext`. */
  readonly byExtension: ReadonlyMap<string, readonly Pattern[]>;
  readonly others: readonly Pattern[];
}

/** All that the ignore files of a scope could match by, taken together: what is not met here, none of them speaks of. */
interface Digest {
  readonly names: ReadonlySet<string>;
  readonly extensions: ReadonlySet<string>;
  readonly others: readonly { readonly pattern: Pattern; readonly from: number }[];
}

/** The ignore files that speak for a folder, from it upwards. */
export interface Scope {
  readonly parent: Scope | undefined;
  /** Where paths start that are relative to this scope's folder. */
  readonly from: number;
  readonly git: Patterns | undefined;
  readonly unleak: Patterns | undefined;
  readonly digest: Digest;
}

const emptyDigest: Digest = { names: new Set(), extensions: new Set(), others: [] };

/** Adds the ignore files of one folder to those above it; `from` is where paths relative to the folder start. */
export function openScope(
  parent: Scope | undefined,
  from: number,
  files: { readonly git?: Patterns | undefined; readonly unleak?: Patterns | undefined },
): Scope | undefined {
  const { git, unleak } = files;
  if (!git && !unleak) return parent;
  const read = [git, unleak].filter(patterns => patterns !== undefined);
  const { names, extensions, others } = parent?.digest ?? emptyDigest;
  const digest = {
    names: new Set([...names, ...read.flatMap(({ byName }) => [...byName.keys()])]),
    extensions: new Set([...extensions, ...read.flatMap(({ byExtension }) => [...byExtension.keys()])]),
    others: [...others, ...read.flatMap(patterns => patterns.others.map(pattern => ({ pattern, from })))],
  };
  return { parent, from, git, unleak, digest };
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

function add(map: Map<string, Pattern[]>, key: string, pattern: Pattern): void {
  const list = map.get(key);
  if (list) list.push(pattern);
  else map.set(key, [pattern]);
}

/** Reads the text of an ignore file, given as one character a byte. */
export function parseIgnore(source: string): Patterns {
  const byName = new Map<string, Pattern[]>();
  const byExtension = new Map<string, Pattern[]>();
  const others: Pattern[] = [];
  const lines = source.replace(/^\xef\xbb\xbf/, '').split('\n');
  for (const [order, raw] of lines.entries()) {
    const line = trimSpaces(raw.endsWith('\r') && order < lines.length - 1 ? raw.slice(0, -1) : raw);
    const [, negation, text = '', foldersOnly] = /^(?!#)(!?)(.*?)(\/?)$/s.exec(line) ?? [];
    if (text === '') continue;
    const glob = compileGlob(text.startsWith('/') ? text.slice(1) : text);
    const onName = !text.includes('/');
    const pattern = { order, negated: negation === '!', foldersOnly: foldersOnly === '/', onName, glob };
    // A slash within brackets or behind a backslash does not end a name.
    const last = /[[\\]/.test(text) ? '*' : text.slice(text.lastIndexOf('/') + 1);
    const extension = /^\*\.([^*?.]+)$/.exec(last)?.[1];
    if (extension) add(byExtension, extension, pattern);
    else if (/[*?]/.test(last)) others.push(pattern);
    else add(byName, last, pattern);
  }
  return { byName, byExtension, others };
}

/** A path as it is asked about. */
interface Question {
  readonly path: BytePath;
  readonly name: BytePath;
  readonly isFolder: boolean;
}

/** The last pattern of a list that matches and comes after `best`. `from` is where the path relative to the file's folder starts. */
function findLast(
  list: readonly Pattern[] | undefined,
  best: Pattern | undefined,
  { path, name, isFolder }: Question,
  from: number,
): Pattern | undefined {
  if (list === undefined) return best;
  for (let i = list.length - 1; i >= 0; i--) {
    const pattern = list[i]!;
    if (best !== undefined && best.order > pattern.order) return best;
    if (pattern.foldersOnly && !isFolder) continue;
    if (pattern.onName ? matchesGlob(pattern.glob, name) : matchesGlob(pattern.glob, path, from)) return pattern;
  }
  return best;
}

/** What one ignore file says: ignored, taken in again, or nothing. */
function decide(patterns: Patterns, question: Question, from: number): boolean | undefined {
  const { byName, byExtension, others } = patterns;
  const { name } = question;
  let best = findLast(byName.get(name), undefined, question, from);
  const dot = byExtension.size > 0 ? name.lastIndexOf('.') + 1 : 0;
  if (dot > 0) best = findLast(byExtension.get(name.slice(dot)), best, question, from);
  best = findLast(others, best, question, from);
  return best === undefined ? undefined : !best.negated;
}

/** Whether any ignore file may speak of a path: a quick look, which for nearly every file is the only one. */
function isMet({ names, extensions, others }: Digest, { path, name }: Question): boolean {
  if (names.has(name)) return true;
  const dot = name.lastIndexOf('.') + 1;
  if (dot > 0 && extensions.has(name.slice(dot))) return true;
  for (const { pattern, from } of others) {
    if (pattern.onName ? matchesGlob(pattern.glob, name) : matchesGlob(pattern.glob, path, from)) return true;
  }
  return false;
}

/** Whether a path is left out. `byDefault` holds when no ignore file says anything about it. */
export function isIgnored(scope: Scope | undefined, question: Question, byDefault = false): boolean {
  if (scope === undefined || !isMet(scope.digest, question)) return byDefault;
  let git: boolean | undefined;
  let unleak: boolean | undefined;
  for (let level: Scope | undefined = scope; level !== undefined; level = level.parent) {
    if (git === undefined && level.git !== undefined) git = decide(level.git, question, level.from);
    if (unleak === undefined && level.unleak !== undefined) unleak = decide(level.unleak, question, level.from);
  }
  if (git === undefined && unleak === undefined) return byDefault;
  return git === true || unleak === true;
}

/** The scope with only what `.unleakignore` files say: git's files end at the border of a repository. */
export function withoutGit(scope: Scope | undefined): Scope | undefined {
  return scope && openScope(withoutGit(scope.parent), scope.from, { unleak: scope.unleak });
}

/** `.unleakignore` files as a trusted ref holds them, by the paths they have on disk. */
export type TrustedIgnores = ReadonlyMap<BytePath, Uint8Array>;

/** Reads a `.unleakignore` from disk, or from the trusted ref where there is one: what a change brings along counts for nothing. */
export function readUnleakIgnore(
  path: BytePath,
  trusted: TrustedIgnores | undefined,
  tell: (notice: string) => void,
): Patterns | undefined {
  if (!trusted) return readIgnoreFile(path, tell);
  const bytes = trusted.get(path);
  return bytes && parseIgnore(Buffer.from(bytes).toString('latin1'));
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
