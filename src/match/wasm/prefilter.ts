/**
 * Finds the places in a window of bytes where a rule may match; compiled to WebAssembly.
 *
 * One pass walks 64 bytes at a time over a mask of token characters [A-Za-z0-9_-]. At each run's start the known prefixes are looked up;
 * at each part of a name (`api`, `Key`, `SECRET`) the words; runs of 16 and more that hold a digit are values, reported where a context
 * word stands near. A second pass looks at every third 4-gram for literals that may stand anywhere. Tables and literals are laid out by
 * prefilter.ts, which also says what the addresses below mean.
 */

import {
  FIRST_BITS,
  HITS,
  MAX_HITS,
  SPARE_HITS,
  STEM,
  LETTER,
  QUEUE,
  TOKEN,
  CLASS,
  NO_WORD,
  HIT_PREFIX,
  HIT_LITERAL,
  HIT_NAME,
  HIT_VALUE,
  HIT_FILE,
  HIT_BASE64,
  HIT_HEX,
  HIT_ESCAPE,
  MIN_VALUE,
  RECENT,
  VALUES,
  WORDS,
  PREFIX_BITS,
  PREFIX_BUCKETS,
  WORD_BITS,
  WORD_BUCKETS,
  GRAM_BITS,
  GRAM_BUCKETS,
  BUCKET_MASK,
  afterEscape,
  assigns,
  begin,
  end,
  endsPart,
  equals,
  equalsWord,
  fold,
  hash3,
  hasRoom,
  hash4,
  isSet,
  reaches,
  setWindow,
} from './tables';
import { hides, holdsBase64, holdsHex } from './encodings';

let hits: u32 = 0;
let everyValue: bool = false;

/** The masks of the 64 bytes before; `lastLong` has a bit where MIN_VALUE token characters end. */
let lastToken: u64 = 0;
let lastLetter: u64 = 0;
let lastUpper: u64 = 0;
let lastEscape: u64 = 0;
let lastLong: u64 = 0;
/** How many values the ring has taken, and how many words are listed. */
let valueCount: u32 = 0;
let wordCount: u32 = 0;
/** Where the next escape is told at the earliest. */
let quietUntil: usize = 0;

function emit(kind: u32, id: u32, at: usize, more: usize): void {
  const p = HITS + (<usize>hits << 4);
  store<u32>(p, kind);
  store<u32>(p, id, 4);
  store<u32>(p, <u32>(at - begin), 8);
  store<u32>(p, <u32>(more - begin), 12);
  hits++;
}

function tryPrefix(p: usize): void {
  const gram = load<u32>(p) & 0xffffff;
  const h = hash3(gram);
  if (!isSet(PREFIX_BITS, h)) return;
  let entry = <usize>load<u32>(PREFIX_BUCKETS + (<usize>(h & BUCKET_MASK) << 2));
  while (entry != 0) {
    if (equals(entry, p) && hasRoom(p + <usize>load<u32>(entry, 28), load<u32>(entry, 24))) {
      const wanted = load<u8>(entry, 11);
      if (wanted == 0 || reaches(p + load<u16>(entry, 8), wanted)) emit(HIT_PREFIX, load<u32>(entry, 12), p, p);
    }
    entry = <usize>load<u32>(entry);
  }
}

/** An escape that hides a part of a value; those around it are found from it. */
function tryEscape(p: usize): void {
  if (p < quietUntil || !hides(p)) return;
  emit(HIT_ESCAPE, 0, p, p);
  quietUntil = p + 64;
}

/** The start behind an escape (`\n`, `\x3d`, `\u003d`, `%3D`) or a colour (`[1;32m`) that is glued to a token. */
function startBehindEscape(p: usize): void {
  const at = afterEscape(p);
  if (at >= end) return;
  tryPrefix(at);
  tryWord(at);
}

