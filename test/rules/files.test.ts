// What a rule file may say, and what it is told when it says something else.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { UserError } from '../../src/model/errors.ts';
import { readRuleFiles } from '../../src/rules/files.ts';

const root = mkdtempSync(join(tmpdir(), 'rule-files-'));
afterAll(() => rmSync(root, { recursive: true }));
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(root, 'case-'));
});

const fixtures = join(import.meta.dirname, 'fixtures');

/** A rule file with one rule, whose lines are replaced by others. */
function ruleText(changes: Readonly<Record<string, string>>): string {
  const usual = {
    id: 'a-key',
    title: 'A key',
    severity: 'high',
    why: 'It opens.',
    fix: 'Close it.',
    anchor: '{ prefix: [abc_] }',
    pattern: "'abc_[a-z0-9]{8}'",
    source: '{ url: https://a.example, date: 2026-01-31 }',
    samples: "['abc_{{lowalnum:8}}']",
  };
  const lines = Object.entries({ ...usual, ...changes }).filter(([, value]) => value !== '');
  return `provider: A\nrules:\n${lines.map(([key, value], index) => `  ${index === 0 ? '-' : ' '} ${key}: ${value}`).join('\n')}\n`;
}

async function errorOf(changes: Readonly<Record<string, string>>, custom = false): Promise<string> {
  writeFileSync(join(folder, 'a.yml'), ruleText(changes));
  try {
    await readRuleFiles(['a.yml'], folder, custom);
    return '';
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return `${error.message} (${error.hint})`;
  }
}

async function specOf(changes: Readonly<Record<string, string>>, custom = false) {
  writeFileSync(join(folder, 'a.yml'), ruleText(changes));
  return (await readRuleFiles(['a.yml'], folder, custom))[0]!;
}

test('a rule file becomes specs with their defaults filled in', async () => {
  const specs = await readRuleFiles([fixtures], fixtures, false);
  expect(specs.map(({ id }) => id)).toEqual([
    'acme-key',
    'acme-marked-key',
    'roadrunner-key',
    'roadrunner-password',
    'roadrunner-url',
  ]);
  expect(specs[0]).toEqual({
    id: 'acme-key',
    provider: 'Acme',
    title: 'Acme API key',
    severity: 'critical',
    confidence: 'high',
    why: 'Its holder may order anvils on your account.',
    fix: 'Revoke the key in the console and make a new one.',
    url: 'https://acme.example/keys',
    cwe: [798],
    anchor: { prefix: ['acme_', 'acmx_'], marker: [], offset: 0, words: [], place: 'line', distance: 128 },
    pattern: 'acm[ex]_[A-Za-z0-9]{24}',
    flags: '',
    minLength: 29,
    maxLength: 29,
    solid: 'token',
    tail: 0,
    boundary: 'token',
    public: false,
    generic: false,
    beats: [],
    parts: [],
    aliases: [],
    kinds: [],
    examples: [],
    source: { url: 'https://acme.example/docs', date: '2026-01-31', note: 'Documented.' },
    samples: [{ value: '{{pick:acme_|acmx_}}{{alnum:24}}' }, { value: 'acme_{{alnum:24}}', name: 'ACME_TOKEN' }],
    nearMisses: [{ value: 'acme_{{alnum:23}}' }, { value: 'acme_{{alnum:25}}' }],
    custom: false,
  });
  expect(specs[1]?.anchor).toMatchObject({ marker: ['aCmE93'], offset: 20 });
  expect(specs[2]).toMatchObject({
    confidence: 'medium',
    anchor: { words: ['roadrunner'], place: 'line', distance: 128 },
  });
});

