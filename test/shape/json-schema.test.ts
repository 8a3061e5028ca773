// The JSON Schema of a shape accepts what the check accepts.

import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { toJsonSchema } from '../../src/shape/json-schema.ts';
import { bool, list, map, num, obj, oneOf, optional, str } from '../../src/shape/shape.ts';
import { inspectYaml } from '../../src/shape/yaml.ts';

const shape = obj({
  name: str({ minLength: 2, description: 'What it is called.' }),
  level: str({ enum: ['low', 'high'], default: 'low' }),
  count: optional(num({ min: 1, integer: true })),
  flags: map(bool(), { default: {} }),
  paths: list(str({ pattern: /^[a-z]+$/ }), { single: true, minItems: 1, default: ['a'] }),
  either: optional(oneOf([str(), obj({ a: num() })])),
  open: optional(obj({ x: num() }, { others: 'ignored' })),
});
const validate = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(toJsonSchema(shape, { title: 'Things' }));

test.each([
  [{ name: 'ab' }, true],
  [{ name: 'ab', level: null, flags: null }, true],
  [{ name: 'ab', level: 'high', count: 3, flags: { a: true }, paths: ['a', 'b'], either: { a: 1 } }, true],
  [{ name: 'ab', paths: 'abc', either: 'x', open: { x: 1, y: 2 } }, true],
  [{}, false],
  [{ name: null }, false],
  [{ name: 'a' }, false],
  [{ name: 'ab', level: 'x' }, false],
  [{ name: 'ab', count: 0 }, false],
  [{ name: 'ab', count: 1.5 }, false],
  [{ name: 'ab', paths: [] }, false],
  [{ name: 'ab', paths: ['A'] }, false],
  [{ name: 'ab', either: { b: 1 } }, false],
  [{ name: 'ab', other: 1 }, false],
  [{ name: 'ab', flags: { a: 1 } }, false],
  [[], false],
])('%j: %s, for the editor and for the check alike', async (value, fits) => {
  expect(validate(value)).toBe(fits);
  expect((await inspectYaml(JSON.stringify(value), 'x.json', shape)).problems.length === 0).toBe(fits);
});

test('descriptions, defaults and the title are told', () => {
  const schema = toJsonSchema(shape, { id: 'urn:things', title: 'Things' });
  expect(schema).toMatchObject({
    $id: 'urn:things',
    title: 'Things',
    properties: { name: { description: 'What it is called.' }, level: { default: 'low' } },
    required: ['name'],
    additionalProperties: false,
  });
});
