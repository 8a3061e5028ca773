/** Lays the literals of a rule pack out in the prefilter's memory: bitmaps, buckets and entries, as wasm/tables.ts reads them. */

import type { Rule } from '../model/rule.ts';
import { isByPath } from './by-path.ts';
import { gramAt, hashGram, hashHead, hashWord, headOf, nextOf } from './grams.ts';
import type { Owners } from './owners.ts';
import { findsInside, INSIDE } from './words.ts';

// Addresses; kept in step with wasm/tables.ts.
const TABLES = 0x10000;
const TABLES_END = 0x3e000;
const PREFIX_BITS = TABLES;
const WORD_BITS = 0x18000;
const GRAM_BITS = 0x20000;
const PREFIX_BUCKETS = 0x28000;
const WORD_BUCKETS = 0x2c000;
const GRAM_BUCKETS = 0x30000;
const CLASS = 0x34000;
const FIRST_BITS = 0x36000;
const ENTRIES = 0x80000;
const ENTRY_BYTES = 56;
const HEAD_BYTES = 4;
/** The list of context words has room for so many. */
const MAX_WORDS = 16_000;
/** Where a window's bytes go; literals and entries end before it. */
export const INPUT = 0x200000;
export const HITS = 0x40000;

const BUCKET_SHIFT = 6;

const flags = { name: 1, context: 2, file: 4, sign: 8 } as const;

interface Word {
  readonly name: Rule[];
  readonly near: Rule[];
  readonly file: Rule[];
}

/** A prefix that may follow any byte, or only not a letter, is looked for anywhere, if it is long enough for that. */
const standsAnywhere = (rule: Rule, literal: string): boolean =>
  (rule.boundary === 'none' || rule.boundary === 'word') && literal.length >= 6;

function collect(rules: readonly Rule[]): {
  prefixes: Map<string, Rule[]>;
  literals: Map<string, Rule[]>;
  words: Map<string, Word>;
} {
  const prefixes = new Map<string, Rule[]>();
  const literals = new Map<string, Rule[]>();
  const words = new Map<string, Word>();
  const add = (map: Map<string, Rule[]>, literal: string, rule: Rule): void => {
    const list = map.get(literal);
    if (list === undefined) map.set(literal, [rule]);
    else list.push(rule);
  };
  for (const rule of rules) {
    const { prefix, marker, words: contextWords, place } = rule.anchor;
    for (const literal of prefix) add(standsAnywhere(rule, literal) ? literals : prefixes, literal, rule);
    for (const literal of marker) add(literals, literal, rule);
    if (prefix.length + marker.length > 0) continue;
    for (const word of contextWords) {
      const entry = words.get(word) ?? { name: [], near: [], file: [] };
      words.set(word, entry);
      (place === 'name' ? entry.name : place === 'file' ? entry.file : entry.near).push(rule);
      // What holds other characters than tokens do may show no long run of them; where it has the name, that will do.
      if (place === 'line' && rule.solid !== 'token') entry.name.push(rule);
    }
  }
  return { prefixes, literals, words };
}

function ownersOf(rules: readonly Rule[], { prefixes, literals, words }: ReturnType<typeof collect>): Owners {
  const positions = new Map(rules.map((rule, position) => [rule, position]));
  const list = (owners: readonly Rule[]): number[] => owners.map(rule => positions.get(rule)!);
  const all = [...words.values()];
  return {
    prefixes: [...prefixes.values()].map(list),
    literals: [...literals.values()].map(list),
    names: all.map(({ name }) => list(name)),
    near: all.map(({ near }) => list(near)),
    files: all.map(({ file }) => list(file)),
    paths: rules.flatMap((rule, position) => (isByPath(rule) ? [[position, rule.paths!] as const] : [])),
  };
}

/** The tables of rules as bytes, laid out when the pack is built, so that a start need not: how long the entries are, tables, entries, owners. */
export function packTables(rules: readonly Rule[]): Uint8Array {
  const memory = new ArrayBuffer(INPUT);
  const { owners, end } = layOut(rules, memory);
  const head = Buffer.alloc(HEAD_BYTES);
  head.writeUInt32LE(end - ENTRIES);
  const tables = new Uint8Array(memory, TABLES, TABLES_END - TABLES);
  return Buffer.concat([
    head,
    tables,
    new Uint8Array(memory, ENTRIES, end - ENTRIES),
    Buffer.from(JSON.stringify(owners)),
  ]);
}

