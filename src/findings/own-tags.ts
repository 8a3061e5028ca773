/** Tags that stand in committed baselines, configurations and reports look like keys (32 hex digits); they are ours, and no secrets. */

import type { Dropped, Finding } from '../model/finding.ts';
import type { AllowEntry } from '../model/settings.ts';
import { dropFinding } from './baseline.ts';
import type { Baseline } from './baseline-file.ts';

export interface OwnTags {
  readonly baseline?: Baseline | undefined;
  readonly allow?: readonly AllowEntry[];
}

/**
 * Leaves out findings whose value is the baseline's salt, one of its tags, an allowed fingerprint or the fingerprint of another
 * finding (as in a report that was committed). To be run on tagged findings.
 */
export function dropOwnTags<F extends Finding>(
  findings: readonly F[],
  { baseline, allow = [] }: OwnTags,
): { kept: F[]; drops: Dropped[] } {
  const tags = new Set<string>([
    ...(baseline ? [Buffer.from(baseline.salt).toString('hex'), ...baseline.entries.keys()] : []),
    ...allow.flatMap(entry => entry.fingerprints),
    ...findings.flatMap(({ fingerprint }) => fingerprint ?? []),
  ]);
  const isOwn = ({ secret }: Finding): boolean => /^[0-9a-f]{32}$/.test(secret.reveal()) && tags.has(secret.reveal());
  return {
    kept: findings.filter(finding => !isOwn(finding)),
    drops: findings.filter(isOwn).map(finding => dropFinding(finding, 'not-a-secret')),
  };
}
