/** One unit in, what was found and what was dropped out: pure and synchronous, the same in a thread, a test or an editor. */

import type { Ignore, Ignores } from '../judge/inline-ignore.ts';
import type { Placed } from '../judge/overlap.ts';
import { byPlace, type Matcher } from '../match/matcher.ts';
import type { Hits } from '../match/prefilter.ts';
import type { Dropped, Location } from '../model/finding.ts';
import type { DropReason, Match, Verdict } from '../model/match.ts';
import type { Confidence, Rule, Severity } from '../model/rule.ts';
import { Secret } from '../model/secret.ts';
import type { Span, Unit } from '../model/unit.ts';
import { decodeSpan, isNarrowed } from '../unfold/text.ts';
import { createLocator } from '../util/lines.ts';
import { createOverlapTest } from '../util/spans.ts';
import { finish } from '../util/steps.ts';
import { columnsOf } from './columns.ts';
import { createExcerpts, type KnownSecret } from './excerpt.ts';

/** A finding before it is grouped and tagged. */
export interface Draft {
  readonly rule: Rule;
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly secret: Secret;
  readonly span: Span;
  readonly at: Location;
  readonly excerpt: string;
  readonly notes: readonly string[];
  /** The text of an ignore comment's line that would drop it, where such comments must first be found in a trusted ref. */
  readonly pendingIgnore?: string;
}

export interface UnitResult {
  readonly drafts: readonly Draft[];
  readonly dropped: Partial<Record<DropReason, number>>;
  /** Empty unless asked for. */
  readonly drops: readonly Dropped[];
  /** Parts that were not searched. */
  readonly failures: readonly string[];
  /** Ignore comments past their expiry and allowlist entries used, by where they are written. */
  readonly expiredIgnores: readonly string[];
  readonly usedAllows: readonly string[];
}

/** The stages that a unit goes through, made once a thread. */
export interface UnitContext {
  readonly matcher: Matcher;
  judge(match: Match): Verdict;
  /** Where the entry that allows a match is written, if one does. */
  allowedBy(match: Match): string | undefined;
  /** The matches that lose against another on an overlapping span. */
  overlapped<T extends Placed>(matches: readonly T[]): ReadonlySet<T>;
  /** The ignore comments that may speak for the spans. */
  readIgnores(unit: Unit, spans: readonly Span[]): Ignores | undefined;
  /** Whether archives are opened. */
  readonly archives: boolean;
  readonly explain: boolean;
  readonly ignoresNeedTrust: boolean;
}

/** What is kept of a match once it is judged: the text around it would fill the memory. */
type Found = Pick<Match, 'rule' | 'span' | 'secret'>;
type Judged = { readonly match: Found; readonly verdict: Verdict };
/** Reasons for which a generic rule may not report again what a provider's rule has looked at and dismissed. */
const settled: ReadonlySet<DropReason> = new Set([
  'placeholder',
  'example',
  'bad-checksum',
  'not-decodable',
  'low-entropy',
  'allowlisted',
]);
/** Reasons that do not say that the value is harmless: it is masked in excerpts of its neighbours. */
const maskedStill: ReadonlySet<DropReason> = new Set([
  'inline-ignore',
  'allowlisted',
  'baselined',
  'overlapped',
  'low-confidence',
  'example',
  'bad-checksum',
]);

/**
 * Scans a unit in steps, a window each, so that a thread that has other things to see to may do so in between.
 * @param hits what a search has found in the unit, where one has run already
 */
export function* scanInSteps(unit: Unit, context: UnitContext, hits?: Hits): Generator<unknown, UnitResult> {
  const tally: Tally = { judged: [], dropped: {}, usedAllows: new Set() };
  const steps = context.matcher.steps(unit, hits);
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done) return conclude(unit, tally, step.value, context);
    for (const match of step.value) judgeInto(tally, unfoldSecret(unit, match), context);
    yield;
  }
}

export const scanUnit = (unit: Unit, context: UnitContext): UnitResult => finish(scanInSteps(unit, context));

interface Tally {
  readonly judged: Judged[];
  readonly dropped: Partial<Record<DropReason, number>>;
  readonly usedAllows: Set<string>;
}

/** In text that is stored in two or four bytes a character, a match is narrowed; its secret is read from the bytes. */
const unfoldSecret = (unit: Unit, match: Match): Match =>
  isNarrowed(unit.content) ? { ...match, secret: new Secret(decodeSpan(unit.content, match.span)) } : match;

/** Most of what is dropped says nothing about its neighbours: it is counted and forgotten. */
function judgeInto({ judged, dropped, usedAllows }: Tally, match: Match, context: UnitContext): void {
  const verdict = judgeOne(match, context, usedAllows);
  const { rule, span, secret } = match;
  if (
    verdict.keep ||
    context.explain ||
    maskedStill.has(verdict.reason) ||
    (settled.has(verdict.reason) && !rule.generic)
  )
    judged.push({ match: { rule, span, secret }, verdict });
  else dropped[verdict.reason] = (dropped[verdict.reason] ?? 0) + 1;
}

