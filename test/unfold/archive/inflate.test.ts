/** What is unpacked as it is asked for is what Node unpacks at once, and where that refuses, it refuses too. */

import { constants, deflateRawSync, inflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ReadFailure } from '../../../src/model/errors.ts';
import { unpackDeflate } from '../../../src/unfold/archive/deflate.ts';
import { type Inflater, inflate } from '../../../src/unfold/archive/inflate.ts';
import { holdBytes, streamOf } from '../../../src/unfold/archive/stream.ts';

const KiB = 1024;

interface Read {
  readonly bytes: Buffer;
  readonly failure?: string;
}

/** Reads to the end, or to what is wrong. */
function readAll({ pull }: Inflater, pieceBytes = 1000): Read {
  const stream = streamOf(pull);
  const parts: Buffer[] = [];
  try {
    for (;;) {
      const piece = Buffer.alloc(pieceBytes);
      const read = stream.read(piece);
      if (read === 0) return { bytes: Buffer.concat(parts) };
      parts.push(piece.subarray(0, read));
    }
  } catch (error) {
    if (!(error instanceof ReadFailure)) throw error;
    return { bytes: Buffer.concat(parts), failure: error.message };
  }
}

const open = (packed: Uint8Array): Inflater => inflate(holdBytes(packed), 0, packed.length);

const words = fc.array(fc.constantFrom('the ', 'quick ', 'fox\n', 'x', '\0', 'é', '0123456789'.repeat(30)), {
  maxLength: 3000,
});
const plain = fc.oneof(
  words.map(list => Buffer.from(list.join(''))),
  fc.uint8Array({ maxLength: 5000 }).map(bytes => Buffer.from(bytes)),
  fc
    .tuple(fc.uint8Array({ maxLength: 300 }), fc.nat(2000))
    .map(([bytes, times]) => Buffer.concat(Array.from({ length: times }, () => bytes))),
);
const options = fc.record({
  level: fc.integer({ min: 0, max: 9 }),
  strategy: fc.constantFrom(
    constants.Z_DEFAULT_STRATEGY,
    constants.Z_FIXED,
    constants.Z_HUFFMAN_ONLY,
    constants.Z_RLE,
    constants.Z_FILTERED,
  ),
  memLevel: fc.integer({ min: 1, max: 9 }),
});

describe('unpacking', () => {
  it('gives back what was packed, whatever way it was, and tells where it ended', () => {
    fc.assert(
      fc.property(plain, options, fc.integer({ min: 1, max: 100_000 }), (bytes, how, pieceBytes) => {
        const packed = deflateRawSync(bytes, how);
        const inflater = inflate(
          holdBytes(Buffer.concat([Buffer.from('ab'), packed, Buffer.from('behind')])),
          2,
          packed.length + 8,
        );
        const read = readAll(inflater, pieceBytes);
        expect(read.failure).toBeUndefined();
        expect(read.bytes.equals(bytes)).toBe(true);
        expect(inflater.end()).toBe(packed.length + 2);
      }),
      { numRuns: 300 },
    );
  });

  it('goes across megabytes, with copies from as far back as they go', () => {
    const block = Buffer.from(Array.from({ length: 32 * KiB }, (_, i) => (i * i * 31 + i) % 251));
    const bytes = Buffer.concat(
      Array.from({ length: 100 }, (_, i) => Buffer.concat([block, Buffer.alloc(i % 7, 'x')])),
    );
    expect(readAll(open(deflateRawSync(bytes)), 1 << 16).bytes.equals(bytes)).toBe(true);
  });

  it('is the same at once', () => {
    fc.assert(
      fc.property(plain, options, (bytes, how) => {
        const packed = deflateRawSync(bytes, how);
        const content = holdBytes(Buffer.concat([packed, Buffer.from('behind')]));
        const whole = unpackDeflate(content, 0, content.size, bytes.length);
        const read = readAll(whole);
        expect(read.bytes.equals(bytes)).toBe(true);
        expect(whole.end()).toBe(packed.length);
      }),
      { numRuns: 100 },
    );
  });
});

describe('data that is cut off', () => {
  it('at any byte gives the start of what was packed, and says so', () => {
    const bytes = Buffer.from('some words, some more words, and 0123456789 '.repeat(20));
    for (const level of [0, 1, 9]) {
      const packed = deflateRawSync(bytes, { level });
      for (let length = 0; length < packed.length; length++) {
        const { bytes: start, failure } = readAll(open(packed.subarray(0, length)));
        expect(failure).toBe('ends too early');
        expect(bytes.subarray(0, start.length).equals(start)).toBe(true);
      }
    }
  });
});

describe('data that is wrong', () => {
  const tryNode = (packed: Uint8Array): Buffer | undefined => {
    try {
      return inflateRawSync(packed, { maxOutputLength: 1 << 24 });
    } catch {
      return undefined;
    }
  };

  it('is refused where Node refuses it, and taken where Node takes it', () => {
    const bits = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 });
    let refused = 0;
    fc.assert(
      fc.property(plain, options, bits, (bytes, how, changes) => {
        const packed = deflateRawSync(bytes, how);
        for (const [at, value] of changes) packed[at % packed.length] = value;
        const node = tryNode(packed);
        const { bytes: own, failure } = readAll(open(packed), 1 << 16);
        if (node === undefined) refused++;
        expect(failure === undefined).toBe(node !== undefined);
        if (node !== undefined) expect(own.equals(node)).toBe(true);
      }),
      { numRuns: 1500 },
    );
    expect(refused).toBeGreaterThan(100);
  });

  it('made of chance alone is as Node has it', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 200 }), packed => {
        const node = tryNode(packed);
        const { bytes, failure } = readAll(open(packed));
        expect(failure === undefined).toBe(node !== undefined);
        if (node !== undefined) expect(bytes.equals(node)).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });
});
