import { createHash } from 'node:crypto';
import { readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ListRequest } from '../../src/sources/files.ts';
import { git, list, makeRepository, makeTree, shownOf, writeTree } from './tree.ts';

/** What is listed, by git and not for want of it. */
async function shownByGit(root: string, request: Partial<ListRequest> = {}): Promise<string[]> {
  const listing = await list(root, request);
  expect(listing.notices.filter(notice => notice.startsWith('git does not list'))).toEqual([]);
  return shownOf(listing);
}

describe('listing a repository', () => {
  it('takes tracked and untracked files, and counts the ignored', async () => {
    const root = makeRepository({ '.gitignore': 'out/\n*.log\n', 'tracked.log': '', a: '' });
    writeTree(root, { 'new/b': '', 'x.log': '', 'out/1': '', 'out/2': '' });
    const listing = await list(root);
    expect(shownOf(listing)).toEqual(['.gitignore', 'a', 'new/b', 'tracked.log']);
    expect(listing).toMatchObject({ ignored: 2, notices: [], failed: [], skipped: [] });
    expect(await shownByGit(root, { includeIgnored: true })).toEqual([
      '.gitignore',
      'a',
      'new/b',
      'out/1',
      'out/2',
      'tracked.log',
      'x.log',
    ]);
  });

  it('lists only the folders that were named, from wherever they are named', async () => {
    const root = makeRepository({ 'a/1': '', 'a/b/2': '', 'c/3': '', 'cc/4': '' });
    expect(await shownByGit(root, { paths: ['a', 'c'] })).toEqual(['a/1', 'a/b/2', 'c/3']);
    expect(await shownByGit(join(root, 'a'))).toEqual(['1', 'b/2']);
    expect(await shownByGit(join(root, 'a'), { paths: ['../c'] })).toEqual(['3']);
  });

  it('scans a folder that git ignores when it is named', async () => {
    const root = makeRepository({ '.gitignore': 'dist/\ntmp/*\n', a: '' });
    writeTree(root, { 'dist/x': '', 'dist/.gitignore': 'y', 'dist/y': '', 'tmp/z': '' });
    expect(await shownByGit(root, { paths: ['dist'] })).toEqual(['dist/.gitignore', 'dist/x']);
    expect(await shownByGit(root, { paths: ['tmp', 'dist'] })).toEqual(['dist/.gitignore', 'dist/x', 'tmp/z']);
    writeTree(root, { 'dist/deep/d': '' });
    expect(await shownByGit(root, { paths: ['.', 'dist/deep'] })).toEqual(['.gitignore', 'a', 'dist/deep/d']);
  });

  it('honours .unleakignore at every level, for tracked files too', async () => {
    const root = makeRepository({
      '.unleakignore': 'fixtures/\n',
      'fixtures/a': '',
      'src/.unleakignore': '*.pem\n!keep.pem\n',
      'src/a.pem': '',
      'src/keep.pem': '',
      'b.pem': '',
    });
    const listing = await list(root);
    expect(shownOf(listing)).toEqual(['.unleakignore', 'b.pem', 'src/.unleakignore', 'src/keep.pem']);
    expect(listing.ignored).toBe(2);
    expect(await shownByGit(join(root, 'src'))).toEqual(['.unleakignore', 'keep.pem']);
    expect(await shownByGit(root, { includeIgnored: true })).toHaveLength(6);
  });

  it('drops deleted files and says how many', async () => {
    const root = makeRepository({ a: '', b: '', 'c/d': '' });
    rmSync(join(root, 'a'));
    rmSync(join(root, 'c'), { recursive: true });
    const listing = await list(root);
    expect(shownOf(listing)).toEqual(['b']);
    expect(listing).toMatchObject({ failed: [], notices: ['2 tracked files deleted from the working tree'] });
  });

  it('lists a folder that took the place of a tracked file', async () => {
    const root = makeRepository({ a: '' });
    rmSync(join(root, 'a'));
    writeTree(root, { 'a/b': '' });
    expect(await shownByGit(root)).toEqual(['a/b']);
  });

  it('counts what sparse checkouts leave out, and scans what is there all the same', async () => {
    const root = makeRepository({ 'a/1': '', 'b/2': '', 'b/3': '' });
    git(root, 'update-index', '--skip-worktree', 'a/1', 'b/2', 'b/3');
    rmSync(join(root, 'b'), { recursive: true });
    const listing = await list(root);
    expect(shownOf(listing)).toEqual(['a/1']);
    expect(listing.notices).toEqual(['2 tracked files not checked out']);
  });

  it('lists files with conflicts once', async () => {
    const root = makeRepository({ a: 'base\n' });
    git(root, 'checkout', '-q', '-b', 'other');
    writeFileSync(join(root, 'a'), 'other\n');
    git(root, 'commit', '-qam', 'other');
    git(root, 'checkout', '-q', '-');
    writeFileSync(join(root, 'a'), 'mine\n');
    git(root, 'commit', '-qam', 'mine');
    expect(() => git(root, 'merge', 'other')).toThrow();
    expect(await shownByGit(root)).toEqual(['a']);
  });

  it('lists names of any bytes', async () => {
    const root = makeRepository({ 'é\n"x"': '', '-a': '', ' b': '', ':(top)c': '' });
    writeFileSync(Buffer.concat([Buffer.from(`${root}/n`), Buffer.from([0xff])]), '');
    expect(await shownByGit(root)).toEqual([' b', '-a', ':(top)c', 'n\\xff', 'é\n"x"']);
    writeTree(root, { ':(top)d/e': '', '*/f': '' });
    expect(await shownByGit(root, { paths: [':(top)d', '*'] })).toEqual(['*/f', ':(top)d/e']);
  });

  it('works without any commit, and in a worktree', async () => {
    const empty = makeTree({ a: '' });
    git(empty, 'init', '-q');
    expect(await shownByGit(empty)).toEqual(['a']);
    const root = makeRepository({ a: '', b: '' });
    const worktree = join(makeTree(), 'tree');
    git(root, 'worktree', 'add', '-q', worktree);
    expect(await list(worktree)).toMatchObject({ entries: [{ shown: 'a' }, { shown: 'b' }], notices: [] });
  });

  it('lists submodules by their own rules, and counts those that are not there', async () => {
    const inner = makeRepository({ '.gitignore': '*.o', s: '' });
    const middle = makeRepository({ m: '' });
    git(middle, 'submodule', '--quiet', 'add', inner, 'deep');
    git(middle, 'commit', '-qm', 'deep');
    const root = makeRepository({ r: '' });
    git(root, 'submodule', '--quiet', 'add', middle, 'mod');
    git(root, 'submodule', '--quiet', 'add', inner, 'gone');
    git(root, 'submodule', '--quiet', 'update', '--init', '--recursive');
    git(root, 'submodule', '--quiet', 'deinit', '-f', 'gone');
    writeTree(root, { 'mod/deep/x.o': '', 'mod/deep/new': '' });
    const listing = await list(root);
    expect(shownOf(listing)).toEqual([
      '.gitmodules',
      'mod/.gitmodules',
      'mod/deep/.gitignore',
      'mod/deep/new',
      'mod/deep/s',
      'mod/m',
      'r',
    ]);
    expect(listing).toMatchObject({ ignored: 1, notices: ['1 submodule not checked out'], failed: [] });
    writeTree(root, { 'gone/by-hand': '' });
    expect(await shownByGit(root)).toContain('gone/by-hand');
  });

  it('goes into repositories within, inside of a repository and outside', async () => {
    const inner = { '.gitignore': 'no\n', yes: '' };
    const root = makeRepository({ r: '' });
    writeTree(root, { 'in/x/.gitignore': 'no\n', 'in/x/yes': '', 'in/x/no': '' });
    git(join(root, 'in/x'), 'init', '-q');
    expect(await shownByGit(root)).toEqual(['in/x/.gitignore', 'in/x/yes', 'r']);
    const outside = makeTree({ a: '' });
    renameSync(makeRepository({ ...inner, no: '' }), join(outside, 'repo'));
    writeTree(outside, { '.unleakignore': 'yes\n' });
    const listing = await list(outside);
    expect(shownOf(listing)).toEqual(['.unleakignore', 'a', 'repo/.gitignore', 'repo/no']);
    expect(listing.notices).toEqual([]);
  });

  it('lists many folders in few questions', async () => {
    const files = Object.fromEntries(Array.from({ length: 450 }, (_, i) => [`p${i}/f`, '']));
    const root = makeRepository(files);
    const listing = await list(root, { paths: Object.keys(files).map(path => path.slice(0, -2)) });
    expect(listing).toMatchObject({ entries: { length: 450 }, notices: [] });
  });
});

