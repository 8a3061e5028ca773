/** Opens files one after the other and makes units of them: thousands of small ones fast, and any size in bounded memory. */

import { closeSync, constants, fstatSync, lstatSync, openSync, readSync } from 'node:fs';
import { ReadFailure } from '../model/errors.ts';
import type { Archive, Content, Origin, Unit } from '../model/unit.ts';
import { holdBytes, openWindows } from './content.ts';
import type { FileEntry } from './gathering.ts';
import { describeSpecial } from './links.ts';

/** What makes a unit of raw content: its encoding, kind and labels; or an archive to be opened; or why it is not scanned. */
export type Unfold = (origin: Origin, path: string, content: Content) => Unfolded;

type Unfolded = { readonly unit: Unit } | { readonly archive: Archive } | { readonly skipped: string };

export type Reading = Unfolded | { readonly failed: string };

export interface Reader {
  /** The content of a unit or archive holds until the next read. Never throws. */
  read(entry: FileEntry): Reading;
  close(): void;
}

const bufferBytes = 4 * 1024 * 1024;
/** A read that ends within a block has met the end of the file; only on a border is it worth asking. */
export const blockBytes = 4096;

const { O_RDONLY, O_NOFOLLOW = 0, O_NONBLOCK = 0, O_NOCTTY = 0 } = constants;
/** Never waits for the other end of a pipe. */
const followFlags = O_RDONLY | O_NONBLOCK | O_NOCTTY;
const listedFlags = followFlags | O_NOFOLLOW;

const linkSkipped = { skipped: 'a symbolic link, not followed' } as const;

function explain(error: unknown): Reading {
  if (error instanceof ReadFailure) return { failed: error.message };
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ELOOP' || code === 'EMLINK') return linkSkipped;
  if (code === 'ENXIO') return { skipped: 'a socket or a device without a driver' };
  if (code === 'ENOENT' || code === 'ENOTDIR') return { failed: 'was gone when it was to be read' };
  return { failed: `can't be read (${code ?? message})` };
}

/** The file that is open, if any, and a count of the files before it. */
interface Opened {
  fd: number | undefined;
  turn: number;
}

/** Where an open file's bytes are to be found, after a look at what it is. */
function loadChecked(fd: number, buffer: Buffer, state: Opened): Content | { readonly skipped: string } {
  const stat = fstatSync(fd);
  if (stat.isDirectory()) return { skipped: 'a folder, not the file that was listed' };
  if (!stat.isFile()) return { skipped: describeSpecial(stat) };
  let bytes = 0;
  for (let read = -1; read !== 0 && bytes < buffer.length; bytes += read) {
    read = readSync(fd, buffer, bytes, buffer.length - bytes, bytes);
  }
  if (bytes < buffer.length) return holdBytes(buffer.subarray(0, bytes));
  const { size } = fstatSync(fd);
  // Files of the kernel's own making say that they are empty, and may never end.
  if (size < bytes) throw new ReadFailure('has no size of its own and is too long to be read whole');
  const { turn } = state;
  return openWindows(fd, size, buffer, () => state.turn === turn);
}

/** Loads what an open file holds. Reads at a position, so that pipes and terminals fail instead of being drained. */
function load(fd: number, buffer: Buffer, explicit: boolean, state: Opened): Content | { readonly skipped: string } {
  if (explicit) return loadChecked(fd, buffer, state);
  let read = 0;
  try {
    read = readSync(fd, buffer, 0, buffer.length, 0);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ESPIPE' && code !== 'EISDIR' && code !== 'EAGAIN') throw error;
  }
  return read % blockBytes === 0 ? loadChecked(fd, buffer, state) : holdBytes(buffer.subarray(0, read));
}

/** Opens what was listed; a symlink that took a file's place since then is not followed. */
export function openEntry(entry: FileEntry): number | typeof linkSkipped {
  if (entry.explicit) return openSync(entry.path, followFlags);
  if (O_NOFOLLOW === 0 && lstatSync(entry.path).isSymbolicLink()) return linkSkipped;
  return openSync(entry.path, listedFlags);
}

/** A reader with one buffer for all files. `unfold` makes the unit. */
export function createReader(unfold: Unfold): Reader {
  const buffer = Buffer.allocUnsafeSlow(bufferBytes);
  const state: Opened = { fd: undefined, turn: 0 };
  const close = (): void => {
    state.turn++;
    if (state.fd === undefined) return;
    closeSync(state.fd);
    state.fd = undefined;
  };
  const read = (entry: FileEntry): Reading => {
    close();
    try {
      const opened = openEntry(entry);
      if (typeof opened !== 'number') return opened;
      state.fd = opened;
      const content = load(opened, buffer, entry.explicit, state);
      // What fits is all in memory now; only a larger file stays open.
      if ('skipped' in content || content.size < bufferBytes) close();
      return 'skipped' in content ? content : unfold({ kind: 'file', path: entry.path }, entry.shown, content);
    } catch (error) {
      close();
      return explain(error);
    }
  };
  return { read, close };
}
