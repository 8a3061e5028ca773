import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alphabetOf, expectEntropy, measureEntropy, relativeEntropy } from '../../src/judge/entropy.ts';
import { makeRandom } from './make-match.ts';

describe('alphabetOf', () => {
  it.each([
    ['20261123', 'digits'],
    ['00ffa9', 'hex'],
    ['DEADBEEF01', 'hex'],
    ['JBSWY3DPEHPK3PXP', 'base32'],
    ['k3x9q1', 'alphanumeric'],
    ['aB3', 'base62'],
    ['aB3/+w==', 'base64'],
    ['aB3-_', 'base64'],
    ['p@ss', 'printable'],
  ])('%s is %s', (value, alphabet) => {
    expect(alphabetOf(value)).toBe(alphabet);
  });
});

describe('measureEntropy', () => {
  it.each([
    ['', 0],
    ['aaaa', 0],
    ['abab', 1],
    ['abcd', 2],
    ['0123456789abcdef', 4],
  ])('%j has %d bits a character', (value, bits) => {
    expect(measureEntropy(value)).toBeCloseTo(bits, 10);
  });

  it('lies between 0 and the logarithm of the length', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 60 }), value => {
        const bits = measureEntropy(value);
        expect(bits).toBeGreaterThanOrEqual(0);
        expect(bits).toBeLessThanOrEqual(Math.log2([...value].length) + 1e-9);
      }),
    );
  });
});

describe('expectEntropy', () => {
  it.each([
    ['hex', 32],
    ['hex', 64],
    ['alnum', 20],
    ['alnum', 40],
    ['digit', 16],
  ] as const)('is what random %s text of %d characters shows', (kind, length) => {
    const random = makeRandom(7);
    const trials = 400;
    let sum = 0;
    for (let trial = 0; trial < trials; trial++) sum += measureEntropy(random(kind, length));
    const alphabet = { hex: 'hex', alnum: 'base62', digit: 'digits' }[kind] as 'hex' | 'base62' | 'digits';
    expect(Math.abs(sum / trials - expectEntropy(length, alphabet))).toBeLessThan(0.03);
  });
});

it('tells random text from human text whatever its alphabet', () => {
  const random = makeRandom(9);
  for (const kind of ['hex', 'alnum', 'base64url'] as const)
    expect(relativeEntropy(random(kind, 40))).toBeGreaterThan(0.85);
  expect(relativeEntropy('aaaaaaaabbbbbbbbaaaaaaaa')).toBeLessThan(0.5);
});
