/** Text in every encoding: the same secrets, at the line and column that an editor shows. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scan } from './app.ts';
import { anthropicKey, githubToken, groqKey } from './secrets.ts';
import { makeTree } from './tree.ts';

type Encode = (text: string) => Buffer;

const swap = (bytes: Buffer): Buffer => Buffer.from(bytes).swap16();
const wide = (text: string, write: (bytes: Buffer, point: number, at: number) => void): Buffer => {
  const points = [...text].map(character => character.codePointAt(0)!);
  const bytes = Buffer.alloc(points.length * 4);
  for (const [index, point] of points.entries()) write(bytes, point, index * 4);
  return bytes;
};

const encodings: Readonly<Record<string, Encode>> = {
  'utf-8': text => Buffer.from(text),
  'utf-16le': text => Buffer.from(text, 'utf16le'),
  'utf-16be': text => swap(Buffer.from(text, 'utf16le')),
  'utf-32le': text => wide(text, (bytes, point, at) => bytes.writeUInt32LE(point, at)),
  'utf-32be': text => wide(text, (bytes, point, at) => bytes.writeUInt32BE(point, at)),
};

const variants = Object.keys(encodings).flatMap(
  name =>
    [
      [name, ''],
      [name, '\ufeff'],
    ] as const,
);
const fileOf = (name: string, mark: string): string => `${name}${mark === '' ? '' : '-bom'}.txt`;

const key = groqKey('encodings');

describe('line, column and excerpt', () => {
  const cases: Readonly<Record<string, { before: string; line: number; column: number; excerpt: string }>> = {
    'on the first line': { before: 'key = "', line: 1, column: 8, excerpt: 'key = "gsk_…(56)" // ü' },
    'behind letters of all lengths': {
      before: 'one\n\né日😀\tkey = "',
      line: 3,
      column: 13,
      excerpt: 'é日😀\tkey = "gsk_…(56)" // ü',
    },
    'behind tabs': { before: '\n\t\tkey = "', line: 2, column: 10, excerpt: '\t\tkey = "gsk_…(56)" // ü' },
    'with CRLF': { before: 'one\r\ntwo\r\nkey = "', line: 3, column: 8, excerpt: 'key = "gsk_…(56)" // ü' },
  };

  it.each(Object.entries(cases))('%s', async (_, { before, line, column, excerpt }) => {
    const cwd = makeTree();
    const newline = before.includes('\r') ? '\r\n' : '\n';
    for (const [name, mark] of variants) {
      writeFileSync(
        join(cwd, fileOf(name, mark)),
        encodings[name]!(`${mark}${before}${key}" // ü${newline}end${newline}`),
      );
    }
    const { report } = await scan([], { cwd });
    const expected = variants.map(([name, mark]) => ({
      path: fileOf(name, mark),
      line,
      column,
      endLine: line,
      endColumn: column + key.length,
      excerpt,
      layers: name === 'utf-8' ? [] : [{ kind: 'encoding', name }],
    }));
    expect(
      report.findings.map(({ path, line, column, endLine, endColumn, excerpt, layers }) => ({
        path,
        line,
        column,
        endLine,
        endColumn,
        excerpt,
        layers,
      })),
    ).toEqual(expected.sort((a, b) => (a.path < b.path ? -1 : 1)));
  });

  it('in Latin-1', async () => {
    const cwd = makeTree({ 'a.txt': Buffer.from(`línea\né\tkey = "${key}" // ü\n`, 'latin1') });
    const { report } = await scan([], { cwd });
    expect(report.findings).toMatchObject([
      { line: 2, column: 10, endColumn: 66, excerpt: 'é\tkey = "gsk_…(56)" // ü' },
    ]);
  });

  it('among bytes that are no text at all', async () => {
    const cwd = makeTree({
      'a.bin': Buffer.concat([
        Buffer.from([0, 1, 0xff, 0xfe, 0x80, 0]),
        Buffer.from(`x ${key} y`),
        Buffer.from([0, 0xc3]),
      ]),
    });
    expect((await scan([], { cwd })).report.findings).toMatchObject([
      { path: 'a.bin', ruleId: 'groq-api-key', line: 1 },
    ]);
  });

  it('of several secrets on one long line', async () => {
    const keys = [0, 1, 2].map(index => groqKey(`long${index}`));
    const text = keys.map(value => `${'é'.repeat(40_000)} "${value}"`).join(',');
    const { report } = await scan([], { cwd: makeTree({ 'a.txt': text }) });
    expect(report.findings.map(it => it.column)).toEqual(keys.map(value => text.indexOf(value) + 1));
  });
});

describe('property: how a text is written down changes nothing about its secrets', () => {
  const secret = fc
    .nat(1000)
    .chain(seed => fc.constantFrom(groqKey(`p${seed}`), anthropicKey(`p${seed}`), githubToken(`p${seed}`)));
  const filler = fc.stringMatching(/^[ a-zé日一가😀\t,;]{0,40}$/u);
  const lines = fc.array(fc.tuple(filler, fc.option(secret)), { minLength: 1, maxLength: 30 });

  it('encodings, marks and line ends', async () => {
    const cwd = makeTree();
    const texts = fc.sample(lines, { numRuns: 25, seed: 7 });
    for (const [index, text] of texts.entries()) {
      for (const newline of ['\n', '\r\n']) {
        const body = text.map(([words, value]) => (value === null ? words : `${words} key = "${value}"`)).join(newline);
        for (const [name, mark] of variants) {
          writeFileSync(
            join(cwd, `${index}-${newline.length}-${fileOf(name, mark)}`),
            encodings[name]!(`${mark}plain ascii text first${newline}${body}${newline}`),
          );
        }
      }
    }
    const { report } = await scan(['--show-secrets'], { cwd });
    for (const [index, text] of texts.entries()) {
      const expected = text.flatMap(([words, value], line) =>
        value === null ? [] : [`${line + 2}:${words.length + 9} ${value}`],
      );
      for (const newline of [1, 2]) {
        for (const [name, mark] of variants) {
          const path = `${index}-${newline}-${fileOf(name, mark)}`;
          const found = report.findings
            .filter(it => it.path === path)
            .map(it => `${it.line}:${it.column} ${it.secret}`);
          expect({ path, found }).toEqual({ path, found: expected });
        }
      }
    }
  });
});