/** Words are filed under their first four characters, a separator behind the third passed over; those of three under these. */
function tryWord(p: usize): void {
  const three = (load<u32>(p) | 0x202020) & 0xffffff;
  let fourth = <u32>load<u8>(p, 3) | 0x20;
  let next = p + 4;
  if (fourth == 0x7f || fourth == 0x2d || fourth == 0x2e || fourth == 0x20) {
    fourth = <u32>load<u8>(p, 4) | 0x20;
    next = p + 5;
  }
  const head = three | (fourth << 24);
  if (isSet(WORD_BITS, hash3(head))) tryWords(p, head, <u8>fourth, nextFour(next));
  tryWords(p, three, 0, 0);
}

/** The fifth to eighth letter, folded, a separator before each passed over. */
function nextFour(start: usize): u32 {
  let letters: u32 = 0;
  let p = start;
  for (let i: u32 = 0; i < 32; i += 8) {
    let b = load<u8>(p);
    if (b == 95 || b == 45 || b == 46 || b == 32) b = load<u8>(++p);
    letters |= <u32>fold(b) << i;
    p++;
  }
  return letters;
}

function tryWords(p: usize, gram: u32, fourth: u8, next: u32): void {
  const h = hash3(gram);
  if (!isSet(WORD_BITS, h)) return;
  let entry = <usize>load<u32>(WORD_BUCKETS + (<usize>(h & BUCKET_MASK) << 2));
  while (entry != 0) {
    // Others may share the bucket, and many words of a vendor begin alike.
    if (load<u8>(entry, 11) == fourth && ((load<u32>(entry, 44) ^ next) & load<u32>(entry, 48)) == 0) {
      const stop = equalsWord(entry, p);
      if (stop != 0) foundWord(entry, p, stop);
    }
    entry = <usize>load<u32>(entry);
  }
}

function foundWord(entry: usize, p: usize, stop: usize): void {
  const flags = load<u32>(entry, 20);
  if (flags & 1 && (load<u16>(entry, 8) >= STEM || endsPart(stop)) && assigns(stop, <usize>load<u32>(entry, 40))) emit(HIT_NAME, load<u32>(entry, 12), p, stop);
  if (flags & 4 && endsPart(stop)) emit(HIT_FILE, load<u32>(entry, 12), p, stop);
  if (!(flags & 2) || !endsPart(stop)) return;
  remember(entry, stop);
  const distance = <usize>load<u32>(entry, 16);
  const count = min(valueCount, RECENT);
  for (let i: u32 = 1; i <= count; i++) {
    const slot = VALUES + ((<usize>((valueCount - i) % RECENT)) << 3);
    const valueEnd = <usize>load<u32>(slot, 4);
    if (valueEnd + distance < p) break;
    emitValue(entry, <usize>load<u32>(slot), valueEnd);
  }
}

/** A value near a word, if it is as long as what the word's rules look for. */
function emitValue(entry: usize, start: usize, stop: usize): void {
  const length = <u32>(stop - start);
  if (length >= load<u32>(entry, 24) && length <= load<u32>(entry, 28)) emit(HIT_VALUE, load<u32>(entry, 12), start, stop);
}

/** Notes where a word stood last, and lists it once for the values behind it. */
// @ts-ignore: decorator
@inline
function remember(entry: usize, stop: usize): void {
  store<u32>(entry, <u32>stop, 32);
  if (load<u32>(entry, 36)) return;
  store<u32>(entry, 1, 36);
  store<u32>(WORDS + (<usize>wordCount << 2), <u32>entry);
  wordCount++;
}

/** Takes words off the list. */
function forgetWords(): void {
  for (let i: u32 = 0; i < wordCount; i++) store<u32>(<usize>load<u32>(WORDS + (<usize>i << 2)), 0, 36);
  wordCount = 0;
}

