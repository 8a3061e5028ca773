/** gzip (RFC 1952): one or more compressed pieces, each with its checksum, that are one stream. */

import { ReadFailure } from '../../model/errors.ts';
import type { Content } from '../../model/unit.ts';
import { lazyZlib } from '../../util/lazy-zlib.ts';
import { unpackDeflate } from './deflate.ts';
import { type Inflater, inflate } from './inflate.ts';
import { corrupt, endsEarly, type Pull } from './stream.ts';

const HEADER_BYTES = 10;
const TRAILER_BYTES = 8;
const LONGEST_HEADER = 1 << 17;
const flags = { checksum: 2, extra: 4, name: 8, comment: 16, reserved: 0xe0 } as const;

interface Header {
  readonly end: number;
  /** The name of the file that was packed, where it is told. */
  readonly name: Buffer | undefined;
}

function readHeader(content: Content, start: number): Header {
  const bytes = Buffer.from(content.window(start, LONGEST_HEADER));
  if (bytes.length < HEADER_BYTES) throw endsEarly();
  const set = bytes[3]!;
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b || bytes[2] !== 8 || (set & flags.reserved) !== 0) throw corrupt();
  let at = HEADER_BYTES;
  const takeText = (): Buffer => {
    const end = bytes.indexOf(0, at);
    if (end < 0) throw endsEarly();
    const text = bytes.subarray(at, end);
    at = end + 1;
    return text;
  };
  if (set & flags.extra) at += 2 + (at + 2 <= bytes.length ? bytes.readUInt16LE(at) : 0);
  const name = set & flags.name ? takeText() : undefined;
  if (set & flags.comment) takeText();
  if (set & flags.checksum) at += 2;
  if (at > bytes.length) throw endsEarly();
  return { end: start + at, name };
}

/** The name in the first header. */
export const readPackedName = (content: Content): Buffer | undefined => readHeader(content, 0).name;

/** A piece that is being unpacked, and what has come of it. */
interface Piece {
  readonly inflater: Inflater;
  crc: number;
  bytes: number;
}

/** Unpacks a content. */
export function gunzip(content: Content): Pull {
  let at = 0;
  let piece: Piece | undefined;
  return () => {
    for (;;) {
      if (piece === undefined && at > 0 && isPadding(content, at)) return undefined;
      piece ??= openPiece(content, at);
      const chunk = piece.inflater.pull();
      if (chunk !== undefined) {
        piece.crc = lazyZlib().crc32(chunk, piece.crc);
        piece.bytes += chunk.length;
        return chunk;
      }
      at = closePiece(content, piece);
      piece = undefined;
    }
  };
}

/** The size at the end of a file is that of its last piece, nearly always the only one; further ones are small and many. */
function openPiece(content: Content, at: number): Piece {
  if (at > 0 && !startsPiece(content, at)) throw new ReadFailure('ends in bytes that are no part of it');
  const { end } = readHeader(content, at);
  if (at > 0) return { inflater: inflate(content, end, content.size), crc: 0, bytes: 0 };
  const told = Buffer.from(content.window(content.size - 4, 4));
  const expected = told.length === 4 ? told.readUInt32LE() : 0;
  return { inflater: unpackDeflate(content, end, content.size, expected), crc: 0, bytes: 0 };
}

/** Checks what came of a piece; where the next begins. */
function closePiece(content: Content, { inflater, crc, bytes }: Piece): number {
  const end = inflater.end();
  const trailer = Buffer.from(content.window(end, TRAILER_BYTES));
  if (trailer.length < TRAILER_BYTES) throw endsEarly();
  if (trailer.readUInt32LE(0) !== crc || trailer.readUInt32LE(4) !== bytes % 2 ** 32)
    throw new ReadFailure('does not fit its checksum');
  return end + TRAILER_BYTES;
}

function startsPiece(content: Content, at: number): boolean {
  const head = content.window(at, 3);
  return head[0] === 0x1f && (head.length < 2 || head[1] === 0x8b) && (head.length < 3 || head[2] === 8);
}

/** Whether nothing but zeros stands behind the last piece, as tapes leave it. */
function isPadding(content: Content, start: number): boolean {
  for (let at = start; at < content.size; ) {
    const bytes = content.window(at, 1 << 16);
    if (bytes.some(byte => byte !== 0)) return false;
    at += bytes.length;
  }
  return true;
}