test.each([
  ['a broken class', { pattern: "'abc_[a-z'" }, 'a.yml:9:14: a-key: the pattern does not compile'],
  ['an inline flag', { pattern: "'(?i)abc_[a-z]{8}'" }, 'the pattern does not compile'],
  [
    'no bound',
    { pattern: "'abc_[a-z0-9]+'" },
    'a.yml:9:14: a-key: a quantifier has no bound (write {1,200} instead of +',
  ],
  ['too long', { pattern: "'abc_[a-z0-9]{8,17000}'" }, 'the longest match has 17004 bytes; at most 16384'],
  ['repetition of repetition', { pattern: "'abc_(?:[a-z0-9]{8,1000}-){1,40}x'" }, 'the longest match has 40045 bytes'],
  ['empty match', { pattern: "'(?:abc_[a-z0-9]{8})?'" }, 'the pattern matches nothing at all'],
  [
    '\\b',
    { pattern: "'abc_[a-z0-9]{8}\\b'" },
    '\\b stands in the pattern (say what may not touch the match with `boundary`',
  ],
  ['\\b inside', { pattern: "'abc_\\b[a-z0-9]{8}'" }, '\\b stands in the pattern'],
  ['look-ahead at the end', { pattern: "'abc_[a-z0-9]{8}(?![a-z])'" }, '(?![a-z]) stands at the end of the pattern'],
  ['look-ahead at the start', { pattern: "'(?=a)abc_[a-z0-9]{8}'" }, '(?=a) stands at the start of the pattern'],
  ['look-ahead in a group', { pattern: "'(?:abc_[a-z0-9]{8}(?=x)|abc_[a-z0-9]{8})'" }, '(?=x) stands at the end'],
  ['look-behind', { pattern: "'(?<!x)abc_[a-z0-9]{8}'" }, '(?<!x) stands at the start'],
  ['^', { pattern: "'^abc_[a-z0-9]{8}'" }, '^ stands at the start'],
  ['$', { pattern: "'abc_[a-z0-9]{8}$'" }, '$ stands at the end'],
  ['back-reference', { pattern: "'abc_([a-z0-9]{4})\\1'" }, 'the back-reference \\1'],
  ['named back-reference', { pattern: "'abc_(?<a>[a-z0-9]{4})\\k<a>'" }, 'the back-reference \\k<a>'],
  ['beyond bytes', { pattern: "'abc_[a-z0-9]{8}ü'" }, 'the pattern holds ü, but runs over bytes'],
  ['no anchor', { anchor: '{}' }, 'a.yml:8:13: a-key: the anchor is empty (give it a prefix'],
  ['no anchor key', { anchor: '' }, '"anchor" is missing'],
  [
    'a short prefix',
    { anchor: '{ prefix: [ab] }' },
    'a.yml:8:24: found "ab"; expected a string of at least 3 characters',
  ],
  [
    'a short marker',
    { anchor: '{ marker: [abc_1] }' },
    'expected a text of 6 characters or more, or two with : before or ~ behind',
  ],
  ['a short word', { anchor: '{ words: [ab] }' }, 'expected a word in lower case of at least 3 characters'],
  ['a word in upper case', { anchor: '{ words: [ABC] }' }, 'found "ABC"; expected a word in lower case'],
  [
    'a prefix that cannot match',
    { anchor: '{ prefix: [abc_, abd_] }' },
    'a.yml:8:30: a-key: no match of the pattern begins with "abd_"',
  ],
  ['a prefix in another case', { anchor: '{ prefix: [ABC_] }' }, 'no match of the pattern begins with "ABC_"'],
  ['a marker that cannot match', { anchor: '{ marker: [abx_12] }' }, 'no match of the pattern holds "abx_12"'],
  ['a reach that cannot match', { anchor: "{ prefix: [abc_], reaches: '@' }" }, 'no match of the pattern holds "@"'],
  ['an offset without marker', { anchor: '{ prefix: [abc_], offset: 3 }' }, 'offset is told, but no marker'],
  [
    'an offset too small',
    {
      anchor: '{ marker: ["123456"], offset: 1 }',
      pattern: "'abc_[a-z]{3}123456'",
      samples: "['abc_{{lower:3}}123456']",
    },
    'holds no marker of the anchor where it must',
  ],
  [
    'a prefix too few',
    { anchor: '{ prefix: [abc_] }', pattern: "'ab[cd]_[a-z0-9]{8}'", samples: "['abd_{{lowalnum:8}}']" },
    'begins with no prefix of the anchor',
  ],
  [
    'words that cannot find the value',
    { anchor: '{ words: [acme] }', pattern: "'[a-z]{8}'", samples: "['{{lower:8}}']" },
    'use `place: name`',
  ],
  ['an unknown checksum', { checksum: 'githup' }, 'found "githup"; expected one of github'],
  ['an unknown decoder', { decode: 'jwd' }, 'did you mean "jwt"?'],
  ['an unknown boundary', { boundary: 'tokens' }, 'did you mean "token"?'],
  ['an unknown flag', { flags: 'g' }, 'expected some of the flags i, m, s and u'],
  ['a flag twice', { flags: 'ii' }, 'expected some of the flags i, m, s and u'],
  ['an unknown kind', { kinds: '[javascrip]' }, 'did you mean "javascript"?'],
  ['a misspelled key', { patern: 'x' }, 'found the unknown key "patern"'],
  ['an id in upper case', { id: 'A-Key' }, 'expected an id in lower case with dashes'],
  ['an example in clear', { examples: '[abc_12345678]' }, 'expected a SHA-256 in lower-case hex'],
  ['no sample', { samples: '' }, 'a-key: samples is missing'],
  ['no source', { source: '' }, 'a-key: source is missing'],
  ['no fix', { fix: '' }, 'a-key: fix is missing'],
  [
    'a sample that is too short',
    { samples: "['abc_{{lowalnum:7}}']" },
    'a.yml:11:15: a-key: the pattern does not match this sample',
  ],
  [
    'a sample that is too long',
    { samples: "['abc_{{lowalnum:9}}']" },
    'the pattern matches only a part of this sample',
  ],
  [
    'a mark in the wrong place',
    { samples: "[{ text: 'x abc_{{secret:lowalnum:8}} y' }]" },
    'finds another value than {{secret:…}} marks',
  ],
  ['an unknown function', { samples: "['abc_{{base63:8}}']" }, '{{base63}} is no function; there are alnum, alpha'],
  ['a length missing', { samples: "['abc_{{lowalnum}}']" }, '{{lowalnum}} needs a length'],
  ['an endless sample', { samples: "['abc_{{lowalnum:99999}}']" }, '{{lowalnum}} needs a length'],
  ['an open call', { samples: "['abc_{{lowalnum:8']" }, 'a "{{" has no "}}"'],
  ['a broken payload', { samples: "['abc_{{jwt:role}}']" }, '{{jwt}} needs its payload as JSON'],
  ['a broken near miss', { nearMisses: "['{{prototype:8}}']" }, '{{prototype}} is no function'],
  ['a lost reference', { beats: '[b-key]' }, 'beats "b-key", which is no rule'],
  ['itself as former id', { aliases: '[a-key]' }, 'found the rule id "a-key" again'],
])('%s is an error', async (_, changes, message) => {
  expect(await errorOf(changes as unknown as Record<string, string>)).toContain(message);
});

