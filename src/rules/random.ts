/** A stream of numbers that depends on its seed alone, so that samples are the same on every machine and in every run. */

/** Whole numbers in [0, below). */
export type Random = (below: number) => number;

/** A generator for a seed text. */
export function seedRandom(seed: string): Random {
  let state = 0x811c9dc5;
  for (const char of seed) state = Math.imul(state ^ char.codePointAt(0)!, 0x01000193);
  return below => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) % below;
  };
}

const digits = '0123456789';
const lower = 'abcdefghijklmnopqrstuvwxyz';
const upper = lower.toUpperCase();

/** The alphabets that templates name. */
export const alphabets: Readonly<Record<string, string>> = {
  alnum: digits + upper + lower,
  alpha: upper + lower,
  upper,
  lower,
  digit: digits,
  hex: `${digits}abcdef`,
  HEX: `${digits}ABCDEF`,
  base64: `${upper + lower + digits}+/`,
  base64url: `${upper + lower + digits}-_`,
  base32: `${upper}234567`,
  upalnum: upper + digits,
  lowalnum: lower + digits,
};

/** Random characters; at least one digit and one letter where the alphabet has both and there is room. */
export function drawText(alphabet: string, length: number, random: Random): string {
  const chars = Array.from({ length }, () => alphabet[random(alphabet.length)]!);
  const letters = alphabet.replace(/[^A-Za-z]/g, '');
  const numbers = alphabet.replace(/\D/g, '');
  if (length < 2 || letters === '' || numbers === '') return chars.join('');
  const at = random(length);
  if (!chars.some(char => numbers.includes(char))) chars[at] = numbers[random(numbers.length)]!;
  if (!chars.some(char => letters.includes(char))) chars[(at + 1) % length] = letters[random(letters.length)]!;
  return chars.join('');
}
