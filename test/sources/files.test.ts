import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/model/errors.ts';
import { list, makeTree, shownOf, writeTree } from './tree.ts';

describe('listing a folder outside of a repository', () => {
  it('lists every file, sorted, and skips none for its name', async () => {
    const root = makeTree({
      'b/jquery.min.js': '',
      '.env': '',
      'a.txt': '',
      'dist/bootstrap.js': '',
      'b/.hidden/x': '',
    });
    const listing = await list(root);
    expect(shownOf(listing)).toEqual(['.env', 'a.txt', 'b/.hidden/x', 'b/jquery.min.js', 'dist/bootstrap.js']);
    expect(listing).toMatchObject({ root, ignored: 0, skipped: [], failed: [], notices: [] });
  });

  it('counts what ignore files leave out, a whole folder as one', async () => {
    const root = makeTree({
      '.gitignore': '*.log\nout/\n',
      'a.log': '',
      'out/1': '',
      'out/2': '',
      'sub/.unleakignore': 'x\n',
      'sub/x': '',
      x: '',
    });
    const listing = await list(root);
    expect(shownOf(listing)).toEqual(['.gitignore', 'sub/.unleakignore', 'x']);
    expect(listing.ignored).toBe(3);
    expect(shownOf(await list(root, { includeIgnored: true }))).toHaveLength(7);
  });

  it('leaves node_modules out, and says so, unless an ignore file or the user says otherwise', async () => {
    const files = { 'node_modules/p/i.js': '', 'a.js': '' };
    expect(await list(makeTree(files))).toMatchObject({ ignored: 1, entries: [{ shown: 'a.js' }] });
    expect(shownOf(await list(makeTree(files), { includeIgnored: true }))).toContain('node_modules/p/i.js');
    expect(shownOf(await list(makeTree({ ...files, '.gitignore': '!node_modules\n' })))).toContain(
      'node_modules/p/i.js',
    );
    expect(shownOf(await list(makeTree(files), { paths: ['node_modules'] }))).toEqual(['node_modules/p/i.js']);
  });

  it('never walks .git', async () => {
    const root = makeTree({ '.git/config': '', a: '' });
    const listing = await list(root);
    expect(shownOf(listing)).toEqual(['a']);
    expect(listing.notices.join()).toContain('git does not list this folder');
  });

  it('opens names that are not UTF-8, and shows their bytes', async () => {
    const root = makeTree();
    const folder = Buffer.concat([Buffer.from(`${root}/d`), Buffer.from([0xff])]);
    mkdirSync(folder);
    writeFileSync(Buffer.concat([folder, Buffer.from('/caf'), Buffer.from([0xe9])]), 'x');
    writeTree(root, { 'é/ü': '' });
    const listing = await list(root);
    expect(shownOf(listing)).toEqual(['d\\xff/caf\\xe9', 'é/ü']);
    expect(Buffer.isBuffer(listing.entries[0]?.path)).toBe(true);
    expect(listing.entries[1]?.path).toBe(`${root}/é/ü`);
  });

  it('keeps strange names as they are', async () => {
    const root = makeTree({ 'a\nb': '', 'c\x1b[31m': '', ' d ': '', '-e': '', 'f\\g': '' });
    expect(shownOf(await list(root))).toEqual([' d ', '-e', 'a\nb', 'c\x1b[31m', 'f\\g']);
  });

  it('tells of symlinks that lead out, and follows none', async () => {
    const outside = makeTree({ secret: 'x' });
    const root = makeTree({ 'in/a': '' });
    symlinkSync(outside, join(root, 'out-folder'));
    symlinkSync(join(outside, 'secret'), join(root, 'out-file'));
    symlinkSync('in/a', join(root, 'inside'));
    symlinkSync('.', join(root, 'loop'));
    symlinkSync('self', join(root, 'self'));
    symlinkSync('nowhere', join(root, 'dangling'));
    const listing = await list(root);
    expect(shownOf(listing)).toEqual(['in/a']);
    expect(listing.skipped.map(({ path }) => path)).toEqual(['out-file', 'out-folder']);
    expect(listing.skipped[0]?.why).toContain('leads out');
  });

  it('skips pipes with why', async () => {
    const root = makeTree({ a: '' });
    execFileSync('mkfifo', [join(root, 'pipe')]);
    expect(await list(root)).toMatchObject({
      entries: [{ shown: 'a' }],
      skipped: [{ path: 'pipe', why: 'a named pipe' }],
    });
  });

  it('says when a folder is too deep to be opened', async () => {
    const root = makeTree();
    const name = 'd'.repeat(200);
    const dig = `for (let i = 0; i < 25; i++) { fs.mkdirSync('${name}'); process.chdir('${name}'); }`;
    execFileSync(process.execPath, ['-e', dig], { cwd: root });
    const listing = await list(root);
    execFileSync('rm', ['-rf', join(root, name)]);
    expect(listing.failed).toHaveLength(1);
    expect(listing.failed[0]?.why).toContain('ENAMETOOLONG');
  });

  it('applies the ignore files of the working directory to a folder named within it', async () => {
    const root = makeTree({ '.unleakignore': 'a/skip\n', 'a/skip': '', 'a/take': '' });
    expect(shownOf(await list(root, { paths: ['a'] }))).toEqual(['a/take']);
  });

  it('stops when asked to', async () => {
    await expect(list(makeTree({ a: '' }), { signal: AbortSignal.abort() })).rejects.toThrow('aborted');
  });
});

