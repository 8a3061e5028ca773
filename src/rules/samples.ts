/** Makes a rule's samples: values that must be found, and values that look like them and must not. */

import type { RuleSpec, Sample } from '../model/rule.ts';
import { seedRandom } from './random.ts';
import { fillTemplate } from './templates.ts';

/** A sample with its template filled in. */
export interface FilledSample {
  /** What stands in a file: the bare value, or a whole text. */
  readonly written: string;
  /** What the rule must find in it. */
  readonly secret: string;
  /** The name the value is usually given. */
  readonly name?: string;
  /** Whether `written` is a whole text, which goes into no carrier. */
  readonly whole: boolean;
}

/** How many fillings of each template the tests look at. */
export const variants = [0, 1, 2] as const;

/** The template of a sample. */
export const templateOf = (sample: Sample): string => sample.value ?? sample.text ?? '';

/** Fills a sample; the same rule, place in the list and variant always give the same text. */
export function fillSample(
  rule: RuleSpec,
  list: 'samples' | 'nearMisses',
  index: number,
  variant: number,
): FilledSample {
  const sample = rule[list][index] ?? {};
  const random = seedRandom(`${rule.id}/${list}/${index}/${variant}`);
  const { text, secret } = fillTemplate(templateOf(sample), random);
  // A near miss has nothing to be found; and no pattern is tried on it here, for that may take for ever.
  const found = secret ?? (list === 'samples' ? findSecret(rule, text) : undefined) ?? text;
  const filled = { written: text, secret: found, whole: sample.value === undefined };
  return sample.name === undefined ? filled : { ...filled, name: sample.name };
}

/** All fillings of a rule's samples or near misses. */
export function fillSamples(rule: RuleSpec, list: 'samples' | 'nearMisses'): FilledSample[] {
  return rule[list].flatMap((_, index) => variants.map(variant => fillSample(rule, list, index, variant)));
}

/** What a rule's pattern takes out of a text: the group `secret`, or the whole match. */
export function findSecret(rule: RuleSpec, text: string): string | undefined {
  const match = new RegExp(rule.pattern, rule.flags).exec(text);
  return match?.groups?.['secret'] ?? match?.[0];
}
