/** Which files a scan takes in: folders outside of git, ignore files, lists of paths, standard input. */

import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scan, unleak } from './app.ts';
import { groqKey } from './secrets.ts';
import { makeTree } from './tree.ts';

const line = (seed: string): string => `GROQ_API_KEY=${groqKey(seed)}\n`;

describe.concurrent('a folder that is no repository', () => {
  it('heeds nested .gitignore and .unleakignore, and counts what they leave out', async () => {
    const cwd = makeTree({
      '.gitignore': '*.log\nbuild/\n/top.env\n',
      'a.log': line('a'),
      'top.env': line('t'),
      'sub/top.env': line('s'),
      'build/x.env': line('x'),
      'sub/.gitignore': '!keep.log\n',
      'sub/keep.log': line('k'),
      'sub/.unleakignore': '# ours\nfixture.*\n',
      'sub/fixture.env': line('f'),
      'fixture.env': line('g'),
    });
    const { paths, report } = await scan([], { cwd });
    expect(paths).toEqual(['fixture.env', 'sub/keep.log', 'sub/top.env']);
    expect(report.summary.ignored).toBe(4);
    const everything = await scan(['--include-ignored'], { cwd });
    expect(everything.paths).toHaveLength(7);
    expect(everything.report.summary.ignored).toBe(0);
  });

  it('leaves out nothing because of its name', async () => {
    const names = [
      'jquery-3.7.1.min.js',
      'bootstrap-4f2a.js',
      'angular.js.map',
      'swagger-ui-bundle.js',
      'package-lock.json',
      'go.sum',
      'x.test.ts',
      'logo.svg',
      'yarn.lock',
      '.hidden/.env',
      'vendor/lib.js',
      'a.min.css',
    ];
    const cwd = makeTree(Object.fromEntries(names.map(name => [name, line(name)])));
    expect((await scan([], { cwd })).paths).toEqual([...names].sort());
  });

  it('leaves packages out, counts them, and scans them when asked', async () => {
    const cwd = makeTree({ 'a.env': line('a'), 'node_modules/x/index.js': line('n') });
    const plain = await scan([], { cwd });
    expect(plain.paths).toEqual(['a.env']);
    expect(plain.report.summary.ignored).toBe(1);
    expect((await scan(['node_modules'], { cwd })).paths).toEqual(['node_modules/x/index.js']);
    expect((await scan(['--include-ignored'], { cwd })).paths).toEqual(['a.env', 'node_modules/x/index.js']);
  });
});

describe.concurrent('a file that is named', () => {
  it.each<[string, string[]]>([
    ['although an ignore file leaves it out', ['a.log']],
    ['although its folder is left out', ['build/x.env']],
    ['by an absolute path', ['/ABS/a.log']],
    ['from a folder above', ['build/../a.log']],
  ])('is scanned %s', async (_, args) => {
    const cwd = makeTree({ '.gitignore': '*.log\nbuild/\n', 'a.log': line('a'), 'build/x.env': line('b') });
    const { report, code } = await scan(
      args.map(arg => arg.replace('/ABS', cwd)),
      { cwd },
    );
    expect(report.findings).toHaveLength(1);
    expect(code).toBe(1);
  });

  it('is scanned through a symbolic link', async () => {
    const cwd = makeTree({ 'real.env': line('r') });
    symlinkSync('real.env', join(cwd, 'link.env'));
    expect((await scan(['link.env'], { cwd })).paths).toEqual(['link.env']);
  });

  it('may have a name that starts with a dash', async () => {
    const cwd = makeTree({ '-n.env': line('d') });
    expect((await scan(['--', '-n.env'], { cwd })).paths).toEqual(['-n.env']);
    expect((await scan(['./-n.env'], { cwd })).paths).toEqual(['-n.env']);
  });

  it('may have a name that looks like a glob', async () => {
    const cwd = makeTree({ 'app/[id]/page.tsx': `const k = "${groqKey('p')}";\n`, '{x}*.env': line('x') });
    expect((await scan(['app/[id]/page.tsx', '{x}*.env'], { cwd })).paths).toEqual(['app/[id]/page.tsx', '{x}*.env']);
  });

  it('that does not exist among others: the others are scanned only when a list named it', async () => {
    const cwd = makeTree({ 'a.env': line('a') });
    expect((await unleak(['a.env', 'gone.env'], { cwd })).code).toBe(2);
    const listed = await scan(['--files-from', '-'], { cwd, input: 'a.env\ngone.env\n' });
    expect(listed.paths).toEqual(['a.env']);
    expect(listed.report.failed).toEqual([{ path: 'gone.env', why: expect.stringMatching(/not exist/) }]);
  });
});