test.each([
  ['deep groups', `'${'(?:'.repeat(2000)}a${')'.repeat(2000)}'`, '{ prefix: [abc_] }'],
  ['repetition over and over', "'(?:(?:(?:a*)*)*b*)*'", '{ marker: [bbbbbb] }'],
  ['counts over and over', "'(?:(?:(?:a{0,16000}){0,16000}){0,16000}b){0,16000}'", '{ marker: [cccccc] }'],
  ['a very long one', `'abc_${'a'.repeat(9000)}'`, '{ prefix: [abc_] }'],
  ['backtracking for ever', "'abc_(?:[a-z0-9]+)+!'", '{ prefix: [abc_] }', `['abc_${'a'.repeat(40)}']`],
])('a hostile pattern is an error and no hang: %s', async (_, pattern, anchor, samples = '') => {
  expect(await errorOf({ pattern, anchor, samples }, true)).toMatch(/^a\.yml:\d+:\d+: /);
});

test('look-around inside of the pattern is allowed', async () => {
  expect((await specOf({ pattern: "'abc_(?=[a-z0-9]*\\d)[a-z0-9]{8}'" })).maxLength).toBe(12);
});

test.each([
  ["'abc_[a-z0-9]+'", 'abc_[a-z0-9]{1,4096}'],
  ["'abc_[a-z0-9]{8,}?'", 'abc_[a-z0-9]{8,4096}?'],
  ["'abc_(?:[a-z]*[0-9]*)*x?'", 'abc_(?:[a-z]{0,4096}[0-9]{0,4096}){0,4096}x?'],
  ["'abc_(?:[+*]|\\+\\*){4,}(?:a{2,}){2}'", 'abc_(?:[+*]|\\+\\*){4,4096}(?:a{2,4096}){2}'],
])("a user's pattern %s is bounded", async (pattern, bounded) => {
  const spec = await specOf({ pattern, samples: '', source: '', fix: '' }, true);
  expect(spec).toMatchObject({ pattern: bounded, maxLength: 4096, custom: true });
});

