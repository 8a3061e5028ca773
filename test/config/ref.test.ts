// Policy is read from a git ref as it stood when it was named, whatever the working tree says.

import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { createRefReader, type RefReader } from '../../src/config/ref.ts';
import { UserError } from '../../src/model/errors.ts';
import { runGit } from '../../src/sources/git.ts';
import { commitAll, git, makeRepository, makeTree, writeTree } from './tree.ts';

const errorOf = async (task: Promise<unknown>): Promise<string> => {
  const error = await task.then(
    () => undefined,
    reason => reason,
  );
  expect(error).toBeInstanceOf(UserError);
  return (error as UserError).message;
};

let root: string;
let reader: RefReader;

beforeAll(async () => {
  root = makeRepository({
    'unleak.yml': 'fail-on: low\n',
    'a/b.txt': 'one\ntwo # unleak:allow\n\nlast without end',
    'crlf.txt': 'one\r\ntwo\r\n',
    'latin.txt': Buffer.from('caf\xe9 = 1\n', 'latin1'),
    'wide.txt': Buffer.from('\ufeffone\nzwei = ü\n', 'utf16le'),
    'wide-be.txt': Buffer.from('\ufeffone\ntwo\n', 'utf16le').swap16(),
    'marked.txt': '\ufefffirst\nsecond\n',
    ':(glob)*.yml': 'colon',
    '*.yml': 'star',
    'ä b.txt': 'umlaut',
    'rules/b.yml': 'b',
    'rules/a.yml': 'a',
    'rules/deep/c.yml': 'c',
  });
  symlinkSync('unleak.yml', join(root, 'link.yml'));
  commitAll(root);
  writeTree(root, { 'unleak.yml': 'changed', 'new.yml': 'new' });
  reader = await createRefReader('main', { cwd: join(root, 'a'), runGit });
});

describe('reading', () => {
  test.each([
    ['relative to the working directory', 'b.txt', 'one\ntwo # unleak:allow\n\nlast without end'],
    ['above it', '../unleak.yml', 'fail-on: low\n'],
    ['a name that git would take for a pattern', '../*.yml', 'star'],
    ['a name that git would take for magic', '../:(glob)*.yml', 'colon'],
    ['a name that git would quote', '../ä b.txt', 'umlaut'],
    ['what only the working tree has', '../new.yml', undefined],
    ['a folder', '../rules', undefined],
    ['a symbolic link', '../link.yml', undefined],
    ['outside of the repository', '../../x.yml', undefined],
    ['the repository itself', '..', undefined],
    ['below a file', 'b.txt/c', undefined],
  ])('%s', async (_, path, content) => {
    expect((await reader.read(path))?.toString()).toBe(content);
  });

  test('an absolute path, and one through a link to the repository', async () => {
    const link = join(makeTree(), 'link');
    symlinkSync(root, link);
    expect((await reader.read(join(root, 'unleak.yml')))?.toString()).toBe('fail-on: low\n');
    const linked = await createRefReader('main', { cwd: link, runGit });
    for (const folder of [link, root]) {
      expect((await linked.read(join(folder, 'unleak.yml')))?.toString()).toBe('fail-on: low\n');
    }
  });

  test('a folder is listed by name, without what lies deeper', async () => {
    const entries = await reader.list('../rules');
    expect(entries.map(({ path, kind }) => `${path} ${kind}`)).toEqual([
      'rules/a.yml file',
      'rules/b.yml file',
      'rules/deep folder',
    ]);
    expect((await reader.list('..')).map(({ path }) => path)).toContain('unleak.yml');
    expect(await reader.list('b.txt')).toEqual([]);
    expect(await reader.list('../none')).toEqual([]);
  });

  test('what a path is, is told without reading it', async () => {
    expect(await reader.look('../link.yml')).toMatchObject({ kind: 'symlink' });
    expect(await reader.look('../unleak.yml')).toMatchObject({ kind: 'file', size: 13, path: 'unleak.yml' });
  });

  test('the commit stays the one that was named, though the branch moves on', async () => {
    const repository = makeRepository({ 'x.yml': 'old' });
    const pinned = await createRefReader('main', { cwd: repository, runGit });
    writeTree(repository, { 'x.yml': 'new' });
    commitAll(repository);
    expect((await pinned.read('x.yml'))?.toString()).toBe('old');
    expect(pinned.commit).toBe(git(repository, 'rev-parse', 'main~1').trim());
  });
});

