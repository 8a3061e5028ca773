/** Known harmless values that rules name: documentation and vendors' test keys. */

import { lazyCrypto } from '../util/lazy-crypto.ts';
import type { Candidate } from './candidate.ts';

/** A rule keeps them as SHA-256, so that no sample of a key stands in the pack. */
export function isExample({ rule, value }: Candidate): boolean {
  if (rule.examples.length === 0) return false;
  return rule.examples.includes(lazyCrypto().createHash('sha256').update(value).digest('hex'));
}
