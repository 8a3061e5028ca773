/** The words, widths and escapes that reports are written in. */

import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeJson, escapeLine, escapeText } from '../../src/report/escape.ts';
import { quoteShell } from '../../src/report/shell.ts';
import { countOf, cutAround, describeBytes, describeDuration, wrapText } from '../../src/report/words.ts';
import { anyText, unseen } from './build.ts';

describe('escapes', () => {
  it.each([
    ['plain text', 'plain text'],
    ['naïve 日本 🔑', 'naïve 日本 🔑'],
    ['\x1b[31mred', '\\x1b[31mred'],
    ['a\nb\rc\td\0', 'a\\nb\\rc\\td\\x00'],
    ['\x7f\x9b', '\\x7f\\x9b'],
    ['a\u202egpj.exe', 'a\\u202egpj.exe'],
    ['\u2066\u200f\u061c\u200b\ufeff', '\\u2066\\u200f\\u061c\\u200b\\ufeff'],
    ['\u2028\u2029', '\\u2028\\u2029'],
    ['\ud83d', '\\ud83d'],
    ['\u{e0041}', '\\u{e0041}'],
  ])('%j is shown as %s', (text, shown) => expect(escapeText(text)).toBe(shown));

  it('show a source line without its indentation and with spaces for tabs', () => {
    expect(escapeLine('\t\tkey =\t"x"\r\n')).toBe('key = "x"');
  });

  it('leave nothing unseen in any text, and say nothing twice', () => {
    fc.assert(
      fc.property(anyText, text => {
        expect(escapeText(text)).not.toMatch(unseen);
        expect(escapeText(escapeText(text))).toBe(escapeText(text));
      }),
    );
  });

  it('leave nothing unseen in JSON, and parse back to the same', () => {
    fc.assert(
      fc.property(anyText, text => {
        const json = escapeJson(JSON.stringify({ [text]: text }));
        expect(json).not.toMatch(unseen);
        expect(JSON.parse(json)).toEqual({ [text]: text });
      }),
    );
  });
});

describe('quoted words', () => {
  it.each([
    ['src/a.ts:12', 'src/a.ts:12'],
    ['a b.ts:1', "'a b.ts:1'"],
    ["it's", "'it'\\''s'"],
    ['$(rm -rf ~)`x`', "'$(rm -rf ~)`x`'"],
    ['', "''"],
    ['a\nb', "$'a\\x0ab'"],
    ["\x1b]\\'", "$'\\x1b]\\\\\\''"],
    ['\u{e0041}1', "$'\\U000e00411'"],
  ])('%j becomes %s', (word, quoted) => expect(quoteShell(word)).toBe(quoted));

  it('give a shell back exactly the word, whatever it holds', () => {
    const storable = anyText.map(text => text.replace(/[\p{Cs}\0]/gu, '_'));
    const words = fc.sample(storable, { numRuns: 400, seed: 5 });
    const script = `printf '%s\\0' ${words.map(quoteShell).join(' ')}`;
    const output = execFileSync('bash', ['--norc', '-c', script], { env: { LC_ALL: 'C.UTF-8' }, encoding: 'utf8' });
    expect(output.split('\0').slice(0, -1)).toEqual(words);
  });
});

describe('counts, sizes and durations', () => {
  it.each([
    [countOf(0, 'file'), '0 files'],
    [countOf(1, 'file'), '1 file'],
    [countOf(1234567, 'match', 'matches'), '1,234,567 matches'],
    [describeBytes(1), '1 byte'],
    [describeBytes(999), '999 bytes'],
    [describeBytes(1000), '1.0 kB'],
    [describeBytes(9_960), '10 kB'],
    [describeBytes(999_499), '999 kB'],
    [describeBytes(999_500), '1.0 MB'],
    [describeBytes(57_000_000), '57 MB'],
    [describeBytes(1_200_000_000), '1.2 GB'],
    [describeBytes(5_000_000_000_000_000), '5000 TB'],
    [describeDuration(0.2), '0 ms'],
    [describeDuration(999.4), '999 ms'],
    [describeDuration(999.6), '1.00 s'],
    [describeDuration(61_200), '1 min 1 s'],
  ])('%s', (written, expected) => expect(written).toBe(expected));
});

describe('lines that fit', () => {
  it('break prose at white space only, so that a link stays whole', () => {
    const link = `https://example.com/${'a'.repeat(50)}`;
    expect(wrapText(`Revoke it at\n  ${link} and then go on`, 20)).toEqual(['Revoke it at', link, 'and then go on']);
  });

  it('hold at most the width, or one word', () => {
    fc.assert(
      fc.property(fc.lorem({ maxCount: 40 }), fc.integer({ min: 5, max: 80 }), (prose, width) => {
        const lines = wrapText(prose, width);
        expect(lines.join(' ')).toBe(prose);
        for (const line of lines) expect(line.length <= width || !line.includes(' ')).toBe(true);
      }),
    );
  });

  it.each([
    ['short enough', 'x', 20, 'short enough'],
    ['0123456789 KEY 0123456789', 'KEY', 11, '…89 KEY 01…'],
    ['KEY 01234567890123456789', 'KEY', 8, 'KEY 012…'],
    ['01234567890123456789 KEY', 'KEY', 8, '…789 KEY'],
    ['no focus in this line', 'KEY', 8, 'no focu…'],
  ])('%j is cut around %j to %d characters', (line, focus, width, cut) => {
    expect(cutAround(line, focus, width)).toBe(cut);
  });

  it('keep the focus and the width wherever the focus stands, and halve no character', () => {
    const side = fc.string({ unit: fc.constantFrom('a', '🔑', ' '), maxLength: 60 });
    fc.assert(
      fc.property(side, side, fc.integer({ min: 12, max: 60 }), (before, after, width) => {
        const cut = cutAround(`${before}<KEY>${after}`, '<KEY>', width);
        expect(cut).toContain('<KEY>');
        expect([...cut].length).toBeLessThanOrEqual(width);
        expect(cut).not.toMatch(/\p{Cs}/u);
      }),
    );
  });
});
