/** Checks the values of flags and environment variables, and says what was expected. */

import { durationForm, parseDuration } from '../config/duration.ts';
import { complainAboutGlob } from '../config/globs.ts';
import { maxThreads, ruleSelector, ruleSelectorForm } from '../config/shape.ts';
import { UserError } from '../model/errors.ts';
import { type Confidence, confidences, type Severity, severities } from '../model/rule.ts';
import { findNearest } from '../shape/nearest.ts';
import { quoteShort } from '../shape/words.ts';

/** A value, and how the flag or variable that it was given by is called. */
export interface Given {
  readonly label: string;
  readonly value: string;
}

export const readSeverity = (given: Given): Severity => readChoice(given, severities);

export const readConfidence = (given: Given): Confidence => readChoice(given, confidences);

/** One of a few words. */
export function readChoice<const T extends string>(given: Given, choices: readonly T[]): T {
  const found = choices.find(choice => choice === given.value);
  if (found !== undefined) return found;
  const nearest = findNearest(given.value, choices);
  throw wrong(given, `one of ${choices.join(', ')}`, nearest === undefined ? '' : `did you mean ${nearest}?`);
}

/** Milliseconds. */
export function readDuration(given: Given): number {
  const milliseconds = parseDuration(given.value);
  if (milliseconds === undefined) throw wrong(given, durationForm);
  return milliseconds;
}

export function readThreads(given: Given): number {
  const count = /^\d{1,4}$/.test(given.value) ? Number(given.value) : 0;
  if (count < 1 || count > maxThreads) throw wrong(given, `a whole number from 1 to ${maxThreads}`);
  return count;
}

export function readGlob(given: Given): string {
  if (given.value === '') throw wrong(given, 'a glob');
  const complaint = complainAboutGlob(given.value);
  if (complaint === undefined) return given.value;
  const { what, hint } = typeof complaint === 'string' ? { what: complaint, hint: '' } : complaint;
  throw new UserError(`${given.label}: ${what}`, hint);
}

/** One rule, or several with commas between them. */
export function readRuleNames(given: Given): readonly string[] {
  const names = given.value.split(',').map(name => name.trim());
  if (names.every(name => ruleSelector.test(name))) return names;
  throw wrong(given, ruleSelectorForm);
}

export function readPath(given: Given): string {
  if (given.value !== '' && !given.value.includes('\0')) return given.value;
  throw wrong(given, 'a path');
}

const wrong = ({ label, value }: Given, expected: string, hint = ''): UserError =>
  new UserError(`${label}: found ${value === '' ? 'nothing' : quoteShort(value)}; expected ${expected}`, hint);