/** Puts packed tables in place. */
export function unpackTables(packed: Buffer, memory: ArrayBuffer): Owners {
  const entries = HEAD_BYTES + TABLES_END - TABLES;
  const end = entries + packed.readUInt32LE();
  const bytes = new Uint8Array(memory);
  bytes.set(packed.subarray(HEAD_BYTES, entries), TABLES);
  bytes.set(packed.subarray(entries, end), ENTRIES);
  return JSON.parse(packed.toString('latin1', end)) as Owners;
}

/** Writes all tables into `memory`; the lists are indexed by the ids that hits carry, `end` is the first free address. */
export function layOut(rules: readonly Rule[], memory: ArrayBuffer): { readonly owners: Owners; readonly end: number } {
  const collected = collect(rules);
  const { prefixes, literals, words } = collected;
  const writer = createWriter(memory);
  let id = 0;
  for (const [literal, owners] of prefixes) {
    const bytes = writer.literal(literal);
    writer.first(literal, false);
    writer.entry(PREFIX_BITS, PREFIX_BUCKETS, hashHead(gramAt(literal, 0, Math.min(4, literal.length), 0)), bytes, {
      id,
      reaches: reachedBy(owners),
      ...visibleIn(owners, literal),
    });
    id++;
  }
  id = 0;
  for (const [literal, owners] of literals) {
    if (literal.length > 3) writer.gram(literal, { id: id++, reaches: reachedBy(owners) });
    else writer.sign(literal, { id: id++, flags: flags.sign });
  }
  id = 0;
  for (const [word, owners] of words) {
    const near = owners.near.reduce((most, rule) => Math.max(most, rule.anchor.distance), 0);
    const flag =
      (owners.name.length ? flags.name : 0) |
      (owners.near.length ? flags.context : 0) |
      (owners.file.length ? flags.file : 0);
    const bytes = writer.literal(word);
    writer.first(word, true);
    writer.mark(WORD_BITS, hashHead(headOf(word)));
    writer.entry(WORD_BITS, WORD_BUCKETS, hashWord(word), bytes, {
      id,
      distance: near,
      flags: flag,
      reaches: headOf(word) >>> 24,
      ...nextOf(word),
      ...(owners.near.length > 0 && runsOf(owners.near)),
      value: leastValue(owners.name),
    });
    const inside = word.length < INSIDE ? [] : owners.name.filter(findsInside);
    if (inside.length > 0) writer.gram(word, { id, flags: flags.name, value: leastValue(inside) });
    id++;
  }
  if (id > MAX_WORDS) throw new Error('the rule pack has more context words than the prefilter has room for');
  writeClasses(new Uint8Array(memory, CLASS, 256));
  return { owners: ownersOf(rules, collected), end: writer.end() };
}

/** How many visible bytes every owner's match holds, and behind how many bytes of the prefix. */
function visibleIn(owners: readonly Rule[], prefix: string): { readonly least: number; readonly most: number } {
  if (prefix.endsWith(' ')) return { least: Math.min(...owners.map(rule => rule.tail)), most: prefix.length };
  return { least: Math.min(...owners.map(rule => (rule.solid === 'no' ? 0 : rule.minLength))), most: 0 };
}

/** The prefilter measures a value so far. */
const MEASURED = 64;

/** How long a value must be for any rule to take it; of one with white space only the first word is measured. */
const leastValue = (rules: readonly Rule[]): number =>
  Math.min(MEASURED, ...rules.map(rule => (rule.solid === 'no' ? 4 : Math.max(4, rule.minLength))));

/** The lengths of the runs of token characters that some of the rules look at. */
function runsOf(rules: readonly Rule[]): { readonly least: number; readonly most: number } {
  const solid = rules.every(rule => rule.solid === 'token');
  if (!solid) return { least: 0, most: 0xffffffff };
  return {
    least: Math.min(...rules.map(rule => rule.minLength)),
    most: Math.max(...rules.map(rule => rule.maxLength)),
  };
}

/** The code of the character that every owner's match goes through, or 0. */
function reachedBy(owners: readonly Rule[]): number {
  const wanted = new Set(owners.map(rule => rule.anchor.reaches));
  const [only] = wanted;
  return wanted.size === 1 && only !== undefined ? only.charCodeAt(0) : 0;
}

