/** Which findings are of one value, and which of two is worse. */

import { createHmac, randomBytes } from 'node:crypto';
import type { Finding } from '../model/finding.ts';
import { confidences, severities } from '../model/rule.ts';
import type { Secret } from '../model/secret.ts';

const idDigits = 16;

/** The value as it is identified: line ends and the ways of writing a multi-line key do not matter. */
export function canonicalValue(secret: Secret): string {
  const value = secret.reveal();
  if (value.includes('-----BEGIN ')) return value.replace(/\\+[nrt]|\s+/g, '');
  return value.replace(/\r\n/g, '\n');
}

/** Gives each value its id for one run: 16 hex digits under a key that nobody keeps, so an id says nothing about the value. */
export function createGrouper(): (secret: Secret) => string {
  const key = randomBytes(32);
  return secret => createHmac('sha256', key).update(canonicalValue(secret)).digest('hex').slice(0, idDigits);
}

/** Orders findings by severity, then confidence, the worst first; equals keep their order. */
export function compareWorst(a: Finding, b: Finding): number {
  const severity = severities.indexOf(b.severity) - severities.indexOf(a.severity);
  return severity === 0 ? confidences.indexOf(b.confidence) - confidences.indexOf(a.confidence) : severity;
}
