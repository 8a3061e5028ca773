/** Scans a text in memory: what `rules test`, tests and editors use. */

import { createMatcher, type Matcher } from '../match/matcher.ts';
import type { Rule } from '../model/rule.ts';
import type { Content, Unit } from '../model/unit.ts';

export interface TextHit {
  readonly ruleId: string;
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

const matchers = new WeakMap<readonly Rule[], Matcher>();

export function contentOf(bytes: Uint8Array): Content {
  return { size: bytes.length, window: (offset, length) => bytes.subarray(offset, offset + length) };
}

export function textUnit(text: string, path: string): Unit {
  return {
    origin: { kind: 'stdin' },
    path,
    kind: 'text',
    layers: [],
    labels: [],
    content: contentOf(Buffer.from(text)),
  };
}

/** Every match of the rules in a text, before the judge. */
export function scanText(text: string, path: string, rules: readonly Rule[]): TextHit[] {
  let matcher = matchers.get(rules);
  if (matcher === undefined) {
    matcher = createMatcher({ rules });
    matchers.set(rules, matcher);
  }
  return matcher
    .match(textUnit(text, path))
    .matches.map(({ rule, secret, span }) => ({ ruleId: rule.id, value: secret.reveal(), ...span }));
}
