/** An entry for the allowlist of a config file: added, and nothing else touched. */

import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { addJsonEntry, addYamlEntry } from '../../src/findings/allow-entry.ts';

const tag = '0123456789abcdef0123456789abcdef';
const entry = { fingerprints: [tag], reason: 'a test key: "public", # really', owner: '@team', expires: '2027-01-31' };
const short = { fingerprints: [tag], reason: 'why' };
const written = (indent: string): string => `${indent}- fingerprints: [${tag}]\n${indent}  reason: why\n`;
const add = (text: string, added = short) => addYamlEntry(text, added, 'unleak.yml');

describe('unleak.yml', () => {
  it('is made where there is none', async () => {
    expect(await add('')).toBe(`allow:\n${written('  ')}`);
    expect(parse(await add('', entry))).toEqual({ allow: [entry] });
  });

  it.each([
    [
      'the end of the file',
      'fail-on:   high   # kept\n\n# last\n',
      `fail-on:   high   # kept\n\n# last\nallow:\n${written('  ')}`,
    ],
    ['a file of comments', '# only\n', `# only\nallow:\n${written('  ')}`],
    ['a file without line end', 'fail-on: high', `fail-on: high\nallow:\n${written('  ')}`],
    [
      'a list',
      'allow:\n  - paths: [ a,b ]  # odd\nfail-on: high\n',
      `allow:\n  - paths: [ a,b ]  # odd\n${written('  ')}fail-on: high\n`,
    ],
    [
      'a list at the margin',
      'allow:\n- paths: a\n\nfail-on: high\n',
      `allow:\n- paths: a\n${written('')}\nfail-on: high\n`,
    ],
    [
      'a list that ends the file',
      'allow:\n    - rules: [x]\n      reason: old',
      `allow:\n    - rules: [x]\n      reason: old\n${written('    ')}`,
    ],
    [
      'a list that ends in a block',
      'allow:\n  - paths: a\n    reason: |\n      long\n      text\nfail-on: high\n',
      `allow:\n  - paths: a\n    reason: |\n      long\n      text\n${written('  ')}fail-on: high\n`,
    ],
  ])('keeps every other byte: %s', async (_, before, after) => {
    expect(await add(before)).toBe(after);
  });

  it('keeps the line ends of Windows', async () => {
    expect(await add('allow:\r\n  - paths: a\r\n')).toBe(
      `allow:\r\n  - paths: a\r\n${written('  ').replaceAll('\n', '\r\n')}`,
    );
  });

  it.each([
    ['an inline list', 'allow: [{paths: [a]}] # kept\nx: 1 # too\n'],
    ['a single entry', '# kept\nallow:\n  paths: [a] # kept\nx: 1\n'],
    ['an inline map', '{allow: [{paths: [a]}], x: 1} # kept\n'],
  ])('is rewritten where the list is %s, with its comments', async (_, before) => {
    const after = await add(before);
    expect(parse(after)).toEqual({ allow: [{ paths: ['a'] }, short], x: 1 });
    expect(after.match(/# \w+/g)).toEqual(before.match(/# \w+/g));
  });

  it.each([['allow:\n'], ['allow: []\n'], ['allow: # none yet\nx: 1\n'], ['{}\n'], ['---\n']])(
    'takes its first entry: %j',
    async before => {
      expect(parse(await add(before)).allow).toEqual([short]);
    },
  );

  it.each([
    ['00000000000000000000000000000012'],
    ['123456789012345678901234567890e1'],
    ['0x345678901234567890123456789012'],
  ])('writes the fingerprint %s so that it is read as text', async fingerprint => {
    expect(parse(await add('', { ...short, fingerprints: [fingerprint] })).allow[0].fingerprints).toEqual([
      fingerprint,
    ]);
  });

  it.each([
    ['#1'],
    ['- a'],
    ['yes'],
    ['a: b'],
    ["it's"],
    ['"quoted"'],
    ['  x'],
    ['*a'],
    ['ünïcode 🔑'],
    ['long '.repeat(60).trim()],
  ])('writes the reason %s so that it is read again', async reason => {
    expect(parse(await add('allow:\n- paths: a\n', { ...short, reason })).allow[1].reason).toBe(reason);
  });

  it.each([
    ['text that is no YAML', 'a: [hunter2\n', 'unleak.yml:2:1: not valid YAML'],
    ['a list for a map', '- hunter2\n', 'unleak.yml:1:1: expected a map'],
    ['two documents', 'a: 1\n---\nb: hunter2\n', 'not valid YAML'],
    ['a list by alias', 'x: &x [{paths: hunter2}]\nallow: *x\n', 'add the entry by hand'],
    [
      'the same fingerprint',
      `allow:\n  - fingerprints: ${tag.slice(0, 12)}\n    expires: 2020-01-01\n`,
      'names the fingerprint',
    ],
    [
      'a bomb of aliases',
      `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefghij'.replace(/./g, (c, at: number) => `${c}: &${c} [${Array(9).fill(`*${'abcdefghi'[at]}`)}]\n`)}`,
      'aliases',
    ],
  ])('is refused with %s, and its text is not shown', async (_, before, message) => {
    const error = await add(before).catch((caught: Error & { hint: string }) => caught);
    expect(`${(error as Error).message} ${(error as { hint: string }).hint}`).toContain(message);
    expect((error as Error).message).not.toContain('hunter2');
  });
});

describe('package.json', () => {
  it('keeps its indentation and its order', () => {
    const before =
      '{\n\t"name": "x",\n\t"unleak": {\n\t\t"allow": {\n\t\t\t"paths": "a"\n\t\t},\n\t\t"fail-on": "high"\n\t},\n\t"version": "1.0.0"\n}\n';
    const after = addJsonEntry(before, short, 'package.json');
    expect(JSON.parse(after)).toEqual({
      name: 'x',
      unleak: { allow: [{ paths: 'a' }, short], 'fail-on': 'high' },
      version: '1.0.0',
    });
    expect(Object.keys(JSON.parse(after))).toEqual(['name', 'unleak', 'version']);
    expect(after).toMatch(/^\{\n\t"name": "x",\n\t"unleak": \{\n\t\t"allow": \[/);
    expect(after.endsWith('}\n')).toBe(true);
  });

  it.each([['{'], ['[]'], ['{"unleak": []}']])('is refused where it is %s', before => {
    expect(() => addJsonEntry(before, short, 'package.json')).toThrow('package.json');
  });
});
