import { describe, expect, it } from 'vitest';
import { judgeWord, measureWords } from '../../src/judge/wordiness.ts';
import { makeRandom } from './make-match.ts';

it.each(['password', 'connection', 'handler', 'administrator', 'mountain', 'Welcome', 'SERVER'])(
  '%s reads as a word',
  word => {
    expect(judgeWord(word)).toBeGreaterThan(4);
  },
);

it.each(['xqzvkwpj', 'qhbdtpxk', 'wvggly', 'kjxobtq'])('%s does not', word => {
  expect(judgeWord(word)).toBeLessThan(0);
});

it('reads camel case, snake case and digits as words apart', () => {
  expect(measureWords('myDatabaseConnection_pool2').wordLetters).toBe('DatabaseConnectionpool'.length);
  expect(measureWords('1234-5678')).toEqual({ wordLetters: 0, letters: 0, bits: 0 });
});

describe('random text', () => {
  it('hardly ever reads as words', () => {
    const random = makeRandom(11);
    let wordy = 0;
    for (let trial = 0; trial < 2000; trial++) if (measureWords(random('alnum', 32)).bits > 0) wordy++;
    expect(wordy).toBeLessThan(4);
  });
});
