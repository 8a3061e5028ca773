/** The tables that layout.ts fills, and comparisons of bytes with them. */

/** Of a hash of 18 bits the upper 12 choose the bucket: every byte of what was hashed has a say in these. */
export const BUCKET_SHIFT: u32 = 6;

// Addresses of the tables; kept in step with layout.ts.
export const PREFIX_BITS: usize = 0x10000;
export const WORD_BITS: usize = 0x18000;
export const GRAM_BITS: usize = 0x20000;
/** The first four characters, folded, of prefixes and words alike. */
export const FIRST_BITS: usize = 0x36000;
export const PREFIX_BUCKETS: usize = 0x28000;
export const WORD_BUCKETS: usize = 0x2c000;
export const GRAM_BUCKETS: usize = 0x30000;
export const CLASS: usize = 0x34000;
export const HITS: usize = 0x40000;
export const MAX_HITS: u32 = 0x4000;
/** Room that one step of a pass may need beyond the limit at which it stops. */
export const SPARE_HITS: u32 = 0x2000;

export const TOKEN: u8 = 1;
export const LETTER: u8 = 2;
export const DIGIT: u8 = 4;
export const SPACE: u8 = 8;
export const QUOTE: u8 = 16;
export const SEPARATOR: u8 = 32;
export const NAME: u8 = 64;
export const STOP: u8 = 128;
export const BACKSLASH: u8 = 92;

/** Id of a value that is reported although no word stands near it. */
export const NO_WORD: u32 = 0xffffffff;

/** Flag of a marker that is looked for at its sign. */
export const SIGN: u32 = 8;

export const HIT_PREFIX: u32 = 0;
export const HIT_LITERAL: u32 = 1;
export const HIT_NAME: u32 = 2;
export const HIT_VALUE: u32 = 3;
export const HIT_FILE: u32 = 4;
export const HIT_BASE64: u32 = 5;
export const HIT_HEX: u32 = 6;
export const HIT_ESCAPE: u32 = 7;

/** A name word of so many letters may go on (`passw` in `password`); a shorter one ends its part of the name (`pat` is not in `path`). */
export const STEM: u32 = 5;

export const MIN_VALUE: u32 = 16;
export const RECENT: u32 = 16;

/** Ring of the last values {start, end}, and list of the context words that stood so near that they may count, each once. */
export const VALUES: usize = 0x3f000;
export const WORDS: usize = 0xa10000;
/** Candidates of one block. */
export const QUEUE: usize = 0x3e000;

/** The window, as addresses. */
export let begin: usize = 0;
export let end: usize = 0;

export function setWindow(from: usize, to: usize): void {
  begin = from;
  end = to;
}

// @ts-ignore: decorator
@inline
export function hashHead(gram: u32): u32 {
  return (gram * 0x9e3779b1) >> 14;
}

/** Of a head and the four characters behind it. */
// @ts-ignore: decorator
@inline
export function hashEight(head: u32, next: u32): u32 {
  return (head * 0x9e3779b1 + next * 0x85ebca6b) >> 14;
}

// @ts-ignore: decorator
@inline
export function hashGram(gram: u32): u32 {
  return (gram * 0x85ebca6b) >> 14;
}

// @ts-ignore: decorator
@inline
export function hasRoom(p: usize, least: u32): bool {
  const stop = p + <usize>least;
  if (stop > end) return false;
  for (; p < stop; p++) if (load<u8>(p) <= 32) return false;
  return true;
}

// @ts-ignore: decorator
@inline
export function isSet(bits: usize, h: u32): bool {
  return ((<u32>load<u8>(bits + (h >> 3)) >> (h & 7)) & 1) != 0;
}

// @ts-ignore: decorator
@inline
export function classOf(p: usize): u8 {
  return load<u8>(CLASS + <usize>load<u8>(p));
}

// @ts-ignore: decorator
@inline
export function fold(byte: u8): u8 {
  return byte - 65 < 26 ? byte | 0x20 : byte;
}

/**
 * An entry: next u32, literal u32, length u16, gram offset u8, reaches u8 (of a word: its fourth character, folded), id u32, distance u32, flags u32 (1 name, 2 context, 4 file, 8 a marker with a sign),
 * least u32, most u32, last end u32, listed u32, value u32, next u32, mask u32 (of a word: its fifth to eighth letter, and which of them it has): of a word, the lengths of runs that its rules look at, where it stood last,
 * whether it is listed, and how long a value must be that is assigned to it; of a prefix, the visible characters that its rules need, and
 * behind how many of its own.
 */
// @ts-ignore: decorator
@inline
export function equals(entry: usize, p: usize): bool {
  const length = <usize>load<u16>(entry, 8);
  if (p + length > end) return false;
  const literal = <usize>load<u32>(entry, 4);
  for (let i: usize = 0; i < length; i++) if (load<u8>(literal + i) != load<u8>(p + i)) return false;
  return true;
}

/** Compares letters without case and passes over `_`, `-`, `.` and a space between them; gives the end, or 0. */
export function equalsWord(entry: usize, p: usize): usize {
  const length = <usize>load<u16>(entry, 8);
  const literal = <usize>load<u32>(entry, 4);
  let i: usize = 0;
  while (p < end) {
    const b = load<u8>(p);
    const wanted = load<u8>(literal + i);
    if (fold(b) == wanted) {
      i++;
      p++;
      if (i == length) return p;
    } else if (i > 0 && (b == 95 || b == 45 || b == 46 || b == 32)) {
      p++;
      if (p >= end || fold(load<u8>(p)) != wanted) return 0;
    } else return 0;
  }
  return 0;
}

/** Whether `wanted` comes before white space or a quote, at most 256 bytes on. */
export function reaches(p: usize, wanted: u8): bool {
  const stop = min(end, p + 256);
  while (p < stop) {
    const b = load<u8>(p);
    if (b == wanted) return true;
    if (load<u8>(CLASS + <usize>b) & STOP) return false;
    p++;
  }
  return false;
}

// @ts-ignore: decorator
@inline
export function afterEscape(p: usize): usize {
  const before = load<u8>(p - 1);
  if (before == 92) {
    const letter = load<u8>(p);
    return p + (letter == 117 ? 5 : letter == 120 ? 3 : 1);
  }
  if (before == 37) return p + 2;
  if (before != 91 && before != 59) return p;
  while (load<u8>(p) - 48 < 10) p++;
  return load<u8>(p) == 109 ? p + 1 : end;
}

/** A word ends where no lower-case letter goes on: `mistral` is not in `mistrals`, but in `mistralApiKey` and `MISTRAL_KEY`. */
// @ts-ignore: decorator
@inline
export function endsPart(p: usize): bool {
  if (p >= end) return true;
  const b = load<u8>(p);
  const last = load<u8>(p - 1);
  if (b - 97 < 26) return false;
  if (b - 65 >= 26 || last - 65 >= 26) return true;
  // A capital with a small letter behind it starts a part, even behind capitals: `AIClient`.
  return p + 1 < end && load<u8>(p + 1) - 97 < 26;
}
