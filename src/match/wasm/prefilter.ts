/**
 * Finds the places in a window of bytes where a rule may match; compiled to WebAssembly.
 *
 * One pass walks 64 bytes at a time over a mask of token characters [A-Za-z0-9_-]. At each run's start the known prefixes are looked up;
 * at each part of a name (`api`, `Key`, `SECRET`) the words; runs of 16 and more that hold a digit are values, reported where a context
 * word stands near. A second pass looks at every third 4-gram for literals that may stand anywhere. Tables and literals are laid out by
 * layout.ts.
 */

import {
  FIRST_BITS,
  MAX_HITS,
  SPARE_HITS,
  QUEUE,
  HIT_ESCAPE,
  GRAM_BITS,
  afterEscape,
  end,
  hashGram,
  isSet,
  setWindow,
} from './tables';
import { hides } from './encodings';
import { clearHits, emit, hitCount } from './hits';
import { tryLiterals, tryPrefix, trySign, tryWord } from './lookup';
import { endRun, openValues } from './values';

export { hitCount } from './hits';

/** The masks of the 64 bytes before; `lastLong` has a bit where MIN_VALUE token characters end. */
let lastToken: u64 = 0;
let lastLetter: u64 = 0;
let lastUpper: u64 = 0;
let lastEscape: u64 = 0;
let lastLong: u64 = 0;
/** Where the next escape is told at the earliest. */
let quietUntil: usize = 0;

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
/** Bytes at which short markers are looked for: `:` and `~`. */
let signMask: u64 = 0;

// @ts-ignore: decorator
@inline
function masks(p: usize, left: usize): void {
  let token: u64 = 0;
  let letter: u64 = 0;
  let upper: u64 = 0;
  let escape: u64 = 0;
  let open: u64 = 0;
  let sign: u64 = 0;
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
    const signs = v128.or(i8x16.eq(v, i8x16.splat(58)), i8x16.eq(v, i8x16.splat(126)));
    const shift = <u64>(i << 4);
    token |= <u64>(<u32>i8x16.bitmask(v128.or(letters, other))) << shift;
    letter |= <u64>(<u32>i8x16.bitmask(letters)) << shift;
    upper |= <u64>(<u32>i8x16.bitmask(up)) << shift;
    escape |= <u64>(<u32>i8x16.bitmask(escapes)) << shift;
    open |= <u64>(<u32>i8x16.bitmask(opens)) << shift;
    sign |= <u64>(<u32>i8x16.bitmask(signs)) << shift;
  }
  const keep: u64 = left < 64 ? (<u64>1 << <u64>left) - 1 : ~(<u64>0);
  tokenMask = token & keep;
  letterMask = letter & keep;
  upperMask = upper & keep;
  escapeMask = escape & keep;
  openMask = open & keep;
  signMask = sign & keep;
}

/** Prepares a window: [from, to) are addresses of bytes; `values` reports random-looking values without a context word, too. */
export function open(from: usize, to: usize, values: bool): void {
  setWindow(from, to);
  lastToken = 0;
  lastLetter = 0;
  lastUpper = 0;
  lastEscape = 0;
  lastLong = 0;
  quietUntil = 0;
  openValues(values);
  clearHits();
}

/** The bits of a mask moved up by `by`, filled from the mask of the 64 bytes before. */
// @ts-ignore: decorator
@inline
function carry(mask: u64, last: u64, by: u64): u64 {
  return (mask << by) | (last >> (64 - by));
}

/** Walks tokens, words and values from `p`; gives the address to go on from when the hit buffer is full, else the end. */
export function scanTokens(p: usize): usize {
  clearHits();
  while (p < end) {
    if (hitCount() > MAX_HITS - SPARE_HITS) return p;
    masks(p, end - p);
    const lower = letterMask & ~upperMask;
    const starts = tokenMask & ~carry(tokenMask, lastToken, 1);
    const words = (letterMask & ~carry(letterMask, lastLetter, 1)) | (upperMask & carry(lower, lastLetter & ~lastUpper, 1));
    // Without a branch a candidate, so that the processor need not guess: most are none.
    let queued: usize = QUEUE;
    for (let rest = starts | words; rest; rest &= rest - 1) {
      const at = p + <usize>ctz(rest);
      store<u32>(queued, <u32>at);
      queued += <usize>isSet(FIRST_BITS, hashGram(load<u32>(at) | 0x20202020)) << 2;
    }
    for (let q: usize = QUEUE; q < queued; q += 4) {
      const at = <usize>load<u32>(q);
      const bit = <u64>1 << <u64>(at - p);
      if (starts & bit) tryPrefix(at);
      if (words & bit) tryWord(at);
    }
    for (let rest = starts & carry(escapeMask, lastEscape, 1); rest; rest &= rest - 1) startBehindEscape(p + <usize>ctz(rest));
    for (let rest = openMask; rest; rest &= rest - 1) tryEscape(p + <usize>ctz(rest));
    for (let rest = signMask; rest; rest &= rest - 1) trySign(p + <usize>ctz(rest));
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
  clearHits();
  const last = end - 4;
  while (p <= last) {
    const h = hashGram(load<u32>(p) | 0x20202020);
    if (isSet(GRAM_BITS, h)) {
      if (hitCount() > MAX_HITS - SPARE_HITS) return p;
      tryLiterals(p, h);
    }
    p += 3;
  }
  return end;
}

