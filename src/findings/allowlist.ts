/** The fingerprints that the configuration allows: what they drop, and which of them are stale. */

import type { Dropped, Finding } from '../model/finding.ts';
import type { AllowEntry } from '../model/settings.ts';
import { dropFinding } from './baseline.ts';
import { type Tagger, tagFindings } from './fingerprint.ts';
import { describeLabel, isExpired } from './label.ts';

export interface AllowlistOptions {
  /** ISO 8601 day. */
  readonly today: string;
  /** Whether the run looked at everything; a partial run can't tell what is unused. */
  readonly complete: boolean;
  /** Whether the entry's other fields (paths, rules, patterns) fit the finding. */
  fits(entry: AllowEntry, finding: Finding): boolean;
  /** Given where the findings' fingerprints are under a baseline's salt: entries that were made before there was one still count. */
  readonly publicTagger?: Tagger;
  readonly signal?: AbortSignal;
}

export interface Allowed<F extends Finding> {
  readonly kept: readonly F[];
  readonly drops: readonly Dropped[];
  /** Entries that are expired, ambiguous or matched by nothing, a sentence each. */
  readonly stale: readonly string[];
}

/** One fingerprint, or the start of one, of one entry. */
interface Mark {
  readonly entry: AllowEntry;
  readonly prefix: string;
  /** The fingerprints it was met with; more than one make it ambiguous. */
  readonly met: Set<string>;
  used: boolean;
}

const shortestPrefix = 12;

/** Drops the findings whose fingerprint an entry names. Entries without fingerprints are none of its business. */
export async function applyAllowlist<F extends Finding>(
  findings: readonly F[],
  entries: readonly AllowEntry[],
  options: AllowlistOptions,
): Promise<Allowed<F>> {
  const named = entries.filter(entry => entry.fingerprints.length > 0);
  const expired = named.filter(entry => isExpired(entry.expires, options.today));
  const marks = named
    .filter(entry => !expired.includes(entry))
    .flatMap(entry =>
      entry.fingerprints.map(prefix => ({ entry, prefix: prefix.toLowerCase(), met: new Set<string>(), used: false })),
    );
  let kept = dropMarked(findings, findings, marks, options);
  const open = marks.filter(mark => mark.met.size === 0);
  if (open.length > 0 && options.publicTagger && kept.length > 0) {
    const others = kept.map(({ fingerprint: _, ...finding }) => finding as F);
    kept = dropMarked(
      kept,
      await tagFindings(others, options.publicTagger, options.signal ? { signal: options.signal } : {}),
      open,
      options,
    );
  }
  const left = new Set(kept);
  const drops = findings.filter(finding => !left.has(finding)).map(finding => dropFinding(finding, 'allowlisted'));
  const complete = options.complete && findings.every(finding => finding.fingerprint !== undefined);
  return {
    kept,
    drops,
    stale: [...expired.map(describeExpired), ...marks.flatMap(mark => describeUnused(mark, complete))],
  };
}

/** The findings that no mark drops; `tagged` are the same findings with the fingerprints to look at. */
function dropMarked<F extends Finding>(
  findings: readonly F[],
  tagged: readonly F[],
  marks: readonly Mark[],
  options: AllowlistOptions,
): F[] {
  const byStart = new Map<string, Mark[]>();
  for (const mark of marks) {
    const start = mark.prefix.slice(0, shortestPrefix);
    byStart.set(start, [...(byStart.get(start) ?? []), mark]);
  }
  const fitting = tagged.map(({ fingerprint = '' }) => {
    return (byStart.get(fingerprint.slice(0, shortestPrefix)) ?? []).filter(mark =>
      fingerprint.startsWith(mark.prefix),
    );
  });
  for (const [index, { fingerprint = '' }] of tagged.entries())
    for (const mark of fitting[index] ?? []) mark.met.add(fingerprint);
  return findings.filter((finding, index) => {
    const using = (fitting[index] ?? []).filter(mark => mark.met.size === 1 && options.fits(mark.entry, finding));
    for (const mark of using) mark.used = true;
    return using.length === 0;
  });
}

function describeExpired(entry: AllowEntry): string {
  return `${entry.from}: the allowlist entry expired after ${entry.expires}${describeLabel(entry)}`;
}

function describeUnused({ entry, prefix, met, used }: Mark, complete: boolean): string[] {
  const shown = prefix.slice(0, shortestPrefix);
  if (met.size > 1)
    return [`${entry.from}: ${shown} fits more than one value and allows none; write more of its digits`];
  if (used || !complete) return [];
  return [`${entry.from}: nothing needs ${shown} to be allowed any more${describeLabel(entry)}`];
}
