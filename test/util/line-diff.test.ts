/** Which lines count as new, and that none that is new is missed. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findAddedLines } from '../../src/util/line-diff.ts';

const added = (before: string, after: string): number[] => {
  const isAdded = findAddedLines(before, after);
  return after.split('\n').flatMap((_, at) => (isAdded(at + 1) ? [at + 1] : []));
};

describe('lines are added', () => {
  it.each([
    ['nothing', 'a\nb\n', 'a\nb\n', []],
    ['at the end', 'a\nb\n', 'a\nb\nc\n', [3]],
    ['at the start', 'b\n', 'a\nb\n', [1]],
    ['in the middle', 'a\nc\n', 'a\nb\nc\n', [2]],
    ['in place of one', 'a\nb\nc\n', 'a\nx\nc\n', [2]],
    ['in several places', 'a\nb\nc\nd\ne\n', 'x\na\nb\ny\nd\ne\nz\n', [1, 4, 7]],
    ['to nothing', '', 'a\nb', [1, 2]],
    ['by a move', 'a\nb\nc\nd\n', 'b\nc\nd\na\n', [4]],
    ['beside others that went', 'a\nb\nc\nd\n', 'a\nd\nx\n', [3]],
    ['twice the same', 'a\n', 'a\na\n', [2]],
    ['by another end of line', 'a\r\nb\r\n', 'a\nb\n', []],
    ['by a final newline', 'a\nb', 'a\nb\n', [3]],
  ])('%s', (_, before, after, expected) => expect(added(before, after)).toEqual(expected));

  it('in texts that share nothing, all of them', () => {
    const many = (word: string) => Array.from({ length: 5000 }, (_, i) => `${word}${i}`).join('\n');
    expect(added(many('a'), many('b'))).toHaveLength(5000);
  });

  it('as the longest common part leaves them over', () => {
    const lines = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 14 });
    fc.assert(
      fc.property(lines, lines, (before, after) => {
        const isAdded = findAddedLines(before.join('\n'), after.join('\n'));
        const kept = after.filter((_, at) => !isAdded(at + 1));
        const all = after.length === 0 ? [''] : after;
        const old = before.length === 0 ? [''] : before;
        expect(isInOrder(after.length === 0 ? [''].filter(() => !isAdded(1)) : kept, old)).toBe(true);
        expect(all.filter((_, at) => !isAdded(at + 1)).length).toBe(commonLength(old, all));
      }),
      { numRuns: 400 },
    );
  });
});

const isInOrder = (part: readonly string[], whole: readonly string[]): boolean => {
  let at = 0;
  for (const line of whole) if (line === part[at]) at++;
  return at === part.length;
};

function commonLength(a: readonly string[], b: readonly string[]): number {
  const table = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
  for (let i = 1; i <= a.length; i++)
    for (let j = 1; j <= b.length; j++)
      table[i]![j] = a[i - 1] === b[j - 1] ? table[i - 1]![j - 1]! + 1 : Math.max(table[i - 1]![j]!, table[i]![j - 1]!);
  return table[a.length]![b.length]!;
}
