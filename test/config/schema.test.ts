// The JSON Schema that editors use accepts what the check accepts, and refuses what it can refuse.

import { readFileSync } from 'node:fs';
import Ajv from 'ajv';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { configShape } from '../../src/config/shape.ts';
import { toJsonSchema } from '../../src/shape/json-schema.ts';
import { inspectYaml } from '../../src/shape/yaml.ts';

const committed = JSON.parse(readFileSync(new URL('../../schema/config.schema.json', import.meta.url), 'utf8'));
const validate = new Ajv.default({ strict: false }).compile(committed);

test('the committed schema is that of the shape', () => {
  expect(committed).toEqual(JSON.parse(JSON.stringify(toJsonSchema(configShape, { title: 'unleak configuration' }))));
});

const full = `
extends: [a.yml]
rules: { a: off, b: { severity: low, enabled: true, reason: x }, "c-*": critical }
rule-files: rules
include: src
exclude: ["*.md", dist/]
include-ignored: true
archives: false
allow:
  - { paths: [a], rules: b, patterns: [c], fingerprints: ["0123456789ab"], reason: d, owner: e, expires: 2027-01-01 }
fail-on: low
min-confidence: high
baseline: b.json
inline-ignore: false
require-coverage: true
timeout: 5m
threads: 2
output: { format: json, file: x.json }
show-secrets: false
`;

test('every key there is stands in the example', () => {
  expect(Object.keys(parse(full)).sort()).toEqual(Object.keys(committed.properties).sort());
});

describe('schema and check agree', () => {
  test.each([
    ['everything', full, true],
    ['nothing set', '{}', true],
    ['a key left empty', 'allow:\n', true],
    ['an unknown key', 'x: 1', false],
    ['an unknown key deeper down', 'allow: [{ path: x }]', false],
    ['an unknown severity', 'fail-on: bad', false],
    ['a rule that is false', 'rules: { a: false }', false],
    ['no threads', 'threads: 0', false],
    ['half a thread', 'threads: 1.5', false],
    ['a fingerprint that is too short', 'allow: { fingerprints: "abc" }', false],
    ['no paths', 'allow: { paths: [] }', false],
    ['a date that is none', 'allow: { paths: x, expires: soon }', false],
  ])('%s', async (_, text, valid) => {
    expect(validate(parse(text))).toBe(valid);
    expect((await inspectYaml(text, 'x.yml', configShape)).problems.length === 0).toBe(valid);
  });
});
