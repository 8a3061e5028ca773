/** Turns a unit into matches: windows of bytes, candidates from the prefilter, rules' patterns on bounded text around each. */

import type { Match } from '../model/match.ts';
import type { Rule } from '../model/rule.ts';
import type { Kind, Unit } from '../model/unit.ts';
import { createPathRules } from './by-path.ts';
import { type Candidate, createCandidates, type Ground, resolve } from './candidates.ts';
import { type CutOff, runGuarded } from './guard.ts';
import {
  createPrefilter,
  HIT_NUMBERS,
  type Hits,
  hitKinds,
  type Lookup,
  NO_WORD,
  type Prefilter,
  WINDOW_BYTES,
} from './prefilter.ts';
import type { ValueStyle } from './value.ts';

/** Matches may be this long; windows overlap by it. */
export const MAX_MATCH_BYTES = 16 << 10;
/** How far around a match rule, context and judge may read. */
export const REACH_BYTES = 4 << 10;

const lineKinds: ReadonlySet<Kind> = new Set(['dotenv', 'yaml', 'ini']);
const dataKinds: ReadonlySet<Kind> = new Set(['toml', 'log', 'text', 'markdown', 'shell', 'xml', 'html']);

/** In data a bare word after a name is a value, in code it is an identifier. */
const valueStyle = (kind: Kind): ValueStyle => (lineKinds.has(kind) ? 'lines' : dataKinds.has(kind) ? 'data' : 'code');

const none: readonly never[] = [];
const emptyStep: Step = { matches: none, carriers: none };
const carrierKinds = new Map<number, EncodedAt['kind']>([
  [hitKinds.base64, 'base64'],
  [hitKinds.hex, 'hex'],
  [hitKinds.escape, 'escapes'],
]);

export interface MatchedUnit {
  readonly matches: readonly Match[];
  /** What was not searched: a user's pattern that ran too long. */
  readonly failures: readonly string[];
}

export interface Matcher {
  /**
   * What one window after the other holds, each match once, and at the end what was not searched.
   * @param hits those of the whole unit, where a search has found them already; offsets in the unit
   */
  steps(unit: Unit, hits?: Hits): Generator<Step, readonly string[]>;
  /** All matches of a unit, in order of their places. */
  match(unit: Unit): MatchedUnit;
  /** Memory for many small files at once, with a control character behind each; a search of it gives the hits of all. */
  readonly arena: Uint8Array;
  search(length: number): Hits;
  /** Whether a file is to be looked at by its path, even where a search finds nothing in it. */
  looksAt(path: string): boolean;
}

/** What was found in one window. */
export interface Step {
  readonly matches: readonly Match[];
  /** Places of encoded text. */
  readonly carriers: readonly EncodedAt[];
}

export interface EncodedAt {
  readonly kind: 'base64' | 'hex' | 'escapes';
  /** Offset in the unit. */
  readonly start: number;
}

export interface MatcherOptions {
  /** How much is looked at in one go; at most WINDOW_BYTES, and more than twice the margins between windows. */
  readonly windowBytes?: number;
}

export function createMatcher(lookup: Lookup, { windowBytes = WINDOW_BYTES }: MatcherOptions = {}): Matcher {
  const prefilter = createPrefilter(lookup);
  const byPath = createPathRules(prefilter.known.paths);
  return {
    looksAt: byPath.looksAt,
    arena: prefilter.arena,
    search: prefilter.search,
    steps,
    match(unit) {
      const matches: Match[] = [];
      const all = steps(unit);
      for (let step = all.next(); ; step = all.next()) {
        if (step.done) return { matches: matches.sort(byPlace), failures: step.value };
        matches.push(...step.value.matches);
      }
    },
  };

  function* steps(unit: Unit, hits?: Hits): Generator<Step, readonly string[]> {
    const search: Search = {
      prefilter,
      windowBytes,
      unit,
      fileWords: new Set(),
      pathRules: byPath.rulesFor(unit),
      cutOff: newCutOff(),
    };
    yield* matchWindows(search, false, hits);
    if (search.fileWords.size > 0) yield* matchWindows(search, true);
    return search.cutOff.failures;
  }
}

/** In order of their places, the longer first, then as the rules stand in the pack. */
export const byPlace = (a: Pick<Match, 'rule' | 'span'>, b: Pick<Match, 'rule' | 'span'>): number =>
  a.span.start - b.span.start || b.span.end - a.span.end || a.rule.index - b.rule.index;

/** The search of one unit. */
interface Search {
  readonly prefilter: Prefilter;
  readonly windowBytes: number;
  readonly unit: Unit;
  /** Words that make rules apply to every value of the file; known after a first pass. */
  readonly fileWords: Set<number>;
  /** Rules that are tried at every line of this unit. */
  readonly pathRules: readonly Rule[];
  readonly cutOff: CutOff;
}

const newCutOff = (): CutOff => ({ rules: new Set(), failures: [] });