test("a user's rule needs no samples, source and fix", async () => {
  const spec = await specOf({ samples: '', source: '', fix: '' }, true);
  expect(spec).toMatchObject({ samples: [], source: { url: 'a.yml', date: '' } });
  expect(spec.fix).not.toBe('');
});

test("a user's match is not longer than a built-in one", async () => {
  expect(await errorOf({ pattern: "'abc_[a-z0-9]{8,17000}'" }, true)).toContain('the longest match has 17004 bytes');
});

test('the same id twice is told with both places, in one file and over several', async () => {
  const twice = ruleText({});
  writeFileSync(join(folder, 'a.yml'), `${twice}${twice.slice(twice.indexOf('  - id'))}`);
  writeFileSync(join(folder, 'b.yaml'), twice);
  const error = await readRuleFiles([folder], folder, true).catch((error: unknown) => error as UserError);
  expect((error as UserError).message.split('\n')).toEqual([
    'a.yml:12:9: found the rule id "a-key" again; it stands at a.yml:3:9 already (give one of them another id)',
    'b.yaml:3:9: found the rule id "a-key" again; it stands at a.yml:3:9 already (give one of them another id)',
  ]);
});

test('the problems of all files are told at once', async () => {
  writeFileSync(join(folder, 'a.yml'), ruleText({ severity: 'hihg' }));
  writeFileSync(join(folder, 'b.yml'), ruleText({ id: 'b-key', pattern: "'abc_('" }));
  writeFileSync(join(folder, 'c.json'), '{"provider": "C", "rules": []}');
  const error = (await readRuleFiles(['.'], folder, true).catch((error: unknown) => error)) as UserError;
  expect(error.message).toMatch(/^a\.yml:5:15: .*\nb\.yml:9:14: .*\nc\.json:1:28: found an empty list/);
});

test('a file named twice is read once', async () => {
  writeFileSync(join(folder, 'a.yml'), ruleText({}));
  expect(await readRuleFiles(['a.yml', './a.yml', '.'], folder, true)).toHaveLength(1);
});

test('paths that hold no rules are told', async () => {
  mkdirSync(join(folder, 'empty'));
  const told = (path: string) =>
    readRuleFiles([path], folder, true).catch((error: unknown) => (error as UserError).message);
  expect(await told('missing.yml')).toBe('rules are to be read from missing.yml, but there is no such file');
  expect(await told('empty')).toBe('empty holds no rule files');
  expect(await told('/dev/null')).toBe('/dev/null is no file with rules');
});
