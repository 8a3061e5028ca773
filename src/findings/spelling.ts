/**
 * What the spelling of a text is worth in guesses: random characters count, words, runs and repetitions hardly do.
 *
 * It is a part of what decides a value's tag for ever (guessing.ts): a change here orphans entries of committed baselines.
 */

/** Beyond this many characters nothing is learnt that could change the answer. */
const maxCharacters = 256;
const maxBitsPerCharacter = 5.5;
const copyBits = 3;

/** A run of letters is taken for words when this share of its pairs is usual; it is then worth a bit a letter and a few at the start. */
const wordPairs = 0.6;
const wordBits = 3;
/** Mixed case is prose when runs hold this share of its letters and so many of their pairs are usual: `ThisIsMyJwtSigningKey`. */
const proseLetters = 0.8;
const prosePairs = 0.55;
const proseBits = 3;

/** Letters that usually follow a letter in words and names; such a pair says little. */
const usualFollowers: Readonly<Record<string, string>> = {
  a: 'nltrscdmgb',
  b: 'eloauiry',
  c: 'oehatkli',
  d: 'eiaosru',
  e: 'rnsdatlecm',
  f: 'oireatu',
  g: 'earihoul',
  h: 'eaiotru',
  i: 'ntscoledvmg',
  j: 'ouae',
  k: 'einsa',
  l: 'eialoydu',
  m: 'eaiopmby',
  n: 'tdegsiaco',
  o: 'nrumlftwospc',
  p: 'eraolpihs',
  q: 'u',
  r: 'eiaostdny',
  s: 'tesihoaupw',
  t: 'heioartsyu',
  u: 'rnstlepm',
  v: 'eia',
  w: 'oaiehn',
  x: 'ptaei',
  y: 'osem',
  z: 'eao',
};

/** Paths of fingers over a keyboard, in both directions. */
const keyboardPaths = [
  '1234567890',
  'qwertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p',
  '!@#$%^&*()',
];
const walks = keyboardPaths.flatMap(path => [path, [...path].reverse().join('')]);
const walkPairs = new Set(walks.flatMap(walk => Array.from(walk, (key, at) => key + (walk[at + 1] ?? ''))));

/** Digits and signs that people write for letters. */
const lookalikes: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
};

interface Run {
  readonly start: number;
  readonly end: number;
  readonly pairs: number;
  /** Pairs whose second letter usually follows the first. */
  readonly usual: number;
}

/** The estimate in bits: each character has its price, what was copied from before costs little, separators nothing. */
export function estimateSpelling(value: string): number {
  const text = value.slice(0, maxCharacters).replace(/[-_. ]/g, '');
  const readable = foldLookalikes(text);
  const folded = readable.toLowerCase();
  const prices = priceCharacters(readable, Math.log2(countAlphabet(text)));
  let bits = 0;
  for (let at = 0; at < text.length; ) {
    const copied = copyLength(folded, at);
    bits += copied > 0 ? copyBits : (prices[at] ?? 0);
    at += Math.max(1, copied);
  }
  return Math.min(bits, shannonBits(text));
}

/** Signs that stand for letters inside words (`P@ssw0rd`) made letters. Hex has no words: its digits stay. */
function foldLookalikes(text: string): string {
  if (/^[0-9a-f]*$/i.test(text)) return text;
  return text.replace(/(?<=[a-z])[013457@$!](?=[a-z])/gi, sign => lookalikes[sign] ?? sign);
}

/** How many characters the text seems to be drawn from. */
function countAlphabet(text: string): number {
  if (/^\d*$/.test(text)) return 10;
  if (/^[\da-f]*$/.test(text) || /^[\dA-F]*$/.test(text)) return 16;
  if (/^[a-z]*$/.test(text) || /^[A-Z]*$/.test(text)) return 26;
  if (/^[a-z\d]*$/.test(text) || /^[A-Z\d]*$/.test(text)) return 36;
  return 64;
}

/** Bits of each character: full price in random text, a word's share in words, next to nothing in runs. */
function priceCharacters(readable: string, alphabetBits: number): number[] {
  const folded = readable.toLowerCase();
  const runs = findRuns(readable, folded);
  const prose = isProse(readable, runs);
  const fullBits = Math.min(alphabetBits, prose ? proseBits : maxBitsPerCharacter);
  const prices = Array.from({ length: folded.length }, (_, at) => Math.min(fullBits, characterBits(folded, at)));
  for (const { start, end, pairs, usual } of runs) {
    if (!prose && usual < pairs * wordPairs) continue;
    prices.fill(Math.min(fullBits, (wordBits + end - start) / (end - start)), start, end);
  }
  return prices;
}

/** Runs of letters that are written as words are: one case, or a capital at the start. */
function findRuns(readable: string, folded: string): Run[] {
  return Array.from(readable.matchAll(/[A-Z]?[a-z]{2,}|[A-Z]{3,}/g), ({ index, 0: run }) => ({
    start: index,
    end: index + run.length,
    pairs: run.length - 1,
    usual: countUsualPairs(folded, index, index + run.length),
  }));
}

function isProse(readable: string, runs: readonly Run[]): boolean {
  if (!/[a-z]/.test(readable) || !/[A-Z]/.test(readable)) return false;
  const pairs = runs.reduce((sum, run) => sum + run.pairs, 0);
  const usual = runs.reduce((sum, run) => sum + run.usual, 0);
  const letters = readable.replace(/[^A-Za-z]/g, '').length;
  return pairs + runs.length >= letters * proseLetters && usual >= pairs * prosePairs;
}

function countUsualPairs(folded: string, start: number, end: number): number {
  let count = 0;
  for (let at = start + 1; at < end; at++) {
    const last = folded[at - 1] ?? '';
    const now = folded[at] ?? '';
    if (last === now || usualFollowers[last]?.includes(now) || isStep(last, now)) count++;
  }
  return count;
}

function characterBits(folded: string, at: number): number {
  const last = folded[at - 1] ?? '';
  const now = folded[at] ?? '';
  if (last === now) return 0.5;
  if (isStep(last, now)) return 1;
  return /^\d\d$/.test(last + now) ? 2.5 : maxBitsPerCharacter;
}

/** Whether two characters are neighbours in the alphabet, among the digits or on a keyboard. */
function isStep(last: string, now: string): boolean {
  if (last === '') return false;
  return Math.abs(now.charCodeAt(0) - last.charCodeAt(0)) === 1 || walkPairs.has(last + now);
}

/** How many characters from here on, three or more, stood before in the same order. */
function copyLength(folded: string, at: number): number {
  let length = 0;
  for (let next = 3; at + next <= folded.length; next++) {
    const found = folded.indexOf(folded.slice(at, at + next));
    if (found + next > at) break;
    length = next;
  }
  return length;
}

/** What the frequencies of its characters alone allow: a text of few different characters says little. */
function shannonBits(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= count * Math.log2(count / text.length);
  return bits;
}
