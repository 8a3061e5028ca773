/** Tape archives: ustar, with the long names of pax and GNU. */

import { showBytes } from '../../util/show-bytes.ts';
import type { Member, Members } from './member.ts';
import type { Source } from './source.ts';
import { corrupt, endsEarly, TOO_LARGE } from './stream.ts';

export const TAR_BLOCK_BYTES = 512;
/** Headers that describe others are no longer than names are. */
const MAX_EXTENSION_BYTES = 1 << 20;

/** Kinds of entries that no bytes belong to, whatever size is told: links, devices, folders, pipes. */
const withoutBytes = '123456';

interface Header {
  readonly name: Buffer;
  readonly size: number;
  readonly type: string;
  /** Old sparse files go on with their map in further blocks. */
  readonly hasMap: boolean;
}

/** A number in octal digits, or in bytes where it is too large for them. */
function readNumber(field: Buffer): number {
  if (field[0]! & 0x80) {
    let value = field[0]! & 0x7f;
    for (const byte of field.subarray(1)) value = value * 256 + byte;
    return value;
  }
  const digits = /^[ \0]*([0-7]*)[ \0]*/.exec(field.toString('latin1'))?.[1] ?? '';
  return digits === '' ? 0 : Number.parseInt(digits, 8);
}

/** The sum of all bytes with the checksum's own as blanks: some writers took them for signed. */
function fitsChecksum(block: Buffer): boolean {
  const told = readNumber(block.subarray(148, 156));
  let sum = 8 * 32;
  let signed = sum;
  for (let at = 0; at < TAR_BLOCK_BYTES; at++) {
    if (at >= 148 && at < 156) continue;
    const byte = block[at]!;
    sum += byte;
    signed += byte < 128 ? byte : byte - 256;
  }
  return told === sum || told === signed;
}

/** Whether a content begins like a tape archive. */
export function startsTar(head: Uint8Array): boolean {
  if (head.length < TAR_BLOCK_BYTES || head[0] === 0) return false;
  const block = Buffer.from(head.buffer, head.byteOffset, TAR_BLOCK_BYTES);
  // Most binary files have no octal digits where the checksum stands.
  return /^[ 0-7]{4,7}[ \0]/.test(block.toString('latin1', 148, 156)) && fitsChecksum(block);
}

const untilZero = (field: Buffer): Buffer => {
  const end = field.indexOf(0);
  return end < 0 ? field : field.subarray(0, end);
};

function readHeader(block: Buffer): Header {
  if (!fitsChecksum(block)) throw corrupt();
  const name = untilZero(block.subarray(0, 100));
  const isPosix = block.toString('latin1', 257, 263) === 'ustar\0';
  const prefix = isPosix ? untilZero(block.subarray(345, 500)) : Buffer.alloc(0);
  const size = readNumber(block.subarray(124, 136));
  if (!Number.isSafeInteger(size)) throw corrupt();
  const type = String.fromCharCode(block[156]!);
  return {
    name: Buffer.from(prefix.length > 0 ? Buffer.concat([prefix, Buffer.from('/'), name]) : name),
    size: withoutBytes.includes(type) ? 0 : size,
    type,
    hasMap: type === 'S' && block[482] !== 0,
  };
}

/** What a describing header says of the next entry. */
interface Extension {
  name?: Buffer;
  size?: number;
}

/** Records of pax: `length key=value\n`, the length that of the whole record. */
function readPax(bytes: Buffer, into: Extension): void {
  for (let at = 0; at < bytes.length; ) {
    const blank = bytes.indexOf(0x20, at);
    const length = blank < 0 ? Number.NaN : Number(bytes.toString('latin1', at, blank));
    if (!(length > blank - at + 1) || at + length > bytes.length) throw corrupt();
    const record = bytes.subarray(blank + 1, at + length - 1);
    const equals = record.indexOf(0x3d);
    const key = record.toString('latin1', 0, Math.max(0, equals));
    const value = record.subarray(equals + 1);
    if (key === 'path' && into.name === undefined) into.name = value;
    if (key === 'GNU.sparse.name') into.name = value;
    if (key === 'size') into.size = Number(value.toString('latin1'));
    at += length;
  }
  if (into.size !== undefined && !Number.isSafeInteger(into.size)) throw corrupt();
}

/** The entries of a tape archive, further archives behind its end included. */
export function* readTar(source: Source): Members {
  const block = Buffer.alloc(TAR_BLOCK_BYTES);
  let next: Extension = {};
  while (yield* findHeader(source, block)) {
    const { name, size, type, hasMap } = readHeader(block);
    if (type === 'x' || type === 'L') {
      const bytes = yield* takeExtension(source, size);
      if (type === 'x') readPax(bytes, next);
      else next.name = untilZero(bytes);
      continue;
    }
    if (hasMap) yield* skipMap(source, block);
    const bytes = next.size === undefined || withoutBytes.includes(type) ? size : next.size;
    if ('gKDV'.includes(type)) yield* skipExactly(source, padded(bytes));
    else yield* readEntry(source, showBytes(next.name ?? name), bytes);
    next = {};
  }
}

const padded = (bytes: number): number => Math.ceil(bytes / TAR_BLOCK_BYTES) * TAR_BLOCK_BYTES;

/** Reads the next block that is not empty; false at the end. */
function* findHeader(source: Source, block: Buffer): Generator<undefined, boolean> {
  for (let empty = 0; ; ) {
    const read = source.read(block);
    if (read === 0) return false;
    if (read < TAR_BLOCK_BYTES) {
      if (block.subarray(0, read).every(byte => byte === 0)) return false;
      throw endsEarly();
    }
    if (block.some(byte => byte !== 0)) return true;
    if (++empty % 1024 === 0) yield;
  }
}

function* takeExtension(source: Source, size: number): Generator<undefined, Buffer> {
  if (size > MAX_EXTENSION_BYTES) throw corrupt();
  const bytes = Buffer.alloc(padded(size));
  if (source.read(bytes) < bytes.length) throw endsEarly();
  yield;
  return bytes.subarray(0, size);
}

function* skipMap(source: Source, block: Buffer): Generator<undefined, void> {
  do {
    if (source.read(block) < TAR_BLOCK_BYTES) throw endsEarly();
    yield;
  } while (block[504] !== 0);
}

function* skipExactly(source: Source, bytes: number): Generator<undefined, void> {
  if ((yield* source.skip(bytes)) < bytes) throw endsEarly();
}

function* readEntry(source: Source, name: string, bytes: number): Members {
  if (bytes === 0) {
    yield { name };
    return;
  }
  const { content, cut, failure } = yield* source.take(bytes);
  const member: Member = { name, content };
  yield cut ? { ...member, failed: TOO_LARGE } : member;
  if (failure !== undefined) throw failure;
  yield* skipExactly(source, padded(bytes) - content.size);
}
