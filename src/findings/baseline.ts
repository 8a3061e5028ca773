/** What a baseline holds back, what it is left with, and how it takes up new findings. */

import { randomBytes } from 'node:crypto';
import { UserError } from '../model/errors.ts';
import type { Dropped, Finding } from '../model/finding.ts';
import type { BaselineResult } from '../model/report.ts';
import type { Baseline, BaselineEntry } from './baseline-file.ts';
import { saltBytes } from './fingerprint.ts';
import { compareWorst } from './group.ts';
import { describeLabel, type EntryLabel, isExpired } from './label.ts';

export interface ApplyOptions {
  /** ISO 8601 day. */
  readonly today: string;
  /** Whether the run looked at everything, with every rule. A partial run can't tell what is gone. */
  readonly complete: boolean;
}

export interface Applied<F extends Finding> {
  readonly fresh: readonly F[];
  readonly drops: readonly Dropped[];
  readonly result: BaselineResult;
}

export interface UpdateOptions {
  /** Takes out the entries that nothing matches any more. */
  readonly prune: boolean;
  readonly complete: boolean;
  /** Said of the entries that are added. */
  readonly label?: EntryLabel;
}

export interface BaselineChange {
  readonly baseline: Baseline;
  readonly added: readonly BaselineEntry[];
  readonly kept: number;
  /** Entries that nothing matches any more and that still stand in the file; none are claimed after a partial run. */
  readonly gone: readonly BaselineEntry[];
  readonly removed: readonly BaselineEntry[];
}

/** An empty baseline with a salt of its own. */
export function createBaseline(path: string, salt: Uint8Array = randomBytes(saltBytes)): Baseline {
  return { path, salt, entries: new Map(), top: [], bottom: [], lineEnd: '\n' };
}

/**
 * Holds back the findings whose value the baseline knows, wherever it stands and how often: a known value in one more file is still
 * known. Findings need fingerprints under the baseline's salt; one without is never held back.
 */
export function applyBaseline<F extends Finding>(
  findings: readonly F[],
  baseline: Baseline,
  options: ApplyOptions,
): Applied<F> {
  const fresh: F[] = [];
  const drops: Dropped[] = [];
  const met = new Set<BaselineEntry>();
  for (const finding of findings) {
    const entry = baseline.entries.get(finding.fingerprint ?? '');
    if (entry) met.add(entry);
    if (entry && !isExpired(entry.expires, options.today)) drops.push(dropFinding(finding, 'baselined'));
    else fresh.push(finding);
  }
  const entries = sortEntries(baseline.entries.values());
  const tellsGone = options.complete && findings.every(finding => finding.fingerprint !== undefined);
  const gone = tellsGone ? entries.filter(entry => !met.has(entry)) : [];
  const expired = entries.filter(entry => met.has(entry) && isExpired(entry.expires, options.today));
  const result = {
    path: baseline.path,
    known: drops.length,
    gone: gone.map(describeEntry),
    expired: expired.map(entry => `${describeEntry(entry)}, expired after ${entry.expires}`),
  };
  return { fresh, drops, result };
}

/** The baseline with every finding in it. What it knows already stays word for word, expired or not; only --prune takes entries out. */
export function updateBaseline(
  baseline: Baseline,
  findings: readonly Finding[],
  options: UpdateOptions,
): BaselineChange {
  if (options.prune && !options.complete) {
    throw new UserError(
      'a partial scan cannot tell which entries of the baseline are gone',
      'prune after a scan of everything',
    );
  }
  const worst = new Map<string, Finding>();
  for (const finding of [...findings].sort(compareLabels)) {
    if (finding.fingerprint === undefined) throw new Error('a finding without fingerprint cannot enter a baseline');
    if (!worst.has(finding.fingerprint)) worst.set(finding.fingerprint, finding);
  }
  const known = sortEntries(baseline.entries.values());
  const unmatched = options.complete ? known.filter(entry => !worst.has(entry.tag)) : [];
  const removed = options.prune ? unmatched : [];
  const added = [...worst].flatMap(([tag, finding]) =>
    baseline.entries.has(tag) ? [] : [createEntry(tag, finding, options.label)],
  );
  const entries = new Map([...known, ...added].map(entry => [entry.tag, entry]));
  const kept = known.length - removed.length;
  return {
    baseline: removeEntries({ ...baseline, entries }, removed),
    added: sortEntries(added),
    kept,
    gone: options.prune ? [] : unmatched,
    removed,
  };
}

/** An entry as it is listed: the start of its tag, its rule and what was said of it. */
export const describeEntry = (entry: BaselineEntry): string =>
  `${entry.tag.slice(0, 12)} ${entry.rule}${describeLabel(entry)}`;

/** A finding as an entry of the drops. */
export function dropFinding({ rule, at, secret }: Finding, reason: Dropped['reason']): Dropped {
  return { ruleId: rule.id, reason, at, masked: secret.masked };
}

const sortEntries = (entries: Iterable<BaselineEntry>): BaselineEntry[] =>
  [...entries].sort((a, b) => (a.tag < b.tag ? -1 : 1));

/** Which of two findings of one value gives its entry the label: the worse, else by rule id, so that their order does not matter. */
function compareLabels(a: Finding, b: Finding): number {
  return compareWorst(a, b) || (a.rule.id < b.rule.id ? -1 : Number(a.rule.id > b.rule.id));
}

function createEntry(tag: string, { rule }: Finding, label: EntryLabel = {}): BaselineEntry {
  return { tag, rule: rule.id.replace(/[^\w./:@-]/g, '-'), ...label, others: new Map(), above: [] };
}

/** Takes entries out; the comments above them move down to what follows, since they may speak of more than one entry. */
function removeEntries(baseline: Baseline, removed: readonly BaselineEntry[]): Baseline {
  const gone = new Set(removed.map(entry => entry.tag));
  const entries = new Map<string, BaselineEntry>();
  let above: string[] = [];
  for (const entry of sortEntries(baseline.entries.values())) {
    above = [...above, ...entry.above];
    if (gone.has(entry.tag)) continue;
    entries.set(entry.tag, { ...entry, above });
    above = [];
  }
  return { ...baseline, entries, bottom: [...above, ...baseline.bottom] };
}
