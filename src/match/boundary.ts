/** What may touch a match on either side. */

import type { Boundary } from '../model/rule.ts';

const table = (chars: RegExp): Uint8Array =>
  Uint8Array.from({ length: 256 }, (_, code) => Number(chars.test(String.fromCharCode(code))));

const token = table(/[A-Za-z0-9_-]/);
const word = table(/[A-Za-z0-9_]/);
const base64Left = table(/[A-Za-z0-9+/_-]/);
const base64Right = table(/[A-Za-z0-9+/=_-]/);
const none = new Uint8Array(256);

const left: Record<Boundary, Uint8Array> = {
  token,
  word,
  base64: base64Left,
  quoted: token,
  line: none,
  file: none,
  none,
};
const right: Record<Boundary, Uint8Array> = {
  token,
  word,
  base64: base64Right,
  quoted: token,
  line: none,
  file: none,
  none,
};

const BACKSLASH = 92;
const PERCENT = 37;
const isHex = (byte: number | undefined): boolean =>
  byte !== undefined && /[0-9a-fA-F]/.test(String.fromCharCode(byte));

const ESCAPE = 27;
const BRACKET = 91;
const M = 109;
/** How a program's text spells the escape character. */
const spelledEscape = /\\(?:x1b|u001b|u\{1b\}|033|e)$/i;
const LONGEST_COLOUR = 20;

/** Whether the bytes before `at` end in what colours a terminal's text: `ESC[1;32m`, or as a program spells it, `\x1b[0m`. */
function endsInColour(bytes: Uint8Array, at: number): boolean {
  let open = at - 2;
  while (open > at - LONGEST_COLOUR && (bytes[open] === 59 || (bytes[open]! >= 48 && bytes[open]! <= 57))) open--;
  if (bytes[open] !== BRACKET) return false;
  if (bytes[open - 1] === ESCAPE) return true;
  return spelledEscape.test(String.fromCharCode(...bytes.subarray(Math.max(0, open - 6), open)));
}

/** Whether the bytes before `at` end in an escape (`\n`, `\x3d`, `\u003d`, `%3D`), whose letters belong to no token. */
function endsInEscape(bytes: Uint8Array, at: number): boolean {
  if (bytes[at - 2] === BACKSLASH) return true;
  if (bytes[at - 1] === M && endsInColour(bytes, at)) return true;
  if (!isHex(bytes[at - 1]) || !isHex(bytes[at - 2])) return false;
  if (bytes[at - 3] === PERCENT) return true;
  if (bytes[at - 4] === BACKSLASH && bytes[at - 3] === 0x78) return true;
  return bytes[at - 6] === BACKSLASH && bytes[at - 5] === 0x75;
}

const isBlank = (byte: number | undefined): boolean => byte === 32 || (byte !== undefined && byte >= 9 && byte <= 13);

/** Whether only blanks stand between [start, end) and the ends of its lines, or of all the bytes. */
function standsAlone(bytes: Uint8Array, start: number, end: number, within: 'line' | 'file'): boolean {
  const ends = (byte: number | undefined): boolean => byte === undefined || (within === 'line' && byte === 10);
  let first = start - 1;
  while (!ends(bytes[first]) && isBlank(bytes[first])) first--;
  let last = end;
  while (!ends(bytes[last]) && isBlank(bytes[last])) last++;
  return ends(bytes[first]) && ends(bytes[last]);
}

/** Whether [start, end) of `bytes` may be a whole match under `boundary`. */
export function fits(bytes: Uint8Array, start: number, end: number, boundary: Boundary): boolean {
  if (boundary === 'line' || boundary === 'file') return standsAlone(bytes, start, end, boundary);
  const before = bytes[start - 1];
  const after = bytes[end];
  if (boundary === 'quoted')
    return before !== undefined && before === after && (before === 34 || before === 39 || before === 96);
  if (after !== undefined && right[boundary][after] === 1) return false;
  return before === undefined || left[boundary][before] === 0 || endsInEscape(bytes, start);
}
