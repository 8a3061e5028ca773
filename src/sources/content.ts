/** Content that is read in windows: from bytes at hand, or from an open file. */

import { readSync } from 'node:fs';
import { ReadFailure } from '../model/errors.ts';
import type { Content } from '../model/unit.ts';

/** Bytes that are all in memory. */
export function holdBytes(bytes: Uint8Array): Content {
  const size = bytes.length;
  return {
    size,
    window: (offset, length) =>
      offset === 0 && length >= size ? bytes : bytes.subarray(offset, Math.max(offset, offset + length)),
  };
}

/** Reads exactly the bytes asked for; throws a ReadFailure when the file ends before. */
export function readFully(fd: number, into: Buffer, length: number, position: number): void {
  for (let done = 0; done < length; ) {
    let read: number;
    try {
      read = readSync(fd, into, done, length - done, position + done);
    } catch (error) {
      throw new ReadFailure(`can't be read (${(error as NodeJS.ErrnoException).code})`);
    }
    if (read === 0) throw new ReadFailure('became shorter while it was read');
    done += read;
  }
}

/**
 * An open file of a known size, read into a buffer that is used again for each window (and replaced by a larger one when a window asks
 * for more). `isOpen` says whether the file is still there to be read.
 */
export function openWindows(fd: number, size: number, buffer: Buffer, isOpen: () => boolean): Content {
  let space = buffer;
  return {
    size,
    window: (offset, length) => {
      if (!isOpen()) throw new ReadFailure('is no longer open');
      const bytes = Math.max(0, Math.min(length, size - offset));
      if (bytes > space.length) space = Buffer.allocUnsafeSlow(bytes);
      readFully(fd, space, bytes, offset);
      return space.subarray(0, bytes);
    },
  };
}
