// The rules of a run: built in, the user's own, and what was chosen of them.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { checksumNames } from '../../src/judge/checksum.ts';
import { decoderNames } from '../../src/judge/decode.ts';
import { UserError } from '../../src/model/errors.ts';
import type { RuleSpec } from '../../src/model/rule.ts';
import { compileRules } from '../../src/rules/compile.ts';
import { readRuleFiles } from '../../src/rules/files.ts';
import { mergeRules, selectRules } from '../../src/rules/load.ts';
import { leanSpec } from '../../src/rules/pack.ts';
import { checksums, decoders } from '../../src/rules/schema.ts';

const fixtures = `${import.meta.dirname}/fixtures`;
const specs = await readRuleFiles(['.'], fixtures, false);
const folder = mkdtempSync(join(tmpdir(), 'rules-load-'));
afterAll(() => rmSync(folder, { recursive: true }));

const ids = (rules: readonly RuleSpec[]): string[] => rules.map(({ id }) => id);
const errorOf = (run: () => unknown): UserError => {
  try {
    run();
  } catch (error) {
    if (error instanceof UserError) return error;
  }
  throw new Error('no error for the user');
};

test('rules are numbered in their order and compile when first used', () => {
  const rules = compileRules([{ ...specs[0]!, pattern: '(' }, specs[1]!], 7);
  expect(rules.map(({ index }) => index)).toEqual([7, 8]);
  expect(() => rules[0]!.regex).toThrow(SyntaxError);
  expect(rules[1]!.regex).toBe(rules[1]!.regex);
  expect(rules[1]!.regex.sticky).toBe(true);
});

test('the lean pack is the pack without samples and sources', () => {
  for (const spec of specs) {
    expect(leanSpec(spec)).toEqual({ ...spec, samples: [], nearMisses: [], source: { url: '', date: '' } });
  }
});

test('no pattern is compiled before its rule has a candidate, however many rules there are', () => {
  const spec = { ...specs[0]!, pattern: '(' };
  const rules = compileRules(Array.from({ length: 600 }, () => spec));
  expect(rules).toHaveLength(600);
  expect(() => rules[599]?.regex).toThrow(SyntaxError);
});

test('the schema and the judge know the same checksums and decoders', () => {
  expect([...checksums].toSorted()).toEqual(checksumNames.toSorted());
  expect([...decoders].toSorted()).toEqual(decoderNames.toSorted());
});

test('a rule of the user takes the place of the built-in one of its id, and says so', async () => {
  writeFileSync(
    join(folder, 'own.yml'),
    'provider: Own\nrules:\n  - {id: acme-key, title: T, severity: low, why: W, anchor: {prefix: acme}, pattern: "acme[0-9]+"}\n  - {id: own-key, title: T, severity: low, why: W, anchor: {prefix: own_}, pattern: "own_[0-9]{9}"}\n',
  );
  const { specs: merged, notices } = mergeRules(specs, await readRuleFiles(['own.yml'], folder, true));
  expect(ids(merged)).toEqual([...ids(specs), 'own-key']);
  expect(merged[0]).toMatchObject({ provider: 'Own', custom: true });
  expect(notices).toEqual(['your rule acme-key takes the place of the built-in one']);
});

test.each([
  [{}, ['acme-key', 'acme-marked-key', 'roadrunner-key', 'roadrunner-password', 'roadrunner-url']],
  [{ onlyRules: ['roadrunner-key'] }, ['roadrunner-key']],
  [
    { onlyRules: ['roadrunner-*', 'acme-key'] },
    ['acme-key', 'roadrunner-key', 'roadrunner-password', 'roadrunner-url'],
  ],
  [{ onlyRules: ['acme-old-key'] }, ['acme-marked-key']],
  [{ onlyRules: ['acme-old-*'] }, ['acme-marked-key']],
  [{ withoutRules: ['*key'] }, ['roadrunner-password', 'roadrunner-url']],
  [{ onlyRules: ['acme*'], withoutRules: ['acme-key'] }, ['acme-marked-key']],
])('%j', (choice, left) => {
  expect(ids(selectRules(specs, choice))).toEqual(left);
});

test('severities are set by id, former id or glob; the name in full has the last word', () => {
  const chosen = selectRules(specs, {
    severities: { 'acme-key': 'info', 'acme-*': 'low', 'roadrunner-url': 'critical' },
  });
  expect(chosen.map(({ severity }) => severity)).toEqual(['info', 'low', 'medium', 'low', 'critical']);
  expect(specs[0]!.severity).toBe('critical');
});

test.each([
  [{ onlyRules: ['acme-kye'] }, 'there is no rule "acme-kye"', 'did you mean acme-key?'],
  [{ withoutRules: ['zzzzzz'] }, 'there is no rule "zzzzzz"', '`unleak rules list` names them all'],
  [{ severities: { 'roadruner-url': 'low' } }, 'there is no rule "roadruner-url"', 'did you mean roadrunner-url?'],
  [{ onlyRules: ['coyote-*'] }, 'no rule fits "coyote-*"', '`unleak rules list` names them all'],
  [
    { onlyRules: ['acme-key'], withoutRules: ['acme-*'] },
    'no rules are left to scan with',
    'see `rules`, --rule and --exclude-rule',
  ],
] as const)('%j is an error', (choice, message, hint) => {
  expect(errorOf(() => selectRules(specs, choice))).toMatchObject({ message, hint });
});