describe('a line stands in the ref', () => {
  test.each([
    ['first', 'b.txt', 'one', true],
    ['in the middle', 'b.txt', 'two # unleak:allow', true],
    ['last, without a line end', 'b.txt', 'last without end', true],
    ['with its line end', 'b.txt', 'one\n', true],
    ['two lines in one piece', 'b.txt', 'one\ntwo # unleak:allow', true],
    ['two lines that do not follow each other', 'b.txt', 'one\nlast without end', false],
    ['only a part of a line', 'b.txt', 'two', false],
    ['only the end of a line', 'b.txt', '# unleak:allow', false],
    ['a line with more in front', 'b.txt', ' one', false],
    ['CRLF, asked for with LF', '../crlf.txt', 'one\ntwo', true],
    ['CRLF, asked for with CRLF', '../crlf.txt', 'one\r\n', true],
    ['Latin-1', '../latin.txt', 'caf\xe9 = 1', true],
    ['UTF-16, little end first', '../wide.txt', 'zwei = ü', true],
    ['UTF-16, behind the byte order mark', '../wide.txt', 'one', true],
    ['UTF-16, big end first', '../wide-be.txt', 'two', true],
    ['behind a byte order mark', '../marked.txt', 'first', true],
    ['in a file that the ref has not', '../new.yml', 'new', false],
    ['in a file that has changed', '../unleak.yml', 'changed', false],
  ])('%s', async (_, path, line, expected) => {
    expect(await reader.lineStandsInRef(path, line)).toBe(expected);
  });
});

describe('a ref that cannot be used is a wrong use', () => {
  test.each([
    ['an unknown ref', 'nowhere', '--policy-from nowhere: found no such commit'],
    ['a blob', 'main:unleak.yml', '--policy-from main:unleak.yml: found no such commit'],
    ['a range', 'main..main', '--policy-from main..main: found no such commit'],
    ['an option', '--upload-pack=touch x', '--policy-from --upload-pack=touch x: expected the name of a branch'],
    ['a short option', '-h', '--policy-from -h: expected the name of a branch'],
    ['nothing', '', '--policy-from : expected the name of a branch'],
    ['a line end', 'main\nx', '--policy-from main?x: expected the name of a branch'],
  ])('%s', async (_, ref, message) => {
    expect(await errorOf(createRefReader(ref, { cwd: root, runGit }))).toContain(message);
  });

  test('a folder that is no repository', async () => {
    const folder = makeTree();
    const message = await errorOf(createRefReader('main', { cwd: folder, runGit }));
    expect(message).toBe('--policy-from main: found no git repository; expected to run in one');
  });

  test('a repository that git refuses', async () => {
    const folder = makeTree();
    mkdirSync(join(folder, '.git'));
    const message = await errorOf(createRefReader('main', { cwd: folder, runGit }));
    expect(message).toContain(`git could not read ${folder}: not a git repository`);
  });

  test('no git', async () => {
    const noGit = async () => ({ ok: false, why: 'git is not installed' }) as const;
    expect(await errorOf(createRefReader('main', { cwd: root, runGit: noGit }))).toContain('git is not installed');
  });
});

test('nothing that the repository configures is started', async () => {
  const repository = makeRepository({ 'unleak.yml': 'x', '.gitattributes': '* diff=x filter=x' });
  const trace = join(makeTree(), 'started');
  for (const key of ['core.fsmonitor', 'diff.x.textconv', 'filter.x.smudge', 'core.pager', 'core.sshCommand']) {
    git(repository, 'config', key, `touch ${trace};`);
  }
  const hostile = await createRefReader('HEAD', { cwd: repository, runGit });
  expect((await hostile.read('unleak.yml'))?.toString()).toBe('x');
  await hostile.list('.');
  writeFileSync(`${trace}-control`, '');
  const { existsSync } = await import('node:fs');
  expect([existsSync(trace), existsSync(`${trace}-control`)]).toEqual([false, true]);
});

test('a linked worktree reads the refs of its repository', async () => {
  const repository = makeRepository({ 'unleak.yml': 'x' });
  const worktree = join(makeTree(), 'wt');
  git(repository, 'worktree', 'add', '-q', '-b', 'other', worktree);
  writeTree(worktree, { 'unleak.yml': 'y' });
  const linked = await createRefReader('main', { cwd: worktree, runGit });
  expect((await linked.read('unleak.yml'))?.toString()).toBe('x');
});
