/** Counts which letters follow which in the names and prose of a folder of text files, and writes src/judge/letter-model.ts. */

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const TEXT = /\.(?:md|txt|js|mjs|ts|tsx|py|go|java|rb|php|c|h|cc|rs|sh|yml|yaml|html|css)$/;
const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
/** A quarter of a bit a step, 0 to 15.75 bits. */
const STEPS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const MAX_FILE_BYTES = 400_000;

function* files(folder: string): Iterable<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* files(path);
    else if (entry.isFile() && TEXT.test(entry.name)) yield path;
  }
}

/** Distinct words, camel case split, with how many files hold them. */
function countWords(folders: readonly string[]): Map<string, number> {
  const words = new Map<string, number>();
  for (const folder of folders) {
    for (const file of files(folder)) {
      const text = readFileSync(file, 'utf8').slice(0, MAX_FILE_BYTES);
      const parts = text.match(/[A-Z]?[a-z]{2,20}|[A-Z]{3,20}/g) ?? [];
      for (const part of new Set(parts.map(it => it.toLowerCase()))) words.set(part, (words.get(part) ?? 0) + 1);
    }
  }
  return words;
}

/** Bits that a letter costs after the two before it; words weigh by the logarithm of their use, once-seen ones are left out. */
function train(words: ReadonlyMap<string, number>): string {
  const counts = new Float64Array(27 * 27 * 27);
  const pairs = new Float64Array(27 * 27);
  for (const [word, files] of words) {
    if (files < 3) continue;
    const weight = Math.log2(files);
    const codes = [0, 0, ...[...word].map(letter => LETTERS.indexOf(letter) + 1), 0];
    for (let at = 2; at < codes.length; at++) {
      counts[(codes[at - 2]! * 27 + codes[at - 1]!) * 27 + codes[at]!]! += weight;
      pairs[codes[at - 1]! * 27 + codes[at]!]! += weight;
    }
  }
  let model = '';
  for (let pair = 0; pair < 27 * 27; pair++) {
    const last = pair % 27;
    const seen = counts.slice(pair * 27, pair * 27 + 27).reduce((sum, count) => sum + count, 0);
    const after = pairs.slice(last * 27, last * 27 + 27);
    const total = after.reduce((sum, count) => sum + count, 0);
    for (let next = 0; next < 27; next++) {
      const backoff = (after[next]! + 1) / (total + 27);
      const probability = (counts[pair * 27 + next]! + 20 * backoff) / (seen + 20);
      model += STEPS[Math.min(63, Math.round(-Math.log2(probability) * 4))];
    }
  }
  return model;
}

const folders = process.argv.slice(2);
if (folders.length === 0) throw new Error('usage: train-letters.ts <folder>...');
const model = train(countWords(folders));
writeFileSync(
  new URL('../src/judge/letter-model.ts', import.meta.url),
  `/** How usual a letter is after the two before it, in names of code and in prose; made by scripts/train-letters.ts. */

// biome-ignore format: one string of 27 * 27 * 27 steps of a quarter bit, in base64 digits; 0 stands for no letter.
export const letterModel = '${model}';
`,
);
