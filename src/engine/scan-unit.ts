/** One unit in, what was found and what was dropped out: pure and synchronous, the same in a thread, a test or an editor. */

import type { Placed } from '../judge/overlap.ts';
import { byPlace, type Matcher } from '../match/matcher.ts';
import type { Hits } from '../match/prefilter.ts';
import type { Dropped, FindingPart, Location } from '../model/finding.ts';
import type { DropReason, Match, Verdict } from '../model/match.ts';
import type { Confidence, Rule, Severity } from '../model/rule.ts';
import { Secret } from '../model/secret.ts';
import type { Span, Unit } from '../model/unit.ts';
import { decodeSpan, isNarrowed } from '../unfold/text.ts';
import { createOverlapTest } from '../util/spans.ts';
import { finish } from '../util/steps.ts';
import { createExcerpts, type KnownSecret } from './excerpt.ts';
import { joinParts } from './join-parts.ts';
import type { Found, Judged } from './judged.ts';
import { applyIgnores, type PlacingContext } from './place.ts';
import { scanCarriers } from './scan-decoded.ts';

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
  readonly parts?: readonly FindingPart[];
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
export interface UnitContext extends PlacingContext {
  readonly matcher: Matcher;
  judge(match: Match): Verdict;
  /** Where the entry that allows a match is written, if one does. */
  allowedBy(match: Match): string | undefined;
  /** The matches that lose against another on an overlapping span. */
  overlapped<T extends Placed>(matches: readonly T[]): ReadonlySet<T>;
  /** Whether archives are opened. */
  readonly archives: boolean;
}

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
    const { matches, carriers } = step.value;
    for (const match of matches) judgeInto(tally, unfoldSecret(unit, match), context);
    yield;
    if (carriers.length > 0)
      yield* scanCarriers(unit, carriers, context.matcher, inside => judgeInto(tally, inside.match, context, inside));
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
function judgeInto(
  { judged, dropped, usedAllows }: Tally,
  match: Match,
  context: UnitContext,
  { span, layers }: Pick<Found, 'span' | 'layers'> = { span: match.span },
): void {
  const verdict = judgeOne(match, context, usedAllows);
  const { rule } = match;
  if (
    verdict.keep ||
    context.explain ||
    maskedStill.has(verdict.reason) ||
    (settled.has(verdict.reason) && !rule.generic)
  )
    judged.push({ match: keepMatch(match, span, layers), verdict });
  else dropped[verdict.reason] = (dropped[verdict.reason] ?? 0) + 1;
}

const keepMatch = ({ rule, secret, context }: Match, span: Span, layers: Found['layers']): Found => ({
  rule,
  span,
  secret,
  ...(context && { context }),
  ...(layers && { layers }),
});

function conclude(
  unit: Unit,
  { judged: all, dropped, usedAllows }: Tally,
  failures: readonly string[],
  context: UnitContext,
): UnitResult {
  if (all.length === 0) return { ...nothing, dropped, failures };
  const judged = resolveOverlaps(dropDoubles(all.sort((a, b) => byPlace(a.match, b.match))), context);
  const located = applyIgnores(unit, judged, context);
  const drops: Dropped[] = [];
  const drafts: Draft[] = [];
  const makeExcerpt = createExcerpts(unit.content, knownSecrets(judged));
  for (const { match, verdict, at, lineStart, pendingIgnore, parts } of joinParts(unit, located.items)) {
    const { rule, secret, span } = match;
    if (verdict.keep) {
      const { severity, confidence, notes } = verdict;
      const excerpt = makeExcerpt(lineStart, span);
      const more = { ...(parts && { parts }), ...(pendingIgnore !== undefined && { pendingIgnore }) };
      drafts.push({ rule, severity, confidence, secret, span, at, excerpt, notes, ...more });
    } else {
      dropped[verdict.reason] = (dropped[verdict.reason] ?? 0) + 1;
      if (context.explain) drops.push({ ruleId: rule.id, reason: verdict.reason, at, masked: secret.masked });
    }
  }
  return { drafts, dropped, drops, failures, expiredIgnores: located.expired, usedAllows: [...usedAllows] };
}

const nothing: UnitResult = { drafts: [], dropped: {}, drops: [], failures: [], expiredIgnores: [], usedAllows: [] };

/**
 * The same rule may find a value as it stands and decoded, at the same place. A password is what was decoded; what a vendor's pattern
 * fits as it stands is the key.
 */
function dropDoubles(judged: readonly Judged[]): readonly Judged[] {
  if (judged.every(({ match }) => match.layers === undefined)) return judged;
  const best = new Map<string, Judged>();
  for (const one of judged) {
    const key = `${one.match.rule.index}:${one.match.span.start}:${one.match.span.end}`;
    const other = best.get(key);
    const wins = other === undefined || weigh(one) > weigh(other);
    if (wins) best.set(key, one);
  }
  return [...best.values()];
}

const weigh = ({ match: { layers, rule }, verdict }: Judged): number =>
  Number(verdict.keep) * 2 + Number(layers !== undefined && rule.generic);

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

function knownSecrets(judged: readonly Judged[]): KnownSecret[] {
  return judged
    .filter(({ verdict }) => verdict.keep || maskedStill.has(verdict.reason))
    .map(({ match }) => ({ span: match.span, value: match.secret.reveal() }));
}