describe('what leads out of a repository', () => {
  it('is told: symlinks, tracked or not, and a folder that a symlink has replaced', async () => {
    const outside = makeTree({ f: 'x', g: 'x' });
    const root = makeRepository({ 'a/f': '', 'a/g': '', 'b/f': '', 'real/f': '' });
    symlinkSync(outside, join(root, 'tracked'));
    symlinkSync('real/f', join(root, 'within'));
    git(root, 'add', '-A');
    git(root, 'commit', '-qm', 'links');
    symlinkSync(join(outside, 'f'), join(root, 'untracked'));
    rmSync(join(root, 'a'), { recursive: true });
    symlinkSync(outside, join(root, 'a'));
    rmSync(join(root, 'b'), { recursive: true });
    symlinkSync('real', join(root, 'b'));
    const check = async (expected: string[], request: Partial<ListRequest> = {}) => {
      const listing = await list(root, request);
      expect(shownOf(listing)).toEqual(expected);
      expect(listing.skipped.map(({ path }) => path)).toEqual(['a', 'tracked', 'untracked']);
    };
    await check(['real/f']);
    writeTree(root, { '.gitignore': 'a\nb\n' });
    await check(['.gitignore', 'real/f']);
    await check(['.gitignore', 'real/f'], { includeIgnored: true });
  });

  it('is refused: core.worktree, with a notice and our own walk', async () => {
    const elsewhere = makeTree({ theirs: '' });
    const root = makeRepository({ mine: '' });
    git(root, 'config', 'core.worktree', elsewhere);
    const listing = await list(root);
    expect(shownOf(listing)).toEqual(['mine']);
    expect(listing.notices.join()).toContain('git does not list this folder');
  });

  it('is refused however it is written', async () => {
    const elsewhere = makeTree({ theirs: '' });
    const root = makeRepository({ mine: '' });
    writeFileSync(join(root, '.git/config'), `[CORE]\n\tRepositoryFormatVersion = 0\n\tWorkTree = "${elsewhere}"\n`);
    const listing = await list(root);
    expect(shownOf(listing)).toEqual(['mine']);
    expect(listing.notices).toHaveLength(1);
  });

  it('is told: a .git file that leads to a repository elsewhere', async () => {
    const theirs = makeRepository({ theirs: '' });
    const root = makeTree({ '.git': `gitdir: ${theirs}/.git\n`, mine: '' });
    const listing = await list(root);
    expect(shownOf(listing)).toEqual(['mine']);
    expect(listing.notices.join()).toContain('lies outside of it');
  });

  it('is never opened: paths of a forged index', async () => {
    const root = makeRepository({ 'aa/secret': '', 'bbbbb/x': '', ok: '' });
    const file = join(root, '.git/index');
    const index = Buffer.from(
      readFileSync(file).toString('latin1').replace('aa/secret', '../secret').replace('bbbbb/x', '.git/xx'),
      'latin1',
    );
    const body = index.subarray(0, index.length - 20);
    writeFileSync(file, Buffer.concat([body, createHash('sha1').update(body).digest()]));
    writeFileSync(join(root, '../secret'), 'x');
    expect(git(root, 'ls-files')).toContain('../secret');
    const listing = await list(root);
    rmSync(join(root, '../secret'));
    expect(shownOf(listing)).toEqual(['aa/secret', 'bbbbb/x', 'ok']);
    expect(listing.skipped.map(({ path }) => path)).toEqual(['../secret', '.git/xx']);
  });
});