interface EntryFields {
  readonly id: number;
  readonly reaches?: number;
  readonly distance?: number;
  readonly flags?: number;
  readonly offset?: number;
  readonly least?: number;
  readonly most?: number;
  readonly value?: number;
  readonly next?: number;
  readonly mask?: number;
}

function createWriter(memory: ArrayBuffer) {
  const bytes = new Uint8Array(memory);
  const numbers = new Uint32Array(memory);
  let free = ENTRIES;
  const take = (size: number): number => {
    const at = free;
    free += (size + 7) & ~7;
    if (free > INPUT) throw new Error('the rule pack has more literals than the prefilter has room for');
    return at;
  };
  const literal = (text: string): PlacedLiteral => {
    const at = take(text.length);
    for (let i = 0; i < text.length; i++) bytes[at + i] = text.charCodeAt(i);
    return { at, length: text.length };
  };
  const mark = (bits: number, hash: number): void => {
    bytes[bits + (hash >>> 3)]! |= 1 << (hash & 7);
  };
  /** Numbers are written as they stand in this machine's memory, which is little-endian wherever Node runs. */
  const entry = (bits: number, buckets: number, hash: number, text: PlacedLiteral, fields: EntryFields): void => {
    const at = take(ENTRY_BYTES);
    const bucket = (buckets >> 2) + (hash >>> BUCKET_SHIFT);
    const first = at >> 2;
    numbers[first] = numbers[bucket]!;
    numbers[first + 1] = text.at;
    numbers[first + 2] = text.length | ((fields.offset ?? 0) << 16) | ((fields.reaches ?? 0) << 24);
    numbers[first + 3] = fields.id;
    numbers[first + 4] = fields.distance ?? 0;
    numbers[first + 5] = fields.flags ?? 0;
    numbers[first + 6] = fields.least ?? 0;
    numbers[first + 7] = fields.most ?? 0;
    numbers[first + 10] = fields.value ?? 0;
    numbers[first + 11] = fields.next ?? 0;
    numbers[first + 12] = fields.mask ?? 0;
    numbers[bucket] = at;
    mark(bits, hash);
  };
  /** Marks how a literal may start: its first four characters, or, behind three, whatever may follow. */
  const first = (text: string, isWord: boolean): void => {
    const three = gramAt(text, 0, 3, 0x20);
    const mark4 = (fourth: number): void => mark(FIRST_BITS, hashGram((three | ((fourth | 0x20) << 24)) >>> 0));
    if (text.length === 3) for (let code = 0x20; code < 0x100; code += code % 0x40 === 0x3f ? 0x21 : 1) mark4(code);
    else mark4(text.charCodeAt(3));
    if (isWord && text.length > 3) for (const separator of '_-. ') mark4(separator.charCodeAt(0));
  };
  /** A literal looked for at every third position is found by one of its first three 4-grams. */
  const gram = (text: string, fields: EntryFields): void => {
    const placed = literal(text);
    for (let offset = 0; offset < 3; offset++) {
      entry(GRAM_BITS, GRAM_BUCKETS, hashGram(gramAt(text, offset, 4, 0x20)), placed, { ...fields, offset });
    }
  };
  /** A marker of two characters and a rare sign (`8Q~`) is looked for at the sign, among the prefixes. */
  const sign = (text: string, fields: EntryFields): void =>
    entry(PREFIX_BITS, PREFIX_BUCKETS, hashHead(gramAt(text, 0, 3, 0)), literal(text), fields);
  return { literal, entry, gram, sign, first, mark, end: () => free };
}

interface PlacedLiteral {
  readonly at: number;
  readonly length: number;
}

const classes = { token: 1, letter: 2, digit: 4, space: 8, quote: 16, separator: 32, name: 64, stop: 128 } as const;

function writeClasses(table: Uint8Array): void {
  const mark = (text: string, flag: number): void => {
    for (const char of text) table[char.charCodeAt(0)] = (table[char.charCodeAt(0)] ?? 0) | flag;
  };
  const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
  const digits = '0123456789';
  mark(letters, classes.token | classes.letter | classes.name);
  mark(digits, classes.token | classes.digit | classes.name);
  mark('_-', classes.token | classes.name);
  mark('.$', classes.name);
  mark(' \t', classes.space);
  mark('"\'`', classes.quote);
  mark(' \t\r\n"\'`=:>(),[]?|\\', classes.separator);
  mark(' \t\r\n"\'`<>', classes.stop);
  for (let control = 0; control < 32; control++) table[control] = (table[control] ?? 0) | classes.stop;
}
