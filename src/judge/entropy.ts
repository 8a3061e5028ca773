/** How random a value is for what it is written in: Shannon entropy, and what a random value of that alphabet and length has. */

export const alphabets = {
  digits: 10,
  hex: 16,
  base32: 32,
  alphanumeric: 36,
  base62: 62,
  base64: 64,
  printable: 94,
} as const;
export type Alphabet = keyof typeof alphabets;

/** The narrowest alphabet that a value can be from. */
export function alphabetOf(value: string): Alphabet {
  if (/^\d*$/.test(value)) return 'digits';
  if (/^(?:[\da-f]*|[\dA-F]*)$/.test(value)) return 'hex';
  if (/^[A-Z2-7]*=*$/.test(value)) return 'base32';
  if (/^(?:[\da-z]*|[\dA-Z]*)$/.test(value)) return 'alphanumeric';
  if (/^[\dA-Za-z]*$/.test(value)) return 'base62';
  if (/^[\w+/-]*=*$/.test(value)) return 'base64';
  return 'printable';
}

/** Bits a character, from how often each stands in the value. */
export function measureEntropy(value: string): number {
  counts.fill(0);
  for (let at = 0; at < value.length; at++) counts[value.charCodeAt(at) & 0xff]!++;
  let bits = 0;
  for (const count of counts) if (count > 0) bits -= (count / value.length) * Math.log2(count / value.length);
  return bits;
}

/** Keys are ASCII; in other text characters that fall together only make it less random. */
const counts = new Uint32Array(256);

const expected = new Map<string, number>();

/**
 * The entropy that a random value of this length is expected to show: a short one can't show its alphabet's full width.
 * log2 n - (A / n) E[c log2 c] for c occurrences of a character, which are binomially distributed.
 */
export function expectEntropy(length: number, alphabet: Alphabet): number {
  const n = Math.min(length, 1024);
  if (n < 2) return 0;
  const key = `${n}:${alphabet}`;
  const known = expected.get(key);
  if (known !== undefined) return known;
  const p = 1 / alphabets[alphabet];
  let chance = (1 - p) ** n;
  let sum = 0;
  for (let count = 1; count <= n; count++) {
    chance *= ((n - count + 1) / count) * (p / (1 - p));
    if (count > 1) sum += chance * count * Math.log2(count);
  }
  const bits = Math.log2(n) - (alphabets[alphabet] / n) * sum;
  expected.set(key, bits);
  return bits;
}

/** Its dashes are where they are in every one. */
const UUID = /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i;

/** How random a value looks, 1 being what its alphabet and length promise. */
export function relativeEntropy(text: string): number {
  const value = UUID.test(text) ? text.replaceAll('-', '') : text;
  const full = expectEntropy(value.length, alphabetOf(value));
  return full === 0 ? 0 : measureEntropy(value) / full;
}
