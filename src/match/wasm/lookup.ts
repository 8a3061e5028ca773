/** Looks prefixes, words and literals up in the tables and emits those that stand there. */

import {
  SIGN,
  STEM,
  LETTER,
  CLASS,
  HIT_PREFIX,
  HIT_LITERAL,
  HIT_NAME,
  HIT_FILE,
  PREFIX_BITS,
  PREFIX_BUCKETS,
  WORD_BITS,
  WORD_BUCKETS,
  GRAM_BUCKETS,
  BUCKET_SHIFT,
  begin,
  endsPart,
  equals,
  equalsWord,
  hashEight,
  hashHead,
  hasRoom,
  isSet,
  reaches,
} from './tables';
import { assigns } from './assigns';
import { emit } from './hits';
import { meetWord } from './values';

/** Prefixes are filed under their first four characters; those of three under these. */
export function tryPrefix(p: usize): void {
  const gram = load<u32>(p);
  const four = hashHead(gram);
  if (isSet(PREFIX_BITS, four)) tryPrefixes(p, four);
  const three = hashHead(gram & 0xffffff);
  if (isSet(PREFIX_BITS, three)) tryPrefixes(p, three);
}

function tryPrefixes(p: usize, h: u32): void {
  let entry = <usize>load<u32>(PREFIX_BUCKETS + (<usize>(h >> BUCKET_SHIFT) << 2));
  while (entry != 0) {
    if (!(load<u32>(entry, 20) & SIGN) && equals(entry, p) && hasRoom(p + <usize>load<u32>(entry, 28), load<u32>(entry, 24))) {
      const wanted = load<u8>(entry, 11);
      if (wanted == 0 || reaches(p + load<u16>(entry, 8), wanted)) emit(HIT_PREFIX, load<u32>(entry, 12), p, p);
    }
    entry = <usize>load<u32>(entry);
  }
}

/** A marker of three characters that begins with `:` or ends in `~`, which stands at `p`. */
export function trySign(p: usize): void {
  const start = load<u8>(p) == 126 ? p - 2 : p;
  if (start < begin) return;
  const h = hashHead(load<u32>(start) & 0xffffff);
  if (!isSet(PREFIX_BITS, h)) return;
  let entry = <usize>load<u32>(PREFIX_BUCKETS + (<usize>(h >> BUCKET_SHIFT) << 2));
  while (entry != 0) {
    if (load<u32>(entry, 20) & SIGN && equals(entry, start)) emit(HIT_LITERAL, load<u32>(entry, 12), start, start);
    entry = <usize>load<u32>(entry);
  }
}

/**
 * Words are filed under their first four characters, a separator behind the third passed over; those of three under these, and those of
 * eight and more under eight, since many words of a vendor begin alike.
 */
export function tryWord(p: usize): void {
  const three = (load<u32>(p) | 0x202020) & 0xffffff;
  let fourth = <u32>load<u8>(p, 3) | 0x20;
  let next = p + 4;
  if (fourth == 0x7f || fourth == 0x2d || fourth == 0x2e || fourth == 0x20) {
    fourth = <u32>load<u8>(p, 4) | 0x20;
    next = p + 5;
  }
  const head = three | (fourth << 24);
  const four = hashHead(head);
  if (isSet(WORD_BITS, four)) {
    const letters = nextFour(next);
    tryWords(p, four, <u8>fourth, letters);
    const eight = hashEight(head, letters);
    if (isSet(WORD_BITS, eight)) tryWords(p, eight, <u8>fourth, letters);
  }
  const short = hashHead(three);
  if (isSet(WORD_BITS, short)) tryWords(p, short, 0, 0);
}

/** The fifth to eighth character, folded, a separator before each passed over. */
function nextFour(start: usize): u32 {
  const folded = load<u32>(start) | 0x20202020;
  const low = folded & 0x7f7f7f7f;
  // No byte under `0`, and none that was `_`: no separator among them.
  if (((low + 0x50505050) & ~(low + 0x01010101) & 0x80808080) == 0x80808080) return folded;
  let letters: u32 = 0;
  let p = start;
  for (let i: u32 = 0; i < 32; i += 8) {
    let b = load<u8>(p);
    if (b == 95 || b == 45 || b == 46 || b == 32) b = load<u8>(++p);
    letters |= <u32>(b | 0x20) << i;
    p++;
  }
  return letters;
}

function tryWords(p: usize, h: u32, fourth: u8, next: u32): void {
  let entry = <usize>load<u32>(WORD_BUCKETS + (<usize>(h >> BUCKET_SHIFT) << 2));
  while (entry != 0) {
    // Others may share the bucket.
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
  meetWord(entry, p, stop);
}

export function tryLiterals(p: usize, h: u32): void {
  let entry = <usize>load<u32>(GRAM_BUCKETS + (<usize>(h >> BUCKET_SHIFT) << 2));
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
