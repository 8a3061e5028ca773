/** The directory at the end of a ZIP archive: what members there are and where they stand. */

import type { Content } from '../../model/unit.ts';
import { corrupt } from './stream.ts';

export const LOCAL_MAGIC = 0x04034b50;
const ENTRY_MAGIC = 0x02014b50;
const END_MAGIC = 0x06054b50;
const END64_MAGIC = 0x06064b50;
const LOCATOR_MAGIC = 0x07064b50;
const ENTRY_BYTES = 46;
const END_BYTES = 22;
const LOCATOR_BYTES = 20;
const END64_BYTES = 56;
const MAX_COMMENT_BYTES = 0xffff;
const MAX_32 = 0xffffffff;

/** What an archive says of one member. */
export interface ZipEntry {
  readonly name: Buffer;
  readonly flags: number;
  readonly method: number;
  readonly crc: number;
  readonly packedBytes: number;
  readonly bytes: number;
  /** Offset of its own header in the content. */
  readonly at: number;
}

/** Where the directory stands in the content, and how far all offsets are off: by what was put in front of the archive. */
export interface ZipDirectory {
  readonly start: number;
  readonly end: number;
  readonly shift: number;
}

const readAt = (content: Content, at: number, bytes: number): Buffer => {
  const window = content.window(Math.max(0, at), bytes);
  return Buffer.from(window.buffer, window.byteOffset, window.length);
};

const isAt = (content: Content, at: number, magic: number): boolean => {
  const bytes = at < 0 ? Buffer.alloc(0) : readAt(content, at, 4);
  return bytes.length === 4 && bytes.readUInt32LE() === magic;
};

/** Finds the directory; nothing where the archive has none, as when its end is missing. */
export function findDirectory(content: Content): ZipDirectory | undefined {
  const from = Math.max(0, content.size - END_BYTES - MAX_COMMENT_BYTES);
  // A copy: further windows are looked at below.
  const tail = Buffer.from(readAt(content, from, content.size - from));
  for (let at = tail.length - END_BYTES; at >= 0; at--) {
    if (tail[at] !== 0x50 || tail.readUInt32LE(at) !== END_MAGIC) continue;
    if (at + END_BYTES + tail.readUInt16LE(at + 20) > tail.length) continue;
    const found = readEnd(content, tail.subarray(at, at + END_BYTES), from + at);
    if (found !== undefined) return found;
  }
  return undefined;
}

function readEnd(content: Content, end: Buffer, at: number): ZipDirectory | undefined {
  const large = readEnd64(content, at);
  const bytes = large?.bytes ?? end.readUInt32LE(12);
  const told = large?.told ?? end.readUInt32LE(16);
  const last = large?.at ?? at;
  const start = last - bytes;
  const fits = (offset: number): boolean => bytes === 0 || isAt(content, offset, ENTRY_MAGIC);
  if (start >= told && fits(start)) return { start, end: last, shift: start - told };
  // Something stands between the directory and its end.
  return told + bytes <= last && fits(told) ? { start: told, end: told + bytes, shift: 0 } : undefined;
}

/** The record of archives that are too large for the usual one. */
function readEnd64(content: Content, end: number): { at: number; bytes: number; told: number } | undefined {
  const locator = end - LOCATOR_BYTES;
  if (!isAt(content, locator, LOCATOR_MAGIC)) return undefined;
  const told = Number(readAt(content, locator, LOCATOR_BYTES).readBigUInt64LE(8));
  const at = [told, locator - END64_BYTES].find(offset => offset < locator && isAt(content, offset, END64_MAGIC));
  if (at === undefined) return undefined;
  const record = readAt(content, at, END64_BYTES);
  if (record.length < END64_BYTES) return undefined;
  return { at, bytes: Number(record.readBigUInt64LE(40)), told: Number(record.readBigUInt64LE(48)) };
}

/** The entries of a directory, in its order. */
export function* readDirectory(content: Content, { start, end, shift }: ZipDirectory): Generator<ZipEntry, void> {
  for (let at = start; at < end; ) {
    const fixed = readAt(content, at, ENTRY_BYTES);
    if (fixed.length < ENTRY_BYTES || fixed.readUInt32LE() !== ENTRY_MAGIC) throw corrupt();
    const nameBytes = fixed.readUInt16LE(28);
    const extraBytes = fixed.readUInt16LE(30);
    const next = at + ENTRY_BYTES + nameBytes + extraBytes + fixed.readUInt16LE(32);
    const sizes = [fixed.readUInt32LE(24), fixed.readUInt32LE(20), fixed.readUInt32LE(42)];
    const flags = fixed.readUInt16LE(8);
    const method = fixed.readUInt16LE(10);
    const crc = fixed.readUInt32LE(16);
    const rest = Buffer.from(readAt(content, at + ENTRY_BYTES, nameBytes + extraBytes));
    if (next > end || rest.length < nameBytes + extraBytes) throw corrupt();
    const [bytes, packedBytes, offset] = widen(sizes, rest.subarray(nameBytes)) as [number, number, number];
    yield { name: rest.subarray(0, nameBytes), flags, method, crc, packedBytes, bytes, at: offset + shift };
    at = next;
  }
}

/** Puts the large numbers of the extra fields in place of those that say that they are too large. */
export function widen(numbers: readonly number[], extra: Buffer): number[] {
  if (!numbers.includes(MAX_32)) return [...numbers];
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== 1) continue;
    let field = at + 4;
    const end = Math.min(extra.length, field + extra.readUInt16LE(at + 2));
    return numbers.map(number => {
      if (number !== MAX_32 || field + 8 > end) return number;
      field += 8;
      return Number(extra.readBigUInt64LE(field - 8));
    });
  }
  return [...numbers];
}
