// Samples are written into files the way people write values, and only where their rule can find them.

import { expect, test } from 'vitest';
import { parse } from 'yaml';
import type { RuleSpec } from '../../src/model/rule.ts';
import { carriers } from '../../src/rules/carriers.ts';
import { carriersFor, carry, placeSamples } from '../../src/rules/carry.ts';
import { readRuleFiles } from '../../src/rules/files.ts';
import type { FilledSample } from '../../src/rules/samples.ts';

const specs = await readRuleFiles(['.'], `${import.meta.dirname}/fixtures`, false);
const rule = (id: string): RuleSpec => specs.find(spec => spec.id === id)!;
const sample = (written: string, name?: string): FilledSample => ({
  written,
  secret: written,
  whole: false,
  ...(name === undefined ? {} : { name }),
});
const idsFor = (id: string, written: string): string[] =>
  carriersFor(rule(id), sample(written)).map(carrier => carrier.id);
const write = (id: string, written: string, carrier: string, name?: string): string =>
  carry(rule(id), sample(written, name), carriers.find(one => one.id === carrier)!, 'LF').text;

const oneLine = carriers.map(({ id }) => id).filter(id => id !== 'file');

test('a value found by its prefix goes into every carrier', () => {
  expect(idsFor('acme-key', 'acme_abc123').toSorted()).toEqual(oneLine.toSorted());
});

test('a value found by a word on its line goes where the word stands there', () => {
  expect(idsFor('roadrunner-key', 'abc123').toSorted()).toEqual(oneLine.toSorted());
  for (const carrier of carriersFor(rule('roadrunner-key'), sample('abc123'))) {
    const { text } = carry(rule('roadrunner-key'), sample('abc123'), carrier, 'LF');
    expect(
      text.split('\n').find(line => line.includes('abc123')),
      carrier.id,
    ).toMatch(/road-?_?runner/i);
  }
});

test('a value found by the word in its name goes where it is assigned to that name', () => {
  const left = oneLine.filter(id => !idsFor('roadrunner-password', 'abc').includes(id));
  expect(left.toSorted()).toEqual(['js-constructor', 'markdown', 'python-keyword', 'shell-curl']);
});

test.each(['host', 'file'] as const)('a value found by a word with place %s has the word beside it', place => {
  const near = {
    ...rule('roadrunner-key'),
    anchor: { ...rule('roadrunner-key').anchor, words: ['api.road.ai'], place },
  };
  const fitting = carriersFor(near, sample('abc123', 'KEY'));
  expect(fitting.length).toBeGreaterThan(12);
  for (const carrier of fitting)
    expect(carry(near, sample('abc123', 'KEY'), carrier, 'LF').text).toContain('https://api.road.ai/v1');
});

test.each([
  ['acme_"x', ['dotenv', 'json', 'js-const', 'html-attribute', 'toml']],
  ['acme_$x', ['dotenv', 'shell-export', 'dotenv-quoted']],
  ['acme_<x&y', ['html-attribute', 'xml-element', 'url-query', 'shell-export']],
  ['a://b:c@d/e', ['url-query']],
  ['acme\\n', ['json', 'python-environ']],
])('%s does not go where it would have to be escaped', (written, left) => {
  for (const id of left) expect(idsFor('acme-key', written)).not.toContain(id);
});

test('a value in quotes goes only where quotes stand', () => {
  const quoted = { ...rule('acme-key'), boundary: 'quoted' as const };
  for (const carrier of carriersFor(quoted, sample('abc')))
    expect(carry(quoted, sample('abc'), carrier, 'LF').text).toMatch(/(["'])abc\1/);
});

test('a rule for one kind of content goes only there', () => {
  const only = { ...rule('acme-key'), kinds: ['python' as const] };
  expect(carriersFor(only, sample('abc')).map(({ id }) => id)).toEqual(['python-environ', 'python-keyword']);
});

test('values of several lines are escaped in strings and stand as they are in files', () => {
  const found = carriersFor(rule('acme-key'), sample('a\nb')).map(carrier =>
    carry(rule('acme-key'), sample('a\nb'), carrier, 'CRLF'),
  );
  expect(found.find(({ carrier }) => carrier === 'json, CRLF')?.value).toBe('a\\nb');
  expect(found.find(({ carrier }) => carrier === 'file, CRLF')?.value).toBe('a\r\nb');
  expect(found.map(({ carrier }) => carrier)).not.toContain('dotenv, CRLF');
  for (const { text, value } of found) expect(text).toContain(value);
});

test('the value stands in the text once, in every place of every rule', () => {
  for (const spec of specs) {
    for (const { text, value, carrier } of placeSamples(spec, 'samples')) {
      expect(text.split(value).length, carrier).toBe(2);
      if (carrier.endsWith('CRLF')) expect(text).not.toMatch(/[^\r]\n/);
      else expect(text).not.toContain('\r');
    }
  }
});

test('data carriers are what they say they are', () => {
  expect(JSON.parse(write('acme-key', 'abc', 'json', 'A_KEY'))).toMatchObject({ A_KEY: 'abc' });
  expect(parse(write('acme-key', 'abc', 'yaml', 'A_KEY'))).toMatchObject({ app: { a_key: 'abc' } });
  expect(parse(write('acme-key', 'abc', 'yaml-quoted', 'A_KEY'))).toMatchObject({ env: { A_KEY: 'abc' } });
});

test.each([
  ['dotenv', 'ROADRUNNER_API_KEY=abc\n'],
  ['js-const', "const roadrunnerApiKey = 'abc';\n"],
  ['js-constructor', 'const client = new Roadrunner({ apiKey: "abc" });\n'],
  ['js-fallback', 'const value = process.env.ROADRUNNER_API_KEY ?? "abc";\n'],
  ['python-environ', 'os.environ["ROADRUNNER_API_KEY"] = "abc"\n'],
  ['python-keyword', "client = Roadrunner(api_key='abc', timeout=30)\n"],
  ['shell-curl', 'curl -s https://api.roadrunner.com/v1/models -H "Authorization: Bearer abc" -o models.json\n'],
  ['url-query', '?roadrunner_api_key=abc&page=2\n'],
  ['html-attribute', 'data-roadrunner-api-key="abc"'],
  ['js-minified', '{roadrunnerApiKey:"abc",'],
])('%s', (carrier, text) => {
  expect(write('roadrunner-key', 'abc', carrier)).toContain(text);
});