describe('what the user names', () => {
  it('is always scanned: ignore files say nothing about it, only --exclude does', async () => {
    const root = makeTree({ '.gitignore': '*.log', 'a.log': '', 'b.log': '', 'c.txt': '' });
    const listing = await list(root, { paths: ['a.log', 'b.log'], include: ['*.txt'], exclude: ['b*'] });
    expect(listing.entries).toEqual([{ path: `${root}/a.log`, shown: 'a.log', explicit: true }]);
  });

  it('is scanned once, however often it is named', async () => {
    const root = makeTree({ 'a/x': '', b: '' });
    expect(shownOf(await list(root, { paths: ['a/x', './a/x', 'a', '.', 'b', `${root}/b`] }))).toEqual(['a/x', 'b']);
  });

  it('is an error when it does not exist', async () => {
    const root = makeTree({ a: '' });
    await expect(list(root, { paths: ['a', 'nope'] })).rejects.toThrow(UserError);
    await expect(list(root, { paths: ['a/b'] })).rejects.toThrow('does not exist');
    await expect(list(root, { paths: ['*.nope'] })).rejects.toThrow('nothing matches');
    await expect(list(root, { paths: [''] })).rejects.toThrow(UserError);
  });

  it('fails, and the rest is scanned, when it is there but can not be looked at', async () => {
    const root = makeTree({ a: '' });
    symlinkSync('loop', join(root, 'loop'));
    const listing = await list(root, { paths: ['loop', 'a', 'x'.repeat(300)] });
    expect(shownOf(listing)).toEqual(['a']);
    expect(listing.failed.map(({ why }) => why)).toEqual(["can't be read (ELOOP)", "can't be read (ENAMETOOLONG)"]);
  });

  it('may be a pattern, which matches as in a shell but follows no symlink', async () => {
    const root = makeTree({ 'a/1.env': '', 'a/.2.env': '', 'b/3.env': '', 'b/x': '', 'c[1]': '' });
    symlinkSync('/etc', join(root, 'e.env'));
    const listing = await list(root, { paths: ['**/*.env', 'c[1]'] });
    expect(shownOf(listing)).toEqual(['a/.2.env', 'a/1.env', 'b/3.env', 'c[1]', 'e.env']);
    expect(listing.entries.find(({ shown }) => shown === 'e.env')?.explicit).toBe(false);
    expect(shownOf(await list(root, { paths: ['{a,b}'] }))).toEqual(['a/.2.env', 'a/1.env', 'b/3.env', 'b/x']);
  });

  it('is shown relative to the working directory, or to the one folder outside of it', async () => {
    const root = makeTree({ 'in/a': '', 'out/b': '', 'out/sub/c': '' });
    const cwd = join(root, 'in');
    expect(await list(cwd, { paths: ['../out'] })).toMatchObject({
      root: `${root}/out`,
      entries: [{ shown: 'b' }, { shown: 'sub/c' }],
    });
    expect(shownOf(await list(cwd, { paths: ['../out/b', 'a', '../out/sub'] }))).toEqual([
      '../out/b',
      '../out/sub/c',
      'a',
    ]);
    expect(shownOf(await list(root, { paths: ['out/'] }))).toEqual(['out/b', 'out/sub/c']);
    expect(shownOf(await list(cwd, { paths: [join(root, 'out/b')] }))).toEqual([`${root}/out/b`]);
  });

  it('follows a symlink that is named itself', async () => {
    const root = makeTree({ 'real/a': '' });
    symlinkSync('real/a', join(root, 'link'));
    symlinkSync('real', join(root, 'folder'));
    expect(await list(root, { paths: ['link'] })).toMatchObject({ entries: [{ shown: 'link', explicit: true }] });
    expect(shownOf(await list(root, { paths: ['folder'] }))).toEqual(['folder/a']);
  });

  it('may come from a list, in which a missing file is a failure', async () => {
    const root = makeTree({ a: '', 'b/c': '', other: '' });
    const listing = await list(root, { filesFrom: ['a', Buffer.from('b'), 'gone'] });
    expect(shownOf(listing)).toEqual(['a', 'b/c']);
    expect(listing.failed).toEqual([{ path: 'gone', why: 'does not exist' }]);
    expect(shownOf(await list(root, { filesFrom: [] }))).toEqual([]);
  });

  it('may come from a file that is no list, whose lines are not repeated', async () => {
    const listing = await list(makeTree({}), { filesFrom: ['KEY=not-for-your-eyes', 'a "b"'] });
    expect(listing.failed.map(({ path }) => path)).toEqual([
      'entry 1 of the list of paths',
      'entry 2 of the list of paths',
    ]);
  });
});

describe('globs', () => {
  const files = { 'src/a.ts': '', 'src/a.test.ts': '', 'src/deep/b.ts': '', 'docs/a.md': '', 'a.ts': '', '.env': '' };
  it.each([
    [['*.ts'], [], ['a.ts', 'src/a.test.ts', 'src/a.ts', 'src/deep/b.ts']],
    [['src/*.ts'], ['*.test.ts'], ['src/a.ts']],
    [['src'], ['src/deep/'], ['src/a.test.ts', 'src/a.ts']],
    [['**/*.{md,env}', '/a.ts'], [], ['.env', 'a.ts', 'docs/a.md']],
    [[], ['**/*.ts', './docs/**'], ['.env']],
    [[], ['*'], []],
  ])('include %j exclude %j', async (include, exclude, expected) => {
    expect(shownOf(await list(makeTree(files), { include, exclude }))).toEqual(expected);
  });

  it('that stand for too much are an error', async () => {
    await expect(list(makeTree(), { exclude: ['{a,b}'.repeat(20)] })).rejects.toThrow(UserError);
  });
});
