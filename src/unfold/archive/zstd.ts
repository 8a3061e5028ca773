/** Zstandard, where this Node has it: since 22.15. */

import { ReadFailure } from '../../model/errors.ts';
import type { Content } from '../../model/unit.ts';
import { lazyZlib } from '../../util/lazy-zlib.ts';
import { corrupt, type Pull, TOO_LARGE } from './stream.ts';

const MAX_INPUT_BYTES = 64 << 20;
const MAX_OUTPUT_BYTES = 256 << 20;

type Decompress = (input: Uint8Array, options: { maxOutputLength: number }) => Buffer;

const findDecompress = (): Decompress | undefined =>
  (lazyZlib() as { zstdDecompressSync?: Decompress }).zstdDecompressSync;

/** Whether there is a way to unpack it. */
export const hasZstd = (): boolean => findDecompress() !== undefined;

/** Unpacks a content, all of it at once. */
export function unpackZstd(content: Content): Pull {
  let done = false;
  return () => {
    if (done) return undefined;
    done = true;
    if (content.size > MAX_INPUT_BYTES) throw new ReadFailure(TOO_LARGE);
    try {
      return findDecompress()?.(content.window(0, content.size), { maxOutputLength: MAX_OUTPUT_BYTES });
    } catch (error) {
      if (error instanceof ReadFailure) throw error;
      throw error instanceof RangeError ? new ReadFailure(TOO_LARGE) : corrupt();
    }
  };
}
