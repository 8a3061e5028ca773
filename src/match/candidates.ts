/** Candidates of one window: a rule and a place, and how its pattern, boundary and context are tried there. */

import type { Match } from '../model/match.ts';
import type { Rule } from '../model/rule.ts';
import { Secret } from '../model/secret.ts';
import type { Unit } from '../model/unit.ts';
import { readAssignment } from './assignment.ts';
import { fits } from './boundary.ts';
import { WINDOW_BYTES } from './prefilter.ts';
import { findValue, type ValueStyle } from './value.ts';
import { endsPart, findsInside, findWords, nameHolds } from './words.ts';

const AROUND_BYTES = 512;
const SPACE = 32;
const TAB = 9;

/** A rule and a place in a window where its pattern is to be tried. */
export interface Candidate {
  readonly rule: Rule;
  /** Offset in the window: of the match, or of the assigned value. */
  readonly at: number;
  /** Where an assigned value ends, which the match must fill; else -1. */
  readonly end: number;
}

/** A window's bytes, and where in its unit it starts. */
export interface Ground {
  readonly unit: Unit;
  readonly buffer: Buffer;
  readonly offset: number;
  readonly style: ValueStyle;
}

export interface Candidates {
  readonly list: readonly Candidate[];
  prefix(rules: readonly Rule[], at: number): void;
  literal(rules: readonly Rule[], at: number): void;
  name(rules: readonly Rule[], wordEnd: number): void;
  value(rules: readonly Rule[], start: number, end: number): void;
  lines(rules: readonly Rule[]): void;
}

/** Collects what the prefilter reports for a window; each rule meets each place once. */
export function createCandidates({ unit, buffer, style }: Ground): Candidates {
  const list: Candidate[] = [];
  const seen = new Set<number>();
  const add = (rule: Rule, at: number, end: number): void => {
    const key = rule.index * WINDOW_BYTES + at;
    if (seen.has(key) || !runsOn(rule, unit)) return;
    seen.add(key);
    list.push({ rule, at, end });
  };
  return {
    list,
    prefix(rules, at) {
      for (const rule of rules) if (hasRoom(rule, buffer, at)) add(rule, at, -1);
    },
    literal(rules, at) {
      for (const rule of rules) for (const start of startsBefore(rule, buffer, at)) add(rule, start, -1);
    },
    name(rules, wordEnd) {
      const value = valueAfter(buffer, wordEnd, style);
      if (value === undefined) return;
      const length = value.end - value.start;
      for (const rule of rules) {
        if (!fitsLength(rule, length) || (rule.anchor.place === 'line' && !isNearOwn(buffer, wordEnd, value))) continue;
        add(rule, wordEnd + value.start, wordEnd + value.end);
      }
    },
    value(rules, start, end) {
      let whole = -1;
      for (const rule of rules) {
        if (fitsRun(rule, end - start)) add(rule, start, -1);
        if (rule.solid === 'token') continue;
        if (whole < 0) whole = startOfWhole(buffer, start);
        if (whole < start) add(rule, whole, -1);
      }
    },
    lines(rules) {
      for (const at of lineStarts(buffer)) for (const rule of rules) add(rule, at, -1);
    },
  };
}

/** Where the first visible byte of each line stands. */
function* lineStarts(buffer: Buffer): Generator<number> {
  for (let line = 0; line >= 0 && line < buffer.length; ) {
    let at = line;
    while (buffer[at] === SPACE || buffer[at] === TAB) at++;
    yield at;
    const next = buffer.indexOf(10, at);
    line = next < 0 ? -1 : next + 1;
  }
}

const runsOn = ({ kinds, pathRegex }: Rule, { kind, path }: Unit): boolean =>
  (kinds.length === 0 || kinds.includes(kind)) && (pathRegex === undefined || pathRegex.test(path));

/** As far before a run of token characters as a value with `.`, `+`, `/` or `:` in it may have begun. */
const WHOLE_BYTES = 160;
const wholeChars = /[A-Za-z0-9_.+/:$~-]/;

function startOfWhole(buffer: Buffer, run: number): number {
  let start = run;
  while (start > 0 && run - start < WHOLE_BYTES && wholeChars.test(String.fromCharCode(buffer[start - 1]!))) start--;
  return start;
}

/** Whether white space comes only after the shortest match, for the patterns that hold none. */
function hasRoom({ minLength, solid }: Rule, buffer: Buffer, at: number): boolean {
  if (solid === 'no') return true;
  const end = at + minLength;
  if (end > buffer.length) return false;
  for (let p = at; p < end; p++) if (buffer[p]! <= SPACE) return false;
  return true;
}

/** Whether a run of token characters may be a whole match of a pattern that knows no other characters. */
const fitsRun = (rule: Rule, length: number): boolean => rule.solid !== 'token' || fitsLength(rule, length);

const fitsLength = ({ minLength, maxLength }: Rule, length: number): boolean =>
  length >= minLength && length <= maxLength;

/** What rules that look near a word ask of it and of a value, wherever the two stand: the word is whole, the value has a digit. */
const isNearOwn = (buffer: Buffer, wordEnd: number, value: Range): boolean =>
  endsPart(buffer.latin1Slice(wordEnd - 1, wordEnd + 2), 1) &&
  /\d/.test(buffer.latin1Slice(wordEnd + value.start, wordEnd + value.end));

