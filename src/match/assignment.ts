/** Reads what a value is assigned to, backwards from the value, in any language: names, operators and quotes, no grammar. */

import type { Assignment } from '../model/match.ts';

/** A type between name and operator: `password: string = `, `password string = `, `let x: Option<&str> =`, `const X: &str =`. */
const TYPE = /^([\w$.@-]{1,120})\s{0,4}(?::|\s)\s{0,4}(?:&(?:'\w{1,20}\s)?)?[A-Za-z][\w<>[\]&.,|? ]{0,40}$/;
const OPERATORS = [
  '===',
  '!==',
  '==',
  '!=',
  '=>',
  ':=',
  ':-',
  '?=',
  '+=',
  '??=',
  '||=',
  '??',
  '||',
  '->',
  '=',
  ':',
  ',',
  '(',
  '>',
] as const;
/** A name that says only "here is a value": what it is the value of stands beside it. */
const VALUE_NAME = /^(?:value|val|content|default|defaultvalue|string|secret_string|text)$/i;
const SIBLING_NAME =
  /(?:\b(?:name|key|id|field|variable|property|header)["']?\s{0,4}[:=]\s{0,4}["']?)([\w.$-]{2,80})["']?|<(?:name|key)>([\w.$-]{2,80})<|["']?([\w.$-]{2,80})["']?\s{0,4}[:=]\s{0,4}\{\s{0,40}["']?(?=value)/gi;

const isQuote = (char: string | undefined): char is '"' | "'" | '`' => char === '"' || char === "'" || char === '`';

/** `before` ends where the value starts; only its last 300 characters are looked at. */
export function readAssignment(before: string): Assignment | undefined {
  let text = before.slice(-300);
  let quote: Assignment['quote'] = '';
  const last = text.at(-1);
  if (isQuote(last)) {
    quote = last;
    text = text.slice(0, -1);
    text = text.slice(
      0,
      tailStart(text, char => char === '\\'),
    );
    text = text.replace(/(^|[^\w$])(?:[rbfuRBFU]|br|rb|Rb|@|\$)$/, '$1');
  }
  const gap = text.slice(gapStart(text));
  text = text.slice(0, text.length - gap.length);
  const crossed = gap.includes('\n');
  const spaced = gap.length > 0;
  const told = toldName(text);
  if (told !== undefined && !crossed) return { name: told, operator: ':', quote };
  const operator = OPERATORS.find(candidate => text.endsWith(candidate));
  if (operator === undefined) return spaced && !crossed ? readSpaced(text, quote) : undefined;
  if (crossed && operator === '>') return undefined;
  const left = text.slice(0, -operator.length).trimEnd();
  const name = operator === '>' ? tagName(left) : nameAtEnd(left, operator);
  if (name === undefined) return undefined;
  return { name: VALUE_NAME.test(lastPart(name)) ? (siblingName(before) ?? name) : name, operator, quote };
}

/** The name that a sentence or the row of a table tells: "set `X` to `value`", `| X | value |`. */
function toldName(text: string): string | undefined {
  if (!text.endsWith('|') && !/[\w"'`)][ \t](?:to|as|is|with|value)$/.test(text)) return undefined;
  const line = text.slice(text.lastIndexOf('\n') + 1);
  return (/["'`]([\w.$-]{2,120})["'`][ \t]{1,4}(?:to(?: be)?|as|is|with|with value)$/.exec(line) ??
    /^\s{0,8}\|(?:.{0,80}\|)?[ \t]{0,40}["'`*]{0,3}([\w.$-]{2,120})["'`*]{0,3}[ \t]{0,40}\|$/.exec(line))?.[1];
}

/** `--password value`, `password value` (netrc), `#define PASSWORD "value"`, `Bearer value` after a header's name. */
function readSpaced(text: string, quote: Assignment['quote']): Assignment | undefined {
  const scheme = /(?:^|[\s"'`:=,([])(Bearer|Basic|Token|token|bearer|basic|ApiKey|Api-Key|Key|Bot)$/.exec(text);
  if (scheme?.[1] !== undefined) {
    const header = readAssignment(text.slice(0, -scheme[1].length));
    return { name: header ? header.name : scheme[1], operator: header?.operator ?? ' ', quote: header?.quote ?? quote };
  }
  const name = trailingName(text.replace(/["'`]$/, ''));
  return name === undefined ? undefined : { name: cleanName(name), operator: ' ', quote };
}

/** The name of the tag that closes here, or of its `name`/`key` attribute: `<password>`, `<string name="password">`. */
function tagName(left: string): string | undefined {
  const open = left.lastIndexOf('<');
  if (open < 0) return undefined;
  const tag = left.slice(open + 1);
  const attribute = /\b(?:name|key|id)\s{0,2}=\s{0,2}["']([^"']{1,80})["']/i.exec(tag)?.[1];
  return attribute ?? /^([A-Za-z_][\w.:-]{0,80})/.exec(tag)?.[1];
}

function nameAtEnd(left: string, operator: string): string | undefined {
  let text = left;
  if (operator === '=' || operator === ':=') {
    const line = text
      .slice(tailStart(text, char => !'\n;{},('.includes(char)))
      .trim()
      .replace(/^\$env:/i, '');
    const typed = TYPE.exec(
      line.replace(/^(?:(?:export|const|let|var|final|static|private|public|readonly|val|pub|mut)\s+)+/, ''),
    );
    if (typed?.[1] !== undefined && line.includes(':')) return cleanName(typed[1]);
  }
  text = stripClosing(text.trimEnd());
  if (/[\])]$/.test(text)) return indexedName(text);
  const name = trailingName(text);
  return name === undefined ? undefined : cleanName(name);
}

/** `os.environ["X"]`, `config['a'][0]`, `(process.env.X)`: the last name inside the brackets. */
function indexedName(text: string): string | undefined {
  const inner = /[[(]\s*\\{0,3}["'`]?([\w.$-]{1,120})\\{0,3}["'`]?\s*[\])]+$/.exec(text)?.[1];
  return inner === undefined ? undefined : cleanName(inner);
}

/** Where the run of wanted characters starts that a text ends with. */
function tailStart(text: string, wanted: (char: string) => boolean): number {
  let start = text.length;
  while (start > 0 && wanted(text[start - 1]!)) start--;
  return start;
}

/** Where the white space starts that a text ends with, escaped line ends (`\n` in a string) included. */
function gapStart(text: string): number {
  let start = text.length;
  for (;;) {
    const last = text[start - 1];
    if (last === ' ' || last === '\t' || last === '\n' || last === '\r') start--;
    else if (text[start - 2] === '\\' && (last === 'n' || last === 'r' || last === 't')) start -= 2;
    else return start;
  }
}

/** Cuts what closes a name: `"`, `'`, `?`, `!`, escaped quotes. */
function stripClosing(text: string): string {
  let end = text.length;
  if (text[end - 1] === '!' || text[end - 1] === '?') end--;
  if (isQuote(text[end - 1])) end--;
  while (text[end - 1] === '\\') end--;
  return text.slice(0, end);
}

const MAX_NAME = 120;

/** The name that a text ends with, as code writes it: dotted or dashed, with sigils. Walked backwards: a pattern would try every start. */
function trailingName(text: string): string | undefined {
  let start = text.length;
  while (start > 0 && text.length - start < MAX_NAME && isNameChar(text.charCodeAt(start - 1))) start--;
  return start === text.length ? undefined : text.slice(start);
}

const isNameChar = (code: number): boolean =>
  (code >= 97 && code <= 122) ||
  (code >= 65 && code <= 90) ||
  (code >= 48 && code <= 57) ||
  code >= 128 ||
  '_$@%.-'.includes(String.fromCharCode(code));

const cleanName = (name: string): string => name.replace(/^["'`[\]]+|["'`[\]]+$/g, '');
const lastPart = (name: string): string => name.slice(Math.max(name.lastIndexOf('.'), name.lastIndexOf('[')) + 1);

/** The nearest `name: X` or `key="X"` before a `value:`, as in Kubernetes, Docker and .NET settings, `<key>X</key>` of property lists, or `"X": {` around it. */
function siblingName(before: string): string | undefined {
  const near = before.slice(-160);
  let found: string | undefined;
  for (const match of near.matchAll(SIBLING_NAME)) found = match[1] ?? match[2] ?? match[3];
  return found;
}

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

/** The value assigned to the name whose known part ends at `at`, as far as one stands there. */
export function findValue(text: string, at: number, style: ValueStyle): ValueSpan | undefined {
  let p = at;
  while (p < text.length && p < at + 64 && /[\w.$-]/.test(text[p] ?? '')) p++;
  for (let hop = 0; hop < 3; hop++) {
    const from = p;
    while (p < text.length && p - from < MAX_SEPARATORS && SEPARATORS.has(text[p] ?? '')) p++;
    const gap = text.slice(from, p);
    if (gap.length === 0) return undefined;
    const sibling = SIBLING_VALUE.exec(text.slice(p, p + 16))?.[0];
    const value = sibling === undefined ? (defaultAt(text, p, gap) ?? valueAt(text, p, gap, style)) : undefined;
    if (value !== undefined) return value;
    const skipped =
      sibling ??
      /^[\w<>[\]&.?|]{1,40}[ \t]{0,4}(?=[=|?])|^(?:or|to|as|is)[ \t]{1,4}(?=["'`])|^or[ \t]{1,4}|^\{(?=\s{0,40}["']?value)/.exec(
        text.slice(p, p + 48),
      )?.[0];
    if (skipped === undefined) return undefined;
    p += skipped.length;
  }
  return undefined;
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
  if (gap.includes('\n')) return undefined;
  const run =
    (style === 'lines' && !opensQuote(text, p) ? restOfLine(text, p) : undefined) ??
    /^[^\s"'`<>;,(){}[\]|\\]{4,512}/.exec(text.slice(p, p + 520))?.[0] ??
    '';
  const bare = run.replace(/&[\w.-]{1,40}=.*$/, '').replace(/[.:!?]+$/, '');
  if (bare.length < 4 || (gap.trim() === '' && !/\d/.test(bare))) return undefined;
  const next = /^[ \t]*(.)/.exec(text.slice(p + run.length, p + run.length + 6))?.[1];
  if (next === '=' && /^&[a-z]/.test(bare)) return undefined;
  const isName = /^[A-Za-z_$][\w$.]*$/.test(bare);
  if (isName && (next === '(' || next === '[' || next === '=')) return undefined;
  if (isName && !/\d/.test(bare) && style === 'code') return undefined;
  return { start: p, end: p + bare.length };
}

/** Whether the item of a list that `p` stands in opened with a quote: `- "NAME=value"`. */
const opensQuote = (text: string, p: number): boolean =>
  /^[ \t]*-?[ \t]*["'][\w.$-]+=$/.test(text.slice(text.lastIndexOf('\n', p - 1) + 1, p));

/** The rest of a line as one value, where it holds no white space once a comment is cut off. */
function restOfLine(text: string, p: number): string | undefined {
  const line = /^[^\r\n]{0,4096}/.exec(text.slice(p, p + 4097))?.[0] ?? '';
  const value = line.replace(/\s+#.*$/, '').trimEnd();
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
