/** Lines and columns of offsets in a content: 1-based, columns in UTF-16 units as editors count, without reading it whole. */

import type { Content } from '../model/unit.ts';

const CHUNK_BYTES = 1 << 20;
const NEWLINE = 10;

export interface Position {
  readonly line: number;
  readonly column: number;
  /** Offset of the line's first byte, behind a byte order mark. */
  readonly lineStart: number;
}

/** How columns are counted. */
export interface Columns {
  /** Bytes that a byte order mark takes at the start; it is no column. */
  readonly mark: number;
  /** UTF-16 units between two offsets of one line, of which the first starts a character. */
  count(from: number, to: number): number;
}

/** For those who ask for lines alone: a byte is a column. */
export const byteColumns: Columns = { mark: 0, count: (from, to) => to - from };

/** A function from offsets to positions. Offsets are best asked for in ascending order: each answer goes on from the one before. */
export function createLocator(content: Content, columns: Columns = utf8Columns(content)): (offset: number) => Position {
  const begin = { offset: 0, line: 1, lineStart: columns.mark };
  let line = begin;
  let known = { at: begin.lineStart, units: 0, lineStart: begin.lineStart };

  const advance = (offset: number): void => {
    if (offset < line.lineStart) line = begin;
    let { offset: at, line: number, lineStart } = line;
    while (at < offset) {
      const bytes = asBuffer(content.window(at, Math.min(CHUNK_BYTES, offset - at)));
      if (bytes.length === 0) break;
      for (let found = bytes.indexOf(NEWLINE); found >= 0; found = bytes.indexOf(NEWLINE, found + 1)) {
        number++;
        lineStart = at + found + 1;
      }
      at += bytes.length;
    }
    line = { offset: at, line: number, lineStart };
  };

  const unitsBefore = (offset: number): number => {
    const { lineStart } = line;
    if (known.lineStart !== lineStart || known.at > offset) known = { at: lineStart, units: 0, lineStart };
    known = { at: offset, units: known.units + columns.count(known.at, offset), lineStart };
    return known.units;
  };

  return offset => {
    advance(offset);
    return { line: line.line, column: Math.max(0, unitsBefore(offset)) + 1, lineStart: line.lineStart };
  };
}

const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);

function utf8Columns(content: Content): Columns {
  const head = content.window(0, 3);
  const mark = head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf ? 3 : 0;
  const count = (from: number, to: number): number => {
    let units = 0;
    for (let at = from; at < to; ) {
      const bytes = asBuffer(content.window(at, Math.min(CHUNK_BYTES, to - at)));
      if (bytes.length === 0) break;
      const whole = at + bytes.length < to ? wholeCharacters(bytes) : bytes.length;
      units += countUnits(bytes.subarray(0, whole));
      at += whole;
    }
    return units;
  };
  return { mark, count };
}

/** How many of the bytes end with a whole UTF-8 character. */
function wholeCharacters(bytes: Buffer): number {
  let at = bytes.length;
  for (let back = 1; back <= 3 && back < bytes.length; back++) {
    const byte = bytes[bytes.length - back]!;
    if (byte < 0x80) break;
    if (byte >= 0xc0) {
      at = bytes.length - back;
      break;
    }
  }
  return at;
}

/** UTF-16 units of UTF-8 bytes; a byte that fits nowhere is one unit, as decoders replace it. */
export function countUnits(bytes: Uint8Array): number {
  let units = 0;
  for (let at = 0; at < bytes.length; ) {
    const byte = bytes[at]!;
    const length = byte < 0x80 ? 1 : byte < 0xc2 ? 0 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : byte < 0xf5 ? 4 : 0;
    let end = at + 1;
    while (end < at + length && end < bytes.length && (bytes[end]! & 0xc0) === 0x80) end++;
    units += length === 4 && end === at + 4 ? 2 : 1;
    at = end;
  }
  return units;
}
