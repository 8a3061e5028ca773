// A glob says the same, whichever folder its paths are seen from.

import { posix } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { complainAboutGlob, rebaseGlob } from '../../src/config/globs.ts';
import { compilePathGlobs } from '../../src/util/path-globs.ts';

test.each([
  ['the same folder', 'src/**/*.ts', '/r', '/r', ['src/**/*.ts']],
  ['a folder below', 'a/b/*.ts', '/r', '/r/a', ['b/*.ts']],
  ['a star for the folder', 'packages/*/test/**', '/r', '/r/packages/x', ['test/**']],
  ['a lone name stays anchored', 'a/x', '/r', '/r/a', ['/x']],
  ['a glob that names the folder itself takes all in', 'a', '/r', '/r/a', ['**/a', '**']],
  ['a glob of somewhere else', 'b/x', '/r', '/r/a', []],
  ['a floating name', '*.md', '/r', '/r/a', ['**/*.md']],
  ['a folder above', '*.md', '/r/a', '/r', ['a/**/*.md']],
  ['a folder above, anchored', '/x', '/r/a', '/r', ['a/x']],
  ['a folder beside, of which nothing is shown', 'x/y', '/r/b', '/r/a', []],
  ['a folder whose name looks like a glob', 'x/y', '/r/[b]', '/r', ['\\[b\\]/x/y']],
])('%s', (_, glob, from, to, expected) => {
  expect(rebaseGlob(glob, from, to, { relative: false, absolute: false })).toEqual(expected);
});

test('paths that lead out of the working directory are reached when asked for', () => {
  expect(rebaseGlob('b/x', '/r', '/r/a', { relative: true, absolute: false })).toEqual(['../b/x']);
  expect(rebaseGlob('b/x', '/r', '/r/a', { relative: false, absolute: true })).toEqual(['//r/b/x']);
});

test.each([
  ['!a', 'found a glob that starts with "!"'],
  ['a/../b', 'found ".." in a glob'],
  ['a\nb', 'found a control character in a glob'],
  ['x'.repeat(1_001), 'found a glob of 1001 characters; expected at most 1000'],
  ['{a,b}'.repeat(11), 'found braces that stand for too many globs'],
])('%j is refused', (glob, message) => {
  const complaint = complainAboutGlob(glob);
  expect(complaint).toBeDefined();
  expect(typeof complaint === 'object' ? complaint.what : complaint).toContain(message);
});

test.each(['**', '*.md', 'src/', '/a', 'a/{b,c}/**', '[a-z]*', '\\!x', 'a..b'])('%j is fine', glob => {
  expect(complainAboutGlob(glob)).toBeUndefined();
});

const name = fc.constantFrom('a', 'b', 'ab', 'c.ts', '.d');
const folder = fc.array(name, { maxLength: 3 }).map(names => posix.join('/r', ...names));
const segment = fc.constantFrom('a', 'b', '*', '**', '.*', 'a*', '?', '[ab]', '{a,b}', '*.ts', '{a/b,ab}', '.d');
const glob = fc
  .tuple(fc.constantFrom('', '/', './'), fc.array(segment, { minLength: 1, maxLength: 4 }), fc.constantFrom('', '/'))
  .map(([start, segments, end]) => start + segments.join('/') + end);

test('rebased, a glob fits the same files', () => {
  fc.assert(
    fc.property(glob, folder, folder, folder, name, fc.boolean(), (pattern, from, to, where, file, both) => {
      const path = posix.join(where, file);
      // A file is no folder.
      fc.pre(![from, to].some(one => `${one}/`.startsWith(`${path}/`)));
      const outside = posix.relative(to, path).startsWith('..');
      const fits =
        !posix.relative(from, path).startsWith('..') && compilePathGlobs([pattern])(posix.relative(from, path));
      for (const shown of outside ? [posix.relative(to, path), path] : [path.slice(to.length + 1)]) {
        const absolute = shown.startsWith('/');
        const rebased = rebaseGlob(pattern, from, to, {
          relative: both || (outside && !absolute),
          absolute: both || absolute,
        });
        expect(compilePathGlobs(rebased)(shown)).toBe(fits);
      }
    }),
    { numRuns: 3_000, examples: [['**/a', '/r', '/r/a/b', '/r/a/b', 'a', true]] },
  );
});
