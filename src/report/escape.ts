/** Makes characters visible that a terminal would obey, hide or reorder: controls, escapes, bidi marks, lone surrogates. */

/** Controls, format characters (bidi, zero width, tags), lone surrogates, line and paragraph separators. */
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** The same without what JSON.stringify has already escaped. */
const unseenInJson = /[\x7f-\x9f\p{Cf}\p{Zl}\p{Zp}]/gu;

const plain = /^[\x20-\x7e]*$/;

const shortForms: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

const hex = (number: number, digits: number): string => number.toString(16).padStart(digits, '0');

function showCharacter(character: string): string {
  const point = character.codePointAt(0)!;
  if (point > 0xffff) return `\\u{${hex(point, 5)}}`;
  return shortForms[character] ?? (point > 0xff ? `\\u${hex(point, 4)}` : `\\x${hex(point, 2)}`);
}

/** The text with every unseen character replaced by what `show` makes of it. */
export const replaceUnseen = (text: string, show: (character: string) => string): string =>
  plain.test(text) ? text : text.replace(unseen, show);

/** One line of text in which every character shows itself: `\x1b`, `\u202e`, `\n`. */
export const escapeText = (text: string): string => replaceUnseen(text, showCharacter);

/** A source line: as escapeText, but its tabs are spaces and it starts and ends with something to see. */
export const escapeLine = (line: string): string => escapeText(line.trim().replaceAll('\t', ' '));

const escapeUnits = (character: string): string =>
  Array.from({ length: character.length }, (_, at) => `\\u${hex(character.charCodeAt(at), 4)}`).join('');

/** JSON text with every unseen character written as `\uXXXX`; it parses to the same value. */
export const escapeJson = (json: string): string => json.replace(unseenInJson, escapeUnits);
