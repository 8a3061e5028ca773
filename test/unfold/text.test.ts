import zlib from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Content, Encoding } from '../../src/model/unit.ts';
import { decodeSpan, detectEncoding, isNarrowed, narrowContent } from '../../src/unfold/text.ts';
import { unfoldContent } from '../../src/unfold/unfold.ts';

const encodings: readonly Encoding[] = ['utf-16le', 'utf-16be', 'utf-32le', 'utf-32be'];

function encode(text: string, encoding: Encoding): Buffer {
  if (encoding === 'utf-16le') return Buffer.from(text, 'utf16le');
  if (encoding === 'utf-16be') return Buffer.from(text, 'utf16le').swap16();
  const points = [...text].map(one => one.codePointAt(0)!);
  const bytes = Buffer.alloc(points.length * 4);
  for (const [i, point] of points.entries()) {
    if (encoding === 'utf-32le') bytes.writeUInt32LE(point, i * 4);
    else bytes.writeUInt32BE(point, i * 4);
  }
  return bytes;
}

const hold = (bytes: Uint8Array): Content => ({
  size: bytes.length,
  window: (at, length) => bytes.subarray(at, at + length),
});
const unfold = (bytes: Uint8Array, path = 'a.txt') => unfoldContent({ kind: 'stdin' }, path, hold(bytes));

const sample = '# Schlüssel für den Dienst 日本語 😀\r\nAPI_KEY = "value-1234567890"\r\n';

describe.each(encodings)('%s', encoding => {
  it.each([
    ['with', '\ufeff'],
    ['without', ''],
  ])('is recognised %s a byte order mark', (_with, mark) => {
    expect(detectEncoding(encode(mark + sample, encoding))).toBe(encoding);
    expect(detectEncoding(encode(`${mark}K=v\n`, encoding))).toBe(encoding);
    expect(detectEncoding(encode(mark + sample.repeat(500), encoding))).toBe(encoding);
  });

  it('is narrowed to a byte a unit, offsets kept in proportion', () => {
    const text = `\ufeff${sample}`;
    const bytes = encode(text, encoding);
    const result = unfold(bytes);
    if (!('unit' in result)) throw new Error('skipped');
    const { content, layers, kind } = result.unit;
    if (!isNarrowed(content)) throw new Error('not narrowed');
    expect(layers).toEqual([{ kind: 'encoding', name: encoding }]);
    expect(kind).toBe('text');
    expect(content.size).toBe(bytes.length / content.unitBytes);
    const narrow = Buffer.from(content.window(0, content.size));
    const start = narrow.indexOf('value-');
    const span = { start, end: start + 'value-1234567890'.length };
    expect(decodeSpan(content, span)).toBe('value-1234567890');
    const original = bytes.subarray(span.start * content.unitBytes, span.end * content.unitBytes);
    expect(original.equals(encode('value-1234567890', encoding))).toBe(true);
    expect(decodeSpan(content, { start: 0, end: content.size })).toBe(text);
    expect(narrow[0]).toBe(0xff);
    expect([...narrow].every(byte => byte < 0x80 || byte === 0xff)).toBe(true);
  });

  it('is narrowed alike in any windows', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), fc.nat(50), fc.nat(50), (text, at, length) => {
        const content = narrowContent(hold(encode(text, encoding)), encoding);
        const units = encoding.startsWith('utf-16') ? text.split('') : [...text];
        const expected = units.map(unit => (unit.codePointAt(0)! < 0x80 ? unit.codePointAt(0)! : 0xff));
        expect([...content.window(0, content.size)]).toEqual(expected);
        expect([...content.window(at, length)]).toEqual(expected.slice(at, at + length));
        expect(decodeSpan(content, { start: 0, end: content.size })).toBe(text);
      }),
    );
  });

  it('is narrowed in windows larger than a chunk', () => {
    const content = narrowContent(hold(encode('ab\u00e9d'.repeat(400_000), encoding)), encoding);
    const narrow = Buffer.from(content.window(1, 1_599_998));
    expect(narrow.subarray(0, 8).toString('latin1')).toBe('b\xffdab\xffda');
    expect(narrow.equals(Buffer.from('ab\xffd'.repeat(400_000), 'latin1').subarray(1, 1_599_999))).toBe(true);
  });
});

