/** Reads config files whole and only from where they may come: bounded, regular files, and never through a link out of their tree. */

import { closeSync, constants, fstatSync, openSync, readSync, realpathSync, type Stats, statSync } from 'node:fs';
import { dirname, relative, sep } from 'node:path';
import { UserError } from '../model/errors.ts';
import type { SettingSource } from '../model/settings.ts';
import { followLinks, isWithin, isWithinEither, lookAt } from './paths.ts';
import type { RefReader } from './ref.ts';

/** Bytes of the largest config file. */
export const maxConfigBytes = 1024 * 1024;

/** What the files of a run are read through. */
export interface Shelf {
  /** The absolute folders that are scanned: what lies in them is `tree`, and comes from the ref where there is one. */
  readonly trees: readonly string[];
  readonly ref: RefReader | undefined;
  /** How a path is told to the user. */
  readonly show: (path: string) => string;
}

/** A file to read, and on whose word. */
export interface Wanted {
  /** Absolute. */
  readonly path: string;
  /** Who it counts for unless it lies in the scanned tree. */
  readonly source: SettingSource;
  /** The folder that it may not lead out of. */
  readonly within: string | undefined;
}

export interface Opened {
  readonly bytes: Buffer;
  /** Where it stands once links are followed; absolute. */
  readonly path: string;
  /** The folder it was found in, by the name it was found under. */
  readonly folder: string;
  readonly shown: string;
  readonly source: SettingSource;
  readonly within: string | undefined;
}

/** The scanned folder that a path lies in. */
export const findTree = (shelf: Shelf, path: string): string | undefined =>
  shelf.trees.find(tree => isWithinEither(path, tree));

/** Reads a file; a UserError says why it can't be. */
export async function openConfigFile(wanted: Wanted, shelf: Shelf): Promise<Opened> {
  if (shelf.ref?.covers(wanted.path)) return openInRef(wanted, shelf.ref);
  const shown = shelf.show(wanted.path);
  const path = realPathOf(wanted.path, shown);
  const tree = findTree(shelf, wanted.path) ?? findTree(shelf, path);
  const within = wanted.within ?? tree;
  if (within !== undefined && !isWithin(path, followLinks(within))) {
    throw new UserError(
      `${shown}: found a symbolic link that leads out of ${shelf.show(within)}; expected a file in it`,
    );
  }
  if (shelf.ref?.covers(path)) return openInRef({ ...wanted, path }, shelf.ref);
  if (shelf.ref !== undefined && tree !== undefined) {
    throw new UserError(
      `${shown}: lies in a scanned folder that ${shelf.ref.ref} does not hold; expected a file of its repository`,
    );
  }
  const source = tree === undefined ? wanted.source : 'tree';
  return { bytes: readRegularFile(path, shown), path, folder: dirname(wanted.path), shown, source, within };
}

async function openInRef(wanted: Wanted, ref: RefReader): Promise<Opened> {
  const entry = await ref.look(wanted.path);
  const shown = `${ref.ref}:${entry?.path ?? relative(ref.root, wanted.path).split(sep).join('/')}`;
  if (entry === undefined) throw new UserError(`${shown}: found no such file; expected a config file in that ref`);
  if (entry.kind !== 'file') throw new UserError(`${shown}: found a ${entry.kind}; expected a file`);
  if (entry.size > maxConfigBytes) throw tooLarge(shown, entry.size);
  const bytes = (await ref.read(wanted.path)) ?? Buffer.alloc(0);
  return { bytes, path: wanted.path, folder: dirname(wanted.path), shown, source: 'ref', within: ref.root };
}

function realPathOf(path: string, shown: string): string {
  try {
    return realpathSync(path);
  } catch (error) {
    throw cannotRead(shown, error);
  }
}

function readRegularFile(path: string, shown: string): Buffer {
  // Without O_NONBLOCK, opening a FIFO that nobody writes to would wait for ever.
  const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
  const kind = describeKind(statOrThrow(path, shown));
  if (kind !== undefined) throw new UserError(`${shown}: found ${kind}; expected a file`);
  let handle: number | undefined;
  try {
    handle = openSync(path, flags);
    const again = describeKind(fstatSync(handle));
    if (again !== undefined) throw new UserError(`${shown}: found ${again}; expected a file`);
    const bytes = readUpTo(handle, maxConfigBytes + 1);
    if (bytes.length > maxConfigBytes) throw tooLarge(shown, fstatSync(handle).size);
    return bytes;
  } catch (error) {
    throw error instanceof UserError ? error : cannotRead(shown, error);
  } finally {
    if (handle !== undefined) closeSync(handle);
  }
}

function statOrThrow(path: string, shown: string): Stats {
  try {
    return statSync(path);
  } catch (error) {
    throw cannotRead(shown, error);
  }
}

function readUpTo(handle: number, maxBytes: number): Buffer {
  const buffer = Buffer.allocUnsafe(Math.min(maxBytes, fstatSync(handle).size + 1));
  let filled = 0;
  for (let got = 1; got > 0 && filled < buffer.length; filled += got) {
    got = readSync(handle, buffer, filled, buffer.length - filled, null);
  }
  return buffer.subarray(0, filled);
}

function describeKind(stats: Stats): string | undefined {
  if (stats.isFile()) return undefined;
  if (stats.isDirectory()) return 'a folder';
  if (stats.isFIFO()) return 'a named pipe';
  return stats.isSocket() ? 'a socket' : 'a device';
}

const tooLarge = (shown: string, bytes: number): UserError =>
  new UserError(`${shown}: found ${bytes} bytes; expected at most ${maxConfigBytes} (1 MiB)`);

function cannotRead(shown: string, error: unknown): UserError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return new UserError(`${shown}: found no such file; expected a config file`);
  const why: Record<string, string> = { EACCES: 'permission denied', ELOOP: 'a loop of symbolic links' };
  return new UserError(`${shown}: cannot be read (${why[code] ?? code}); expected a config file`);
}

/** Whether anything at all stands at a path, a broken link included. */
export async function standsAt(path: string, ref: RefReader | undefined): Promise<boolean> {
  if (ref?.covers(path)) return (await ref.look(path)) !== undefined;
  return lookAt(path) !== undefined;
}
