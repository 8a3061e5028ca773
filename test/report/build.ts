/** Builders of reports: every part has a harmless default, and secret values are made when they are asked for. */

import fc from 'fast-check';
import type { Finding } from '../../src/model/finding.ts';
import type { Report } from '../../src/model/report.ts';
import type { Reporter, Style } from '../../src/model/reporter.ts';
import type { RuleSpec } from '../../src/model/rule.ts';
import { Secret } from '../../src/model/secret.ts';
import { type Format, reporters } from '../../src/report/index.ts';

/** A value of this length that no two seeds share and no vendor would take for its own. */
export function makeValue(seed: number, length = 48): string {
  let state = (seed + 1) * 2_654_435_761;
  let value = 'acme_';
  while (value.length < length) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    value += (state % 36).toString(36);
  }
  return value;
}

export const makeRule = (over: Partial<RuleSpec> = {}): RuleSpec => ({
  id: 'acme-api-key',
  provider: 'Acme',
  title: 'Acme API key',
  severity: 'critical',
  confidence: 'high',
  why: 'Whoever holds it can call every model of the project at its expense and read the files that were uploaded to it.',
  fix: 'Revoke it on the page below, make a new one, and keep that in the environment of the program that needs it.',
  url: 'https://console.acme.example/settings/keys',
  cwe: [798],
  anchor: { prefix: ['acme_'], marker: [], offset: 0, words: [], place: 'line', distance: 0 },
  pattern: 'acme_[0-9a-z]{43}',
  flags: '',
  minLength: 1,
  maxLength: 48,
  solid: 'no',
  tail: 0,
  boundary: 'token',
  public: false,
  generic: false,
  beats: [],
  parts: [],
  aliases: [],
  kinds: [],
  examples: [],
  source: { url: 'https://docs.acme.example/keys', date: '2026-01-01' },
  samples: [],
  nearMisses: [],
  custom: false,
  ...over,
});

/** What a finding is made from; the place and the value may be given by a few words each. */
export interface FindingParts extends Partial<Omit<Finding, 'at' | 'secret'>> {
  readonly value?: string;
  readonly at?: Partial<Finding['at']>;
}

export function makeFinding({ value = makeValue(0), at = {}, ...over }: FindingParts = {}): Finding {
  const rule = over.rule ?? makeRule();
  const secret = new Secret(value);
  const place = { path: '.env', line: 2, column: 14, ...at };
  return {
    kind: 'secret',
    rule,
    severity: rule.severity,
    confidence: rule.confidence,
    secret,
    secretId: '00000000000000aa',
    excerpt: `ACME_API_KEY=${secret.masked}`,
    notes: [],
    ...over,
    at: {
      origin: { kind: 'file', path: place.path },
      layers: [],
      endLine: place.line,
      endColumn: place.column + value.length,
      ...place,
    },
  };
}

export const makeReport = (over: Partial<Report> = {}): Report => ({
  tool: { name: 'unleak', version: '1.2.3' },
  findings: [],
  dropped: {},
  skipped: [],
  failed: [],
  scanned: { files: 1234, bytes: 12_345_678, rules: 70 },
  ignored: 0,
  stale: [],
  notices: [],
  milliseconds: 417.3,
  ...over,
});

export const makeStyle = (over: Partial<Style> = {}): Style => ({
  color: false,
  width: 80,
  secretText: secret => secret.masked,
  verbose: false,
  ...over,
});

export const formats = Object.keys(reporters) as Format[];

export const loadReporter = async (format: Format): Promise<Reporter> => (await reporters[format]()).default;

/** A whole report in one string. */
export const render = async (format: Format, report: Report, style: Partial<Style> = {}): Promise<string> =>
  [...(await loadReporter(format)).render(report, makeStyle(style))].join('');

/** What no output may hold: controls, bidi and other format characters, lone surrogates, line separators. */
export const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

/** Any string a hostile tree can bring about, lone surrogates included. */
export const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map(unit => String.fromCharCode(unit)), maxLength: 20 }),
  fc.string({
    unit: fc.constantFrom(
      '\x1b',
      '[2J',
      '\u202e',
      '\u2066',
      '\x9b',
      '\n',
      '\r',
      '\t',
      '\0',
      '"',
      '\\',
      '\ud800',
      '{',
      '](',
      "'",
      '/',
      'a',
    ),
  }),
);
