/** The prefix codes of DEFLATE: made from the lengths of their words, read from the lowest bit on. */

import { corrupt } from './stream.ts';

const FAST_BITS = 10;
const MAX_BITS = 15;

/** A word's symbol and length are kept as `symbol << 4 | length`; 0 where there is none. */
export interface PrefixCode {
  /** What the next bits say, by the lowest FAST_BITS of them; 0 for words that are longer. */
  readonly fast: Uint16Array;
  /** How many words there are of each length, and the symbols in the order of their words. */
  readonly counts: Uint16Array;
  readonly symbols: Uint16Array;
}

export const FAST_MASK = (1 << FAST_BITS) - 1;

export const createCode = (): PrefixCode => ({
  fast: new Uint16Array(1 << FAST_BITS),
  counts: new Uint16Array(MAX_BITS + 1),
  symbols: new Uint16Array(320),
});

/** Fills a code from the length of each symbol's word. Words may only be left over where there is one of one bit, or none. */
export function fillCode({ fast, counts, symbols }: PrefixCode, lengths: Uint8Array): void {
  counts.fill(0);
  for (const length of lengths) counts[length]!++;
  counts[0] = 0;
  const next = new Uint16Array(MAX_BITS + 2);
  let left = 1;
  let words = 0;
  for (let length = 1; length <= MAX_BITS; length++) {
    left = left * 2 - counts[length]!;
    if (left < 0) throw corrupt();
    next[length] = words;
    words += counts[length]!;
  }
  if (left > 0 && !(words === 0 || (words === 1 && counts[1] === 1))) throw corrupt();
  for (let symbol = 0; symbol < lengths.length; symbol++) {
    const length = lengths[symbol]!;
    if (length > 0) symbols[next[length]!++] = symbol;
  }
  fillFast({ fast, counts, symbols });
}

function fillFast({ fast, counts, symbols }: PrefixCode): void {
  fast.fill(0);
  let word = 0;
  let index = 0;
  for (let length = 1; length <= FAST_BITS; length++, word <<= 1) {
    for (let left = counts[length]!; left > 0; left--, word++) {
      const entry = (symbols[index++]! << 4) | length;
      for (let at = reverse(word, length); at <= FAST_MASK; at += 1 << length) fast[at] = entry;
    }
  }
}

function reverse(word: number, length: number): number {
  let reversed = 0;
  for (let bit = 0; bit < length; bit++) reversed |= ((word >>> bit) & 1) << (length - 1 - bit);
  return reversed;
}

/** The symbol and length of a long word at the lowest bit of `hold`. */
export function findLong({ counts, symbols }: PrefixCode, hold: number): number {
  let word = 0;
  let first = 0;
  let index = 0;
  for (let length = 1; length <= MAX_BITS; length++) {
    word |= (hold >>> (length - 1)) & 1;
    const count = counts[length]!;
    if (word - first < count) return (symbols[index + word - first]! << 4) | length;
    index += count;
    first = (first + count) << 1;
    word <<= 1;
  }
  return 0;
}
