/** What encoded text says, and where each part of it stood. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeAt } from '../../src/unfold/decode.ts';

const decode = (text: string, at: number, kind: 'base64' | 'hex' | 'escapes') =>
  decodeAt(Buffer.from(text, 'latin1'), at, kind);
const base64 = (text: string): string => Buffer.from(text).toString('base64');

describe('base64', () => {
  const words = 'an ordinary text of some words, long enough to be broken into lines as mail and YAML do it';
  it('is read with its padding, up to the first foreign character', () => {
    const text = `key: "${base64('some words')}", more`;
    const decoded = decode(text, 6, 'base64');
    expect(decoded?.bytes.toString()).toBe('some words');
    expect(text.slice(decoded?.span.start, decoded?.span.end)).toBe(base64('some words'));
  });

  it.each([
    ['in the alphabet of URLs', Buffer.from('??>>~~ a text').toString('base64url'), '??>>~~ a text'],
    ['without padding', base64('some words').replace(/=+$/, ''), 'some words'],
  ])('is read %s', (_, text, said) => expect(decode(text, 0, 'base64')?.bytes.toString()).toBe(said));

  it.each(['\n', '\r\n', '\n    '])('goes on in the next line behind %j', gap => {
    const text = base64(words).replace(/(.{40})(?=.)/g, `$1${gap}`);
    const decoded = decode(text, 0, 'base64');
    expect(decoded?.bytes.toString()).toBe(words);
    expect(decoded?.span).toEqual({ start: 0, end: text.length });
  });

  it('does not go on in the next key of a map', () => {
    const first = base64('x'.repeat(30));
    const decoded = decode(`${first}\n  ${'key'.repeat(10)}: value`, 0, 'base64');
    expect(decoded?.span.end).toBe(first.length);
  });

  it('of bytes that are no text is nothing', () => {
    expect(
      decode(Buffer.from(Array.from({ length: 40 }, (_, i) => i)).toString('base64'), 0, 'base64'),
    ).toBeUndefined();
  });
});

describe('hex', () => {
  it('is read in pairs', () => {
    const text = `x=${Buffer.from('some words').toString('hex')};`;
    expect(decode(text, 2, 'hex')?.bytes.toString()).toBe('some words');
  });
});

describe('escapes', () => {
  it.each([
    ['of URLs', 'a%2Fb%3D', 'a/b='],
    ['of JSON', 'a\\u002fb\\/c', 'a/b/c'],
    ['of JavaScript', '\\x61\\x62', 'ab'],
    ['of HTML, by name', '&quot;a&quot;:&amp;', '"a":&'],
    ['of HTML, by number', 'a&#61;b&#x3D;c', 'a=b=c'],
    ['beyond ASCII', '\\u00e9%2F', '\u00e9/'],
  ])('%s are undone', (_, text, said) =>
    expect(decode(text, text.search(/[%\\&]/), 'escapes')?.bytes.toString()).toBe(said),
  );

  it('are looked for on their own line alone', () => {
    const text = 'first%2F\nsecond%2F\nthird%2F';
    const decoded = decode(text, text.indexOf('%2F', 10), 'escapes');
    expect(decoded?.bytes.toString()).toBe('second/');
    expect(decoded?.span).toEqual({ start: 9, end: 18 });
  });

  it('are placed back where they stood, whatever stands around them', () => {
    const piece = fc.oneof(
      fc.stringMatching(/^[a-z0-9 ]{1,8}$/).map(text => [text, text]),
      fc.constantFrom(['%2F', '/'], ['\\u002b', '+'], ['&#61;', '='], ['&quot;', '"'], ['\\x41', 'A']),
    );
    fc.assert(
      fc.property(fc.array(piece, { minLength: 1, maxLength: 30 }), fc.nat(), (pieces, pick) => {
        const text = `%2F${pieces.map(([raw]) => raw).join('')}`;
        const said = `/${pieces.map(([, plain]) => plain).join('')}`;
        const decoded = decode(text, 0, 'escapes');
        expect(decoded?.bytes.toString()).toBe(said);
        const start = pick % said.length;
        const { start: from, end: to } = decoded!.locate({ start, end: said.length });
        expect(decode(`%2F${text.slice(from, to)}`, 0, 'escapes')?.bytes.toString()).toBe(`/${said.slice(start)}`);
      }),
    );
  });
});

it('never fails on bytes that somebody chose', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 200 }),
      fc.nat(200),
      fc.constantFrom('base64', 'hex', 'escapes'),
      (bytes, at, kind) => {
        const decoded = decodeAt(Buffer.from(bytes), Math.min(at, Math.max(0, bytes.length - 1)), kind as 'base64');
        if (decoded === undefined) return;
        expect(decoded.span.end).toBeLessThanOrEqual(bytes.length);
      },
    ),
  );
});
