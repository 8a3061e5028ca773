/** How the prefilter hashes the starts of literals; kept in step with wasm/tables.ts. */

export const hashHead = (gram: number): number => Math.imul(gram, 0x9e3779b1) >>> 14;
const hashEight = (head: number, next: number): number =>
  (Math.imul(head, 0x9e3779b1) + Math.imul(next, 0x85ebca6b)) >>> 14;
export const hashGram = (gram: number): number => Math.imul(gram, 0x85ebca6b) >>> 14;

/** Little-endian value of `count` bytes at `at`, each or-ed with `or` (which folds case for hashing). */
export function gramAt(literal: string, at: number, count: number, or: number): number {
  let gram = 0;
  for (let i = 0; i < count; i++) gram |= ((literal.charCodeAt(at + i) & 0xff) | or) << (8 * i);
  return gram >>> 0;
}

/** What words are filed under: their first four characters, a dot behind the third passed over (`api.acme.com`); those of three under these. */
export function headOf(word: string): number {
  const fourth = word.charCodeAt(word[3] === '.' ? 4 : 3);
  return (gramAt(word, 0, 3, 0x20) | (word.length > 3 ? (fourth | 0x20) << 24 : 0)) >>> 0;
}

/** The characters behind the head; none of a word with a dot, which is there to be met and not passed over. */
export function nextOf(word: string): { readonly next: number; readonly mask: number } {
  const count = word.includes('.') ? 0 : Math.min(4, Math.max(0, word.length - 4));
  return { next: gramAt(word, 4, count, 0x20), mask: gramAt('\xff\xff\xff\xff', 0, count, 0) };
}

/** What a word is filed under: those of eight characters and more under eight, since many words of a vendor begin alike. */
export function hashWord(word: string): number {
  const head = headOf(word);
  const { next, mask } = nextOf(word);
  return mask === 0xffffffff ? hashEight(head, next) : hashHead(head);
}
