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

/**
 * A function from offsets to positions. Offsets are best asked for in ascending order: each answer goes on from the one before.
 * @param oneByteUnits the content is narrowed text, in which every byte is one unit
 */
export function createLocator(content: Content, oneByteUnits: boolean): (offset: number) => Position {
  const first = skipMark(content, oneByteUnits);
  const begin = { offset: 0, line: 1, lineStart: first };
  let line = begin;
  let known = { at: first, units: 0, lineStart: first };

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
    if (oneByteUnits) return offset - line.lineStart;
    if (known.lineStart !== line.lineStart || known.at > offset)
      known = { at: line.lineStart, units: 0, lineStart: line.lineStart };
    let { at, units } = known;
    while (at < offset) {
      const bytes = asBuffer(content.window(at, Math.min(CHUNK_BYTES, offset - at)));
      if (bytes.length === 0) break;
      const whole = at + bytes.length < offset ? wholeCharacters(bytes) : bytes.length;
      units += countUnits(bytes.subarray(0, whole));
      at += whole;
    }
    known = { at, units, lineStart: line.lineStart };
    return units;
  };

  return offset => {
    advance(offset);
    return { line: line.line, column: Math.max(0, unitsBefore(offset)) + 1, lineStart: line.lineStart };
  };
}

const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);

/** A byte order mark does not count as a column; narrowed contents show it as one byte above ASCII. */
function skipMark(content: Content, oneByteUnits: boolean): number {
  const head = content.window(0, 3);
  if (oneByteUnits) return 0;
  return head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf ? 3 : 0;
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
