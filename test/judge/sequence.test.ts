import { describe, expect, it } from 'vitest';
import { isSequence } from '../../src/judge/sequence.ts';
import { makeRandom } from './make-match.ts';

describe('typed along', () => {
  it.each([
    'abcdefgh',
    '123456789',
    '9876543210',
    'qwertyuiop',
    'asdfqwer1234asdf',
    'AbcDef123!@#',
    'A1B2C3D4E5F6G7H8I9J0',
    'a1b2c3d4e5f6',
    'abc123def456',
  ])('%s is', text => {
    expect(isSequence(text)).toBe(true);
  });

  it.each(['hunter42', 'Summer2019!', 'kX9mQ2wwPa', 'sausage-factory', 'ab12'])('%s is not', text => {
    expect(isSequence(text)).toBe(false);
  });

  it('random text practically never is', () => {
    const random = makeRandom(21);
    for (let n = 0; n < 4000; n++) {
      for (const length of [12, 16, 20, 32, 40]) {
        const text = random(n % 2 === 0 ? 'hex' : 'lowalnum', length);
        expect(isSequence(text), text).toBe(false);
      }
    }
  });
});
