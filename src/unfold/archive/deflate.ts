/** Compressed bytes by the way that suits them: small and sound ones at once through Node, all others as they are asked for. */

import type { Content } from '../../model/unit.ts';
import { lazyZlib } from '../../util/lazy-zlib.ts';
import { type Inflater, inflate } from './inflate.ts';

const MAX_INPUT_BYTES = 16 << 20;
const MAX_OUTPUT_BYTES = 64 << 20;
/** DEFLATE makes no more than this of a byte. */
const MAX_RATIO = 1032;

/**
 * Unpacks bytes [start, limit) of a content, or as many of them as the data takes.
 * @param expectedBytes what they should come to
 */
export function unpackDeflate(content: Content, start: number, limit: number, expectedBytes: number): Inflater {
  const input = limit - start;
  const output = Math.max(1, Math.min(expectedBytes, input * MAX_RATIO));
  const whole =
    input <= MAX_INPUT_BYTES && output <= MAX_OUTPUT_BYTES
      ? unpackWhole(content.window(start, input), start, output)
      : undefined;
  return whole ?? inflate(content, start, limit);
}

/** Nothing where the data is wrong, cut off or more than it should be: how far it goes is found out by the other way. */
function unpackWhole(input: Uint8Array, start: number, maxOutputLength: number): Inflater | undefined {
  try {
    const unpacked = lazyZlib().inflateRawSync(input, { info: true, maxOutputLength, chunkSize: maxOutputLength + 64 });
    const { buffer, engine } = unpacked as unknown as { buffer: Buffer; engine: { bytesWritten: number } };
    let left: Buffer | undefined = buffer;
    const pull = (): Uint8Array | undefined => {
      const chunk = left;
      left = undefined;
      return chunk;
    };
    return { pull, end: () => start + engine.bytesWritten };
  } catch {
    return undefined;
  }
}
