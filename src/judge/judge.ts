/** What decides whether a match is a finding: filters in a visible order, the first refusal wins; then how sure and how bad. */

import { type DropReason, drop, type Match, type Verdict } from '../model/match.ts';
import type { Confidence, Severity } from '../model/rule.ts';
import { type Candidate, readCandidate } from './candidate.ts';
import { type ChecksumResult, checkChecksum } from './checksum.ts';
import { isBelow, rateNamed, rateNear } from './confidence.ts';
import { decode } from './decode.ts';
import type { Decoded } from './decoded.ts';
import { measureEntropy, relativeEntropy } from './entropy.ts';
import { isExample } from './examples.ts';
import { isNoSecret } from './identifier.ts';
import { isPlaceholder } from './placeholder.ts';
import { isReference } from './reference.ts';

export interface JudgePolicy {
  readonly minConfidence: Confidence;
  /** The day that expiry is compared with, ISO 8601. */
  readonly today: string;
}

interface Filter {
  readonly reason: DropReason;
  refuses(candidate: Candidate): boolean;
}

const filters: readonly Filter[] = [
  { reason: 'not-a-secret', refuses: isMisnamed },
  { reason: 'example', refuses: isExample },
  { reason: 'reference', refuses: isReference },
  { reason: 'placeholder', refuses: isPlaceholder },
  { reason: 'not-a-secret', refuses: isNoSecret },
  { reason: 'bad-checksum', refuses: it => checksumOf(it) === 'wrong' },
  { reason: 'low-entropy', refuses: isTooPlain },
];

/** Whether a match is a finding, and why not or how sure, how bad and what was learnt. Pure: the same match and policy, the same verdict. */
export function judge(match: Match, policy: JudgePolicy): Verdict {
  const candidate = readCandidate(match);
  for (const filter of filters) if (filter.refuses(candidate)) return drop(filter.reason);
  const decoded = decode(candidate, policy.today);
  if (decoded !== undefined && 'drop' in decoded) return drop(decoded.drop);
  const checksum = checksumOf(candidate);
  const confidence = rate(candidate, checksum, decoded);
  if (isBelow(confidence, policy.minConfidence)) return drop('low-confidence');
  const notes = [...(checksum === 'fits' ? ['checksum fits'] : []), ...(decoded?.notes ?? [])];
  return { keep: true, confidence, severity: rank(candidate, confidence, decoded), notes };
}

/** The cheapest question, and the one that most matches fail: `tokenType`, `keyCode`, `passwordField` name no credential. */
function isMisnamed({ evidence, name }: Candidate): boolean {
  return evidence === 'named' && name.promises === 'none';
}

const checksumOf = ({ rule, value }: Candidate): ChecksumResult =>
  rule.checksum === undefined ? 'unknown' : checkChecksum(rule.checksum, value);

/** A rule's own bound, and for long keys without one what a random value falls short of only by chance; people's passwords are let be. */
function isTooPlain({ rule, value, evidence, name }: Candidate): boolean {
  if (rule.entropy !== undefined && measureEntropy(value) < rule.entropy) return true;
  if (evidence === 'shaped' || rule.entropy !== undefined) return false;
  return name.promises !== 'password' && value.length >= 16 && relativeEntropy(value) < 0.7;
}

function rate(
  candidate: Candidate,
  checksum: ChecksumResult,
  decoded: Exclude<Decoded, { drop: unknown }> | undefined,
): Confidence {
  if (checksum === 'fits') return 'high';
  if (candidate.evidence === 'shaped') {
    const confidence = decoded?.confidence ?? candidate.rule.confidence;
    // A path alone never drops what a pattern vouches for.
    return confidence === 'high' && isRehearsed(candidate) ? 'medium' : confidence;
  }
  if (candidate.evidence === 'named') return rateNamed(candidate);
  const confidence = rateNear(candidate);
  return confidence === 'high' && isRehearsed(candidate) && isHomemade(candidate) ? 'medium' : confidence;
}

/** Folders of recorded traffic: what a real service has answered stands there, test or not. */
const RECORDED = /(?:^|\/)(?:cassettes?|recordings?|vcr[\w-]*)\/|\.har$/i;

/** Whether the path is that of a test or an example, where most values open nothing. */
const isRehearsed = ({ match }: Candidate): boolean =>
  match.unit.labels.some(label => label === 'test' || label === 'example');

function rank(
  candidate: Candidate,
  confidence: Confidence,
  decoded: Exclude<Decoded, { drop: unknown }> | undefined,
): Severity {
  const { rule } = candidate;
  if (rule.public) return 'info';
  if (decoded?.severity !== undefined) return decoded.severity;
  return confidence !== 'high' &&
    isRehearsed(candidate) &&
    isHomemade(candidate) &&
    !RECORDED.test(candidate.match.unit.path)
    ? 'low'
    : rule.severity;
}

/** CWE-321: use of a hard-coded cryptographic key; CWE-522: insufficiently protected credentials. */
const HARD_CODED_KEY = 321;
const WEAKLY_KEPT = 522;

/**
 * What a test can make for itself: a password or its hash, a key, a signed token, a login. Those are told of and fail no run.
 * What only a vendor issues (`ghp_…`, `AKIA…`), or opens a host by its address, is as bad in a test as anywhere.
 */
const isHomemade = ({ rule, evidence }: Candidate): boolean =>
  evidence === 'named' ||
  rule.decode === 'pem' ||
  rule.decode === 'jwt' ||
  rule.decode === 'basic' ||
  rule.cwe.some(number => number === HARD_CODED_KEY || number === WEAKLY_KEPT);
