/** Candidates of one window: a rule and a place, and how its pattern, boundary and context are tried there. */

import type { Match } from '../model/match.ts';
import type { Rule } from '../model/rule.ts';
import { Secret } from '../model/secret.ts';
import type { Unit } from '../model/unit.ts';
import { findValue, readAssignment, type ValueStyle } from './assignment.ts';
import { fits } from './boundary.ts';
import { findWords, nameHolds } from './words.ts';

const AROUND_BYTES = 512;

export interface Candidate {
  readonly rule: Rule;
  /** Offset in the unit where the match would start (for markers: where it would at the earliest). */
  readonly start: number;
  /** Tries the rule; `bytes` is the window that the candidate was found in. */
  resolve(bytes: Uint8Array, unit: Unit): Match | undefined;
}

export interface Candidates {
  readonly list: Candidate[];
  prefix(rules: readonly Rule[], at: number): void;
  literal(rules: readonly Rule[], at: number): void;
  name(rules: readonly Rule[], wordEnd: number): void;
  value(rules: readonly Rule[], start: number): void;
}

/** Collects what the prefilter reports for a window that starts at `offset` of its unit. */
export function createCandidates(bytes: Uint8Array, offset: number, style: ValueStyle): Candidates {
  const list: Candidate[] = [];
  const seen = new Set<string>();
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const add = (rule: Rule, at: number, resolve: Candidate['resolve']): void => {
    const key = `${rule.index}:${at}`;
    if (seen.has(key)) return;
    seen.add(key);
    list.push({ rule, start: offset + at, resolve });
  };
  return {
    list,
    prefix(rules, at) {
      for (const rule of rules) add(rule, at, (window, unit) => tryAt(rule, window, at, offset, unit));
    },
    literal(rules, at) {
      for (const rule of rules) {
        for (const start of startsBefore(rule, bytes, at))
          add(rule, start, (window, unit) => tryAt(rule, window, start, offset, unit));
      }
    },
    name(rules, wordEnd) {
      const text = buffer.toString('latin1', wordEnd, Math.min(buffer.length, wordEnd + 4400));
      const value = findValue(text, 0, style);
      if (value === undefined) return;
      const start = wordEnd + value.start;
      const end = wordEnd + value.end;
      for (const rule of rules)
        add(rule, start, (window, unit) => tryAssigned(rule, window, { start, end }, offset, unit));
    },
    value(rules, start) {
      for (const rule of rules) add(rule, start, (window, unit) => tryAt(rule, window, start, offset, unit));
    },
  };
}

/** Where a match that holds a marker at `at` may start: every place from `anchor.offset` bytes before it that a boundary allows. */
function startsBefore(rule: Rule, bytes: Uint8Array, at: number): number[] {
  if (rule.anchor.marker.length === 0) return [at];
  const starts: number[] = [];
  for (let start = Math.max(0, at - rule.anchor.offset); start <= at; start++) {
    if (fits(bytes, start, bytes.length, rule.boundary === 'quoted' ? 'token' : rule.boundary)) starts.push(start);
  }
  return starts;
}

function tryAt(rule: Rule, bytes: Uint8Array, at: number, offset: number, unit: Unit): Match | undefined {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const text = buffer.toString('latin1', at, Math.min(bytes.length, at + rule.maxLength));
  rule.regex.lastIndex = 0;
  const hit = rule.regex.exec(text);
  if (hit === null || hit[0].length === 0 || !fits(bytes, at, at + hit[0].length, rule.boundary)) return undefined;
  const secret = hit.groups?.['secret'] ?? hit[0];
  const start = at + secretOffset(hit, secret);
  return describe(
    rule,
    buffer,
    { start, end: start + secret.length },
    { start: at, end: at + hit[0].length },
    offset,
    unit,
  );
}

/** Where the group stands in the match: the engine tells with the `d` flag only, which costs every exec; a search is enough. */
function secretOffset(hit: RegExpExecArray, secret: string): number {
  if (secret.length === hit[0].length) return 0;
  const last = hit[0].lastIndexOf(secret);
  return last < 0 ? 0 : last;
}

function tryAssigned(rule: Rule, bytes: Uint8Array, value: Range, offset: number, unit: Unit): Match | undefined {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const text = buffer.toString('latin1', value.start, value.end);
  rule.regex.lastIndex = 0;
  const hit = rule.regex.exec(text);
  if (hit === null || hit[0].length !== text.length) return undefined;
  if (rule.boundary === 'quoted' && !fits(bytes, value.start, value.end, 'quoted')) return undefined;
  const secret = hit.groups?.['secret'] ?? hit[0];
  const start = value.start + secretOffset(hit, secret);
  return describe(rule, buffer, { start, end: start + secret.length }, value, offset, unit);
}

interface Range {
  readonly start: number;
  readonly end: number;
}

function describe(
  rule: Rule,
  buffer: Buffer,
  secret: Range,
  whole: Range,
  offset: number,
  unit: Unit,
): Match | undefined {
  const before = buffer.toString('latin1', Math.max(0, secret.start - AROUND_BYTES), secret.start);
  const after = buffer.toString('latin1', secret.end, Math.min(buffer.length, secret.end + AROUND_BYTES));
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
  if (name !== undefined && words.some(word => nameHolds(name, word))) return 'name';
  if (place === 'name') return null;
  if (place === 'file') return 'file';
  const from = Math.max(0, whole.start - distance - 64);
  const text = buffer.toString('latin1', from, Math.min(buffer.length, whole.end + distance + 64));
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
