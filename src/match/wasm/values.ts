/** Random-looking values and the context words near them, whichever stands first. */

import {
  TOKEN,
  CLASS,
  NO_WORD,
  HIT_VALUE,
  HIT_BASE64,
  HIT_HEX,
  MIN_VALUE,
  RECENT,
  VALUES,
  WORDS,
  afterEscape,
  begin,
} from './tables';
import { holdsBase64, holdsHex } from './encodings';
import { emit } from './hits';

let everyValue: bool = false;
/** How many values the ring has taken, and how many words are listed. */
let valueCount: u32 = 0;
let wordCount: u32 = 0;

/** Begins a window. */
export function openValues(every: bool): void {
  everyValue = every;
  valueCount = 0;
  forgetWords();
}

/** A context word: it counts for the values that stand near before it, and for those that come. */
export function meetWord(entry: usize, p: usize, stop: usize): void {
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
export function endRun(stop: usize): void {
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
