import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toBytes, toOpenable, toShown } from '../../src/sources/names.ts';
import { parsePathList } from '../../src/sources/path-list.ts';
import { looksLikeGlob, showInside, showTyped, toGlob } from '../../src/sources/placement.ts';

describe('names as bytes', () => {
  it('come back as what they were, text or not', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), text => {
        expect(toOpenable(toBytes(text))).toBe(text);
        expect(toShown(toBytes(text))).toBe(text);
      }),
    );
    fc.assert(
      fc.property(fc.uint8Array(), bytes => {
        const openable = toOpenable(toBytes(Buffer.from(bytes)));
        expect(Buffer.from(openable as string).equals(Buffer.from(bytes))).toBe(true);
      }),
    );
  });

  it.each([
    [[0x61, 0xff, 0x62], 'a\\xffb'],
    [[0xc3, 0xa9, 0xc3], 'é\\xc3'],
    [[0xf0, 0x9f, 0x98, 0x80, 0x80], '😀\\x80'],
    [[0xed, 0xa0, 0x80], '\\xed\\xa0\\x80'],
  ])('%j are shown as %s', (bytes, shown) => {
    expect(toShown(Buffer.from(bytes).toString('latin1'))).toBe(shown);
  });
});

describe('shown paths', () => {
  it.each([
    ['/a/b', '/a/b/c/d', 'c/d'],
    ['/a/b', '/a/b', ''],
    ['/a/b', '/a/bc', undefined],
    ['/a/b', '/a', undefined],
    ['/a/b', '/a/b/..c', '..c'],
    ['/', '/a', 'a'],
  ])('posix: from %s, %s is %s', (cwd, target, shown) => {
    expect(showInside(cwd, target, path.posix)).toBe(shown);
  });

  it.each([
    ['C:\\a', 'C:\\a\\b\\c', 'b/c'],
    ['C:\\a', 'c:\\A\\b', 'b'],
    ['C:\\a', 'D:\\a\\b', undefined],
    ['C:\\a', 'C:\\b', undefined],
    ['C:\\', 'C:\\x\\y', 'x/y'],
  ])('win32: from %s, %s is %s', (cwd, target, shown) => {
    expect(showInside(cwd, target, path.win32)).toBe(shown);
  });

  it.each([
    ['./a//b/', 'a/b', path.posix],
    ['../x/', '../x', path.posix],
    ['/', '/', path.posix],
    ['..\\x\\', '../x', path.win32],
    ['C:\\x\\', 'C:/x', path.win32],
    ['C:\\', 'C:/', path.win32],
  ])('%s is shown as %s', (typed, shown, flavour) => {
    expect(showTyped(typed, flavour)).toBe(shown);
  });

  it('are told from patterns', () => {
    expect(['a*', 'a?', '{a,b}', '[ab]', '!(a)'].every(looksLikeGlob)).toBe(true);
    expect(['a', 'a/b', '!a', 'a(b)', 'a+'].some(looksLikeGlob)).toBe(false);
    expect(toGlob('src\\*.ts', path.win32)).toBe('src/*.ts');
    expect(toGlob('src\\*.ts', path.posix)).toBe('src\\*.ts');
  });
});

describe('a list of paths', () => {
  it.each([
    ['a\nb/c\n', ['a', 'b/c']],
    ['a\r\nb\r\n\r\n', ['a', 'b']],
    ['a\0b\nc\0', ['a', 'b\nc']],
    ['\xef\xbb\xbfa\n', ['a']],
    ['"caf\\303\\251"\n', ['café']],
    ['"tab\\there \\"x\\" \\\\"\n', ['tab\there "x" \\']],
    ['"half\n', ['"half']],
    ['"a"b"\n', ['"a"b"']],
    [' a \n', [' a ']],
    ['', []],
  ])('%j', (text, paths) => {
    expect(parsePathList(Buffer.from(text, 'latin1')).map(String)).toEqual(paths);
  });

  it('keeps names that are not UTF-8', () => {
    expect(parsePathList(Buffer.from([0xff, 10, 0x22, 0x5c, 0x33, 0x37, 0x36, 0x22]))).toEqual([
      Buffer.from([0xff]),
      Buffer.from([0xfe]),
    ]);
  });
});
