/** The page on precision says what the reading gives, and the reading holds no secret. */

import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readTable, renderCurrentPage, renderPage } from '../scripts/precision.ts';
import { createContext } from '../src/engine/context.ts';
import { textUnit } from '../src/engine/scan-text.ts';
import { scanUnit } from '../src/engine/scan-unit.ts';
import { compileRules } from '../src/rules/compile.ts';
import { readRuleFiles } from '../src/rules/files.ts';
import { makeRequest } from './engine/make-request.ts';

const textOf = (name: string): string => readFileSync(new URL(`../docs/precision/${name}`, import.meta.url), 'utf8');
const readings = readTable('reading.tsv');
const repositories = readTable('repositories.tsv');

it('the page is up to date', () => {
  expect(textOf('README.md')).toBe(renderCurrentPage());
});

describe('the reading', () => {
  it('covers ten large repositories and more', () => {
    expect(repositories.filter(row => Number(row['files']) >= 1000).length).toBeGreaterThanOrEqual(10);
  });

  it('has one row for every finding of every repository', () => {
    for (const { repository, findings } of repositories)
      expect(
        readings.filter(row => row['repository'] === repository),
        repository,
      ).toHaveLength(Number(findings));
  });

  it('says of every finding whether it is right, and why', () => {
    const known = new Map(repositories.map(row => [row['repository'], row['commit']]));
    for (const row of readings) {
      expect(row['verdict']).toMatch(/^(?:right|wrong)$/);
      expect(row['kind']).toMatch(
        row['verdict'] === 'right' ? /^(?:live-looking|test|example|default)$/ : /^not-a-credential$/,
      );
      expect(row['reason']).not.toBe('');
      expect(row['commit']).toMatch(/^[\da-f]{40}$/);
      expect(known.get(row['repository'])).toBe(row['commit']);
    }
  });

  it('holds masked values only', async () => {
    for (const row of readings) expect(row['masked']).toMatch(/^\S{0,8}….{0,8}$/);
    const context = createContext(makeRequest({ minConfidence: 'low', inlineIgnore: false }), {
      rules: compileRules(await readRuleFiles(['rules'], dirname(import.meta.dirname), false)),
    });
    for (const name of ['reading.tsv', 'repositories.tsv', 'README.md']) {
      const { drafts } = scanUnit(textUnit(textOf(name), `docs/precision/${name}`), context);
      expect(
        drafts.map(draft => `${draft.rule.id} ${draft.secret.masked}`),
        name,
      ).toEqual([]);
    }
  });
});

it('counts what it is given', () => {
  const commit = '0'.repeat(40);
  const scanned = { repository: 'acme/shop', commit, files: 2000, megabytes: 3, findings: 4, seconds: 0.5 };
  const reading = { repository: 'acme/shop', rule: 'acme-key', severity: 'high', masked: 'a…(9)', kind: 'test' };
  const page = renderPage(
    [scanned],
    [...Array(3).fill({ ...reading, verdict: 'right' }), { ...reading, verdict: 'wrong' }],
  );
  expect(page).toContain('| acme/shop @ 0000000000 | 2,000 | 3.0 | 0.50 | 3 | 1 | 75.0 % | 2.0 |');
  expect(page).toContain('| acme-key | 3 | 1 | 75.0 % |');
  expect(page).toContain('**75.0 %** are right, 2.0 findings');
});
