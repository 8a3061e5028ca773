/**
 * The baseline as text: one line an entry, sorted by tag, without places and times, so that branches merge and diffs stay small.
 *
 *     # comments stay where they are: above the line that they are written above
 *     unleak-baseline 1 salt=<32 hex digits>
 *     <tag> <rule id> [owner=<one word>] [expires=YYYY-MM-DD] [<other>=<word> …] [# reason]
 *
 * An entry is known by its tag alone; all that follows is a label. Lines may stand in any order and twice, as after a merge that
 * keeps both sides.
 */

import { open } from 'node:fs/promises';
import { UserError } from '../model/errors.ts';
import { saltBytes } from './fingerprint.ts';
import { isDay, unprintable } from './label.ts';

export interface BaselineEntry {
  /** 32 hex digits, see fingerprint.ts. */
  readonly tag: string;
  /** The rule that found the value first; says nothing about which rules it is known to. */
  readonly rule: string;
  readonly owner?: string;
  readonly expires?: string;
  readonly reason?: string;
  /** Fields that this version does not know, kept as they are. */
  readonly others: ReadonlyMap<string, string>;
  /** Comment lines and blank lines that stand above the entry. */
  readonly above: readonly string[];
}

export interface Baseline {
  /** As shown to the user. */
  readonly path: string;
  readonly salt: Uint8Array;
  readonly entries: ReadonlyMap<string, BaselineEntry>;
  /** Comments of the user's above the salt, and those below the last entry. */
  readonly top: readonly string[];
  readonly bottom: readonly string[];
  readonly lineEnd: '\n' | '\r\n';
}

const formatVersion = 1;
const maxFileBytes = 16 * 1024 * 1024;

const header = [
  '# Values that unleak already knows, by a keyed tag of each; no value can be read from this file.',
  '# tag, rule, [owner=name] [expires=YYYY-MM-DD] [# reason]. `unleak baseline` adds lines, `unleak baseline --prune` takes them out.',
];

/** Reads a baseline; undefined where there is none. Throws UserError for a file that is not one. */
export async function readBaseline(file: string, shownPath: string): Promise<Baseline | undefined> {
  const handle = await open(file, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw new UserError(`${shownPath} can't be read: ${error.code}`);
  });
  if (handle === undefined) return undefined;
  try {
    const stat = await handle.stat();
    if (!stat.isFile()) throw new UserError(`${shownPath} is no file`);
    if (stat.size > maxFileBytes) throw new UserError(`${shownPath} is too large for a baseline`);
    return parseBaseline(await handle.readFile('utf8'), shownPath);
  } finally {
    await handle.close();
  }
}

