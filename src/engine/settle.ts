/** What happens to findings once all are known: ignores held against a trusted ref, fingerprints, allowlist, baseline. */

import { applyAllowlist } from '../findings/allowlist.ts';
import { applyBaseline } from '../findings/baseline.ts';
import type { Baseline } from '../findings/baseline-file.ts';
import { createTagger, publicSalt, type Tagger, tagFindings } from '../findings/fingerprint.ts';
import { createGrouper } from '../findings/group.ts';
import { dropOwnTags } from '../findings/own-tags.ts';
import type { Dropped, SecretFinding } from '../model/finding.ts';
import type { BaselineResult } from '../model/report.ts';
import type { AllowEntry } from '../model/settings.ts';
import type { Collected, Collection } from './collect.ts';

/** Distinct guessable values that get a fingerprint where a format merely shows it; each costs about 50 ms. */
const SHOWN_SLOW_TAGS = 40;

export interface SettleRequest {
  readonly allow: readonly AllowEntry[];
  readonly baseline?: Baseline;
  /** How many of the findings the formats want fingerprints of. */
  readonly fingerprints: 'all' | 'some' | 'none';
  readonly today: string;
  /** Whether the run looked at everything with every rule, so that it can tell what is gone. */
  readonly complete: boolean;
  fits(entry: AllowEntry, finding: SecretFinding): boolean;
  /** Whether a line stands so in the trusted ref; absent where ignore comments need no trust. */
  readonly lineStands?: (path: string, lineText: string) => Promise<boolean>;
  readonly signal?: AbortSignal;
}

export interface Settled {
  readonly findings: readonly SecretFinding[];
  readonly drops: readonly Dropped[];
  readonly stale: readonly string[];
  readonly baseline?: BaselineResult;
}

export async function settle(collection: Collection, request: SettleRequest): Promise<Settled> {
  const trusted = await holdIgnores(collection.collected, request);
  const tagger = createTagger(request.baseline?.salt ?? publicSalt);
  const named = request.allow.some(entry => entry.fingerprints.length > 0);
  let findings = await tagAsAsked(trusted.findings, tagger, request, named);
  const drops: Dropped[] = [...trusted.drops];
  const stale: string[] = [];
  const own = dropOwnTags(findings, request);
  findings = own.kept;
  drops.push(...own.drops);
  if (named) {
    const options = {
      today: request.today,
      complete: request.complete,
      fits: request.fits,
      ...(request.signal && { signal: request.signal }),
    };
    const publicTagger = request.baseline && createTagger(publicSalt);
    const allowed = await applyAllowlist(findings, request.allow, {
      ...options,
      ...(publicTagger && { publicTagger }),
    });
    findings = [...allowed.kept];
    drops.push(...allowed.drops);
    stale.push(...allowed.stale);
  }
  if (request.baseline === undefined) return { findings, drops, stale };
  const applied = applyBaseline(findings, request.baseline, request);
  return { findings: applied.fresh, drops: [...drops, ...applied.drops], stale, baseline: applied.result };
}

/** Drops the findings whose ignore comment stands in the trusted ref, too. */
async function holdIgnores(
  collected: readonly Collected[],
  { lineStands }: SettleRequest,
): Promise<{ findings: SecretFinding[]; drops: Dropped[] }> {
  const identify = createGrouper();
  const findings: SecretFinding[] = [];
  const drops: Dropped[] = [];
  for (const { finding: anonymous, pendingIgnore } of collected) {
    const finding = { ...anonymous, secretId: identify(anonymous.secret) };
    const { rule, at, secret } = finding;
    if (pendingIgnore === undefined) findings.push(finding);
    else if (await lineStands?.(at.path, pendingIgnore))
      drops.push({ ruleId: rule.id, reason: 'inline-ignore', at, masked: secret.masked });
    else
      findings.push({
        ...finding,
        notes: [...finding.notes, 'an ignore comment stands here that the trusted ref does not have'],
      });
  }
  return { findings, drops };
}

async function tagAsAsked(
  findings: readonly SecretFinding[],
  tagger: Tagger,
  request: SettleRequest,
  named: boolean,
): Promise<SecretFinding[]> {
  const options = request.signal ? { signal: request.signal } : {};
  if (named || request.baseline || request.fingerprints === 'all') return tagFindings(findings, tagger, options);
  if (request.fingerprints === 'none') return [...findings];
  return tagFindings(findings, tagger, { ...options, maxSlow: SHOWN_SLOW_TAGS });
}
