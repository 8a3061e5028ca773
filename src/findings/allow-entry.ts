/** Adds an entry to the `allow` list of a configuration's text and leaves all other lines as they are. */

import { isDeepStrictEqual } from 'node:util';
import type { Document, LineCounter, YAMLSeq } from 'yaml';
import { UserError } from '../model/errors.ts';

type Yaml = typeof import('yaml');

export interface NewAllowEntry {
  readonly fingerprints: readonly string[];
  readonly reason: string;
  readonly owner?: string;
  readonly expires?: string;
}

/** An `unleak.yml` (empty for a new one) with one more entry. `path` is what errors name; none of them shows the file's text. */
export async function addYamlEntry(text: string, entry: NewAllowEntry, path: string): Promise<string> {
  const yaml = await import('yaml');
  const lines = new yaml.LineCounter();
  const document = yaml.parseDocument(text, { lineCounter: lines, prettyErrors: false });
  checkDocument(document, lines, path);
  const before = readDocument(document, path);
  refuseKnown(before['allow'], entry, path);
  const expected = { ...before, allow: [...asList(before['allow']), entry] };
  const spliced = spliceEntry(yaml, text, document, entry);
  if (spliced !== undefined && reads(yaml, spliced, expected)) return spliced;
  const rewritten = rewrite(yaml, document, entry);
  if (reads(yaml, rewritten, expected)) return rewritten;
  throw new UserError(
    `${path}: the list \`allow\` is written in a way that can't be added to`,
    'add the entry by hand',
  );
}

/** A `package.json` with one more entry under its key `unleak`. */
export function addJsonEntry(text: string, entry: NewAllowEntry, path: string): string {
  let manifest: unknown;
  try {
    manifest = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    throw new UserError(`${path} is not valid JSON`);
  }
  if (!isRecord(manifest)) throw new UserError(`${path} holds no object`);
  const config = manifest['unleak'] ?? {};
  if (!isRecord(config)) throw new UserError(`${path}: the key \`unleak\` is no object`);
  refuseKnown(config['allow'], entry, path);
  const changed = { ...manifest, unleak: { ...config, allow: [...asList(config['allow']), entry] } };
  const indent = /^[ \t]+(?=")/m.exec(text)?.[0] ?? '  ';
  const written = JSON.stringify(changed, undefined, indent) + (/\n$/.test(text) ? '\n' : '');
  return text.includes('\r\n') ? written.replaceAll('\n', '\r\n') : written;
}

function checkDocument(document: Document, lines: LineCounter, path: string): void {
  const [error] = document.errors;
  if (error === undefined) return;
  const { line, col } = lines.linePos(error.pos[0]);
  throw new UserError(`${path}:${line}:${col}: not valid YAML (${error.code.toLowerCase().replaceAll('_', ' ')})`);
}

function readDocument(document: Document, path: string): Record<string, unknown> {
  const value = toPlain(document, path) ?? {};
  if (!isRecord(value)) throw new UserError(`${path}:1:1: expected a map of settings`);
  return value;
}

function toPlain(document: Document, path: string): unknown {
  try {
    return document.toJS();
  } catch {
    throw new UserError(`${path}: its aliases expand to too much`);
  }
}

/** A second entry for the same value would leave the first, expired one to be complained about for ever. */
function refuseKnown(allow: unknown, entry: NewAllowEntry, path: string): void {
  const known = asList(allow).flatMap(one => (isRecord(one) ? asList(one['fingerprints']) : []));
  const [again] = known.filter(
    prefix =>
      typeof prefix === 'string' && prefix.length >= 12 && entry.fingerprints.some(tag => tag.startsWith(prefix)),
  );
  if (again === undefined) return;
  throw new UserError(
    `${path} names the fingerprint ${again} already`,
    'its entry has expired or asks for more (paths, rules); change it there',
  );
}

/** The text with the entry put in at the end of the list, or with a new list at the end; undefined where only a rewrite can help. */
function spliceEntry(yaml: Yaml, text: string, document: Document, entry: NewAllowEntry): string | undefined {
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
  const list = document.get('allow', true);
  if (list === undefined) {
    const head = text === '' || text.endsWith('\n') ? text : text + lineEnd;
    return head + ['allow:', ...formatEntry(yaml, entry, 2), ''].join(lineEnd);
  }
  if (!yaml.isSeq(list) || list.flow) return undefined;
  const place = endOfList(yaml, text, list);
  if (place === undefined) return undefined;
  const head = text.slice(0, place.offset);
  const lines = formatEntry(yaml, entry, place.indent).join(lineEnd) + lineEnd;
  return (head.endsWith('\n') ? head : head + lineEnd) + lines + text.slice(place.offset);
}

/** Where the line after a block list's last item begins, and how far the list is indented. */
function endOfList(yaml: Yaml, text: string, list: YAMLSeq): { offset: number; indent: number } | undefined {
  const last = list.items.at(-1);
  if (!yaml.isNode(last) || !last.range || !list.range) return undefined;
  const [start] = list.range;
  const [, end] = last.range;
  const newline = text[end - 1] === '\n' ? end - 1 : text.indexOf('\n', end);
  return { offset: newline < 0 ? text.length : newline + 1, indent: start - (text.lastIndexOf('\n', start - 1) + 1) };
}

function formatEntry(yaml: Yaml, entry: NewAllowEntry, indent: number): string[] {
  const document = new yaml.Document([entry]);
  document.setIn([0, 'fingerprints'], document.createNode(entry.fingerprints, { flow: true }));
  const lines = document.toString({ lineWidth: 0, flowCollectionPadding: false }).trimEnd().split('\n');
  return lines.map(line => ' '.repeat(indent) + line);
}

function rewrite(yaml: Yaml, document: Document, entry: NewAllowEntry): string {
  const list = document.get('allow', true);
  if (yaml.isSeq(list)) {
    document.addIn(['allow'], document.createNode(entry));
  } else {
    const single = yaml.isMap(list) ? [list] : [];
    document.set('allow', document.createNode([...single, entry]));
  }
  return document.toString({ lineWidth: 0 });
}

function reads(yaml: Yaml, text: string, expected: unknown): boolean {
  const document = yaml.parseDocument(text, { prettyErrors: false });
  return document.errors.length === 0 && isDeepStrictEqual(document.toJS(), expected);
}

const asList = (value: unknown): unknown[] =>
  Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
