/** `unleak allow`: a finding is allowed by its fingerprint in the config or by a comment on its line, and its value is never written. */

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type AllowRequest, runAllow } from '../../src/cli/commands/allow.ts';
import { createTagger, publicSalt } from '../../src/findings/fingerprint.ts';
import { sampleFinding, sampleToken, spellings } from '../findings/sample.ts';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'unleak-allow-'));
  mkdirSync(join(root, 'src'));
});
afterEach(() => rmSync(root, { recursive: true }));

const value = sampleToken(51, 40);
const weak = 'Summer2019!';
const ours = createTagger(Buffer.alloc(16, 3));
const findings = [
  sampleFinding({ value, path: 'src/app.ts', line: 2, column: 12 }),
  sampleFinding({ value: weak, path: 'config.json', line: 1, column: 8 }),
];
const code = `// first\nconst k = "${value}";\n`;
const allow = (change: Partial<AllowRequest> = {}) =>
  runAllow({
    target: 'src/app.ts:2',
    label: { reason: 'a test key' },
    inline: false,
    findings,
    tagger: ours,
    root,
    today: '2026-06-15',
    ...change,
  });
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

describe('unleak allow', () => {
  it('writes the fingerprint, the reason, the owner and the expiry, and nothing of the value', async () => {
    const fingerprint = await ours.tag(findings[0]!.secret);
    const { file, lines } = await allow({ label: { reason: 'a test key', owner: '@team', expires: '2027-01-01' } });
    expect(file).toBe(join(root, 'unleak.yml'));
    expect(parse(read('unleak.yml'))).toEqual({
      allow: [{ fingerprints: [fingerprint], reason: 'a test key', owner: '@team', expires: '2027-01-01' }],
    });
    expect(lines).toEqual([
      `Allowed acme-api-key ${findings[0]!.secret.masked} wherever it stands, as ${fingerprint} in unleak.yml.`,
    ]);
    expect(spellings(value).filter(spelling => (read('unleak.yml') + lines).includes(spelling))).toEqual([]);
  });

  it('takes a fingerprint or its start', async () => {
    const fingerprint = await ours.tag(findings[1]!.secret);
    await allow({ target: fingerprint.slice(0, 12) });
    expect(parse(read('unleak.yml')).allow[0].fingerprints).toEqual([fingerprint]);
  });

  it('adds to the config that there is, a package.json as well', async () => {
    writeFileSync(join(root, '.unleak.yml'), '# ours\nfail-on: high\n');
    await allow({ configFile: join(root, '.unleak.yml') });
    expect(read('.unleak.yml')).toMatch(/^# ours\nfail-on: high\nallow:\n {2}- fingerprints: /);
    writeFileSync(join(root, 'package.json'), '{"name": "x", "unleak": {}}');
    await allow({ configFile: join(root, 'package.json') });
    expect(JSON.parse(read('package.json')).unleak.allow[0].reason).toBe('a test key');
  });

  it('tells what a guessable value costs without a salt of the repository', async () => {
    const under = async (tagger: AllowRequest['tagger'], target: string) => {
      rmSync(join(root, 'unleak.yml'), { force: true });
      return (await allow({ tagger, target })).lines.join(' ');
    };
    expect(await under(createTagger(publicSalt), 'config.json:1')).toContain('could be guessed');
    expect(await under(createTagger(publicSalt), 'src/app.ts:2')).not.toContain('could be guessed');
    expect(await under(ours, 'config.json:1')).not.toContain('could be guessed');
  });

  it.each([
    ['no reason', {}, 'a reason is needed'],
    ['an empty one', { reason: '  ' }, 'the reason is empty'],
    ['one of two lines', { reason: 'a\nb' }, 'line break'],
    ['one with the secret', { reason: `so ${value} is fine` }, 'the secret itself'],
    ['one with another secret', { reason: `like ${weak}` }, 'the secret itself'],
    ['the secret for an owner', { reason: 'x', owner: value }, 'the secret itself'],
    ['a day that has passed', { reason: 'x', expires: '2026-06-14' }, 'has passed'],
    ['a day that is none', { reason: 'x', expires: 'tomorrow' }, 'not a day'],
  ])('is refused with %s, without showing the value', async (_, label, message) => {
    const error = await allow({ label }).catch((caught: Error) => caught);
    expect(String(error)).toContain(message);
    expect(String(error)).not.toContain(value);
    expect(readdirSync(root)).toEqual(['src']);
  });

  it.each([
    [
      'is a link',
      () => symlinkSync(join(tmpdir(), 'nowhere-to-be-found'), join(root, 'unleak.yml')),
      'no ordinary file',
    ],
    ['is a folder', () => mkdirSync(join(root, 'unleak.yml')), 'no ordinary file'],
    ['is broken', () => writeFileSync(join(root, 'unleak.yml'), 'a: [\n'), 'not valid YAML'],
  ])('is refused where the config %s', async (_, prepare, message) => {
    prepare();
    await expect(allow()).rejects.toThrow(message);
  });
});

describe('unleak allow --inline', () => {
  it('writes a comment at the end of the line', async () => {
    writeFileSync(join(root, 'src/app.ts'), code);
    const { lines, file } = await allow({ inline: true });
    expect(read('src/app.ts')).toBe(code.replace(';\n', '; // unleak:allow -- a test key\n'));
    expect(lines).toEqual(['Allowed acme-api-key by a comment at src/app.ts:2.']);
    expect(file).toBe(join(root, 'src/app.ts'));
    expect(readdirSync(root)).toEqual(['src']);
  });

  it.each<[string, Partial<AllowRequest>, string, string]>([
    ['in JSON', { target: 'config.json:1' }, code, 'JSON has no comments'],
    ['where the file has changed', {}, `\n${code}`, 'has changed'],
    ['where the file is not UTF-8', {}, `${code}\x80`, 'not plain UTF-8'],
    [
      'where another secret stands on the line',
      {
        findings: [...findings, sampleFinding({ value: weak, path: 'src/app.ts', line: 2, column: 90 })],
        target: 'src/app.ts:2:12',
      },
      code,
      'another secret',
    ],
  ])('uses the config %s, and says why', async (_, change, text, why) => {
    writeFileSync(join(root, 'src/app.ts'), Buffer.from(text, 'latin1'));
    writeFileSync(join(root, 'config.json'), `{"k": "${weak}"}`);
    const { lines } = await allow({ inline: true, ...change });
    expect(lines[0]).toContain(`No comment was written, since `);
    expect(lines[0]).toContain(why);
    expect(parse(read('unleak.yml')).allow.length).toBe(1);
    expect(readFileSync(join(root, 'src/app.ts'), 'latin1')).toBe(text);
  });

  it('uses the config where the file is gone or is a link', async () => {
    expect((await allow({ inline: true })).lines[0]).toContain('the file is gone');
    symlinkSync(join(root, 'unleak.yml'), join(root, 'src/app.ts'));
    await expect(allow({ inline: true })).rejects.toThrow('no ordinary file');
  });

  it('wants one place', async () => {
    const places = [...findings, sampleFinding({ value, path: 'src/other.ts' })];
    const target = await ours.tag(findings[0]!.secret);
    await expect(allow({ inline: true, findings: places, target })).rejects.toThrow('more than one place');
  });
});
