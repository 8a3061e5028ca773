/** Finds the value that is assigned to a name, forwards from the name, in any language: separators, types and tags passed over, no grammar. */

import { isQuote, tailStart } from './assignment.ts';

export interface ValueSpan {
  readonly start: number;
  readonly end: number;
}

/** How unquoted text after a name is read: as code, as data whose bare words are values, or as data whose values run to the line's end. */
export type ValueStyle = 'code' | 'data' | 'lines';

const SEPARATORS = new Set(' \t\r\n"\'`=:>(),[]?|\\');
const MAX_SEPARATORS = 40;
const MAX_VALUE = 4096;
const SIBLING_VALUE = /^(?:value|content|default)(?=["']?\s{0,4}[:=])/i;

/** `{ "value": `, as in `"db_password": { "value": "x" }` of Terraform. */
const OPENED_VALUE = /^\{\s{0,20}["']?(?=value["']?\s{0,4}[:=])/;
/** Between name and value: a type, a left operand, the word of a sentence ("set `X` to `v`"), the letters before a string (`b"x"`, `N'x'`). */
const SKIPPED =
  /^[\w<>[\]&.?|]{1,40}[ \t]{0,4}(?=[=|?])|^or[ \t]{1,4}|^(?:to|as|is)[ \t]{1,4}(?=["'`])|^(?:[rbfuRBFUN]{1,2}|\$?@|\$)(?=["'`])/;

/** The value assigned to the name whose known part ends at `at`, as far as one stands there. */
export function findValue(text: string, at: number, style: ValueStyle): ValueSpan | undefined {
  let p = at;
  while (p < text.length && p < at + 64 && /[\w.$-]/.test(text[p] ?? '')) p++;
  const behind = endOfTags(text, p);
  if (behind !== undefined) return tagValue(text, behind);
  for (let hop = 0; hop < 3; hop++) {
    const from = p;
    while (p < text.length && p - from < MAX_SEPARATORS && isSeparator(text, p)) p++;
    p += OPENED_VALUE.exec(text.slice(p, p + 32))?.[0].length ?? 0;
    const gap = text.slice(from, p);
    if (gap.length === 0) return undefined;
    const sibling = SIBLING_VALUE.exec(text.slice(p, p + 16))?.[0];
    const value = sibling === undefined ? (defaultAt(text, p, gap) ?? valueAt(text, p, gap, style)) : undefined;
    if (value !== undefined) return value;
    const skipped = sibling ?? SKIPPED.exec(text.slice(p, p + 48))?.[0];
    if (skipped === undefined) return undefined;
    p += skipped.length;
  }
  return undefined;
}

/** What stands between names and values; a point only in `.=`, which appends, and a dash only between blanks before a quote. */
const isSeparator = (text: string, at: number): boolean =>
  SEPARATORS.has(text[at] ?? '') ||
  (text[at] === '.' && text[at + 1] === '=') ||
  (text[at] === '-' && /\w $/.test(text.slice(Math.max(0, at - 2), at)) && /^ ["'`]/.test(text.slice(at + 1, at + 3)));

/** `</key><string>` of property lists, `</name><value>` of Maven and Hadoop. */
const CLOSED_NAME = /<\/(?:key|name)>\s{0,40}<(?:string|value)>/y;
/** The attributes behind a name in a tag, none of them the value, and the tag's end. */
const ATTRIBUTES =
  /["']?(?:\s{1,40}(?!value|default|content)[\w:.-]{1,60}\s?=\s?(?:"[^"<>]{0,200}"|'[^'<>]{0,200}')){1,8}\s{0,40}>/y;
/** `<passphrase>` at the end of its line. */
const OPEN_TAG = />\s{0,4}\n/y;

/** Where the text of an element starts whose tag, or the one before it, names it. */
function endOfTags(text: string, p: number): number | undefined {
  for (const pattern of [CLOSED_NAME, ATTRIBUTES, OPEN_TAG]) {
    pattern.lastIndex = p;
    if (pattern.test(text)) return pattern.lastIndex;
  }
  return undefined;
}

/** The text of an element that holds no blank, indented or not. */
function tagValue(text: string, start: number): ValueSpan | undefined {
  const [, lead = '', value] = /^(\s{0,200})([^\s<>]{4,512})\s{0,200}<\//.exec(text.slice(start, start + 916)) ?? [];
  if (value === undefined) return undefined;
  return { start: start + lead.length, end: start + lead.length + value.length };
}

/** What stands in for a variable that is not set: `${DB_PASS:-value}` of shells and Compose, `${db.pass:value}` of Spring. */
function defaultAt(text: string, p: number, gap: string): ValueSpan | undefined {
  if (!gap.startsWith(':') || !/\$\{[\w.-]{1,100}$/.test(text.slice(Math.max(0, p - gap.length - 104), p - gap.length)))
    return undefined;
  const start = gap === ':' && text[p] === '-' ? p + 1 : p;
  const value = /^[^\s"'`{}]{4,512}(?=\})/.exec(text.slice(start, start + 520))?.[0];
  return value === undefined ? undefined : { start, end: start + value.length };
}

function valueAt(text: string, p: number, gap: string, style: ValueStyle): ValueSpan | undefined {
  const quote = text[p - 1];
  if (isQuote(quote)) {
    const end = quotedEnd(text, p, quote);
    return end === undefined ? undefined : { start: p, end };
  }
  const padded = PADDED.exec(gap)?.[1];
  if (isQuote(padded)) {
    const end = quotedEnd(text, p, padded);
    return end === undefined ? undefined : { start: p, end: p + text.slice(p, end).trimEnd().length };
  }
  if (gap.includes('\n')) return undefined;
  const run =
    (style === 'lines' ? restOfLine(text, p) : undefined) ??
    /^[^\s"'`<>;,(){}[\]|\\]{4,512}/.exec(text.slice(p, p + 520))?.[0] ??
    '';
  const bare = run.replace(/&[\w.-]{1,40}=.*$/, '').replace(/[.:!?]+$/, '');
  if (bare.length < 4 || (gap.trim() === '' && !/\d/.test(bare))) return undefined;
  const next = /^[ \t]{0,4}(.)/.exec(text.slice(p + run.length, p + run.length + 6))?.[1];
  if (next === '=' && /^&[a-z]/.test(bare)) return undefined;
  const isName = /^[A-Za-z_$][\w$.]*$/.test(bare);
  if (isName && (next === '(' || next === '[' || next === '=')) return undefined;
  if (isName && !/\d/.test(bare) && style === 'code') return undefined;
  return { start: p, end: p + bare.length };
}

/** A string that begins with a blank or two: `" value "`. */
const PADDED = /[=:(,][ \t]{0,4}(["'`])[ \t]{1,2}$/;

/** The rest of a line as one value, where it holds no white space once a comment is cut off, and the quote of `"NAME=value"`. */
function restOfLine(text: string, p: number): string | undefined {
  const line = /^[^\r\n]{0,4096}/.exec(text.slice(p, p + 4097))?.[0] ?? '';
  const value = line
    .replace(/\s+#.*$/, '')
    .trimEnd()
    .replace(/^([^"']*)["']$/, '$1');
  return value.length >= 4 && !/\s/.test(value) ? value : undefined;
}

/** Where the string that opens before `start` ends: at its quote with as many backslashes before it as the opening one has, or at a bare one. */
function quotedEnd(text: string, start: number, quote: string): number | undefined {
  const level = backslashes(text, start - 1);
  const stop = Math.min(text.length, start + MAX_VALUE);
  let run = 0;
  for (let p = start; p < stop; p++) {
    const char = text[p];
    if (char === '\n') return undefined;
    if (char === quote && (run <= level || run % 2 === 0)) return run <= level ? p - run : p;
    run = char === '\\' ? run + 1 : 0;
  }
  return undefined;
}

/** How many backslashes stand before `at`. */
const backslashes = (text: string, at: number): number => at - tailStart(text.slice(0, at), char => char === '\\');
