/** Every flag of `unleak scan`: what it does, and what a wrong value is told. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { scan, unleak } from './app.ts';
import { anthropicKey, groqKey } from './secrets.ts';
import { makeTree } from './tree.ts';

let cwd: string;
beforeAll(() => {
  cwd = makeTree({
    'src/a.ts': `export const key = "${groqKey('a')}";\n`,
    'src/b.py': `key = "${anthropicKey('b')}"\n`,
    'docs/c.md': `Use \`${groqKey('c')}\` here.\n`,
  });
});

const all = ['docs/c.md', 'src/a.ts', 'src/b.py'];

describe.concurrent('what is scanned', () => {
  it.each<[string, string[], string[]]>([
    ['the folder itself', [], all],
    ['a folder', ['src'], ['src/a.ts', 'src/b.py']],
    ['a file', ['src/a.ts'], ['src/a.ts']],
    ['several paths', ['docs', 'src/b.py'], ['docs/c.md', 'src/b.py']],
    ['a path twice, once', ['src', './src/a.ts', 'src'], ['src/a.ts', 'src/b.py']],
    ['a glob', ['src/*.py'], ['src/b.py']],
    ['only what --include fits', ['--include', '*.ts'], ['src/a.ts']],
    ['all that any --include fits', ['--include', '*.ts', '--include', 'docs/**'], ['docs/c.md', 'src/a.ts']],
    ['nothing that --exclude fits', ['--exclude', 'src/'], ['docs/c.md']],
    ['--exclude before --include', ['--include', 'src/**', '--exclude', '*.py'], ['src/a.ts']],
    ['only what --rule finds', ['--rule', 'anthropic-*'], ['src/b.py']],
    ['several rules in one --rule', ['--rule', 'anthropic-api-key,groq-api-key'], all],
    ['all but what --exclude-rule finds', ['--exclude-rule', 'groq-api-key'], ['src/b.py']],
  ])('%s', async (_, args, expected) => {
    const { paths, code } = await scan(args, { cwd });
    expect(paths).toEqual(expected);
    expect(code).toBe(1);
  });

  it('is the same without the name of the command', async () => {
    const named = await unleak(['scan', '-f', 'jsonl', 'src'], { cwd });
    const bare = await unleak(['-f', 'jsonl', 'src'], { cwd });
    expect(bare.code).toBe(1);
    expect(bare.stdout.split('\n').length).toBe(named.stdout.split('\n').length);
    expect((await unleak([], { cwd })).stdout).toContain('src/b.py:1:8');
  });
});

describe.concurrent('a wrong value ends with 2 and says what was expected', () => {
  it.each<[string, string[], RegExp]>([
    ['an unknown flag', ['--fomat'], /--fomat[\s\S]*--format/],
    ['an unknown format', ['-f', 'xml'], /--format: found "xml"; expected one of json, jsonl, sarif, text/],
    ['a format that is nearly one', ['-f', 'jsn'], /did you mean json\?/],
    ['no format', ['-f'], /--format.*missing/],
    [
      'an unknown severity',
      ['--fail-on', 'hi'],
      /--fail-on: found "hi"; expected one of info, low, medium, high, critical/,
    ],
    [
      'an unknown confidence',
      ['--min-confidence', 'sure'],
      /--min-confidence: found "sure"; expected one of low, medium, high/,
    ],
    ['a time without a unit', ['--timeout', '5'], /--timeout: found "5"; expected .*30s/],
    ['no threads', ['--threads', '0'], /--threads: found "0"; expected a whole number from 1/],
    ['threads in words', ['--threads', 'two'], /--threads: found "two"; expected a whole number/],
    ['a rule that does not exist', ['--rule', 'nosuch'], /no rule "nosuch"[\s\S]*rules list/],
    ['a rule to leave out that does not exist', ['--exclude-rule', 'nosuch'], /no rule "nosuch"/],
    ['an empty glob', ['--include', ''], /--include: found nothing; expected a glob/],
    ['a glob that can never fit', ['--include', 'src/['], /--include/],
    ['a config that is not there', ['--config', 'nope.yml'], /nope\.yml.*no such file/],
    ['rules that are not there', ['--rules', 'nope.yml'], /nope\.yml.*no such file/],
    ['a baseline that is not there', ['--baseline', 'nope.txt'], /no baseline .*nope\.txt[\s\S]*unleak baseline/],
    ['a list that is not there', ['--files-from', 'nope.txt'], /nope\.txt.*(no such file|not|can't)/],
    ['a ref outside of a repository', ['--policy-from', 'main'], /--policy-from main/],
    [
      'an output in no folder',
      ['-f', 'json', '-o', 'no/such/r.json'],
      /cannot write .*r\.json: there is no such folder/,
    ],
    ['an output that is a folder', ['-f', 'json', '-o', 'src'], /cannot write .*src: it is a folder/],
    ['an output of unknown format', ['-o', 'report.doc'], /--output report\.doc: found no --format/],
    ['two reports for standard output', ['-f', 'json', '-f', 'text'], /second report for standard output/],
    ['two reports for one file', ['-f', 'json', '-o', 'x', '-f', 'text', '-o', 'x'], /second report for one file/],
    ['a name for an input that is not asked for', ['--stdin-path', 'x'], /--stdin-path: found no -/],
    ['standard input twice', ['--files-from', '-', '-'], /used once/],
    ['quiet and verbose', ['-q', '-v'], /--quiet: found --verbose/],
    ['a path that is not there', ['nope'], /"nope" does not exist/],
    ['an unknown command of rules', ['rules', 'lst'], /unknown command 'lst'[\s\S]*list/],
    ['a rule page that does not exist', ['rules', 'show', 'groq-api-kye'], /groq-api-kye[\s\S]*groq-api-key/],
    ['allow without a finding', ['allow'], /missing required argument/],
  ])('%s', async (_, args, said) => {
    const { code, stdout, stderr } = await unleak(args, { cwd });
    expect(stderr).toMatch(said);
    expect(stdout).toBe('');
    expect(code).toBe(2);
    expect(stderr).not.toContain('bug in unleak');
  });

  it.each<[string, string, RegExp]>([
    ['UNLEAK_FAIL_ON', 'bad', /UNLEAK_FAIL_ON: found "bad"; expected one of/],
    ['UNLEAK_MIN_CONFIDENCE', 'bad', /UNLEAK_MIN_CONFIDENCE: found "bad"; expected one of/],
    ['UNLEAK_TIMEOUT', 'bad', /UNLEAK_TIMEOUT: found "bad"; expected/],
    ['UNLEAK_THREADS', 'bad', /UNLEAK_THREADS: found "bad"; expected/],
    ['UNLEAK_CONFIG', 'bad.yml', /bad\.yml.*no such file/],
    ['UNLEAK_BASELINE', 'bad.txt', /no baseline .*bad\.txt/],
    ['UNLEAK_POLICY_FROM', 'bad', /bad/],
  ])('%s=%s', async (name, value, said) => {
    const { code, stderr } = await unleak([], { cwd, env: { [name]: value } });
    expect(stderr).toMatch(said);
    expect(code).toBe(2);
  });
});

describe.concurrent('how much is said', () => {
  it('--quiet: nothing but the report', async () => {
    const { stderr, stdout } = await unleak(['-q', '-f', 'json'], { cwd });
    expect(stderr).toBe('');
    expect(JSON.parse(stdout).findings).toHaveLength(3);
  });

  it('without it a line on standard error says how a run for machines went', async () => {
    expect((await unleak(['-f', 'json'], { cwd })).stderr).toBe('unleak: 3 findings at or above medium.\n');
  });

  it('--explain tells what was dropped, where, and why', async () => {
    const folder = makeTree({
      'a.env': `GROQ_API_KEY=${groqKey('x')} # unleak:allow\nOTHER_KEY=gsk_${'x'.repeat(20)}WGdyb3FY${'x'.repeat(24)}\n`,
    });
    const { report, code } = await scan(['--explain'], { cwd: folder });
    expect(code).toBe(0);
    expect(report.drops?.map(it => `${it.path}:${it.line} ${it.ruleId} ${it.reason}`)).toEqual(
      expect.arrayContaining(['a.env:1 groq-api-key inline-ignore', 'a.env:2 groq-api-key placeholder']),
    );
    const total = Object.values(report.dropped).reduce((sum, count) => sum + count, 0);
    expect(report.drops).toHaveLength(total);
    expect((await unleak(['--explain'], { cwd: folder })).stdout).toMatch(/a\.env:1:14\n.*groq-api-key.*inline-ignore/);
  });

  it('--version and --help go to standard output', async () => {
    expect((await unleak(['--version'], { cwd })).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    const help = await unleak(['scan', '--help'], { cwd });
    expect(help.code).toBe(0);
    expect(help.stdout).toContain('--files-from');
    expect(Math.max(...help.stdout.split('\n').map(line => line.length))).toBeLessThanOrEqual(80);
  });
});

describe.concurrent('configuration', () => {
  const folder = (): string =>
    makeTree({
      'unleak.yml': 'exclude: [docs/]\nfail-on: critical\n',
      'src/a.ts': `k = "${groqKey('a')}"\n`,
      'docs/a.md': `${anthropicKey('d')}\n`,
    });

  it('is found, also from a folder below', async () => {
    const cwd = folder();
    expect(await scan([], { cwd })).toMatchObject({ paths: ['src/a.ts'], code: 0 });
    expect(await scan([], { cwd: join(cwd, 'src') })).toMatchObject({ paths: ['a.ts'], code: 0 });
  });

  it('is left out by --no-config', async () => {
    expect(await scan(['--no-config'], { cwd: folder() })).toMatchObject({ paths: ['docs/a.md', 'src/a.ts'], code: 1 });
  });

  it('loses against a variable, and that against a flag', async () => {
    const cwd = folder();
    expect((await scan([], { cwd, env: { UNLEAK_FAIL_ON: 'high' } })).code).toBe(1);
    expect((await scan(['--fail-on', 'critical'], { cwd, env: { UNLEAK_FAIL_ON: 'high' } })).code).toBe(0);
  });

  it('is another file with --config', async () => {
    const cwd = folder();
    writeFileSync(join(cwd, 'other.yml'), 'rules:\n  groq-api-key: { severity: info }\nexclude: [docs/]\n');
    const { report, code } = await scan(['--config', 'other.yml'], { cwd });
    expect(report.findings.map(it => it.severity)).toEqual(['info']);
    expect(code).toBe(0);
  });

  it.each<[string, string, RegExp]>([
    ['an unknown key', 'exlude: [a]\n', /unleak\.yml:1:1.*exlude[\s\S]*exclude/],
    ['a wrong type', 'threads: many\n', /unleak\.yml:1:10: found "many"; expected a whole number/],
    ['a wrong value', 'rules: {}\nfail-on: bad\n', /unleak\.yml:2:10: found "bad"; expected one of/],
    ['broken YAML', 'a: [1\n', /unleak\.yml:\d+:\d+/],
    ['what a tree may not set', 'show-secrets: true\n', /show-secrets[\s\S]*(tree|trusted)/],
    ['an output that a tree may not set', 'output: [{ format: json, file: x.json }]\n', /output[\s\S]*(tree|trusted)/],
    ['an allowlist entry without anything', 'allow:\n  - reason: because\n', /unleak\.yml:2:/],
    ['a wrong day', 'allow:\n  - paths: [a]\n    expires: soon\n', /unleak\.yml:3:14: found "soon"; expected a day/],
    ['a pattern that is none', 'allow:\n  - patterns: ["("]\n', /unleak\.yml:2:/],
    ['extends out of the tree', 'extends: ../x.yml\n', /unleak\.yml:1:\d+/],
  ])('with %s is refused, with its place', async (_, text, said) => {
    const { code, stderr } = await unleak([], { cwd: makeTree({ 'unleak.yml': text, 'a/a.txt': 'x' }) });
    expect(stderr).toMatch(said);
    expect(code).toBe(2);
  });
});
