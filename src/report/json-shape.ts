/** The shape of the JSON formats, written once: the schemas that ship and the types that json.ts and jsonl.ts must meet come from here. */

import { dropReasons } from '../model/match.ts';
import { confidences, severities } from '../model/rule.ts';
import {
  choice,
  constant,
  type Described,
  either,
  flag,
  list,
  nullable,
  object,
  optional,
  record,
  text,
  whole,
} from './json-schema.ts';

const reasons = Object.keys(dropReasons) as (keyof typeof dropReasons)[];

const path = text(
  'Relative to the folder that was scanned, always with `/`; bytes that are not UTF-8 as `\\xNN`. In an archive `outer.zip!inner/path`.',
);
const line = whole('From 1.', 1);
const column = whole('From 1, in UTF-16 units.', 1);

const finding = object({
  kind: constant('secret'),
  ruleId: text('Stable; a renamed rule keeps its old ids as aliases.'),
  provider: text(),
  title: text("The rule's title."),
  severity: choice(severities),
  confidence: choice(confidences),
  secret: text('Masked: a few leading characters at most, and the length. In clear only under --show-secrets.'),
  secretId: text('The same for all places of one value in this run, and for nothing else.'),
  path,
  layers: list(
    object({
      kind: text('What was opened: an `archive`, the `encoding` of the whole text, or a part that was `decoded`.'),
      name: text('Which one: `zip`; `utf-16le`; `base64`, `hex` or `escapes`.'),
    }),
    'What was opened to reach the value, the outermost first.',
  ),
  line,
  column,
  endLine: whole('', 1),
  endColumn: whole('Exclusive.', 1),
  excerpt: text(
    'The line around the value, with every known secret in it masked. Empty where there were too many findings.',
  ),
  fingerprint: nullable(text('The lasting identity of the value, 32 hex digits; null where it was not made.')),
  why: text('What the holder of the value can do.'),
  fix: text('What to do about it.'),
  url: nullable(text("The vendor's page where the value is revoked.")),
  notes: list(text(), 'Facts learnt without asking anybody: "checksum fits".'),
  parts: optional(
    list(
      object({
        name: text('What it is.'),
        secret: text('Masked as the finding is.'),
        line,
        column,
        endLine: whole('', 1),
        endColumn: whole('Exclusive.', 1),
      }),
      'The other halves of the credential, in the same file.',
    ),
  ),
});

const count = whole();

const summary = object({
  files: whole('Files that were scanned.'),
  bytes: whole('Bytes that were scanned.'),
  rules: whole('Rules that were in force.'),
  ignored: whole('Files and folders that ignore files leave out.'),
  findings: whole('Places, one entry each.'),
  secrets: whole('Different values among the findings.'),
  bySeverity: object({ info: count, low: count, medium: count, high: count, critical: count }, 'Findings by severity.'),
  byRule: record(count, 'Findings by rule id.'),
  complete: flag('False when something could not be read: then no findings does not mean clean.'),
  baseline: nullable(
    object({
      path: text(),
      known: whole('Findings that the baseline held back.'),
      gone: list(text(), 'Entries that nothing in this run matched.'),
      expired: list(text(), 'Entries past their expiry; their findings count again.'),
    }),
  ),
  milliseconds: whole(),
});

const unread = (description: string) => list(object({ path, why: text() }), description);

const tool = object({ name: constant('unleak'), version: text() });

/** What a report tells besides its findings. */
const rest = {
  dropped: record(count, 'Matches that are no findings, by reason.'),
  drops: optional(
    list(
      object({ ruleId: text(), reason: choice(reasons), path, line, column, secret: text('Masked.') }),
      'Every dropped match; there only under --explain.',
    ),
  ),
  skipped: unread('Left out on purpose.'),
  failed: unread('Could not be read: the run is incomplete.'),
  notices: list(text(), 'Said to the user besides the findings.'),
  stale: list(text(), 'Ignore comments, allowlist entries and settings that nothing used or that have expired.'),
};

const schemaVersion = constant(1, 'Version 1 only grows, by members that readers may ignore.');

/** What `--format json` prints. */
export const reportShape = object({ schemaVersion, tool, findings: list(finding), summary, ...rest });

/** What `--format jsonl` prints on each line: the findings, and last the summary. */
export const lineShape = either(finding, object({ kind: constant('summary'), schemaVersion, tool, summary, ...rest }));

export type ReportJson = Described<typeof reportShape>;
export type LineJson = Described<typeof lineShape>;
export type FindingJson = Described<typeof finding>;
export type SummaryJson = Described<typeof summary>;
/** All of a report but its findings and the line's own kind. */
export type RestJson = Omit<ReportJson, 'findings'>;
