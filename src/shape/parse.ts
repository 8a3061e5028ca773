/** Reads YAML (and with it JSON) into positioned nodes, within limits that hostile text can't get past. */

import type { Alias, Document, Pair, YAMLMap, YAMLSeq, Node as YamlNode, Scalar as YamlScalar } from 'yaml';
import type { Flaw } from './check.ts';
import { type Entry, makeList, makeMap, makeScalar, type Node, type Scalar } from './tree.ts';
import { quoteShort } from './words.ts';

/** Characters of the longest text that is parsed; the parser takes up to two seconds for it. */
export const maxCharacters = 512 * 1024;
/** Deepest nesting; the parser itself recurses. */
const maxDepth = 64;
/** Values in all, those that aliases repeat counted each time. */
const maxValues = 200_000;

interface Reading {
  readonly flaws: Flaw[];
  readonly anchors: Map<string, Node | 'open'>;
  readonly yaml: typeof import('yaml');
}

/** The root node; with flaws it may be incomplete. */
export async function parseNodes(text: string, flaws: Flaw[]): Promise<Node> {
  const empty = makeScalar(null, 0);
  if (text.length > maxCharacters) {
    flaws.push({
      at: 0,
      message: `found ${text.length} characters; expected at most ${maxCharacters}`,
      hint: 'split the file',
    });
    return empty;
  }
  const broken = text.search(/[\0-\x08\x0b\x0c\x0e-\x1f\x7f\ufffd]/);
  if (broken >= 0) {
    flaws.push({
      at: broken,
      message: 'found a control character or a byte that is not UTF-8; expected text',
      hint: '',
    });
    return empty;
  }
  const yaml = await import('yaml');
  const document = parseDocument(yaml, text, flaws);
  if (document === undefined || flaws.length > 0) return empty;
  const reading: Reading = { flaws, anchors: new Map(), yaml };
  const root = document.contents === null ? empty : convert(document.contents, 0, reading);
  if (root.size > maxValues) {
    flaws.push({
      at: 0,
      message: `found more than ${maxValues} values; expected fewer`,
      hint: 'aliases repeat what they name',
    });
  }
  return root;
}

function parseDocument(yaml: typeof import('yaml'), text: string, flaws: Flaw[]): Document | undefined {
  const run = findRun(text);
  if (run >= 0) {
    flaws.push({
      at: run,
      message: 'found a run of 200 brackets, quotes or dashes; expected values between them',
      hint: '',
    });
    return undefined;
  }
  try {
    // Duplicate keys are found here and not by the parser, which compares each key with each other one.
    const document = yaml.parseDocument(text, {
      prettyErrors: false,
      uniqueKeys: false,
      stringKeys: true,
    });
    for (const { pos, message } of [...document.errors, ...document.warnings]) {
      flaws.push({ at: pos[0], message: describeSyntax(message), hint: '' });
    }
    return document as Document;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    flaws.push({ at: 0, message: 'found values nested too deeply to be read; expected fewer levels', hint: '' });
    return undefined;
  }
}

/**
 * The first of 200 brackets, commas, quotes or block signs with nothing but space between them, or -1: no written file has such a run,
 * and the parser takes a stack frame or an error of its own for each.
 */
const findRun = (text: string): number => text.search(/(?:[[\]{},"']\s*|[-?:][ \t]+){200}/);

/** The parser's own words, with anything quoted from the text cut short. */
function describeSyntax(message: string): string {
  if (message.startsWith('Source contains multiple documents')) return 'found a second document; expected one';
  const plain = message.replace(/"(?:[^"\\]|\\.)*"/g, quoted => (quoted.length > 14 ? '"…"' : quoted));
  return `found invalid YAML; ${plain.slice(0, 160).replace(/[\x00-\x1f\x7f-\x9f]/g, ' ')}`;
}

function convert(node: YamlNode, depth: number, reading: Reading): Node {
  const { yaml, flaws, anchors } = reading;
  const at = node.range?.[0] ?? 0;
  if (yaml.isAlias(node)) return convertAlias(node, at, reading);
  if (depth > maxDepth) {
    flaws.push({ at, message: `found values nested more than ${maxDepth} deep; expected fewer levels`, hint: '' });
    return makeScalar(null, at);
  }
  const anchor = (node as YamlScalar).anchor;
  if (anchor !== undefined) anchors.set(anchor, 'open');
  const converted = convertContent(node as YamlScalar | YAMLMap | YAMLSeq, at, depth, reading);
  if (anchor !== undefined) anchors.set(anchor, converted);
  return converted;
}

function convertContent(node: YamlScalar | YAMLMap | YAMLSeq, at: number, depth: number, reading: Reading): Node {
  const { yaml } = reading;
  if (yaml.isMap(node)) return convertMap(node.items, at, depth, reading);
  if (yaml.isSeq(node))
    return makeList(
      node.items.map(item => convert(item as YamlNode, depth + 1, reading)),
      at,
    );
  const { value } = node as YamlScalar;
  const plain = value === null || ['string', 'number', 'boolean'].includes(typeof value);
  if (!plain)
    reading.flaws.push({ at, message: 'found a value of an unknown type; expected plain YAML 1.2', hint: '' });
  return makeScalar(plain ? (value as Scalar) : null, at);
}

function convertAlias(node: Alias, at: number, { anchors, flaws }: Reading): Node {
  const target = anchors.get(node.source);
  if (target !== undefined && target !== 'open') return { ...target, at };
  const why = target === 'open' ? 'an alias inside of what it names' : 'an alias of nothing';
  flaws.push({ at, message: `found ${why}; expected the name of an anchor above`, hint: '' });
  return makeScalar(null, at);
}

function convertMap(pairs: readonly Pair[], at: number, depth: number, reading: Reading): Node {
  const entries = new Map<string, Entry>();
  for (const pair of pairs) {
    const key = pair.key as YamlScalar | null;
    const keyAt = key?.range?.[0] ?? at;
    const name = String(key?.value ?? '');
    if (name === '<<')
      reading.flaws.push({
        at: keyAt,
        message: 'found a merge key; expected the keys themselves',
        hint: 'write them out',
      });
    else if (entries.has(name)) {
      reading.flaws.push({
        at: keyAt,
        message: `found the key ${quoteShort(name)} again; expected each key once`,
        hint: '',
      });
    }
    const value = pair.value as YamlNode | null;
    entries.set(name, { keyAt, node: value === null ? makeScalar(null, keyAt) : convert(value, depth + 1, reading) });
  }
  return makeMap(entries, at);
}