/** A long run of token characters has ended: a value if it holds a digit and something else. */
function endRun(stop: usize): void {
  let start = stop - MIN_VALUE;
  while (start > begin && load<u8>(CLASS + <usize>load<u8>(start - 1)) & TOKEN) start--;
  if (start > begin) start = min(stop, afterEscape(start));
  if (stop - start < MIN_VALUE) return;
  let digits: usize = 0;
  const sample = min(stop, start + 128);
  for (let p = start; p < sample; p++) digits += <usize>(load<u8>(p) - 48 < 10);
  if (digits == 0) return;
  if (holdsHex(start, stop)) emit(HIT_HEX, 0, start, stop);
  if (digits == sample - start) return;
  if (holdsBase64(start, stop)) emit(HIT_BASE64, 0, start, stop);
  const slot = VALUES + ((<usize>(valueCount % RECENT)) << 3);
  store<u32>(slot, <u32>start);
  store<u32>(slot, <u32>stop, 4);
  valueCount++;
  if (everyValue) emit(HIT_VALUE, NO_WORD, start, stop);
  // Words that are out of reach leave the list; one behind the value stands in the same 64 bytes, if it is known already.
  let left: u32 = 0;
  for (let i: u32 = 0; i < wordCount; i++) {
    const entry = <usize>load<u32>(WORDS + (<usize>i << 2));
    if (<usize>load<u32>(entry, 32) + load<u32>(entry, 16) < start) {
      store<u32>(entry, 0, 36);
      continue;
    }
    emitValue(entry, start, stop);
    store<u32>(WORDS + (<usize>left << 2), <u32>entry);
    left++;
  }
  wordCount = left;
}

// @ts-ignore: decorator
@inline
function between(v: v128, low: u8, count: u8): v128 {
  return i8x16.lt_u(i8x16.sub(v, i8x16.splat(low)), i8x16.splat(count));
}

/** Masks of 64 bytes: token characters, letters, upper-case letters, bytes that may stand before a token in an escape, bytes that open one. */
let tokenMask: u64 = 0;
let letterMask: u64 = 0;
let upperMask: u64 = 0;
let escapeMask: u64 = 0;
let openMask: u64 = 0;

// @ts-ignore: decorator
@inline
function masks(p: usize, left: usize): void {
  let token: u64 = 0;
  let letter: u64 = 0;
  let upper: u64 = 0;
  let escape: u64 = 0;
  let open: u64 = 0;
  for (let i: u32 = 0; i < 4; i++) {
    const v = v128.load(p + (<usize>i << 4));
    const up = between(v, 65, 26);
    const letters = v128.or(up, between(v, 97, 26));
    const other = v128.or(
      between(v, 48, 10),
      v128.or(i8x16.eq(v, i8x16.splat(95)), i8x16.eq(v, i8x16.splat(45))),
    );
    const slashes = v128.or(i8x16.eq(v, i8x16.splat(92)), i8x16.eq(v, i8x16.splat(37)));
    const escapes = v128.or(slashes, v128.or(i8x16.eq(v, i8x16.splat(91)), i8x16.eq(v, i8x16.splat(59))));
    const opens = v128.or(slashes, i8x16.eq(v, i8x16.splat(38)));
    const shift = <u64>(i << 4);
    token |= <u64>(<u32>i8x16.bitmask(v128.or(letters, other))) << shift;
    letter |= <u64>(<u32>i8x16.bitmask(letters)) << shift;
    upper |= <u64>(<u32>i8x16.bitmask(up)) << shift;
    escape |= <u64>(<u32>i8x16.bitmask(escapes)) << shift;
    open |= <u64>(<u32>i8x16.bitmask(opens)) << shift;
  }
  const keep: u64 = left < 64 ? (<u64>1 << <u64>left) - 1 : ~(<u64>0);
  tokenMask = token & keep;
  letterMask = letter & keep;
  upperMask = upper & keep;
  escapeMask = escape & keep;
  openMask = open & keep;
}

/** Prepares a window: [from, to) are addresses of bytes; `values` reports random-looking values without a context word, too. */
export function open(from: usize, to: usize, values: bool): void {
  setWindow(from, to);
  everyValue = values;
  lastToken = 0;
  lastLetter = 0;
  lastUpper = 0;
  lastEscape = 0;
  lastLong = 0;
  valueCount = 0;
  quietUntil = 0;
  forgetWords();
  hits = 0;
}

export function hitCount(): u32 {
  return hits;
}

/** The bits of a mask moved up by `by`, filled from the mask of the 64 bytes before. */
// @ts-ignore: decorator
@inline
function carry(mask: u64, last: u64, by: u64): u64 {
  return (mask << by) | (last >> (64 - by));
}

