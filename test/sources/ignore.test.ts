import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isIgnored, openScope, parseIgnore } from '../../src/sources/ignore.ts';
import { list, makeTree, shownOf, writeTree } from './tree.ts';

const ignores = (text: string, path: string): boolean => {
  const isFolder = path.endsWith('/');
  const bare = isFolder ? path.slice(0, -1) : path;
  const scope = openScope(undefined, 0, { git: parseIgnore(text) });
  return isIgnored(scope, { path: bare, name: bare.slice(bare.lastIndexOf('/') + 1), isFolder });
};

describe('an ignore file', () => {
  it.each([
    ['*.log', 'a/b.log', true],
    ['*.log', 'a/b.logs', false],
    ['/a.log', 'a.log', true],
    ['/a.log', 'b/a.log', false],
    ['build/', 'x/build/', true],
    ['build/', 'x/build', false],
    ['a/b', 'a/b', true],
    ['a/b', 'x/a/b', false],
    ['**/b', 'x/y/b', true],
    ['a/**', 'a/x/y', true],
    ['a/**', 'a', false],
    ['a/**/b', 'a/b', true],
    ['a/**/b', 'a/x/y/b', true],
    ['a**/b', 'a/x/b', true],
    ['*/b', 'x/y/b', false],
    ['a?c', 'abc', true],
    ['a?c/d', 'a/c/d', false],
    ['[a-c]x', 'bx', true],
    ['[!a-c]x', 'bx', false],
    ['[]-]x', ']x', true],
    ['[[:digit:]]x', '7x', true],
    ['[[:nothing:]]x', '7x', false],
    ['[ab', '[ab', false],
    ['[ab', 'a', false],
    ['\\#a', '#a', true],
    ['#a', '#a', false],
    ['\\!a', '!a', true],
    ['a ', 'a', true],
    ['a\\ ', 'a ', true],
    ['a\r\nb', 'a', true],
    ['\xef\xbb\xbfa', 'a', true],
    ['a\n!a', 'a', false],
    ['!a\na', 'a', true],
    ['*.txt\n!keep.txt\n', 'keep.txt', false],
    ['foo\\', 'foo', false],
    ['', 'a', false],
    ['/', 'a/', false],
    ['[[:constructor:]]', 'a', false],
  ])('%j on %s: %s', (text, path, expected) => {
    expect(ignores(text, path)).toBe(expected);
  });

  it('takes bounded time whatever the pattern', () => {
    const started = performance.now();
    expect(ignores(`${'*a'.repeat(100)}b`, 'a'.repeat(250))).toBe(false);
    expect(ignores(`x/${'**/a/'.repeat(50)}b`, `x/${'a/'.repeat(500)}c`)).toBe(false);
    expect(performance.now() - started).toBeLessThan(1000);
  });
});

const name = fc.constantFrom('a', 'b', 'ab', 'a.x', 'b.x', '.a', 'a b', 'é', 'a-b', '[a]', '#a', '!a');
const path = fc.array(name, { minLength: 1, maxLength: 4 }).map(names => names.join('/'));
const piece = fc.constantFrom(
  'a',
  'b',
  '.x',
  '*',
  '**',
  '?',
  '/',
  '[ab]',
  '[!a]',
  '[a-b]',
  '\\*',
  '\\',
  ' ',
  '***',
  '.',
  'é',
  '#',
  '!',
  '[',
  ']',
  '[[:alpha:]]',
  '-',
  '\\ ',
  '[]a]',
  '[^/]',
);
const pattern = fc
  .tuple(
    fc.constantFrom('', '', '!', '/'),
    fc.array(piece, { minLength: 1, maxLength: 5 }),
    fc.constantFrom('', '', '/'),
  )
  .map(([start, pieces, end]) => start + pieces.join('') + end);
const ignoreFile = fc.array(pattern, { minLength: 1, maxLength: 5 }).map(lines => lines.join('\n'));

describe('our own walk', () => {
  const elsewhere = makeTree();
  execFileSync('git', ['init', '-q', elsewhere]);

  /** What git lists of a folder that is no repository. */
  const listByGit = (root: string): string[] =>
    execFileSync(
      'git',
      [
        '--git-dir',
        join(elsewhere, '.git'),
        '--work-tree',
        root,
        'ls-files',
        '-z',
        '-o',
        '--exclude-per-directory=.gitignore',
      ],
      { cwd: root, encoding: 'utf8' },
    )
      .split('\0')
      .filter(shown => shown !== '')
      .sort();

  it('leaves out what git leaves out, for any tree and any patterns', async () => {
    const base = makeTree();
    let runs = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(path, { minLength: 3, maxLength: 25 }),
        ignoreFile,
        fc.option(fc.tuple(name, ignoreFile)),
        async (paths, rootIgnore, nested) => {
          const root = join(base, String(runs++));
          mkdirSync(root);
          for (const one of paths) {
            try {
              writeTree(root, { [one]: '' });
            } catch {
              // A folder stands there already, or a file where a folder should be.
            }
          }
          writeTree(root, { '.gitignore': rootIgnore });
          try {
            if (nested) writeTree(root, { [`${nested[0]}/.gitignore`]: nested[1] });
          } catch {
            // Likewise.
          }
          const listing = await list(root);
          expect(shownOf(listing).sort()).toEqual(listByGit(root));
          rmSync(root, { recursive: true });
        },
      ),
      { numRuns: 150, seed: 20260101 },
    );
  }, 60_000);
});
