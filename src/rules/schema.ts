/** The shape of a rule file: one provider and its rules. */

import { boundaries, confidences, places, severities } from '../model/rule.ts';
import { kinds } from '../model/unit.ts';
import { bool, type Infer, list, map, num, obj, oneOf, optional, str } from '../shape/shape.ts';
import { liveCheck } from './live-check.ts';

/** Checksums and decoders that the judge knows by name. */
export const checksums = ['github', 'npm', 'grafana', 'vercel'] as const;
export const decoders = ['jwt', 'pem', 'url', 'basic', 'aws-id', 'sas'] as const;

const text = (description: string) => str({ description, minLength: 1 });

const webAddress = (description: string) =>
  str({ description, pattern: /^https?:\/\/[^\s]+$/, means: 'a web address' });

const anchor = obj(
  {
    prefix: list(str({ minLength: 3 }), {
      single: true,
      default: [],
      description: 'The match starts with one of these, as they stand.',
    }),
    marker: list(
      str({
        pattern: /^(?:.{6,}|:\w\w|\w\w~)$/s,
        means: 'a text of 6 characters or more, or two with : before or ~ behind',
      }),
      {
        single: true,
        default: [],
        description:
          'One of these stands inside of the match: 6 characters or more, or two with `:` before or `~` behind them.',
      },
    ),
    offset: optional(
      num({
        integer: true,
        min: 0,
        max: 16_384,
        description: 'The most bytes between the start of the match and the marker.',
      }),
    ),
    words: list(
      str({ pattern: /^(?:[._\- ]*[a-z0-9]){3,}$/, means: 'a word in lower case of at least 3 characters' }),
      {
        single: true,
        default: [],
        description: 'Context words, found as parts of names whatever their case.',
      },
    ),
    place: str({ enum: places, default: 'line', description: 'Where a word must stand.' }),
    distance: optional(
      num({ integer: true, min: 1, max: 4096, description: 'The most bytes between a word and the match.' }),
    ),
    reaches: optional(str({ pattern: /^[\x21-\x7e]$/, means: 'one visible ASCII character' })),
  },
  {
    description:
      'How candidates are found before the pattern runs; at least one of prefix, marker and words, or paths.',
  },
);

const template = str({ minLength: 1, maxLength: 8000 });

const sample = oneOf(
  [
    template,
    obj({ value: template, name: optional(str({ pattern: /^[\w.-]+$/, means: 'a name' })) }),
    obj({ text: template }),
  ],
  { means: 'a template, or a map with value and name, or one with text' },
);

const partDistance = num({
  integer: true,
  min: 1,
  max: 4096,
  default: 1024,
  description: 'The most bytes between the halves.',
});

const rule = obj({
  id: str({
    pattern: /^[a-z0-9]+(?:-[a-z0-9]+)*$/,
    means: 'an id in lower case with dashes',
    description: 'Unique, and kept for ever.',
  }),
  title: text('What is found, in a few words.'),
  severity: str({ enum: severities, description: 'How much harm its holder can do.' }),
  confidence: optional(str({ enum: confidences, description: 'What a match alone is worth.' })),
  why: text('What its holder can do, in one sentence.'),
  fix: optional(text('What to do about it.')),
  url: optional(webAddress('The page where it is revoked.')),
  cwe: list(num({ integer: true, min: 1 }), { default: [798] }),
  anchor,
  pattern: str({
    minLength: 1,
    maxLength: 8000,
    description: 'Source of a JavaScript regular expression for the value alone.',
  }),
  flags: str({ pattern: /^(?!.*(.).*\1)[imsu]*$/, means: 'some of the flags i, m, s and u', default: '' }),
  boundary: str({ enum: boundaries, default: 'token', description: 'What may not touch the match.' }),
  entropy: optional(num({ min: 0, max: 8, description: 'Bits a character, below which a value is dropped.' })),
  checksum: optional(str({ enum: checksums })),
  decode: optional(str({ enum: decoders })),
  public: bool({ default: false, description: 'Meant to be public: reported as info.' }),
  generic: bool({ default: false, description: 'Names no provider: loses against any other rule.' }),
  beats: list(str(), { default: [], description: 'Ids of rules that lose against this one.' }),
  parts: list(
    oneOf(
      [
        obj({ rule: str({ description: 'Id of the rule that finds the other half.' }), distance: partDistance }),
        obj({
          name: text('What the other half is called.'),
          pattern: str({ minLength: 1, maxLength: 500, description: 'Source of a regular expression for it.' }),
          words: list(str({ pattern: /^[a-z0-9]{2,}$/, means: 'a word in lower case' }), {
            default: [],
            description: 'Its name holds one of these.',
          }),
          distance: partDistance,
        }),
      ],
      { means: 'a map with rule, or one with name and pattern' },
    ),
    { default: [], description: 'Other halves of the credential, told in one finding where they stand near.' },
  ),
  verify: optional(
    oneOf([str({ description: "One of the file's checks." }), liveCheck], {
      means: 'a live check, or the name of one',
    }),
  ),
  aliases: list(str(), { default: [], description: 'Former ids.' }),
  kinds: list(str({ enum: kinds }), { default: [], description: 'Kinds of content it runs on; none means all.' }),
  paths: optional(
    list(str({ pattern: /^[^\s/](?:[^\s]{0,198}[^\s/])?$/, means: 'a glob such as .htpasswd or config/*.key' }), {
      minItems: 1,
      description:
        'Globs over the ends of paths that it runs on; without an anchor it is tried at the start of every line there.',
    }),
  ),
  examples: list(str({ pattern: /^[0-9a-f]{64}$/, means: 'a SHA-256 in lower-case hex' }), { default: [] }),
  source: optional(
    obj({
      url: webAddress('Where the format is told.'),
      date: str({ pattern: /^\d{4}-\d\d-\d\d$/, means: 'a day like 2026-01-31', description: 'The day it was read.' }),
      note: optional(str()),
    }),
  ),
  samples: list(sample, { default: [], description: 'Templates of values that must be found.' }),
  nearMisses: list(sample, { default: [], description: 'Templates of values that must not be found.' }),
});

/** A rule file. */
export const family = obj({
  provider: text('Display name of whoever issues these.'),
  url: optional(webAddress('The page where keys are revoked, where a rule names none.')),
  fix: optional(text('What to do, where a rule says nothing.')),
  checks: map(liveCheck, { default: {}, description: 'Live checks that several rules have in common, by name.' }),
  rules: list(rule, { minItems: 1 }),
});

export type Family = Infer<typeof family>;
export type FamilyRule = Infer<typeof rule>;
