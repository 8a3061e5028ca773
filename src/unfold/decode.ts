/** Text that stands encoded inside of a content: base64, hex and escapes, decoded, with the way back to where each piece stood. */

import type { Span } from '../model/unit.ts';

export type EncodingInside = 'base64' | 'hex' | 'escapes';

/** A place where encoded text begins, or an escape stands. */
export interface Carrier {
  readonly kind: EncodingInside;
  /** Offset in the content. */
  readonly start: number;
}

export interface Decoded {
  readonly bytes: Buffer;
  /** Where all of it stands in the text that it was decoded from. */
  readonly span: Span;
  /** Where a part of it stands there. */
  locate(part: Span): Span;
}

/** The most bytes that one carrier is read for. */
export const maxCarrierBytes = 4 << 20;
/** How far around an escape the others of its text are looked for. */
const escapeRoomBefore = 1024;
const escapeRoomBehind = 8192;

/** Decodes what stands at `at` in a text. Nothing where it turns out to be no text. */
export function decodeAt(text: Buffer, at: number, kind: EncodingInside): Decoded | undefined {
  if (kind === 'escapes') return decodeEscapes(text, at);
  const end = kind === 'base64' ? endOfBase64(text, at) : endOfRun(text, at, isHexDigit);
  const bytes = Buffer.from(text.latin1Slice(at, end), kind);
  const span = { start: at, end };
  return isText(bytes) ? { bytes, span, locate: () => span } : undefined;
}

function endOfRun(text: Buffer, start: number, belongs: (byte: number) => boolean): number {
  let end = start;
  while (end < text.length && belongs(text[end]!)) end++;
  return end;
}

const isHexDigit = (byte: number): boolean => (byte >= 48 && byte <= 57) || ((byte | 32) >= 97 && (byte | 32) <= 102);
const isBase64Digit = (byte: number): boolean =>
  (byte >= 48 && byte <= 57) || ((byte | 32) >= 97 && (byte | 32) <= 122) || '+/-_'.includes(String.fromCharCode(byte));

/** Shorter lines are not broken text. */
const leastLine = 32;

/** The end of base64, its padding included. Lines of one length go on in the next, as mail, YAML and PEM break them. */
function endOfBase64(text: Buffer, start: number): number {
  let line = start;
  let end = endOfRun(text, start, isBase64Digit);
  const width = end - start;
  while (width >= leastLine && width % 4 === 0 && end - line === width) {
    const next = endOfRun(text, end, byte => byte === 10 || byte === 13 || byte === 32 || byte === 9);
    if (next === end || !text.subarray(end, next).includes(10)) break;
    const nextEnd = endOfRun(text, next, isBase64Digit);
    if (nextEnd === next || nextEnd - next > width || text[nextEnd] === 58) break;
    line = next;
    end = nextEnd;
  }
  for (let padding = 0; padding < 2 && text[end] === 61; padding++) end++;
  return end;
}

/** Whether bytes read as text: no control characters to speak of in the first of them; those of UTF-16 are every second one. */
function isText(bytes: Buffer): boolean {
  const length = Math.min(bytes.length, 256);
  let controls = 0;
  let zeros = 0;
  for (let at = 0; at < length; at++) {
    const byte = bytes[at]!;
    if (byte === 0) zeros++;
    else if (byte === 127 || (byte < 32 && (byte < 9 || byte > 13))) controls++;
  }
  return length >= 8 && controls * 50 <= length && (zeros === 0 || zeros * 3 >= length);
}

const ESCAPES =
  /%([0-9A-Fa-f]{2})|\\u([0-9A-Fa-f]{4})|\\x([0-9A-Fa-f]{2})|\\(\/)|&(?:#(\d{1,6})|#[xX]([0-9A-Fa-f]{1,5})|(quot|amp|lt|gt|apos));/g;
const entities: Readonly<Record<string, string>> = { quot: '"', amp: '&', lt: '<', gt: '>', apos: "'" };

/** The line around an escape, as far as it is near, with all escapes of all kinds undone. */
function decodeEscapes(text: Buffer, at: number): Decoded | undefined {
  const lineStart = text.lastIndexOf(10, at) + 1;
  const lineEnd = text.indexOf(10, at);
  const start = Math.max(lineStart, at - escapeRoomBefore);
  const end = Math.min(lineEnd < 0 ? text.length : lineEnd, at + escapeRoomBehind);
  const line = text.latin1Slice(start, end);
  const parts: Buffer[] = [];
  // For each decoded piece, where it begins in the decoded bytes and in the text.
  const pieces: Piece[] = [];
  let size = 0;
  const add = (bytes: Buffer, from: number, to: number): void => {
    pieces.push({ at: size, start: start + from, end: start + to, plain: bytes.length === to - from });
    parts.push(bytes);
    size += bytes.length;
  };
  let done = 0;
  for (const found of line.matchAll(ESCAPES)) {
    if (found.index > done) add(Buffer.from(line.slice(done, found.index), 'latin1'), done, found.index);
    done = found.index + found[0].length;
    add(undo(found), found.index, done);
  }
  if (done === 0) return undefined;
  if (done < line.length) add(Buffer.from(line.slice(done), 'latin1'), done, line.length);
  const locate = (part: Span): Span => ({ start: startOf(pieces, part.start), end: endOf(pieces, part.end) });
  return { bytes: Buffer.concat(parts), span: { start, end }, locate };
}

interface Piece {
  readonly at: number;
  readonly start: number;
  readonly end: number;
  /** As long as it was. */
  readonly plain: boolean;
}

function undo([, percent, unicode, hex, slash, decimal, entityHex, name]: RegExpMatchArray): Buffer {
  const byte = percent ?? hex;
  if (byte !== undefined) return Buffer.from(byte, 'hex');
  if (slash !== undefined) return Buffer.from(slash);
  if (name !== undefined) return Buffer.from(entities[name] ?? '');
  const point = decimal !== undefined ? Number(decimal) : Number.parseInt(unicode ?? entityHex ?? '0', 16);
  return Buffer.from(point > 0x10ffff ? '\ufffd' : String.fromCodePoint(point));
}

const pieceAt = (pieces: readonly Piece[], offset: number): Piece => pieces.findLast(piece => piece.at <= offset)!;

function startOf(pieces: readonly Piece[], offset: number): number {
  const piece = pieceAt(pieces, offset);
  return piece.plain ? piece.start + offset - piece.at : piece.start;
}

function endOf(pieces: readonly Piece[], offset: number): number {
  const piece = pieceAt(pieces, offset - 1);
  return piece.plain ? piece.start + offset - piece.at : piece.end;
}
