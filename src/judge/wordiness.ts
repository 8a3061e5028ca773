/** How much a value reads like words of a language or of code, in bits of evidence. */

import { letterModel } from './letter-model.ts';

/** What a letter costs that is drawn from all 26. */
const RANDOM_BITS = Math.log2(26);
/** What a letter may cost at most: one odd pair in a word proves nothing. */
const MAX_BITS = 9;

/** Bits by the code of a base64 digit. */
const bitsOf = Float64Array.from({ length: 123 }, (_, code) => Math.min(MAX_BITS, digit(code) / 4));

function digit(code: number): number {
  if (code >= 97) return code - 71;
  if (code >= 65) return code - 65;
  if (code >= 48) return code + 4;
  return code === 43 ? 62 : 63;
}

/** Runs of letters as a reader sees words: split at case changes, digits and signs. */
export const splitLetters = (value: string): string[] => value.match(/[A-Z]?[a-z]+|[A-Z]+(?![a-z])/g) ?? [];

/** Evidence in bits that a run of letters is a word (above zero) or random (below). */
export function judgeWord(word: string): number {
  const lower = word.toLowerCase();
  let bits = 0;
  let first = 0;
  let second = 0;
  for (let at = 0; at < lower.length; at++) {
    const code = lower.charCodeAt(at) - 96;
    bits += RANDOM_BITS - bitsOf[letterModel.charCodeAt((first * 27 + second) * 27 + code)]!;
    first = second;
    second = code;
  }
  return bits;
}

export interface Wordiness {
  /** Letters in runs of three or more that read as words. */
  readonly wordLetters: number;
  /** All letters. */
  readonly letters: number;
  /** Evidence over all runs: above zero for words, below for random letters. */
  readonly bits: number;
}

export function measureWords(value: string): Wordiness {
  let wordLetters = 0;
  let letters = 0;
  let bits = 0;
  for (const run of splitLetters(value.slice(0, 512))) {
    const evidence = judgeWord(run);
    letters += run.length;
    bits += run.length === 1 ? -1 : evidence;
    if (run.length >= 3 && evidence > 0) wordLetters += run.length;
  }
  return { wordLetters, letters, bits };
}
