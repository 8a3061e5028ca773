/** Text encodings: which one a content is in, and wide text narrowed to one byte a unit so that it is scanned like any other. */

import { isUtf8 } from 'node:buffer';
import type { Content, Encoding, Span } from '../model/unit.ts';

/** Content with one byte a code unit (UTF-16) or code point (UTF-32): below 0x80 as it is, all else as 0xFF. */
export interface NarrowedContent extends Content {
  readonly encoding: Encoding;
  /** Bytes of the original a unit; an offset times this is the original's offset. */
  readonly unitBytes: 2 | 4;
  readonly original: Content;
}

const chunkBytes = 1024 * 1024;
const sampleBytes = 512;
const replacement = 0xfffd;

const isWordByte = (byte: number): boolean =>
  (byte >= 0x20 && byte < 0x7f) || (byte >= 9 && byte <= 13) || byte === 0x1b;

const marks: readonly (readonly [Encoding, readonly number[]])[] = [
  ['utf-32le', [0xff, 0xfe, 0, 0]],
  ['utf-32be', [0, 0, 0xfe, 0xff]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
];

/** Reads the unit at `at`. */
function readUnit(bytes: Uint8Array, at: number, encoding: Encoding): number {
  const a = bytes[at]!;
  const b = bytes[at + 1]!;
  if (encoding === 'utf-16le') return a | (b << 8);
  if (encoding === 'utf-16be') return (a << 8) | b;
  const c = bytes[at + 2]!;
  const d = bytes[at + 3]!;
  return (encoding === 'utf-32le' ? a | (b << 8) | (c << 16) | (d << 24) : (a << 24) | (b << 16) | (c << 8) | d) >>> 0;
}

const unitBytesOf = (encoding: Encoding): 2 | 4 => (encoding.startsWith('utf-16') ? 2 : 4);

/**
 * Whether bytes are eight-bit text for all that: nearly all of them words, and by far not every second one a zero. A text that ends in a
 * zero, lists parted by zeros, and Latin-1 that happens to begin like a mark are scanned as they stand.
 */
function isNarrowAlready(head: Uint8Array): boolean {
  let zeros = 0;
  let words = 0;
  for (let i = 0; i < head.length; i++) {
    const byte = head[i]!;
    if (byte === 0) zeros++;
    else if (isWordByte(byte)) words++;
  }
  return zeros < head.length * 0.4 && words >= (head.length - zeros) * 0.9;
}

/**
 * Whether bytes read as text in this encoding: a fair part ASCII, hardly any control characters, no impossible units, and few that
 * would be ASCII in the other order (U+4E00, a frequent letter, is one of those).
 */
function readsAs(head: Uint8Array, encoding: Encoding): boolean {
  const step = unitBytesOf(encoding);
  const units = Math.floor(head.length / step);
  let ascii = 0;
  let swapped = 0;
  let odd = 0;
  for (let i = 0; i < units; i++) {
    const unit = readUnit(head, i * step, encoding);
    if (unit < 0x80) {
      if (isWordByte(unit)) ascii++;
      else odd++;
    } else if (step === 4) odd += Number(unit > 0x10ffff || (unit >= 0xd800 && unit < 0xe000));
    else if ((unit & 0xff) === 0 && unit < 0x8000) {
      if (isWordByte(unit >> 8)) swapped++;
      else odd++;
    }
    // Most binaries are out after a few units.
    if (odd > 8 + units * 0.02) return false;
  }
  return units >= 2 && ascii >= units * (step === 4 ? 0.25 : 0.1) && odd <= units * 0.02 && swapped * 2 <= ascii;
}

/** The wide encoding that a content begins in, by its mark or by where its zero bytes stand; nothing for all others. */
export function detectEncoding(head: Uint8Array, hasZero = head.includes(0)): Encoding | undefined {
  const first = head[0];
  const mayBeMarked = first === 0xff || first === 0xfe || first === 0;
  if (!mayBeMarked && !hasZero) return undefined;
  const sample = head.subarray(0, sampleBytes);
  const marked = marks.find(([, mark]) => mark.every((byte, i) => head[i] === byte));
  if (marked && (head.length < 32 || !isNarrowAlready(sample.subarray(2)))) return marked[0];
  if (!hasZero || isNarrowAlready(sample)) return undefined;
  return marks.find(([encoding]) => readsAs(sample, encoding))?.[0];
}

/** Narrows `units` units of `raw` into `into` from `at`. */
function narrowInto(raw: Uint8Array, encoding: Encoding, into: Uint8Array, at: number): void {
  const step = unitBytesOf(encoding);
  const units = Math.floor(raw.length / step);
  const low = encoding.endsWith('le') ? 0 : step - 1;
  const next = encoding.endsWith('le') ? 1 : -1;
  for (let i = 0; i < units; i++) {
    const place = i * step + low;
    const byte = raw[place]!;
    let rest = raw[place + next]!;
    if (step === 4) rest |= raw[place + 2 * next]! | raw[place + 3 * next]!;
    into[at + i] = rest === 0 && byte < 0x80 ? byte : 0xff;
  }
}

/** Wide text as content that is scanned like any other, narrowed window by window. */
export function narrowContent(original: Content, encoding: Encoding): NarrowedContent {
  const unitBytes = unitBytesOf(encoding);
  const size = Math.floor(original.size / unitBytes);
  let space = new Uint8Array(0);
  return {
    size,
    encoding,
    unitBytes,
    original,
    window: (offset, length) => {
      const units = Math.max(0, Math.min(length, size - offset));
      if (units > space.length) space = new Uint8Array(units);
      for (let done = 0; done < units; done += chunkBytes / unitBytes) {
        const bytes = Math.min(chunkBytes, (units - done) * unitBytes);
        narrowInto(original.window((offset + done) * unitBytes, bytes), encoding, space, done);
      }
      return space.subarray(0, units);
    },
  };
}

/** Whether a content is narrowed text. */
export const isNarrowed = (content: Content): content is NarrowedContent => 'original' in content;

/** The true text of a span of any content: wide text from its original, else UTF-8, or Latin-1 where the bytes are not UTF-8. */
export function decodeSpan(content: Content, { start, end }: Span): string {
  if (!isNarrowed(content)) {
    const bytes = content.window(start, end - start);
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    return buffer.toString(isUtf8(buffer) ? 'utf8' : 'latin1');
  }
  const { original, encoding, unitBytes } = content;
  const raw = original.window(start * unitBytes, (end - start) * unitBytes);
  const buffer = Buffer.from(raw);
  if (encoding === 'utf-16le') return buffer.toString('utf16le');
  if (encoding === 'utf-16be')
    return buffer
      .subarray(0, buffer.length & ~1)
      .swap16()
      .toString('utf16le');
  let text = '';
  for (let at = 0; at + 4 <= buffer.length; at += 4) {
    const point = readUnit(buffer, at, encoding);
    text += String.fromCodePoint(point > 0x10ffff ? replacement : point);
  }
  return text;
}