/** @param byFile only for the rules that look at every random-looking value of a file that holds their word */
function* matchWindows(search: Search, byFile: boolean, hits?: Hits): Generator<Step> {
  const { unit, windowBytes } = search;
  for (const span of windows(unit.content.size, windowBytes)) yield matchWindow(search, span, byFile, hits);
}

/** The matches that start in the window's core. */
function matchWindow(search: Search, span: Window, byFile: boolean, given?: Hits): Step {
  const { unit } = search;
  const bytes = unit.content.window(span.offset, span.length);
  const hits = given ?? search.prefilter.scan(bytes, byFile);
  if (hits.length === 0 && search.pathRules.length === 0) return emptyStep;
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const ground: Ground = { unit, buffer, offset: span.offset, style: valueStyle(unit.kind) };
  const from = span.core - span.offset;
  const to = span.coreEnd - span.offset;
  const candidates = (byFile ? collectByFile : collect)(search, hits, ground).filter(({ at }) => at >= from && at < to);
  const found = new Map<string, Match>();
  const keep = (match: Match | undefined): void => {
    if (match !== undefined) keepBest(found, match);
  };
  for (const candidate of candidates) if (!candidate.rule.custom) keep(resolve(candidate, ground));
  const custom = candidates.filter(({ rule }) => rule.custom);
  if (custom.length > 0) runGuarded(custom, it => resolve(it, ground), search.cutOff).forEach(keep);
  return { matches: [...found.values()], carriers: byFile ? none : carriersIn(hits, span) };
}

/** The encoded text that begins in the window's core. */
function carriersIn(hits: Hits, { offset, core, coreEnd }: Window): readonly EncodedAt[] {
  const carriers: EncodedAt[] = [];
  for (let i = 0; i < hits.length; i += HIT_NUMBERS) {
    const kind = carrierKinds.get(hits[i]!);
    const start = offset + hits[i + 2]!;
    if (kind !== undefined && start >= core && start < coreEnd) carriers.push({ kind, start });
  }
  return carriers;
}

/** What the hits of a window point to. */
function collect({ prefilter, fileWords, pathRules }: Search, hits: Hits, ground: Ground): readonly Candidate[] {
  const { known } = prefilter;
  const candidates = createCandidates(ground);
  if (pathRules.length > 0) candidates.lines(pathRules);
  const binary = ground.unit.kind === 'binary';
  for (let i = 0; i < hits.length; i += HIT_NUMBERS) {
    const [kind, id, start, end] = [hits[i]!, hits[i + 1]!, hits[i + 2]!, hits[i + 3]!];
    if (kind === hitKinds.prefix) candidates.prefix(known.prefixes(id), start);
    else if (kind === hitKinds.literal) candidates.literal(known.literals(id), start);
    else if (binary) continue;
    else if (kind === hitKinds.name) candidates.name(known.names(id), end);
    else if (kind === hitKinds.file) fileWords.add(id);
    else if (kind === hitKinds.value) candidates.value(known.near(id), start, end);
  }
  return candidates.list;
}

/** Every random-looking value, for the rules whose word stands somewhere in the file. */
function collectByFile({ prefilter, fileWords }: Search, hits: Hits, ground: Ground): readonly Candidate[] {
  const candidates = createCandidates(ground);
  for (let i = 0; i < hits.length; i += HIT_NUMBERS) {
    if (hits[i] !== hitKinds.value || hits[i + 1] !== NO_WORD) continue;
    for (const word of fileWords) candidates.value(prefilter.known.files(word), hits[i + 2]!, hits[i + 3]!);
  }
  return candidates.list;
}

const contextRank = { name: 3, line: 2, near: 1, file: 0 } as const;

/** The same rule may meet a value through several words; the nearest counts. */
function keepBest(found: Map<string, Match>, match: Match): void {
  const key = `${match.rule.index}:${match.span.start}:${match.span.end}`;
  const other = found.get(key);
  if (other === undefined || contextRank[match.context ?? 'file'] > contextRank[other.context ?? 'file'])
    found.set(key, match);
}

interface Window {
  readonly offset: number;
  readonly length: number;
  /** Matches count for the window in whose core they start. */
  readonly core: number;
  readonly coreEnd: number;
}

/** Windows that cover `size` bytes: each with REACH_BYTES before its core, and room for the longest match and its reach behind it. */
export function* windows(size: number, windowBytes: number = WINDOW_BYTES): Iterable<Window> {
  if (size <= windowBytes) {
    if (size > 0) yield { offset: 0, length: size, core: 0, coreEnd: size };
    return;
  }
  const margin = MAX_MATCH_BYTES + REACH_BYTES;
  for (let core = 0; core < size; ) {
    const offset = Math.max(0, core - margin);
    const coreEnd = offset + windowBytes - margin >= size - margin ? size : offset + windowBytes - margin;
    yield { offset, length: Math.min(windowBytes, size - offset), core, coreEnd };
    core = coreEnd;
  }
}