/** How far before a context word its name is read, to know what opens before it. */
const NAME_ROOM = 64;

/** Most values are short; only a quoted one that is not closed by then is read further. */
function valueAfter(buffer: Buffer, at: number, style: ValueStyle): ReturnType<typeof findValue> {
  const from = Math.max(0, at - NAME_ROOM);
  for (const room of [600, 4400]) {
    const end = Math.min(buffer.length, at + room);
    const value = findValue(buffer.latin1Slice(from, end), at - from, style);
    if (value !== undefined) return { start: value.start + from - at, end: value.end + from - at };
    if (end === buffer.length) return undefined;
  }
  return undefined;
}

/** Tries a candidate's pattern, boundary and context. */
export const resolve = (candidate: Candidate, ground: Ground): Match | undefined =>
  candidate.end < 0 ? tryAt(candidate, ground) : tryAssigned(candidate, ground);

/** Where a match that holds a marker at `at` may start: every place from `anchor.offset` bytes before it that a boundary allows. */
function startsBefore(rule: Rule, bytes: Buffer, at: number): number[] {
  if (rule.anchor.marker.length === 0) return [at];
  const starts: number[] = [];
  for (let start = Math.max(0, at - rule.anchor.offset); start <= at; start++) {
    if (fits(bytes, start, bytes.length, rule.boundary === 'quoted' ? 'token' : rule.boundary)) starts.push(start);
  }
  return starts;
}

function tryAt({ rule, at }: Candidate, ground: Ground): Match | undefined {
  const { buffer } = ground;
  const text = buffer.latin1Slice(at, Math.min(buffer.length, at + rule.maxLength));
  rule.regex.lastIndex = 0;
  const hit = rule.regex.exec(text);
  if (hit === null || hit[0].length === 0 || !fits(buffer, at, at + hit[0].length, rule.boundary)) return undefined;
  return describe(rule, secretIn(hit, at), { start: at, end: at + hit[0].length }, ground);
}

/** Where the secret stands in a match that starts at `at`: the group, told by the `d` flag, else all of it. */
function secretIn(hit: RegExpExecArray, at: number): Range {
  const group = hit.indices?.groups?.['secret'];
  return group ? { start: at + group[0], end: at + group[1] } : { start: at, end: at + hit[0].length };
}

interface Range {
  readonly start: number;
  readonly end: number;
}

function tryAssigned({ rule, at, end }: Candidate, ground: Ground): Match | undefined {
  const { buffer } = ground;
  rule.regex.lastIndex = 0;
  const hit = rule.regex.exec(buffer.latin1Slice(at, end));
  if (hit === null || hit[0].length !== end - at) return undefined;
  if (rule.boundary === 'quoted' && !fits(buffer, at, end, 'quoted')) return undefined;
  return describe(rule, secretIn(hit, at), { start: at, end }, ground);
}

function describe(rule: Rule, secret: Range, whole: Range, ground: Ground): Match | undefined {
  const { buffer, offset, unit } = ground;
  const before = buffer.latin1Slice(Math.max(0, secret.start - AROUND_BYTES), secret.start);
  const after = buffer.latin1Slice(secret.end, Math.min(buffer.length, secret.end + AROUND_BYTES));
  const assignment = readAssignment(
    whole.start === secret.start ? before : before.slice(0, before.length - (secret.start - whole.start)),
  );
  const context = rule.anchor.words.length === 0 ? undefined : contextOf(rule, buffer, whole, assignment?.name);
  if (context === null) return undefined;
  return {
    rule,
    unit,
    span: { start: offset + secret.start, end: offset + secret.end },
    secret: new Secret(decodeValue(buffer.subarray(secret.start, secret.end))),
    before,
    after,
    ...(assignment && { assignment }),
    ...(context && { context }),
  };
}

/** Where a context word of the rule stands; null when none stands where it must. */
function contextOf(rule: Rule, buffer: Buffer, whole: Range, name: string | undefined): Match['context'] | null {
  const { words, place, distance } = rule.anchor;
  if (name !== undefined && words.some(word => nameHolds(name, word, findsInside(rule)))) return 'name';
  if (place === 'name') return null;
  if (place === 'file') return 'file';
  const from = Math.max(0, whole.start - distance - 64);
  const text = buffer.latin1Slice(from, Math.min(buffer.length, whole.end + distance + 64));
  let best: 'line' | 'near' | null = null;
  for (const word of words) {
    for (const hit of findWords(text, word)) {
      const start = from + hit.start;
      const end = from + hit.end;
      if (start < whole.end && end > whole.start) continue;
      if (end + distance < whole.start || start > whole.end + distance) continue;
      const gap =
        end <= whole.start ? text.slice(hit.end, whole.start - from) : text.slice(whole.end - from, hit.start);
      if (!gap.includes('\n')) return 'line';
      best = 'near';
    }
  }
  return best;
}

/** The value as text: UTF-8 where it is, else latin1. */
function decodeValue(bytes: Buffer): string {
  const utf8 = bytes.toString('utf8');
  return utf8.includes('\ufffd') ? bytes.toString('latin1') : utf8;
}