describe('what is not in a wide encoding', () => {
  it.each([
    ['ASCII', Buffer.from(sample.replace(/[^\x00-\x7f]/g, ''))],
    ['UTF-8', Buffer.from(sample)],
    ['UTF-8 with a byte order mark', Buffer.from(`\ufeff${sample}`)],
    ['Latin-1', Buffer.from('Schl\xfcssel = "x"\n', 'latin1')],
    ['Latin-1 that begins like a mark', Buffer.from(`\xff\xfe${'KEY = "value" '.repeat(20)}`, 'latin1')],
    ['nothing', Buffer.alloc(0)],
    ['zeros', Buffer.alloc(4096)],
    ['small integers', Buffer.from(Uint32Array.from({ length: 500 }, (_, i) => i * 3).buffer)],
    ['noise', Buffer.from(Array.from({ length: 4096 }, (_, i) => (i * 7919 + (i >> 3) * 104729) & 0xff))],
    [
      'a program',
      Buffer.concat([
        Buffer.from('\x7fELF\x02\x01\x01'),
        Buffer.alloc(9),
        Buffer.from('text\0more text\0'.repeat(100)),
      ]),
    ],
    ['a text that ends in a zero', Buffer.from('value\0')],
    ['a longer one', Buffer.from('NAME=some value, 42\0')],
    ['short words apart by zeros', Buffer.from('a=b\0c=d\0e=f\0')],
    ['words apart by zeros', Buffer.from('name\0value\0'.repeat(50))],
  ])('%s', (_name, bytes) => {
    expect(detectEncoding(bytes)).toBeUndefined();
  });

  it('is decoded as UTF-8, or as Latin-1 where it is none', () => {
    expect(decodeSpan(hold(Buffer.from('aé😀b')), { start: 1, end: 7 })).toBe('é😀');
    expect(decodeSpan(hold(Buffer.from('a\xe9b', 'latin1')), { start: 0, end: 3 })).toBe('aéb');
  });
});

describe('binary content', () => {
  const binary = Buffer.concat([Buffer.from('\x7fELF'), Buffer.alloc(12), Buffer.from('API_KEY=abc')]);
  it.each([
    ['a zero byte', binary],
    ['a zero byte late in the head', Buffer.concat([Buffer.alloc(8000, 'a'), Buffer.alloc(1)])],
    ['many control characters', Buffer.from('\x01\x02\x03\x04abcdefg\x05\x06')],
    [
      'a tape archive',
      Buffer.concat([
        Buffer.from('file.txt'),
        Buffer.alloc(249),
        Buffer.from('ustar\0'),
        Buffer.alloc(249),
        Buffer.from('KEY=1'),
      ]),
    ],
    ['a document', Buffer.concat([Buffer.from('%PDF-1.7\n%'), Buffer.from([0xe2, 0xe3, 0, 1])])],
  ])('is scanned as such: %s', (_name, bytes) => {
    expect(unfold(bytes, 'a.js')).toMatchObject({ unit: { kind: 'binary', layers: [] } });
  });

  it.each([
    ['colours of a terminal', '\x1b[31mred\x1b[0m text\n'],
    ['form feeds and tabs', '\ta\f\n'],
  ])('is not %s', (_name, text) => {
    expect(unfold(Buffer.from(text))).toMatchObject({ unit: { kind: 'text' } });
  });

  const tail = '\0\0\x01\x02';
  it.each([
    ['7z\xbc\xaf\x27\x1c\0', 'a compressed archive, not opened'],
    ['Rar!\x1a\x07\x01\0', 'a compressed archive, not opened'],
    ['BZh91AY&SY', 'compressed data, not opened'],
    ['\xfd7zXZ\0', 'compressed data, not opened'],
    ['\x1f\x9d\x90', 'compressed data, not opened'],
    ['\x89PNG\r\n\x1a\n', 'an image'],
    ['\xff\xd8\xff\xe0', 'an image'],
    ['GIF89a', 'an image'],
    ['RIFF\x01\x02\x03\x04WEBP', 'an image'],
    ['\0\0\0\x20ftypavif', 'an image'],
    ['\0\0\0\x20ftypisom', 'a film'],
    ['ID3\x04', 'a sound recording'],
    ['\xff\xfb\x90', 'a sound recording'],
    ['wOF2\0', 'a font'],
  ])('%j is skipped as %s', (head, skipped) => {
    expect(unfold(Buffer.from(head + tail, 'latin1'))).toEqual({ skipped });
  });

  it.each([
    ['PK\x03\x04\x14\0', 'zip'],
    ['PK\x05\x06\0\0', 'zip'],
    ['Cr24\x03\0\0\0', 'zip'],
    ['#!/usr/bin/env python3\nPK\x03\x04', 'zip'],
    ['\x1f\x8b\x08\0', 'gzip'],
    ['!<arch>\n', 'ar'],
  ])('%j is an archive of the format %s', (head, format) => {
    expect(unfold(Buffer.from(head + tail, 'latin1'), 'dir/a.txt')).toMatchObject({
      archive: { format, path: 'dir/a.txt', name: 'dir/a.txt', layers: [] },
    });
  });

  it('is zstd only where this Node can unpack it', () => {
    const known =
      'zstdDecompressSync' in zlib ? { archive: { format: 'zstd' } } : { skipped: 'compressed data, not opened' };
    expect(unfold(Buffer.from(`\x28\xb5\x2f\xfd${tail}`, 'latin1'))).toMatchObject(known);
  });

  it('is not what only begins like an image', () => {
    expect(unfold(Buffer.from('GIF89a=1\nKEY=2\n'), '.env')).toMatchObject({ unit: { kind: 'dotenv' } });
    expect(unfold(Buffer.from('ID3 tags, explained\n'))).toMatchObject({ unit: { kind: 'text' } });
    expect(unfold(Buffer.from('BZh is not enough\0'))).toMatchObject({ unit: { kind: 'binary' } });
  });
});
