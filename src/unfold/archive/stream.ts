/** Bytes that are read once, from front to end, and made content where they are to be scanned. */

import { ReadFailure } from '../../model/errors.ts';
import type { Content } from '../../model/unit.ts';

/** The next bytes, which hold until the next call; nothing at the end. Throws ReadFailure where the data is cut off or wrong. */
export type Pull = () => Uint8Array | undefined;

export interface ByteStream {
  /** Fills `into` as far as there are bytes; fewer only at the end. What is cut off or wrong throws once all before it was read. */
  read(into: Uint8Array): number;
}

/** The words for what is wrong with an archive. */
export const corrupt = (): ReadFailure => new ReadFailure('is corrupt');
export const endsEarly = (): ReadFailure => new ReadFailure('ends too early');
export const TOO_LARGE = 'is too large to be unpacked whole: its end was not scanned';

/** Bytes that are all in memory. */
export const holdBytes = (bytes: Uint8Array): Content => ({
  size: bytes.length,
  window: (offset, length) => bytes.subarray(offset, offset + Math.max(0, length)),
});

/** A part of a content; what lies behind its end is not there. */
export function sliceContent(content: Content, start: number, length: number): Content {
  const size = Math.max(0, Math.min(length, content.size - start));
  return {
    size,
    window: (offset, bytes) => content.window(start + offset, Math.max(0, Math.min(bytes, size - offset))),
  };
}

/** A stream of what is pulled. */
export function streamOf(pull: Pull): ByteStream {
  let chunk: Uint8Array | undefined = new Uint8Array(0);
  let at = 0;
  let failure: unknown;
  const next = (): void => {
    at = 0;
    try {
      chunk = pull();
    } catch (error) {
      failure = error;
      chunk = undefined;
    }
  };
  return {
    read(into) {
      let done = 0;
      while (done < into.length) {
        if (chunk !== undefined && at === chunk.length) next();
        if (chunk === undefined) break;
        const bytes = Math.min(into.length - done, chunk.length - at);
        into.set(chunk.subarray(at, at + bytes), done);
        at += bytes;
        done += bytes;
      }
      if (done === 0 && into.length > 0 && failure !== undefined) throw failure;
      return done;
    },
  };
}

const STEP_BYTES = 1 << 20;
const START_BYTES = 1 << 16;

/** Room for one member after the other. */
export interface Memory {
  bytes: Uint8Array;
  readonly maxBytes: number;
}

export const createMemory = (maxBytes: number): Memory => ({ bytes: new Uint8Array(0), maxBytes });

/** What was loaded, and why it is not all: too large for the memory, or cut off or wrong in the archive. */
export interface Loaded {
  readonly content: Content;
  readonly cut: boolean;
  readonly failure?: ReadFailure;
}

/** Loads the next bytes of a stream, to its end where no end is told, in steps. They hold until the next load. */
export function* load(
  stream: ByteStream,
  memory: Memory,
  wanted = Number.POSITIVE_INFINITY,
): Generator<undefined, Loaded> {
  const most = Math.min(wanted, memory.maxBytes);
  let size = 0;
  let failure: ReadFailure | undefined;
  try {
    while (size < most) {
      if (size === memory.bytes.length) grow(memory, size, most);
      const read = stream.read(memory.bytes.subarray(size, Math.min(size + STEP_BYTES, most)));
      if (read === 0) break;
      size += read;
      yield;
    }
    if (size < most && wanted !== Number.POSITIVE_INFINITY) failure = endsEarly();
  } catch (error) {
    if (!(error instanceof ReadFailure)) throw error;
    failure = error;
  }
  const content = holdBytes(memory.bytes.subarray(0, size));
  const cut = failure === undefined && size === most && most < wanted && !isAtEnd(stream, wanted);
  return failure === undefined ? { content, cut } : { content, cut, failure };
}

/** Whether a stream without a told end has ended just where the memory did. */
const isAtEnd = (stream: ByteStream, wanted: number): boolean =>
  wanted === Number.POSITIVE_INFINITY && stream.read(new Uint8Array(1)) === 0;

function grow(memory: Memory, size: number, most: number): void {
  const length = Math.max(START_BYTES, Math.min(most, Math.max(size * 2, Math.min(most, STEP_BYTES))));
  const bytes = new Uint8Array(length);
  bytes.set(memory.bytes.subarray(0, size));
  memory.bytes = bytes;
}

/** Passes over bytes of a stream, in steps; how many there were. */
export function* skip(stream: ByteStream, bytes: number): Generator<undefined, number> {
  const space = new Uint8Array(Math.min(START_BYTES, bytes));
  let done = 0;
  for (let unseen = 0; done < bytes; ) {
    const read = stream.read(space.subarray(0, Math.min(space.length, bytes - done)));
    if (read === 0) break;
    done += read;
    unseen += read;
    if (unseen < STEP_BYTES) continue;
    unseen = 0;
    yield;
  }
  return done;
}
