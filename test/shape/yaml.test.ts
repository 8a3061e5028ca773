// What a shape accepts, what it says about the rest, and that no text can crash or hang the check.

import fc from 'fast-check';
import { expect, expectTypeOf, test } from 'vitest';
import { UserError } from '../../src/model/errors.ts';
import { bool, type Infer, list, map, num, obj, oneOf, optional, str } from '../../src/shape/shape.ts';
import { checkYaml, inspectYaml } from '../../src/shape/yaml.ts';

const shape = obj({
  name: str({ minLength: 2 }),
  short: optional(str({ maxLength: 3 })),
  level: str({ enum: ['low', 'medium', 'high'], default: 'medium' }),
  count: optional(num({ min: 1, max: 9, integer: true })),
  strict: bool({ default: false, trusted: true }),
  paths: list(str(), { single: true, default: [] }),
  severities: map(str({ enum: ['low', 'high'] }), { default: {} }),
  nested: obj({ day: str({ pattern: /^\d{4}$/, means: 'a year', default: '2020' }) }, { default: {} }),
  either: optional(oneOf([str(), obj({ a: num() }), obj({ b: str() })])),
});

const errorOf = async (text: string | Uint8Array): Promise<UserError> => {
  try {
    await checkYaml(text, 'x.yml', shape);
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error('no error');
};

test('the type follows from the shape', () => {
  type Value = Infer<typeof shape>;
  expectTypeOf<Value['name']>().toEqualTypeOf<string>();
  expectTypeOf<Value['level']>().toEqualTypeOf<'low' | 'medium' | 'high'>();
  expectTypeOf<Value['count']>().toEqualTypeOf<number | undefined>();
  expectTypeOf<Value['paths']>().toEqualTypeOf<readonly string[]>();
  expectTypeOf<Value['nested']>().toEqualTypeOf<{ readonly day: string }>();
  expectTypeOf<{ name: string }>().not.toExtend<Value>();
});

test('defaults are filled in, also inside of objects that are missing', async () => {
  const { value, trusted } = await checkYaml('name: ab', 'x.yml', shape);
  expect(value).toEqual({
    name: 'ab',
    level: 'medium',
    strict: false,
    paths: [],
    severities: {},
    nested: { day: '2020' },
  });
  expect(trusted).toEqual([]);
});

test('a key that may be left out may be left empty', async () => {
  const { value } = await checkYaml('name: ab\npaths:\ncount:\n', 'x.yml', shape);
  expect(value.paths).toEqual([]);
  expect(value).not.toHaveProperty('count');
});

test('a bare value stands for a list of one', async () => {
  const { value, position } = await checkYaml('name: ab\npaths: src/**', 'x.yml', shape);
  expect(value.paths).toEqual(['src/**']);
  expect(position(['paths', 0])).toEqual({ line: 2, column: 8 });
});

test.each([
  '{"name":"ab","nested":{"day":"1999"}}',
  '{\n\t"name": "ab",\r\n\t"nested": {\n\t\t"day": "1999"\n\t}\n}\n',
  '\ufeffname: ab\r\nnested:\r\n  day: "1999"\r\n',
])('JSON, tabs, byte order marks and CRLF are read: %j', async text => {
  expect((await checkYaml(text, 'x.json', shape)).value).toMatchObject({ name: 'ab', nested: { day: '1999' } });
  expect((await checkYaml(Buffer.from(text), 'x.json', shape)).value).toMatchObject({ name: 'ab' });
});

test('UTF-16 with a byte order mark is read', async () => {
  const { value } = await checkYaml(Buffer.from('\ufeffname: äb', 'utf16le'), 'x.yml', shape);
  expect(value.name).toBe('äb');
});

test('positions count from one, and lead to the value or what is around it', async () => {
  const { position } = await checkYaml('\ufeffname: ab\r\npaths:\r\n  - a\r\n  - bc\r\n', 'x.yml', shape);
  expect(position(['name'])).toEqual({ line: 1, column: 7 });
  expect(position(['paths', 1])).toEqual({ line: 4, column: 5 });
  expect(position(['nested', 'day'])).toEqual({ line: 1, column: 1 });
});

test('keys marked as trusted are listed where they are set', async () => {
  const { trusted } = await checkYaml('name: ab\nstrict: true', 'x.yml', shape);
  expect(trusted).toEqual([{ path: ['strict'], line: 2, column: 1 }]);
});

test.each([
  ['name: ab\nlevel: hihg', 'x.yml:2:8: found "hihg"; expected one of low, medium, high', 'did you mean "high"?'],
  [
    'name: ab\nlevl: low',
    'x.yml:2:1: found the unknown key "levl"; expected name, short, level,',
    'did you mean "level"?',
  ],
  ['level: low', 'x.yml:1:1: "name" is missing; expected a string of at least 2 characters', 'add `name:`'],
  ['name: 12', 'x.yml:1:7: found the number 12; expected a string', 'put quotes around it'],
  ['name: a', 'x.yml:1:7: found "a"; expected a string of at least 2 characters', ''],
  ['name: ab\nshort: abcd', 'x.yml:2:8: found "abcd"; expected a string of at most 3 characters', ''],
  ['name: ab\ncount: 1.5', 'x.yml:2:8: found the number 1.5; expected a whole number from 1 to 9', ''],
  ['name: ab\ncount: .inf', 'x.yml:2:8: found the number Infinity; expected', ''],
  ['name: ab\nstrict: yes', 'x.yml:2:9: found "yes"; expected true or false', ''],
  ['name: ab\npaths: {a: 1}', 'x.yml:2:8: found a map; expected a string, or a list', ''],
  ['name: ab\nnested: {day: x}', 'x.yml:2:15: found "x"; expected a year', ''],
  ['name: ab\neither: {b: 1}', 'x.yml:2:13: found the number 1; expected a string', 'put quotes around it'],
  ['name: ab\neither: [1]', 'x.yml:2:9: found a list; expected a string or a map', ''],
  ['name: ab\nname: cd', 'x.yml:2:1: found the key "name" again; expected each key once', ''],
  ['- 1', 'x.yml:1:1: found a list; expected a map', ''],
  ['', 'x.yml:1:1: found nothing; expected a map', ''],
  ['a: *b', 'x.yml:1:4: found an alias of nothing', ''],
  ['a: &b [*b]', 'x.yml:1:8: found an alias inside of what it names', ''],
  ['<<: {name: ab}', 'x.yml:1:1: found a merge key', 'write them out'],
  ['name: !!js/function "x"', 'x.yml:1:7: found invalid YAML; Unresolved tag', ''],
  ['name: !custom x', 'x.yml:1:7: found invalid YAML; Unresolved tag', ''],
  ['--- {}\n--- {}', 'found a second document', ''],
  ['name: "ab', 'x.yml:1:10: found invalid YAML; Missing closing', ''],
  ['__proto__: {name: ab}\nname: ab', 'x.yml:1:1: found the unknown key "__proto__"', ''],
  ['name: ab\nseverities: {__proto__: low}', '', ''],
] as const)('%j', async (text, message, hint) => {
  if (message === '') {
    const { value } = await checkYaml(text, 'x.yml', shape);
    expect(Object.keys(value.severities)).toEqual(['__proto__']);
    return;
  }
  const error = await errorOf(text);
  expect(error.message).toContain(message);
  expect(error.message).not.toContain('\n');
  expect(error.hint).toBe(hint);
});

test('all problems are told at once, in their order', async () => {
  const error = await errorOf('name: 1\nlevel: x\nzzz: 1\ncount: 0');
  expect(error.message.split('\n')).toEqual([
    'x.yml:1:7: found the number 1; expected a string of at least 2 characters (put quotes around it)',
    'x.yml:2:8: found "x"; expected one of low, medium, high',
    expect.stringContaining('x.yml:3:1: found the unknown key "zzz"'),
    'x.yml:4:8: found the number 0; expected a whole number from 1 to 9',
  ]);
});

test('a thousand problems do not fill the screen', async () => {
  const error = await errorOf(`name: ab\npaths: [${'1, '.repeat(1000)}]`);
  expect(error.message.split('\n')).toHaveLength(51);
  expect(error.message).toMatch(/and 950 more$/);
});

test('long values never stand in an error', async () => {
  const secret = 's3cr3t'.repeat(8);
  for (const text of [
    `name: ab\nlevel: ${secret}`,
    `name: ab\n"x" "${secret}"`,
    `name: ab\n- ${secret}`,
    `name: !!x "${secret}"`,
  ]) {
    expect((await errorOf(text)).message).not.toContain(secret);
  }
});

test('names that try to write on the terminal are escaped', async () => {
  const error = await errorOf('name: ab\n"\\e[31m\\u202e": 1');
  expect(error.message).toContain('"\\u001b[31m\\u202e"');
});

test('aliases repeat what they name', async () => {
  const { value, position } = await checkYaml('name: &n ab\npaths: [*n, *n]', 'x.yml', shape);
  expect(value.paths).toEqual(['ab', 'ab']);
  expect(position(['paths', 1])).toEqual({ line: 2, column: 13 });
});

const bomb = Array.from({ length: 30 }, (_, i) => `a${i}: &a${i} [${`*a${i - 1},`.repeat(i === 0 ? 0 : 10)}1]`).join(
  '\n',
);

test.each([
  ['an alias bomb', bomb],
  ['10 MB', 'a'.repeat(10_000_000)],
  ['deep flow lists', '['.repeat(200_000)],
  ['deep flow maps', '{a: '.repeat(100_000)],
  ['deep dashes', '- '.repeat(200_000)],
  ['deep indents', Array.from({ length: 900 }, (_, i) => `${' '.repeat(i)}a:\n`).join('')],
  ['commas', `[${','.repeat(500_000)}`],
  ['binary', Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * 7919) % 256))],
  ['NUL', 'name: a\0b'],
  ['invalid UTF-8', Buffer.from([0x6e, 0x3a, 0x20, 0xff, 0xfe])],
  ['a hundred thousand keys', Array.from({ length: 50_000 }, (_, i) => `k${i}: 1`).join('\n')],
])('hostile text is an error and no crash: %s', { timeout: 30_000 }, async (_, text) => {
  const error = await errorOf(text);
  expect(error.message).toMatch(/^x\.yml:\d+:\d+: /);
  expect(error.message.length).toBeLessThan(20_000);
});

test('no text crashes the check', async () => {
  const piece = fc.constantFrom(
    'a',
    'name',
    ': ',
    '- ',
    '\n',
    '  ',
    '[',
    ']',
    '{',
    '}',
    ',',
    '"',
    "'",
    '|',
    '>',
    '&a ',
    '*a',
    '!!str ',
    '<<',
    '#',
    '%',
    '\r\n',
    '\t',
    '1',
    '~',
    '---',
    '?',
  );
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 40 }), async pieces => {
      const { checked, problems } = await inspectYaml(pieces.join(''), 'x.yml', shape);
      expect(checked === undefined).toBe(problems.length > 0);
    }),
    { numRuns: 500, seed: 7 },
  );
});