/** The baseline that a text holds. Errors say where (`path:line:column`) and never what stands there. */
export function parseBaseline(text: string, path: string): Baseline {
  const entries = new Map<string, BaselineEntry>();
  const salts = new Set<string>();
  const top: string[] = [];
  const above = new Map<string, string[]>();
  let pending: string[] = [];
  for (const [index, line] of text
    .replace(/^\ufeff/, '')
    .replace(/\r?\n$/, '')
    .split(/\r?\n/)
    .entries()) {
    const fail = failAt(path, index + 1);
    if (header.includes(line)) continue;
    checkLine(line, fail);
    if (/^\s*(?:#|$)/.test(line)) {
      pending.push(line);
    } else if (line.startsWith('unleak-baseline')) {
      const [known] = salts.add(parseSalt(line, fail));
      if (salts.size > 1) throw twoSalts(path, index + 1, line.indexOf('=') + 2, known ?? '');
      for (const comment of pending) top.push(comment);
      pending = [];
    } else {
      const entry = parseEntry(line, fail);
      const comments = above.get(entry.tag) ?? [];
      for (const comment of pending) comments.push(comment);
      above.set(entry.tag, comments);
      entries.set(entry.tag, { ...mergeEntries(entries.get(entry.tag), entry), above: comments });
      pending = [];
    }
  }
  const [salt] = salts;
  if (salt === undefined) {
    throw new UserError(
      `${path}:1:1: no baseline: the line with the salt is missing`,
      'delete the file and run `unleak baseline`, or restore the line',
    );
  }
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
  return { path, salt: Buffer.from(salt, 'hex'), entries, top, bottom: pending, lineEnd };
}

/** The text of a baseline, the same for the same entries in whatever order they were added. */
export function formatBaseline({ salt, entries, top, bottom, lineEnd }: Baseline): string {
  const sorted = [...entries.values()].sort((a, b) => (a.tag < b.tag ? -1 : 1));
  const saltLine = `unleak-baseline ${formatVersion} salt=${Buffer.from(salt).toString('hex')}`;
  const lines = [
    ...header,
    ...top,
    saltLine,
    ...sorted.flatMap(entry => [...entry.above, formatEntry(entry)]),
    ...bottom,
  ];
  return lines.map(line => line + lineEnd).join('');
}

type Fail = (column: number, message: string, hint?: string) => UserError;

const failAt = (path: string, line: number): Fail => {
  return (column, message, hint = '') => new UserError(`${path}:${line}:${column}: ${message}`, hint);
};

function checkLine(line: string, fail: Fail): void {
  if (/^(?:<{7}|={7}|>{7}|\|{7})(?:\s|$)/.test(line)) {
    throw fail(
      1,
      'a merge conflict',
      'keep the lines of both sides and delete the marker lines; the order does not matter',
    );
  }
  const at = line.search(unprintable);
  if (at >= 0) throw fail(at + 1, 'a control character');
  if (line.includes('\ufffd')) throw fail(line.indexOf('\ufffd') + 1, 'not valid UTF-8');
}

function parseSalt(line: string, fail: Fail): string {
  const [, version, rest = ''] = /^unleak-baseline (\d+)(.*)$/.exec(line) ?? [];
  if (version === undefined) throw fail(1, 'expected `unleak-baseline 1 salt=…`');
  if (Number(version) !== formatVersion) {
    throw fail(17, `baseline format ${version} is not known to this version`, 'update unleak');
  }
  const salt = /^ salt=([0-9a-f]+)\s*$/.exec(rest)?.[1];
  if (salt?.length !== 2 * saltBytes) throw fail(18 + version.length, 'expected `salt=` and 32 lower-case hex digits');
  return salt;
}

function twoSalts(path: string, line: number, column: number, known: string): UserError {
  return new UserError(
    `${path}:${line}:${column}: a second salt: two branches have each made a baseline, and a tag holds under one salt only`,
    `keep the file of one branch whole (the one with salt=${known.slice(0, 4)}…, or the other) and run \`unleak baseline\` to add what it lacks`,
  );
}

/** An entry without the comments above it. */
type Unplaced = Omit<BaselineEntry, 'above'>;

function parseEntry(line: string, fail: Fail): Unplaced {
  const start = /\s#/.exec(line)?.index ?? line.length;
  const reason = line
    .slice(start)
    .replace(/^\s*#\s*/, '')
    .trim();
  const [tag, rule, ...fields] = [...line.slice(0, start).matchAll(/\S+/g)];
  if (tag === undefined || !/^[0-9a-f]{32}$/.test(tag[0])) {
    throw fail((tag?.index ?? 0) + 1, 'expected a tag of 32 lower-case hex digits');
  }
  if (rule === undefined || /[=#]/.test(rule[0]))
    throw fail((rule?.index ?? start) + 1, 'expected a rule id after the tag');
  const values = new Map<string, string>();
  for (const { 0: field, index } of fields) {
    const [, name, value] = /^([^=#]+)=(.+)$/.exec(field) ?? [];
    if (name === undefined || value === undefined)
      throw fail(index + 1, 'expected `name=value`, or `#` before the reason');
    if (values.has(name)) throw fail(index + 1, 'the same field twice');
    if (name === 'expires' && !isDay(value)) throw fail(index + 9, 'expected a day, YYYY-MM-DD');
    values.set(name, value);
  }
  const owner = values.get('owner');
  const expires = values.get('expires');
  return {
    tag: tag[0],
    rule: rule[0],
    ...(owner !== undefined && { owner }),
    ...(expires !== undefined && { expires }),
    ...(reason !== '' && { reason }),
    others: new Map([...values].filter(([name]) => name !== 'owner' && name !== 'expires')),
  };
}

/** Two lines of one tag, as a merge leaves them: what only one says is kept; of two dates the earlier, of two texts the first in order. */
function mergeEntries(known: Unplaced | undefined, entry: Unplaced): Unplaced {
  if (known === undefined) return entry;
  const both = [known, entry];
  const least = (pick: (one: Unplaced) => string | undefined): string | undefined =>
    both.flatMap(one => pick(one) ?? []).sort()[0];
  const owner = least(one => one.owner);
  const expires = least(one => one.expires);
  const reason = least(one => one.reason);
  const names = both.flatMap(one => [...one.others.keys()]).sort();
  return {
    tag: entry.tag,
    rule: least(one => one.rule) ?? entry.rule,
    ...(owner !== undefined && { owner }),
    ...(expires !== undefined && { expires }),
    ...(reason !== undefined && { reason }),
    others: new Map(names.map(name => [name, least(one => one.others.get(name)) ?? ''])),
  };
}

function formatEntry({ tag, rule, owner, expires, others, reason }: BaselineEntry): string {
  const fields = [['owner', owner], ['expires', expires], ...others].flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${value}`],
  );
  return [tag, rule, ...fields, ...(reason === undefined ? [] : [`# ${reason}`])].join(' ');
}
