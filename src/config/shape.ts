/** What an `unleak.yml` may say: the one description that checking, the JSON Schema for editors and the types follow from. */

import { confidences, severities } from '../model/rule.ts';
import type { Complaint, Infer } from '../shape/shape.ts';
import { bool, list, map, num, obj, oneOf, optional, str } from '../shape/shape.ts';
import { isDay } from './calendar.ts';
import { durationForm, parseDuration } from './duration.ts';
import { complainAboutGlob } from './globs.ts';
import { complainAboutPattern } from './pattern.ts';

/** Most threads that can be asked for. */
export const maxThreads = 256;

/** What names rules, in configs and on the command line: ids, aliases, and globs over both. */
export const ruleSelector = /^[\w.*-]+$/;
export const ruleSelectorForm = 'a rule id or a glob such as openai-*';

const text = (description: string) => optional(str({ description, minLength: 1, means: 'a text that is not empty' }));

const path = (meta: { description?: string; trusted?: boolean } = {}) =>
  str({ ...meta, minLength: 1, means: 'a path', test: complainAboutPath });

const complainAboutPath = (value: string): Complaint | undefined =>
  /[\0-\x1f\x7f]/.test(value) ? 'found a control character in a path; expected a path' : undefined;

const globs = (description: string, minItems = 0) =>
  optional(
    list(str({ means: 'a glob', minLength: 1, test: complainAboutGlob }), { description, single: true, minItems }),
  );

const selector = str({
  means: ruleSelectorForm,
  test: value => (ruleSelector.test(value) ? undefined : `expected ${ruleSelectorForm}`),
});

const day = str({
  means: 'a day such as 2027-01-31',
  pattern: /^\d{4}-\d{2}-\d{2}$/,
  test: value => (isDay(value) ? undefined : `${value} is no day of the calendar; expected one such as 2027-01-31`),
});

const ruleSetting = oneOf(
  [
    str({ enum: ['off', 'on', ...severities] }),
    obj({
      enabled: optional(bool({ description: 'Whether the rule runs.' })),
      severity: optional(str({ enum: severities, description: 'What its findings count as.' })),
      reason: text('Why, for the reader of the file.'),
    }),
  ],
  { means: `off, on, one of ${severities.join(', ')}, or a map` },
);

const allowEntry = obj({
  paths: globs('Globs over paths, relative to the folder of this file; one without a slash fits at any depth.', 1),
  rules: optional(list(selector, { single: true, minItems: 1, description: 'Rule ids, aliases or globs.' })),
  patterns: optional(
    list(str({ minLength: 1, means: 'a regular expression', test: complainAboutPattern }), {
      single: true,
      minItems: 1,
      description: 'JavaScript regular expressions, tried on the secret and then on its line.',
    }),
  ),
  fingerprints: optional(
    list(str({ pattern: /^[0-9a-f]{12,32}$/, means: 'a fingerprint (12 to 32 hex digits)' }), {
      single: true,
      minItems: 1,
      description: 'Fingerprints of findings, or their first 12 digits or more.',
    }),
  ),
  reason: text('Why this may stand.'),
  owner: text('Who answers for it.'),
  expires: optional({ ...day, description: 'The last day on which the entry counts.' }),
});

const output = obj({
  format: str({ minLength: 1, description: 'A report format.' }),
  file: optional(
    path({ description: 'Where to write it, relative to the working directory; standard output if absent.' }),
  ),
});

/** The whole file. Keys marked `trusted` are refused from the tree that is scanned. */
export const configShape = obj({
  extends: optional(
    list(path(), {
      single: true,
      description: 'Config files this one builds on; the later ones win, this file wins over all.',
    }),
  ),
  rules: optional(
    map(ruleSetting, {
      description: 'Rules by id, alias or glob: off, on, a severity, or a map of enabled, severity and reason.',
    }),
  ),
  'rule-files': optional(list(path(), { single: true, description: 'Your own rule files, or folders of them.' })),
  include: globs('Scan only paths that fit one of these globs.'),
  exclude: globs('Leave out paths that fit one of these globs.'),
  'include-ignored': optional(bool({ description: 'Scan what ignore files leave out, too.' })),
  archives: optional(bool({ description: 'Whether archives are opened and their members scanned (true).' })),
  allow: optional(
    list(allowEntry, { single: true, description: 'What may stand. Every field that an entry sets must fit.' }),
  ),
  'fail-on': optional(str({ enum: severities, description: 'The lowest severity that makes the run fail (medium).' })),
  'min-confidence': optional(
    str({ enum: confidences, description: 'The lowest confidence that is reported (medium).' }),
  ),
  baseline: optional(path({ description: 'The baseline file: only what it does not hold is reported.' })),
  'inline-ignore': optional(bool({ description: 'Whether ignore comments count (true).' })),
  'require-coverage': optional(bool({ description: 'Fail when anything was skipped.' })),
  timeout: optional(
    str({
      means: durationForm,
      description: 'For the whole run: 30s, 5m, 500ms. What was not scanned by then makes the run incomplete.',
      test: value => (parseDuration(value) === undefined ? `expected ${durationForm}` : undefined),
    }),
  ),
  threads: optional(num({ integer: true, min: 1, max: maxThreads, description: 'How many threads scan.' })),
  output: optional(
    list(output, { single: true, trusted: true, description: 'Reports to write. Not from the tree that is scanned.' }),
  ),
  'show-secrets': optional(
    bool({ trusted: true, description: 'Print secrets in clear. Not from the tree that is scanned.' }),
  ),
});

export type Config = Infer<typeof configShape>;
export type ConfigKey = keyof Config;
