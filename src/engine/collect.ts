/** Turns the pool's batches into one list of findings and counts, in the order of the sources. */

import type { Dropped, SecretFinding } from '../model/finding.ts';
import type { DropReason } from '../model/match.ts';
import type { Unread } from '../model/report.ts';
import type { Draft, UnitResult } from './scan-unit.ts';
import type { Batch, OutcomeOf } from './wire.ts';

/** Past so many findings no excerpts are kept, so that memory stays bounded; findings always are. */
export const MAX_EXCERPTS = 10_000;

export type Drops = Partial<Record<DropReason, number>>;

/** A finding that has yet to get its identity. */
export interface Collected {
  readonly finding: Omit<SecretFinding, 'secretId'>;
  /** The line of an ignore comment that has yet to be found in the trusted ref. */
  readonly pendingIgnore?: string;
}

export interface Collection {
  readonly collected: Collected[];
  readonly dropped: Drops;
  readonly drops: Dropped[];
  readonly skipped: Unread[];
  readonly failed: Unread[];
  readonly expiredIgnores: Set<string>;
  readonly usedAllows: Set<string>;
  files: number;
  bytes: number;
}

export const emptyCollection = (): Collection => ({
  collected: [],
  dropped: {},
  drops: [],
  skipped: [],
  failed: [],
  expiredIgnores: new Set(),
  usedAllows: new Set(),
  files: 0,
  bytes: 0,
});

export function addBatches(into: Collection, batches: readonly Batch[], shown: (index: number) => string): void {
  for (const batch of batches) {
    into.files += batch.files + batch.members;
    into.bytes += batch.bytes;
    for (const outcome of batch.outcomes) {
      const { member = '' } = outcome;
      // What could not be read of an archive's members was never counted as a file.
      if (!('result' in outcome) && member === '') into.files--;
      addOutcome(into, outcome, shown(outcome.index) + member);
    }
  }
}

/** Adds what became of a file or a member, whose path this is. */
export function addOutcome(into: Collection, outcome: OutcomeOf, path: string): void {
  if ('result' in outcome) addResult(into, outcome.result, path);
  else if ('skipped' in outcome) into.skipped.push({ path, why: outcome.skipped });
  else into.failed.push({ path, why: outcome.failed });
}

export function addResult(into: Collection, result: UnitResult, path: string): void {
  for (const draft of result.drafts) into.collected.push(toCollected(draft, into.collected.length));
  addDrops(into.dropped, result.dropped);
  into.drops.push(...result.drops);
  for (const why of result.failures) into.failed.push({ path, why });
  for (const stale of result.expiredIgnores) into.expiredIgnores.add(stale);
  for (const entry of result.usedAllows) into.usedAllows.add(entry);
}

export function addDrops(into: Drops, more: Drops): void {
  for (const [reason, count] of Object.entries(more) as [DropReason, number][])
    into[reason] = (into[reason] ?? 0) + count;
}

function toCollected(draft: Draft, before: number): Collected {
  const { rule, severity, confidence, secret, at, notes, parts, pendingIgnore } = draft;
  const excerpt = before < MAX_EXCERPTS ? draft.excerpt : '';
  const finding: Collected['finding'] = {
    kind: 'secret',
    rule,
    severity,
    confidence,
    secret,
    at,
    excerpt,
    notes,
    ...(parts && { parts }),
  };
  return pendingIgnore === undefined ? { finding } : { finding, pendingIgnore };
}

/** Counts of drops by reason. */
export function countDrops(drops: readonly Dropped[]): Partial<Record<DropReason, number>> {
  const counts: Partial<Record<DropReason, number>> = {};
  for (const { reason } of drops) counts[reason] = (counts[reason] ?? 0) + 1;
  return counts;
}
