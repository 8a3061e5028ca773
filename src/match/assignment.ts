/** Reads what a value is assigned to, backwards from the value, in any language: names, operators and quotes, no grammar. */

import type { Assignment } from '../model/match.ts';

/** A type between name and operator: `password: string = `, `password string = `, `let x: Option<&str> =`, `const X: &str =`. */
const TYPE = /^([\w$.@-]{1,120})\s{0,4}(?::|\s)\s{0,4}(?:&(?:'\w{1,20}\s)?)?[A-Za-z][\w<>[\]&.,|? ]{0,40}$/;
/** A type behind a name without a colon, as Go has it: `apiKey string = `, `key []byte = `; elsewhere the type comes first. */
const GO_TYPED = /^([\w.]{1,120})[ \t]{1,4}(?:\*|\[\])?(?:string|byte)$/;
/** A scope before a name, which looks like a name before a type: `$env:X`, `$script:x` of PowerShell, `let g:x` of Vim. */
const SCOPED = /^(?:\$(?:env|global|script|local|private|using)|(?:let\s{1,4})?[bgstvw]):\w/i;
const OPERATORS = [
  '===',
  '!==',
  '==',
  '!=',
  ':::=',
  '::=',
  '.=',
  '=>',
  ':=',
  ':-',
  '?=',
  '+=',
  '??=',
  '||=',
  '?:',
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
  /(?:\b(?:name|key|id|field|variable|property|header)["']?\s{0,4}[:=]\s{0,4}["']?)([\w.$/-]{2,80})["']?/gi;

/** Whether a character opens and closes strings. */
export const isQuote = (char: string | undefined): char is '"' | "'" | '`' =>
  char === '"' || char === "'" || char === '`';

/** A string that begins with a blank or two: `" value "`. */
const PADDED = /(?<=[=:(,][ \t]{0,4}["'`])[ \t]{1,2}$/;
/** A call that sets what its first argument names: `System.setProperty("X", `, `headers.append('X', `. */
const SETTER =
  /(?:set|put|add|append|define|insert|header|env|property|config|secret)\w{0,20}\s{0,2}\(\s{0,40}["'`][\w.$/-]{2,120}["'`]$/i;

/** `before` ends where the value starts; only its last 300 characters are looked at. */
export function readAssignment(before: string): Assignment | undefined {
  let text = before.slice(-300).replace(PADDED, '');
  let quote: Assignment['quote'] = '';
  const last = text.at(-1);
  if (isQuote(last)) {
    quote = last;
    // All that opens here: `"`, `\"`, `"""`, `"\"`.
    text = text.slice(
      0,
      tailStart(text, char => isQuote(char) || char === '\\'),
    );
    text = text.replace(/(^|[^\w$])(?:[rbfuRBFUN]|br|rb|Rb|@|\$)$/, '$1');
  }
  const gap = text.slice(gapStart(text));
  text = text.slice(0, text.length - gap.length);
  const crossed = gap.includes('\n');
  const spaced = gap.length > 0;
  const told = toldName(text);
  if (told !== undefined && !crossed) return { name: told, operator: ':', quote };
  if (quote !== '' && gap === ' ' && text.endsWith(' -')) text = `${text.slice(0, -2)}:`;
  const operator = OPERATORS.find(candidate => text.endsWith(candidate));
  if (operator === undefined) return spaced && !crossed ? readSpaced(text, quote) : undefined;
  const left = text.slice(0, -operator.length).trimEnd();
  const name = operator === '>' ? tagName(left) : nameAtEnd(left, operator);
  if (name === undefined) return undefined;
  if (VALUE_NAME.test(lastPart(name))) return { name: siblingName(before) ?? name, operator, quote };
  // In a list of arguments an option's value comes next.
  const assigns = operator === ',' && (name.startsWith('--') || SETTER.test(left));
  return { name, operator: assigns ? '=' : operator, quote };
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
  // What follows an option is its value as much as what follows a sign.
  return name === undefined ? undefined : { name: cleanName(name), operator: name.startsWith('--') ? '=' : ' ', quote };
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
    const line = text.slice(tailStart(text, char => !'\n;{},('.includes(char))).trim();
    const typed = TYPE.exec(
      line.replace(/^(?:(?:export|const|let|var|final|static|private|public|readonly|val|pub|mut)\s+)+/, ''),
    );
    if (typed?.[1] !== undefined && line.includes(':') && !SCOPED.test(line)) return cleanName(typed[1]);
    const go = GO_TYPED.exec(line.replace(/^(?:var|const)\s+/, ''))?.[1];
    if (go !== undefined) return go;
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
export function tailStart(text: string, wanted: (char: string) => boolean): number {
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

/** `<key>X</key><string>` of property lists, `<name>X</name><value>` of Maven and Hadoop, at the end of a text. */
const TAGGED_NAME = /<(?:key|name)>\s{0,4}([\w.$/ -]{2,80}?)\s{0,4}<\/(?:key|name)>\s{0,40}<(?:string|value)>\s{0,80}$/;
/** `"db_password": { "value": "` of Terraform, at the end of a text. */
const OPENED_NAME = /([\w.$-]{2,80})["']?\s{0,4}[:=]\s{0,4}\{\s{0,20}["']?value["']?\s{0,4}[:=]\s{0,4}["']?$/;
/** `env("X", default="`, `add_argument("--x", type=str, default="`. */
const DEFAULTED_NAME =
  /\(\s{0,40}["']([\w.$-]{2,80})["'],\s{0,40}(?:\w{1,20}\s?=\s?[\w.]{1,40},\s{0,40}){0,3}default\s?=\s?["']?$/;

/** The nearest `name: X` or `key="X"` before a `value:`, as in Kubernetes, Docker and .NET settings. */
function siblingName(before: string): string | undefined {
  const near = before.slice(-160);
  let found: string | undefined = (TAGGED_NAME.exec(near) ?? OPENED_NAME.exec(near) ?? DEFAULTED_NAME.exec(near))?.[1];
  if (found !== undefined) return found;
  for (const match of near.matchAll(SIBLING_NAME)) found = match[1];
  return found;
}
