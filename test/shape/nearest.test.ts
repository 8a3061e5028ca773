// The name that a mistyped one was meant to be.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { editDistance, findNearest } from '../../src/shape/nearest.ts';

test.each([
  ['prefx', 'prefix'],
  ['PREFIX', 'prefix'],
  ['wrods', 'words'],
  ['aws-acess-key', 'aws-access-key'],
  ['zzz', undefined],
  ['', undefined],
])('%j was meant to be %j', (name, meant) => {
  expect(findNearest(name, ['prefix', 'words', 'aws-access-key', 'marker'])).toBe(meant);
});

test('distance is symmetric and zero only for equals', () => {
  const text = fc.string({ maxLength: 12 });
  fc.assert(
    fc.property(text, text, (a, b) => {
      expect(editDistance(a, b)).toBe(editDistance(b, a));
      expect(editDistance(a, b) === 0).toBe(a === b);
    }),
    { seed: 3 },
  );
});
