/** Quotes a word so that it can be pasted into a POSIX shell, whatever it holds. */

import { replaceUnseen } from './escape.ts';

const safe = /^[\w./:@%+=,-]+$/;

/** Escapes as bash, zsh and ksh read them within `$'…'`; `\x` is a byte there, so only ASCII may use it. */
function escapeCharacter(character: string): string {
  const point = character.codePointAt(0)!;
  const digits = point.toString(16);
  if (point <= 0x7f) return `\\x${digits.padStart(2, '0')}`;
  return point <= 0xffff ? `\\u${digits.padStart(4, '0')}` : `\\U${digits.padStart(8, '0')}`;
}

/** The word as it is, in single quotes, or in `$'…'` with visible escapes where it holds characters that can't be seen. */
export function quoteShell(word: string): string {
  if (safe.test(word)) return word;
  const escaped = replaceUnseen(word.replace(/[\\']/g, '\\$&'), escapeCharacter);
  const hidden = replaceUnseen(word, () => '') !== word;
  return hidden ? `$'${escaped}'` : `'${word.replaceAll("'", "'\\''")}'`;
}