function conclude(
  unit: Unit,
  { judged: all, dropped, usedAllows }: Tally,
  failures: readonly string[],
  context: UnitContext,
): UnitResult {
  if (all.length === 0) return { ...nothing, dropped, failures };
  const judged = resolveOverlaps(
    all.sort((a, b) => byPlace(a.match, b.match)),
    context,
  );
  const located = applyIgnores(unit, judged, context);
  const drops: Dropped[] = [];
  const drafts: Draft[] = [];
  const makeExcerpt = createExcerpts(unit.content, knownSecrets(judged));
  for (const { match, verdict, at, lineStart, pendingIgnore } of located.items) {
    const { rule, secret, span } = match;
    if (verdict.keep) {
      const { severity, confidence, notes } = verdict;
      const excerpt = makeExcerpt(lineStart, span);
      const pending = pendingIgnore !== undefined && { pendingIgnore };
      drafts.push({ rule, severity, confidence, secret, span, at, excerpt, notes, ...pending });
    } else {
      dropped[verdict.reason] = (dropped[verdict.reason] ?? 0) + 1;
      if (context.explain) drops.push({ ruleId: rule.id, reason: verdict.reason, at, masked: secret.masked });
    }
  }
  return { drafts, dropped, drops, failures, expiredIgnores: located.expired, usedAllows: [...usedAllows] };
}

const nothing: UnitResult = { drafts: [], dropped: {}, drops: [], failures: [], expiredIgnores: [], usedAllows: [] };

function judgeOne(match: Match, context: UnitContext, usedAllows: Set<string>): Verdict {
  const verdict = context.judge(match);
  if (!verdict.keep) return verdict;
  const entry = context.allowedBy(match);
  if (entry === undefined) return verdict;
  usedAllows.add(entry);
  return { keep: false, reason: 'allowlisted' };
}

function resolveOverlaps(judged: readonly Judged[], context: UnitContext): Judged[] {
  const dismissed = judged.filter(it => !it.verdict.keep && settled.has(it.verdict.reason) && !it.match.rule.generic);
  const isDismissed = createOverlapTest(dismissed.map(it => it.match.span));
  const kept = judged.filter(it => it.verdict.keep && !(it.match.rule.generic && isDismissed(it.match.span)));
  const losers = context.overlapped(kept.map(it => it.match));
  const winners = new Set(kept.filter(it => !losers.has(it.match)));
  return judged.map(it =>
    it.verdict.keep && !winners.has(it) ? { match: it.match, verdict: { keep: false, reason: 'overlapped' } } : it,
  );
}

interface Located extends Judged {
  readonly at: Location;
  readonly lineStart: number;
  readonly pendingIgnore?: string;
}

/** Places every match that is kept or explained, and lets ignore comments speak. */
function applyIgnores(
  unit: Unit,
  judged: readonly Judged[],
  context: UnitContext,
): { items: Located[]; expired: string[] } {
  const locate = createLocator(unit.content, columnsOf(unit.content));
  const spans = judged.filter(it => it.verdict.keep).map(it => it.match.span);
  const ignores = spans.length > 0 ? context.readIgnores(unit, spans) : undefined;
  const expired: string[] = [];
  const items = judged.map((it): Located => {
    if (!it.verdict.keep && !context.explain) return { ...it, at: nowhere(unit), lineStart: 0 };
    const { at, lineStart } = place(unit, it.match.span, locate);
    const ignore: Ignore | undefined = it.verdict.keep ? ignores?.find(at.line, at.endLine, it.match.rule) : undefined;
    if (ignore === undefined) return { ...it, at, lineStart };
    if (ignore.expired) {
      expired.push(
        `${unit.path}:${ignore.line}: the ${ignore.tool} comment expired on ${ignore.expires ?? 'an earlier day'}`,
      );
      return { ...it, at, lineStart };
    }
    if (context.ignoresNeedTrust) return { ...it, at, lineStart, pendingIgnore: ignore.lineText };
    return { ...it, verdict: { keep: false, reason: 'inline-ignore' }, at, lineStart };
  });
  return { items, expired };
}

function place(unit: Unit, span: Span, locate: ReturnType<typeof createLocator>): { at: Location; lineStart: number } {
  const start = locate(span.start);
  const end = locate(span.end);
  const { origin, path, layers } = unit;
  const at = { origin, path, layers, line: start.line, column: start.column, endLine: end.line, endColumn: end.column };
  return { at, lineStart: start.lineStart };
}

const nowhere = (unit: Unit): Location => ({
  origin: unit.origin,
  path: unit.path,
  layers: unit.layers,
  line: 0,
  column: 0,
  endLine: 0,
  endColumn: 0,
});

function knownSecrets(judged: readonly Judged[]): KnownSecret[] {
  return judged
    .filter(({ verdict }) => verdict.keep || maskedStill.has(verdict.reason))
    .map(({ match }) => ({ span: match.span, value: match.secret.reveal() }));
}
