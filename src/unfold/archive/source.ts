/** Where the readers of simple formats find headers and members, one after the other: in a content, or in a stream that is unpacked. */

import type { Content } from '../../model/unit.ts';
import { type ByteStream, createMemory, endsEarly, type Loaded, load, skip, sliceContent } from './stream.ts';

export interface Source extends ByteStream {
  /** The next bytes as content that holds until the next call. */
  take(bytes: number): Generator<undefined, Loaded>;
  /** Passes over bytes; how many there were. */
  skip(bytes: number): Generator<undefined, number>;
}

/** Nothing is copied, and nothing is too large. */
export function contentSource(content: Content): Source {
  let at = 0;
  const pass = (bytes: number): number => {
    const passed = Math.min(bytes, content.size - at);
    at += passed;
    return passed;
  };
  return {
    read(into) {
      const bytes = content.window(at, into.length);
      into.set(bytes);
      return pass(bytes.length);
    },
    *take(bytes) {
      const slice = sliceContent(content, at, bytes);
      pass(slice.size);
      yield;
      return slice.size < bytes ? { content: slice, cut: false, failure: endsEarly() } : { content: slice, cut: false };
    },
    *skip(bytes) {
      yield;
      return pass(bytes);
    },
  };
}

/** Members are copied into memory, as far as it goes. */
export function streamSource(stream: ByteStream, maxMemberBytes: number): Source {
  const memory = createMemory(maxMemberBytes);
  return {
    read: into => stream.read(into),
    take: bytes => load(stream, memory, bytes),
    skip: bytes => skip(stream, bytes),
  };
}
