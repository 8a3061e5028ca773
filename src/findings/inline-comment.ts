/** Writes an ignore comment at the end of a line, where the file's language lets one stand there without changing what the file says. */

import type { Finding } from '../model/finding.ts';
import type { EntryLabel } from './label.ts';

/** How a comment at the end of a line begins and ends. */
type Comment = readonly [open: string, close: string];

const slashes: Comment = ['// ', ''];
const hash: Comment = ['# ', ''];
const dashes: Comment = ['-- ', ''];
const semicolon: Comment = ['; ', ''];
const percent: Comment = ['% ', ''];
const block: Comment = ['/* ', ' */'];
const markup: Comment = ['<!-- ', ' -->'];

const extensions: readonly (readonly [Comment, string])[] = [
  [
    slashes,
    'js mjs cjs jsx ts mts cts tsx java kt kts swift go rs c h cc cpp cxx hpp hh cs fs scala dart php groovy gradle proto sol zig scss less jsonc json5 m mm v jsonnet',
  ],
  [
    hash,
    'py pyi rb rake gemspec sh bash zsh fish yml yaml toml tf tfvars hcl nix r pl pm ex exs jl ps1 psm1 cr nim coffee tcl awk graphql',
  ],
  [dashes, 'sql lua hs elm ada'],
  [semicolon, 'clj cljs cljc edn lisp el scm rkt'],
  [percent, 'tex erl hrl'],
  [block, 'css'],
  [markup, 'html htm md markdown vue svelte'],
];
const commentOf = new Map(
  extensions.flatMap(([comment, names]) => names.split(' ').map(name => [name, comment] as const)),
);

/** Formats without comments, and those where what looks like one at the end of a line belongs to the value. */
const withoutComments: Readonly<Record<string, string>> = {
  json: 'JSON has no comments',
  ipynb: 'JSON has no comments',
  map: 'JSON has no comments',
  webmanifest: 'JSON has no comments',
  csv: 'CSV has no comments',
  tsv: 'TSV has no comments',
  xml: 'an XML comment may not hold two dashes',
  svg: 'an XML comment may not hold two dashes',
  env: 'not every reader of .env files takes a comment after a value',
  ini: 'INI files have no comments after a value',
  cfg: 'INI files have no comments after a value',
  conf: 'not every .conf file has comments after a value',
  properties: 'properties files have no comments after a value',
};

export type Commented = { readonly text: string; readonly refusal?: undefined } | { readonly refusal: string };

/** The text of the finding's file with the comment at the end of its line, or why none can stand there. */
export function addInlineComment(text: string, { at, secret }: Finding, label: EntryLabel): Commented {
  const comment = findComment(at.path);
  if (typeof comment === 'string') return { refusal: comment };
  if (at.layers.length > 0) return { refusal: 'the file is not plain UTF-8 text' };
  if (at.endLine !== at.line) return { refusal: 'the value goes over several lines' };
  const [start, end] = findLine(text, at.line);
  const line = text.slice(start, end);
  if (!line.startsWith(secret.reveal(), at.column - 1)) return { refusal: 'the file has changed since it was scanned' };
  const note = formatNote(label);
  const refusal = refuseLine(text.slice(0, start), line, comment) ?? refuseNote(note, comment, at.path);
  if (refusal !== undefined) return { refusal };
  const gap = /\s$/.test(line) ? '' : ' ';
  return { text: text.slice(0, end) + gap + comment[0] + note + comment[1] + text.slice(end) };
}

function formatNote({ reason, owner, expires }: EntryLabel): string {
  const fields = [owner === undefined ? '' : ` owner=${owner}`, expires === undefined ? '' : ` expires=${expires}`];
  return `unleak:allow${fields.join('')} -- ${reason}`;
}

/** The comment of a file's language by its name, or why it has none. */
function findComment(path: string): Comment | string {
  const name = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('!')) + 1).toLowerCase();
  const extension = /^\.env(?:\.|$)/.test(name) ? 'env' : name.slice(name.lastIndexOf('.') + 1);
  const known = name.includes('.') ? commentOf.get(extension) : undefined;
  if (known !== undefined) return known;
  return Object.hasOwn(withoutComments, extension)
    ? (withoutComments[extension] ?? '')
    : 'it is not known which comments this kind of file has';
}

/** The range of a line (1-based) without its line end and without a byte order mark; an empty one where there is no such line. */
function findLine(text: string, line: number): readonly [start: number, end: number] {
  let start = text.startsWith('\ufeff') ? 1 : 0;
  for (let passed = 1; passed < line; passed++) {
    start = text.indexOf('\n', start) + 1;
    if (start === 0) return [0, 0];
  }
  const newline = text.indexOf('\n', start);
  const end = newline < 0 ? text.length : newline;
  return [start, end > start && text[end - 1] === '\r' ? end - 1 : end];
}

/** Why a comment at the end of the line would be part of something else: a string, a continued line, text between tags. */
function refuseLine(before: string, line: string, comment: Comment): string | undefined {
  if (/\\$/.test(line)) return 'the line goes on on the next one';
  if (comment === slashes && /^\s*<|>\s*$/.test(line)) return 'the line is markup';
  if (comment === slashes && isOdd(before + line, /`/g)) return 'the line ends inside a template string';
  if (isOdd(before + line, /"""/g) || isOdd(before + line, /'''/g))
    return 'the line ends inside a string of several lines';
  if (comment === slashes && lastAfter(before + line, '/*', '*/')) return 'the line ends inside a comment';
  if (comment === hash && isInBlockScalar(before, line)) return 'the line is part of a block of text';
  if (comment === hash && /<<[-~]?\s*["']?\w/.test(before)) return 'the line may be part of a here-document';
  if (comment === markup && lastAfter(before + line, '<', '>')) return 'the line ends inside a tag';
  if (/-----BEGIN |-----END /.test(line)) return 'the line is part of a key';
  return undefined;
}

/** What would end the comment, or the code, too early. */
function refuseNote(note: string, [, close]: Comment, path: string): string | undefined {
  if (close !== '' && note.includes(close.trim())) return 'the reason holds the sign that ends a comment';
  if (/\.php$/i.test(path) && note.includes('?>')) return 'the reason holds the sign that ends PHP code';
  return undefined;
}

const isOdd = (text: string, mark: RegExp): boolean => (text.match(mark)?.length ?? 0) % 2 === 1;

const lastAfter = (text: string, open: string, close: string): boolean =>
  text.lastIndexOf(open) > text.lastIndexOf(close);

/** Whether the nearest line above that is indented less opens a YAML block scalar (`key: |`). */
function isInBlockScalar(before: string, line: string): boolean {
  const depth = line.search(/\S/);
  const lines = before.split('\n');
  for (let at = lines.length - 2; at >= 0; at--) {
    const above = lines[at] ?? '';
    const indent = above.search(/\S/);
    if (indent >= 0 && indent < depth) return /(?:^|[\s:-])[|>][-+\d]*\s*(?:#.*)?$/.test(above);
  }
  return false;
}