/** Walks tokens, words and values from `p`; gives the address to go on from when the hit buffer is full, else the end. */
export function scanTokens(p: usize): usize {
  hits = 0;
  while (p < end) {
    if (hits > MAX_HITS - SPARE_HITS) return p;
    masks(p, end - p);
    const lower = letterMask & ~upperMask;
    const starts = tokenMask & ~carry(tokenMask, lastToken, 1);
    const words = (letterMask & ~carry(letterMask, lastLetter, 1)) | (upperMask & carry(lower, lastLetter & ~lastUpper, 1));
    // Without a branch a candidate, so that the processor need not guess: most are none.
    let queued: usize = QUEUE;
    for (let rest = starts | words; rest; rest &= rest - 1) {
      const at = p + <usize>ctz(rest);
      store<u32>(queued, <u32>at);
      queued += <usize>isSet(FIRST_BITS, hash4(load<u32>(at) | 0x20202020)) << 2;
    }
    for (let q: usize = QUEUE; q < queued; q += 4) {
      const at = <usize>load<u32>(q);
      const bit = <u64>1 << <u64>(at - p);
      if (starts & bit) tryPrefix(at);
      if (words & bit) tryWord(at);
    }
    for (let rest = starts & carry(escapeMask, lastEscape, 1); rest; rest &= rest - 1) startBehindEscape(p + <usize>ctz(rest));
    for (let rest = openMask; rest; rest &= rest - 1) tryEscape(p + <usize>ctz(rest));
    scanLongRuns(p);
    lastLetter = letterMask;
    lastUpper = upperMask;
    lastEscape = escapeMask;
    lastToken = tokenMask;
    p += 64;
  }
  if (lastLong >> 63) endRun(end);
  lastLong = 0;
  return end;
}

/** Reports the runs of MIN_VALUE and more token characters that end in this block. */
// @ts-ignore: decorator
@inline
function scanLongRuns(p: usize): void {
  // A bit stays where the 2, 4, 8, 16 characters that end there are all token characters.
  const two = tokenMask & carry(tokenMask, lastToken, 1);
  const lastTwo = lastToken & (lastToken << 1);
  const four = two & carry(two, lastTwo, 2);
  const lastFour = lastTwo & (lastTwo << 2);
  const eight = four & carry(four, lastFour, 4);
  const lastEight = lastFour & (lastFour << 4);
  const long = eight & carry(eight, lastEight, 8);
  for (let ends = ~tokenMask & carry(long, lastLong, 1); ends; ends &= ends - 1) endRun(p + <usize>ctz(ends));
  lastLong = long;
}

/** Looks for literals of 6 and more characters anywhere, at every third 4-gram; gives the address to go on from when the hit buffer is full, else the end. */
export function scanLiterals(p: usize): usize {
  hits = 0;
  const last = end - 4;
  while (p <= last) {
    const h = hash4(load<u32>(p) | 0x20202020);
    if (isSet(GRAM_BITS, h)) {
      if (hits > MAX_HITS - SPARE_HITS) return p;
      tryLiterals(p, h);
    }
    p += 3;
  }
  return end;
}

function tryLiterals(p: usize, h: u32): void {
  let entry = <usize>load<u32>(GRAM_BUCKETS + (<usize>(h & BUCKET_MASK) << 2));
  while (entry != 0) {
    const start = p - load<u8>(entry, 10);
    if (start >= begin) tryLiteral(entry, start);
    entry = <usize>load<u32>(entry);
  }
}

function tryLiteral(entry: usize, start: usize): void {
  if (load<u32>(entry, 20) & 1) {
    // A name word inside a longer lower-case name; at the start of a part the other pass has it.
    if (start == begin || !(load<u8>(CLASS + <usize>load<u8>(start - 1)) & LETTER)) return;
    const stop = equalsWord(entry, start);
    if (stop != 0 && assigns(stop, <usize>load<u32>(entry, 40))) emit(HIT_NAME, load<u32>(entry, 12), start, stop);
  } else if (equals(entry, start)) {
    const wanted = load<u8>(entry, 11);
    if (wanted == 0 || reaches(start + load<u16>(entry, 8), wanted)) emit(HIT_LITERAL, load<u32>(entry, 12), start, start);
  }
}
