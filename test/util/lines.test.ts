/** Lines and columns as an editor shows them. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contentOf } from '../../src/engine/scan-text.ts';
import { countUnits, createLocator } from '../../src/util/lines.ts';

const locateAll = (bytes: Buffer, offsets: readonly number[]): [number, number][] => {
  const locate = createLocator(contentOf(bytes));
  return offsets.map(offset => {
    const { line, column } = locate(offset);
    return [line, column];
  });
};

describe('a position', () => {
  it.each<[string, string | Buffer, number, [number, number]]>([
    ['the first byte is 1:1', 'abc', 0, [1, 1]],
    ['behind a newline a line starts', 'ab\ncd', 3, [2, 1]],
    ['a carriage return is part of its line', 'ab\r\ncd', 4, [2, 1]],
    ['a tab is one column', '\t\tx', 2, [1, 3]],
    ['a letter of two bytes is one column', 'éx', 2, [1, 2]],
    ['a letter beyond the basic plane is two', '😀x', 4, [1, 3]],
    ['a byte order mark is none', '\ufeffx', 3, [1, 1]],
    ['a latin-1 byte is one', Buffer.from([0x61, 0xe9, 0x62]), 2, [1, 3]],
    ['the end of the content counts', 'ab\n', 3, [2, 1]],
  ])('%s', (_, text, offset, expected) => {
    expect(locateAll(Buffer.from(text as string), [offset])).toEqual([expected]);
  });

  it('agrees with the text as JavaScript sees it, in any order of asking', () => {
    const text = fc.array(fc.constantFrom('a', '\n', '\r\n', 'é', '漢', '😀', '\t', ' '), { maxLength: 200 });
    fc.assert(
      fc.property(text, fc.array(fc.nat(200)), (characters, picks) => {
        const offsets = picks.map(pick => Math.min(pick, characters.length));
        const bytes = Buffer.from(characters.join(''));
        const byteOffsets = offsets.map(count => Buffer.byteLength(characters.slice(0, count).join('')));
        const expected = offsets.map(count => {
          const lines = characters.slice(0, count).join('').split('\n');
          return [lines.length, (lines.at(-1)?.length ?? 0) + 1];
        });
        expect(locateAll(bytes, byteOffsets)).toEqual(expected);
      }),
    );
  });

  it('is right in a line longer than a chunk', () => {
    const bytes = Buffer.from(`${'é'.repeat(700_000)}x\ny`);
    expect(locateAll(bytes, [1_400_000, 1_400_002])).toEqual([
      [1, 700_001],
      [2, 1],
    ]);
  });
});

describe('units', () => {
  it('are those that a decoder makes, for valid text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        text => countUnits(Buffer.from(text)) === Buffer.from(text).toString().length,
      ),
    );
  });
});
