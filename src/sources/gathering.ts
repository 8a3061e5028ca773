/** What a listing gathers while it goes through files, folders and repositories. */

import type { Unread } from '../model/report.ts';
import type { Scope, TrustedIgnores } from './ignore.ts';
import { type BytePath, toShown } from './names.ts';

export interface FileEntry {
  /** What is opened: absolute; a Buffer when the name is not UTF-8. */
  readonly path: string | Buffer;
  /** The path of the report: always `/`, bytes that are not UTF-8 as `\xNN`. */
  readonly shown: string;
  /** Named by the user: ignore files say nothing about it, and a symlink is followed. */
  readonly explicit: boolean;
}

/** A folder to list. */
export interface Place {
  /** Absolute real path. */
  readonly path: BytePath;
  /** What its files' shown paths start with: empty, or ending in `/`. */
  readonly shown: string;
  /** Ignore files that speak for it from outside. */
  readonly scope: Scope | undefined;
  /** Real path of the folder that was named: what a symlink may not lead out of. */
  readonly root: BytePath;
}

/** Which shown paths the user's globs take. */
export interface PathFilter {
  takesFile(shown: string): boolean;
  prunesFolder(shown: string): boolean;
}

export interface Gathering {
  readonly entries: FileEntry[];
  readonly skipped: Unread[];
  readonly failed: Unread[];
  readonly notices: string[];
  ignored: number;
  readonly includeIgnored: boolean;
  /** Where they are given, `.unleakignore` files on disk say nothing. */
  readonly trustedIgnores: TrustedIgnores | undefined;
  readonly filter: PathFilter | undefined;
  readonly gitTimeoutMs: number;
  readonly signal: AbortSignal | undefined;
  /** Called once, when there are many entries already. */
  readonly onMany: (() => void) | undefined;
}

/** So many entries are many: worth getting further threads ready for. */
export const manyEntries = 1200;

/** Adds a file that was listed, unless the user's globs leave it out. */
export function addFile(gathering: Gathering, path: string | Buffer, shown: string): void {
  if (gathering.filter && !gathering.filter.takesFile(shown)) return;
  if (gathering.entries.push({ path, shown, explicit: false }) === manyEntries) gathering.onMany?.();
}

/** The shown path of something below a place. */
export const showBelow = (place: Place, path: BytePath): string =>
  place.shown + toShown(path.slice(place.path.length + 1));

/** How a folder is called in a notice. */
export const nameFolder = (shown: string): string => (shown === '' ? 'this folder' : shown.replace(/\/$/, ''));

/** `1 file`, `2 files`. */
export const count = (amount: number, noun: string): string => `${amount} ${noun}${amount === 1 ? '' : 's'}`;
