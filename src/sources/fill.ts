/** Reads many small files into one buffer, so that they are searched in one go; what is not small and plain is left to the reader. */

import { closeSync, readSync } from 'node:fs';
import type { FileEntry } from './gathering.ts';
import { blockBytes, openEntry } from './read.ts';

/** Stands behind each file: a control character, which no token, name or value goes across. */
const separator = 0x1f;
const maxFileBytes = 256 * 1024;

/** A file's bytes in the buffer. */
export interface Filled {
  readonly index: number;
  readonly start: number;
  readonly end: number;
}

export interface Fill {
  readonly files: readonly Filled[];
  /** Entries to be read one by one: large, empty, named by the user, no ordinary files, or not to be opened. */
  readonly apart: readonly number[];
  /** The first entry that had no room. */
  readonly next: number;
  readonly usedBytes: number;
}

/** Fills the buffer, of 1 MiB at least, with entries [from, to) as far as they go. */
export function fillBuffer(entries: readonly FileEntry[], from: number, to: number, buffer: Uint8Array): Fill {
  const files: Filled[] = [];
  const apart: number[] = [];
  let used = 0;
  let index = from;
  for (; index < to && buffer.length - used > maxFileBytes; index++) {
    const entry = entries[index]!;
    const bytes = entry.explicit ? 0 : readSmall(entry, buffer, used);
    if (bytes === 0) apart.push(index);
    else {
      files.push({ index, start: used, end: used + bytes });
      used += bytes;
      buffer[used++] = separator;
    }
  }
  return { files, apart, next: index, usedBytes: used };
}

/**
 * Bytes read of a small file; 0 when it is for the reader to look into, who also says what is wrong with it. A read that ends within
 * a block has met the end of a file; on a border it may be anything.
 */
function readSmall(entry: FileEntry, buffer: Uint8Array, at: number): number {
  let fd: number | undefined;
  try {
    const opened = openEntry(entry);
    if (typeof opened !== 'number') return 0;
    fd = opened;
    const read = readSync(fd, buffer, at, maxFileBytes, 0);
    return read % blockBytes === 0 ? 0 : read;
  } catch {
    return 0;
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}
