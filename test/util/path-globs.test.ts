import { describe, expect, it } from 'vitest';
import { compilePathEnds, compilePathGlobs, expandBraces } from '../../src/util/path-globs.ts';

describe('globs over shown paths', () => {
  it.each([
    ['*.ts', 'a.ts', true],
    ['*.ts', 'x/y/a.ts', true],
    ['*.ts', 'a.tsx', false],
    ['docs', 'docs/a/b', true],
    ['docs', 'x/docs/a', true],
    ['docs', 'docs2/a', false],
    ['docs/', 'docs/a', true],
    ['/docs', 'x/docs/a', false],
    ['./src/*.ts', 'src/a.ts', true],
    ['src/*.ts', 'src/x/a.ts', false],
    ['src/**', 'src/x/a.ts', true],
    ['**/test/**', 'test/a', true],
    ['**/test/**', 'x/test/y/a', true],
    ['src/*', 'src/x/deep/a', true],
    ['**', '.env', true],
    ['*', '.git-credentials', true],
    ['*.{ts,js}', 'a.js', true],
    ['{src,lib}/**/*.{a,b{c,d}}', 'lib/x/y.bd', true],
    ['{src,lib}/**/*.{a,b{c,d}}', 'lib/x/y.b', false],
    ['a{b}c', 'a{b}c', true],
    ['a{b', 'a{b', true],
    ['\\{a,b\\}', '{a,b}', true],
    ['[ab].ts', 'b.ts', true],
    ['a\\*b', 'a*b', true],
    ['a\\*b', 'axb', false],
    ['a?.ts', 'aé.ts', true],
    ['', 'a', false],
  ])('%s on %s: %s', (pattern, path, expected) => {
    expect(compilePathGlobs([pattern])(path)).toBe(expected);
  });

  it('any of several may match; of none, none does', () => {
    expect(compilePathGlobs(['a', 'b'])('b')).toBe(true);
    expect(compilePathGlobs([])('a')).toBe(false);
  });

  it('expand their braces in order, within bounds', () => {
    expect(expandBraces('{a,b{1,2}}x{,y}')).toEqual(['ax', 'axy', 'b1x', 'b1xy', 'b2x', 'b2xy']);
    expect(() => expandBraces('{a,b}'.repeat(11))).toThrow(RangeError);
    expect(expandBraces('{'.repeat(4000))).toHaveLength(1);
    expect(() => expandBraces('a'.repeat(5000))).toThrow(RangeError);
  });
});

describe('globs over the ends of paths', () => {
  it.each([
    ['.htpasswd', '.htpasswd', true],
    ['.htpasswd', 'etc/.HTPASSWD', true],
    ['.htpasswd', 'backup.zip!.htpasswd', true],
    ['.htpasswd', 'a.htpasswd', false],
    ['.htpasswd', '.htpasswd/a', false],
    ['.htpasswd', 'xhtpasswd', false],
    ['config/*.key', 'shop/config/master.key', true],
    ['config/*.key', 'config/credentials/production.key', false],
    ['*.pgpass', 'home/ops.pgpass', true],
    ['secrets/{db,api}.txt', 'run/secrets/api.txt', true],
    ['secrets/{db,api}.txt', 'run/secrets/mail.txt', false],
  ])('%s over %s: %s', (glob, path, fits) => {
    expect(compilePathEnds([glob]).test(path)).toBe(fits);
  });
});
