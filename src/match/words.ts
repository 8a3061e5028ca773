/** Context words in text: where they stand as parts of names, separators and case aside. */

import type { Rule } from '../model/rule.ts';

/** Positions of a word in a text, as the prefilter would find them: at the start of a part of a name, `_`, `-`, `.` and a space passed over. */
export function findWords(text: string, word: string): { start: number; end: number }[] {
  const found: { start: number; end: number }[] = [];
  if (!mayHold(text, word)) return found;
  const pattern = wordPattern(word);
  pattern.lastIndex = 0;
  for (let hit = pattern.exec(text); hit !== null; hit = pattern.exec(text)) {
    const end = hit.index + hit[0].length;
    if (startsPart(text, hit.index) && endsPart(text, end)) found.push({ start: hit.index, end });
    pattern.lastIndex = hit.index + 1;
  }
  return found;
}

/** A word of so many letters may go on in a name: `passw` stands in `password`, but `pat` not in `path`. */
const STEM = 5;
/** And one of so many may stand inside another word. */
export const INSIDE = 6;

/**
 * Whether a name holds a word: at a part's start, or, for words of 6 letters and more that name no provider, inside a longer part:
 * `dbpassword`. `rekaapikey` is not in EUREKA_API_KEY.
 */
export function nameHolds(name: string, word: string, inside: boolean): boolean {
  if (!mayHold(name, word)) return false;
  const pattern = wordPattern(word);
  pattern.lastIndex = 0;
  for (let hit = pattern.exec(name); hit !== null; hit = pattern.exec(name)) {
    const starts = (inside && word.length >= INSIDE) || startsPart(name, hit.index);
    if (starts && (word.length >= STEM || endsPart(name, hit.index + hit[0].length))) return true;
    pattern.lastIndex = hit.index + 1;
  }
  return false;
}

/** Whether a rule's words may stand inside longer parts of names. */
export const findsInside = ({ generic, custom }: Pick<Rule, 'generic' | 'custom'>): boolean => generic || custom;

const SEPARATOR = /[_.\- ]/g;
let last = { text: '', folded: '' };

/** Whether a word stands in a text when case and separators are left out: cheaper than looking where. The same text is asked for many words in turn. */
function mayHold(text: string, word: string): boolean {
  if (last.text !== text) last = { text, folded: text.toLowerCase().replace(SEPARATOR, '') };
  return last.folded.includes(word.replace(SEPARATOR, ''));
}

const patterns = new Map<string, RegExp>();

function wordPattern(word: string): RegExp {
  let pattern = patterns.get(word);
  if (pattern === undefined) {
    pattern = new RegExp([...word].map(char => char.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')).join('[_.\\- ]?'), 'gi');
    patterns.set(word, pattern);
  }
  return pattern;
}

const isLetter = (char: string | undefined): boolean => char !== undefined && /[A-Za-z]/.test(char);
const isUpper = (char: string | undefined): boolean => char !== undefined && /[A-Z]/.test(char);

const isLower = (char: string | undefined): boolean => char !== undefined && /[a-z]/.test(char);

function startsPart(text: string, at: number): boolean {
  const before = text[at - 1];
  return !isLetter(before) || (isUpper(text[at]) && !isUpper(before)) || text[at - 2] === '\\';
}

/** A capital with a small letter behind it starts a part, even behind capitals: `AIClient`. */
export function endsPart(text: string, at: number): boolean {
  const next = text[at];
  return !isLetter(next) || (isUpper(next) && (!isUpper(text[at - 1]) || isLower(text[at + 1])));
}
