import { describe, expect, it } from 'vitest';
import { createAllowlist, fitsAllowEntry, namesRule } from '../../src/judge/allowlist.ts';
import { UserError } from '../../src/model/errors.ts';
import type { SecretFinding } from '../../src/model/finding.ts';
import { Secret } from '../../src/model/secret.ts';
import type { AllowEntry } from '../../src/model/settings.ts';
import { type MatchFields, makeMatch, makeRule, makeUnit } from './make-match.ts';

const today = '2026-11-23';
const entry = (fields: Partial<AllowEntry>): AllowEntry => ({
  paths: [],
  rules: [],
  patterns: [],
  fingerprints: [],
  from: 'unleak.yml:3',
  ...fields,
});
const rule = makeRule({ id: 'acme-api-key', aliases: ['acme-old-key'] });
const allows = (fields: Partial<AllowEntry>, value = 'acme_k3x9', match: MatchFields = {}): boolean =>
  createAllowlist([entry(fields)], today).find(makeMatch(value, { rule, path: 'src/app/keys.js', ...match })) !==
  undefined;

describe('by path', () => {
  it.each([
    ['src/**', true],
    ['src/app/*.js', true],
    ['**/*.{js,ts}', true],
    ['src/app/key?.js', true],
    ['src/app/[k-m]eys.js', true],
    ['src/app/keys.js', true],
    ['test/**', false],
    ['src/*.js', false],
    ['app', true],
  ])('%s: %s', (glob, allowed) => {
    expect(allows({ paths: [glob] })).toBe(allowed);
  });
});

describe('by rule', () => {
  it.each([
    ['acme-api-key', true],
    ['acme-old-key', true],
    ['acme-*', true],
    ['*', true],
    ['acme', false],
    ['acme-api', false],
    ['acme.api.key', false],
  ])('%s: %s', (name, allowed) => {
    expect(allows({ rules: [name] })).toBe(allowed);
    expect(namesRule(name, rule)).toBe(allowed);
  });
});

describe('by pattern', () => {
  const around = { before: 'const old = 1;\nconst key = "', after: '"; // fixture\nnext' };
  it.each([
    ['^acme_k3', true],
    ['k3x9$', true],
    ['// fixture$', true],
    ['const key', true],
    ['const old', false],
    ['next', false],
    ['ACME', false],
  ])('%s: %s', (pattern, allowed) => {
    expect(allows({ patterns: [pattern] }, 'acme_k3x9', around)).toBe(allowed);
  });

  it('cuts off one that backtracks for ever, and names it', () => {
    const started = performance.now();
    const attempt = () => allows({ patterns: ['^(a+)+$'] }, `${'a'.repeat(40)}!`);
    expect(attempt).toThrow(UserError);
    expect(attempt).toThrow(/unleak\.yml:3.*\(a\+\)\+/);
    expect(performance.now() - started).toBeLessThan(3000);
  });
});

it('needs everything that an entry says', () => {
  const both = { paths: ['src/**'], rules: ['acme-api-key'], patterns: ['^acme_'] };
  expect(allows(both)).toBe(true);
  expect(allows({ ...both, paths: ['lib/**'] })).toBe(false);
  expect(allows({ ...both, rules: ['other'] })).toBe(false);
  expect(allows({ ...both, patterns: ['^other_'] })).toBe(false);
});

it('tells which entry it was', () => {
  const entries = [
    entry({ rules: ['other'], from: 'a:1' }),
    entry({ rules: ['acme-*'], from: 'b:2' }),
    entry({ paths: ['**'], from: 'c:3' }),
  ];
  expect(createAllowlist(entries, today).find(makeMatch('acme_k3x9', { rule }))?.from).toBe('b:2');
});

it('leaves out what has expired and what names fingerprints', () => {
  expect(allows({ rules: ['*'], expires: '2026-11-22' })).toBe(false);
  expect(allows({ rules: ['*'], expires: today })).toBe(true);
  expect(allows({ rules: ['*'], fingerprints: ['0123456789ab'] })).toBe(false);
});

describe('of findings', () => {
  const unit = makeUnit('src/app/keys.js');
  const finding: SecretFinding = {
    kind: 'secret',
    rule,
    severity: 'high',
    confidence: 'high',
    secret: new Secret('acme_k3x9'),
    secretId: '0',
    at: { origin: unit.origin, path: unit.path, layers: [], line: 1, column: 1, endLine: 1, endColumn: 2 },
    excerpt: 'const key = "acme…(9)"; // fixture',
    notes: [],
  };

  it.each([
    [{}, true],
    [{ paths: ['src/**'], rules: ['acme-*'] }, true],
    [{ patterns: ['^acme_k3x9$'] }, true],
    [{ patterns: ['// fixture'] }, true],
    [{ patterns: ['^other'] }, false],
    [{ paths: ['lib/**'] }, false],
    [{ rules: ['other'] }, false],
  ] as const)('%j fits: %s', (fields, fits) => {
    const made = entry({ ...fields, fingerprints: ['0123456789ab'] });
    expect(fitsAllowEntry(made, finding)).toBe(fits);
    expect(fitsAllowEntry(made, finding)).toBe(fits);
  });
});