describe.concurrent('--files-from', () => {
  const tree = (): string =>
    makeTree({ 'a.env': line('a'), 'b c.env': line('b'), 'd.env': line('d'), 'sub/e.env': line('e') });

  it.each<[string, string]>([
    ['lines', 'a.env\nb c.env\n'],
    ['lines without a last newline', 'a.env\nb c.env'],
    ['lines that end in CRLF', 'a.env\r\nb c.env\r\n'],
    ['blank lines', '\na.env\n\nb c.env\n\n'],
    ['NULs', 'a.env\0b c.env\0'],
    ['NULs without a last one', 'a.env\0b c.env'],
    ['a byte order mark', '\ufeffa.env\nb c.env\n'],
  ])('takes %s', async (_, list) => {
    const cwd = tree();
    writeFileSync(join(cwd, 'list'), list);
    expect((await scan(['--files-from', 'list'], { cwd })).paths).toEqual(['a.env', 'b c.env']);
    expect((await scan(['--files-from', '-'], { cwd, input: list })).paths).toEqual(['a.env', 'b c.env']);
  });

  it('takes names with newlines between NULs', async () => {
    const cwd = makeTree({ 'x\ny.env': line('x') });
    expect((await scan(['--files-from', '-'], { cwd, input: 'x\ny.env\0' })).paths).toEqual(['x\ny.env']);
  });

  it('takes folders, and goes together with paths', async () => {
    expect((await scan(['--files-from', '-', 'd.env'], { cwd: tree(), input: 'sub\n' })).paths).toEqual([
      'd.env',
      'sub/e.env',
    ]);
  });

  it('scans nothing, and not everything, for an empty list', async () => {
    const { report, code } = await scan(['--files-from', '-'], { cwd: tree(), input: '' });
    expect(report.summary.files).toBe(0);
    expect(code).toBe(0);
  });
});

describe.concurrent('standard input', () => {
  const cwd = makeTree();

  it('is scanned for -', async () => {
    const { places, report, code } = await scan(['-'], { cwd, input: `\n  key: ${groqKey('s')}\n` });
    expect(places).toEqual(['<stdin>:2:8 groq-api-key']);
    expect(report.summary.files).toBe(1);
    expect(code).toBe(1);
  });

  it('is called what --stdin-path says', async () => {
    expect((await scan(['-', '--stdin-path', 'src/a.ts'], { cwd, input: line('s') })).places).toEqual([
      'src/a.ts:1:14 groq-api-key',
    ]);
  });

  it('counts as its name for allowlists', async () => {
    const cwd = makeTree({ 'unleak.yml': 'allow:\n  - paths: [test/**]\n    reason: made up\n' });
    expect((await scan(['-', '--stdin-path', 'test/a.ts'], { cwd, input: line('s') })).code).toBe(0);
    expect((await scan(['-', '--stdin-path', 'src/a.ts'], { cwd, input: line('s') })).code).toBe(1);
  });

  it('may be UTF-16', async () => {
    const input = Buffer.from(`\ufeffé\n${line('u')}`, 'utf16le');
    const { report } = await scan(['-'], { cwd, input });
    expect(report.findings.map(it => [it.line, it.column, it.layers.map(layer => layer.name)])).toEqual([
      [2, 14, ['utf-16le']],
    ]);
  });

  it('may be empty', async () => {
    expect((await scan(['-'], { cwd, input: '' })).code).toBe(0);
  });

  it('goes together with paths', async () => {
    const cwd = makeTree({ 'a.env': line('a') });
    expect((await scan(['a.env', '-'], { cwd, input: line('s') })).paths).toEqual(['a.env', '<stdin>']);
  });

  it('is not touched when nobody asks', async () => {
    expect((await scan([], { cwd: makeTree({ 'a.txt': 'x' }), input: line('s') })).paths).toEqual([]);
  });
});

describe.concurrent('shown paths', () => {
  it('are relative to the working directory', async () => {
    const cwd = makeTree({ 'a/b/x.env': line('x') });
    mkdirSync(join(cwd, 'a/c'));
    expect((await scan(['../b'], { cwd: join(cwd, 'a/c') })).paths).toEqual(['x.env']);
    expect((await scan(['b'], { cwd: join(cwd, 'a') })).paths).toEqual(['b/x.env']);
  });
});
