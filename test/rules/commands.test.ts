// `unleak rules list|show|test` and the documentation page tell what the rules say.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { listRules, type RulesOptions, showRule, testRules } from '../../src/cli/commands/rules.ts';
import { scanText } from '../../src/engine/scan-text.ts';
import { UserError } from '../../src/model/errors.ts';
import { readRuleFiles } from '../../src/rules/files.ts';
import { writeRulesPages } from '../../src/rules/handbook.ts';

const fixtures = `${import.meta.dirname}/fixtures`;
const folder = mkdtempSync(join(tmpdir(), 'rules-commands-'));
afterAll(() => rmSync(folder, { recursive: true }));
const text: RulesOptions = { cwd: fixtures, ruleFiles: ['.'], format: 'text' };
const json: RulesOptions = { ...text, format: 'json' };

test('list shows a line for each rule, and the number of them', async () => {
  const { text: printed, exitCode } = await listRules({ ...text, names: ['acme-*'] });
  expect(printed).toBe(
    'acme-key         critical  Acme API key (yours)\nacme-marked-key  high      Acme marked key (yours)\n\n2 rules\n',
  );
  expect(exitCode).toBe(0);
});

test('list names all rules by default, sorted', async () => {
  const { rules } = JSON.parse((await listRules(json)).text) as { rules: { id: string; custom: boolean }[] };
  const ids = rules.map(({ id }) => id);
  expect(ids).toEqual(ids.toSorted());
  expect(ids).toContain('github-pat');
  expect(rules.filter(({ custom }) => custom)).toHaveLength(5);
});

test('show prints what a rule means, what to do and how it is recognised', async () => {
  const { text: printed } = await showRule({ ...text, id: 'acme-old-key' });
  expect(printed).toBe(`Acme marked key
===============
acme-marked-key: severity high, confidence high, CWE-798

What it means
Its holder may read the catalogue.

What to do
Revoke the key in the console and make a new one.
https://acme.example/keys

How it is recognised
- it holds aCmE93, at most 20 bytes from its start
- pattern [a-z0-9]{20}aCmE93[a-z0-9]{10,12}
- letters, digits, _ or - do not touch it
- formerly acme-old-key

Samples (templates)
- {{lowalnum:20}}aCmE93{{lowalnum:12}}

Source
https://acme.example/docs (2026-01-31)
`);
});

test('show prints a rule as JSON', async () => {
  const { rules } = JSON.parse((await showRule({ ...json, id: 'acme-key' })).text) as { rules: object[] };
  expect(rules).toMatchObject([{ id: 'acme-key', pattern: 'acm[ex]_[A-Za-z0-9]{24}' }]);
});

test('an unknown rule is an error with the nearest', async () => {
  await expect(showRule({ ...text, id: 'github-pta' })).rejects.toMatchObject({ hint: 'did you mean github-pat?' });
  await expect(listRules({ ...text, names: ['x-*'] })).rejects.toBeInstanceOf(UserError);
});

test("test tries the user's rules in every carrier, and is content with good ones", async () => {
  const { text: printed, exitCode } = await testRules(text, scanText);
  expect(printed).toMatch(/^5 rules, \d{3,} texts: all as they should be\n$/);
  expect(exitCode).toBe(0);
});

test('test tries a built-in rule by its id', async () => {
  const { rules, failures } = JSON.parse((await testRules({ ...json, names: ['github-pat'] }, scanText)).text);
  expect({ rules, failures }).toEqual({ rules: 1, failures: [] });
});

test.each([
  ['a value that is not found', () => [], 'not found'],
  ['a value found by another rule', (value: string) => [{ ruleId: 'other', value }], 'found as other'],
  [
    'a value found in part',
    (value: string) => [{ ruleId: 'acme-key', value: value.slice(1) }],
    'found with another extent',
  ],
  ['a near miss that is found', (value: string) => [{ ruleId: 'acme-key', value }], 'a near miss was found'],
])('test tells %s, and exits with 1', async (_, found, what) => {
  const scan = (content: string) => found(/acm[ex]_[A-Za-z0-9]{20,}/.exec(content)?.[0] ?? '');
  const { text: printed, exitCode } = await testRules({ ...text, names: ['acme-key'] }, scan);
  expect(printed).toMatch(/^acme-key: \S+ in dotenv, LF: /);
  expect(printed).toContain(what);
  expect(exitCode).toBe(1);
});

test('test says which rules have no samples', async () => {
  writeFileSync(
    join(folder, 'bare.yml'),
    'provider: P\nrules: [{id: bare, title: T, severity: low, why: W, anchor: {prefix: abc}, pattern: "abc[0-9]{9}"}]',
  );
  const { text: printed } = await testRules({ ...text, cwd: folder, ruleFiles: ['bare.yml'] }, scanText);
  expect(printed).toBe('without samples: bare\n1 rule, 0 texts: all as they should be\n');
});

test('the documentation has a row and a section for each rule, whatever order they come in', async () => {
  const specs = await readRuleFiles(['.'], fixtures, false);
  const pages = writeRulesPages(specs);
  expect(writeRulesPages(specs.toReversed())).toEqual(pages);
  const [table, ...sections] = pages;
  for (const { id } of specs) {
    const link = new RegExp(`\\| \\[${id}\\]\\((rules/[a-z]\\.md)#${id}\\) \\|`).exec(table!.text);
    const page = sections.find(({ path }) => path === link?.[1]);
    expect(page?.text, id).toContain(`<a id="${id}"></a>`);
  }
  for (const { text: page } of pages) expect(page).not.toMatch(/undefined|\[object/);
});
