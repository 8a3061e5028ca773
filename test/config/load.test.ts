// Which config files a run goes by, what they may say, and that the scanned tree is not believed about itself.

import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type ConfigRequest, findUserFile, loadConfig } from '../../src/config/load.ts';
import type { MergedConfig } from '../../src/config/merge.ts';
import { createRefReader } from '../../src/config/ref.ts';
import { UserError } from '../../src/model/errors.ts';
import { runGit } from '../../src/sources/git.ts';
import { compilePathGlobs } from '../../src/util/path-globs.ts';
import { commitAll, makeRepository, makeTree, writeTree } from './tree.ts';

type Options = Partial<Omit<ConfigRequest, 'ref'>> & { readonly policy?: string };

const load = async (cwd: string, { policy, ...options }: Options = {}): Promise<MergedConfig> => {
  const ref = policy === undefined ? undefined : await createRefReader(policy, { cwd, runGit });
  return loadConfig({ cwd, paths: ['.'], file: undefined, userFile: undefined, ref, ...options });
};

const errorOf = async (task: Promise<unknown>): Promise<string> => {
  const error = await task.then(
    () => undefined,
    reason => reason,
  );
  expect(error).toBeInstanceOf(UserError);
  return (error as UserError).message;
};

/** The error of a lone `unleak.yml` in a repository. */
const errorIn = (text: string, others: Record<string, string> = {}): Promise<string> =>
  errorOf(load(makeRepository({ 'unleak.yml': text, ...others })));

const failOn = (config: MergedConfig): string | undefined => config.single['fail-on']?.value;

describe('where a config is found', () => {
  test.each(['unleak.yml', 'unleak.yaml', '.unleak.yml', '.unleak.yaml'])('%s', async name => {
    const config = await load(makeRepository({ [name]: 'fail-on: high\n' }));
    expect([failOn(config), config.files]).toEqual(['high', [name]]);
  });

  test('the unleak key of a package.json', async () => {
    const config = await load(makeRepository({ 'package.json': '{ "name": "x", "unleak": { "fail-on": "high" } }' }));
    expect([failOn(config), config.files]).toEqual(['high', ['package.json']]);
  });

  test.each([
    ['one without the key', '{ "name": "unleak" }'],
    ['one that is broken, without the key', '{ "name": '],
    ['one that is no object', '["unleak"]'],
    ['one with the key deeper down', '{ "a": { "unleak": { "fail-on": "nonsense" } } }'],
  ])('a package.json counts only by its key: %s', async (_, text) => {
    expect((await load(makeRepository({ 'package.json': text }))).files).toEqual([]);
  });

  test('a package.json that may have the key, but is broken, is not passed over', async () => {
    const message = await errorOf(load(makeRepository({ 'package.json': '{ "unleak": {}, }' })));
    expect(message).toBe('package.json: found invalid JSON; expected a package.json');
  });

  test('the nearest folder wins, and nothing above the repository counts', async () => {
    const outer = makeTree({ 'unleak.yml': 'fail-on: info\n' });
    const root = join(outer, 'repository');
    mkdirSync(join(root, '.git'), { recursive: true });
    writeTree(root, { 'a/b/c.txt': '' });
    expect((await load(join(root, 'a/b'))).files).toEqual([]);
    writeTree(root, { 'unleak.yml': 'fail-on: low\n' });
    expect((await load(join(root, 'a/b'))).files).toEqual(['../../unleak.yml']);
    writeTree(root, { 'a/.unleak.yml': 'fail-on: high\n' });
    expect(failOn(await load(join(root, 'a/b')))).toBe('high');
  });

  test('a repository may be a linked worktree or a submodule: its .git is a file', async () => {
    const outer = makeTree({ 'unleak.yml': 'fail-on: info\n', 'sub/.git': 'gitdir: elsewhere\n' });
    expect((await load(join(outer, 'sub'))).files).toEqual([]);
  });

  test('outside of a repository the search goes on upward', async () => {
    const root = makeTree({ 'unleak.yml': 'fail-on: low\n', 'a/b/c.txt': '' });
    expect(failOn(await load(join(root, 'a/b')))).toBe('low');
  });

  test.each([
    ['a folder', ['../other/deep']],
    ['a file', ['../other/deep/x.txt']],
    ['what does not exist', ['../other/deep/none/*.ts']],
    ['the first of several', ['../other', '.']],
  ])('a first path outside of the working directory is where the search starts: %s', async (_, paths) => {
    const root = makeTree({
      'here/unleak.yml': 'fail-on: low\n',
      'other/.git/x': '',
      'other/unleak.yml': 'fail-on: high\n',
      'other/deep/x.txt': '',
    });
    expect(failOn(await load(join(root, 'here'), { paths }))).toBe('high');
  });

  test.each([['-'], ['src'], ['src/*.ts'], ['.']])(
    'the path %j leaves the search at the working directory',
    async path => {
      const root = makeRepository({ 'unleak.yml': 'fail-on: low\n', 'src/unleak.yml': 'fail-on: high\n' });
      expect(failOn(await load(root, { paths: [path] }))).toBe('low');
    },
  );

  test.each([
    [['unleak.yml', '.unleak.yaml'], '.: found unleak.yml and .unleak.yaml; expected one config file in a folder'],
    [['unleak.yml', 'package.json'], '.: found unleak.yml and package.json; expected one config file in a folder'],
  ])('two in one folder are an error: %j', async (names, expected) => {
    const files = Object.fromEntries(names.map(name => [name, '{"unleak": {}}']));
    expect(await errorOf(load(makeRepository(files)))).toBe(expected);
  });

  test('a file that is named is the only one, and --no-config means none at all', async () => {
    const root = makeRepository({ 'unleak.yml': 'fail-on: low\n', 'ci/other.yml': 'threads: 2\n' });
    const userFile = join(makeTree({ 'config.yml': 'fail-on: high\n' }), 'config.yml');
    const named = await load(root, { file: 'ci/other.yml', userFile });
    expect([named.files[0], failOn(named)]).toEqual(['ci/other.yml', 'high']);
    expect((await load(root, { file: false, userFile })).files).toEqual([]);
    expect(await errorOf(load(root, { file: 'none.yml' }))).toBe(
      'none.yml: found no such file; expected a config file',
    );
  });

  test.each([
    [{ XDG_CONFIG_HOME: '/x', HOME: '/h' }, '/x/unleak/config.yml'],
    [{ XDG_CONFIG_HOME: 'relative', HOME: '/h' }, '/h/.config/unleak/config.yml'],
    [{ XDG_CONFIG_HOME: '', HOME: '/h' }, '/h/.config/unleak/config.yml'],
    [{}, undefined],
  ])("the user's own file: %j", (env, expected) => {
    expect(findUserFile(env)).toBe(expected);
  });
});

describe('what is no config file', () => {
  test.each<[string, (root: string) => void, string]>([
    ['a folder', root => mkdirSync(join(root, 'unleak.yml')), 'unleak.yml: found a folder; expected a file'],
    [
      'a named pipe',
      root => execFileSync('mkfifo', [join(root, 'unleak.yml')]),
      'unleak.yml: found a named pipe; expected a file',
    ],
    [
      'a device',
      root => symlinkSync('/dev/zero', join(root, 'unleak.yml')),
      'unleak.yml: found a symbolic link that leads out of .; expected a file in it',
    ],
    [
      'too large',
      root => writeFileSync(join(root, 'unleak.yml'), `# ${'x'.repeat(1024 * 1024)}\n`),
      'unleak.yml: found 1048579 bytes; expected at most 1048576 (1 MiB)',
    ],
    [
      'a link to nowhere',
      root => symlinkSync('none', join(root, 'unleak.yml')),
      'unleak.yml: found no such file; expected a config file',
    ],
    [
      'a loop of links',
      root => symlinkSync('unleak.yml', join(root, 'unleak.yml')),
      'unleak.yml: cannot be read (a loop of symbolic links); expected a config file',
    ],
    [
      'a link out of the tree',
      root => symlinkSync(join(makeTree({ 'x.yml': 'fail-on: low\n' }), 'x.yml'), join(root, 'unleak.yml')),
      'unleak.yml: found a symbolic link that leads out of .; expected a file in it',
    ],
    [
      'in a folder that is a link out of the tree, though it is named',
      root => symlinkSync(makeTree({ 'unleak.yml': 'show-secrets: true\n' }), join(root, 'ci')),
      'ci/unleak.yml: found a symbolic link that leads out of .; expected a file in it',
    ],
  ])('%s', async (_, make, expected) => {
    const root = makeRepository();
    make(root);
    expect(await errorOf(load(root, expected.startsWith('ci/') ? { file: 'ci/unleak.yml' } : {}))).toBe(expected);
  });

  test('a link within the tree is followed, and its paths are those of its own folder', async () => {
    const root = makeRepository({ 'ci/shared.yml': 'exclude: /gen\nbaseline: b.json\n' });
    symlinkSync('ci/shared.yml', join(root, 'unleak.yml'));
    const config = await load(root);
    expect([config.exclude[0]?.value, config.baseline?.value]).toEqual([['/gen'], join(root, 'b.json')]);
  });

  test.skipIf(process.getuid?.() === 0)('one that may not be read', async () => {
    const root = makeRepository({ 'unleak.yml': '' });
    chmodSync(join(root, 'unleak.yml'), 0);
    expect(await errorOf(load(root))).toBe('unleak.yml: cannot be read (permission denied); expected a config file');
  });

  test.each<[string, (root: string) => void]>([
    ['a folder', root => mkdirSync(join(root, 'package.json'))],
    ['a named pipe', root => execFileSync('mkfifo', [join(root, 'package.json')])],
    [
      'a link out of the tree',
      root => symlinkSync(join(makeTree({ p: '{"unleak":{}}' }), 'p'), join(root, 'package.json')),
    ],
  ])('a package.json that is %s is passed over', async (_, make) => {
    const root = makeRepository();
    make(root);
    expect((await load(root)).files).toEqual([]);
  });

  test.each([
    ['empty', ''],
    ['only comments', '# nothing yet\n\n---\n  # fail-on: high\n'],
    ['with an empty list', 'allow:\n# - paths: x\n'],
  ])('a file that says nothing is fine: %s', async (_, text) => {
    expect((await load(makeRepository({ 'unleak.yml': text }))).files).toEqual(['unleak.yml']);
  });
});

describe('mistakes are told with their place', () => {
  test.each([
    ['fail-on: hgih', 'unleak.yml:1:10: found "hgih"; expected one of info, low, medium, high, critical'],
    ['fail_on: high', /^unleak\.yml:1:1: found the unknown key "fail_on"; expected extends, /],
    ['threads: 0', 'unleak.yml:1:10: found the number 0; expected a whole number from 1 to 256'],
    ['timeout: 30', /^unleak\.yml:1:10: found the number 30; expected a time such as 30s, 5m or 500ms/],
    ['timeout: 30 s', 'unleak.yml:1:10: expected a time such as 30s, 5m or 500ms'],
    ['rules:\n  x: false', /^unleak\.yml:2:6: found false; expected off, on, one of info/],
    ['rules:\n  x: of', /^unleak\.yml:2:6: /],
    ['exclude: ["../x"]', 'unleak.yml:1:11: found ".." in a glob; expected one that stays in its folder'],
    ['include:\n  - a\n  - "!b"', /^unleak\.yml:3:5: found a glob that starts with "!"/],
    [
      'allow:\n  - paths: a\n    expires: 2026-02-30',
      'unleak.yml:3:14: 2026-02-30 is no day of the calendar; expected one such as 2027-01-31',
    ],
    [
      'allow:\n  - paths: a\n    expires: tomorrow',
      'unleak.yml:3:14: found "tomorrow"; expected a day such as 2027-01-31',
    ],
    [
      'allow:\n  - reason: because',
      'unleak.yml:2:5: found an entry that names nothing; expected paths, rules, patterns or fingerprints',
    ],
    ['allow: {}', 'unleak.yml:1:8: found an entry that names nothing; expected paths, rules, patterns or fingerprints'],
    ['allow:\n  - paths: []\n    rules: x', /^unleak\.yml:2:12: found an empty list; expected a glob/],
    [
      'allow:\n  - paths: "**"',
      'unleak.yml:2:5: found an entry that allows everything; expected one that says what may stand',
    ],
    [
      'allow:\n  - rules: ["*"]\n    paths: ["**/*"]',
      'unleak.yml:2:5: found an entry that allows everything; expected one that says what may stand',
    ],
    ['allow:\n  - rules: a b', 'unleak.yml:2:12: expected a rule id or a glob such as openai-*'],
    ['allow:\n  - fingerprints: abc', 'unleak.yml:2:19: found "abc"; expected a fingerprint (12 to 32 hex digits)'],
    ['allow:\n  - fingerprints: 123456789012', /^unleak\.yml:2:19: found the number 123456789012; expected /],
    [
      'allow:\n  - patterns: ["a", "(b"]',
      'unleak.yml:2:21: found an invalid regular expression (Unterminated group); expected one of JavaScript',
    ],
    ['allow:\n  - patterns: "a*"', /^unleak\.yml:2:15: found a regular expression that fits the empty text/],
    ['baseline: "a\\0b"', 'unleak.yml:1:11: found a control character in a path; expected a path'],
    ['a: [', /^unleak\.yml:1:5: found invalid YAML/],
    ['- a', 'unleak.yml:1:1: found a list; expected a map'],
  ])('%j', async (text, expected) => {
    const message = await errorIn(text);
    if (typeof expected === 'string') expect(message).toBe(expected);
    else expect(message).toMatch(expected);
  });

  test('a pattern is never repeated, since it may hold a secret', async () => {
    const secret = `sk_${'live'}_${'a1'.repeat(12)}`;
    expect(await errorIn(`allow:\n  - patterns: "(${secret}"`)).not.toContain(secret.slice(0, 8));
  });

  test('in a package.json the place is that in the whole file, and the rest of the file does not matter', async () => {
    const text =
      '{\n  "name": "x",\n  "name": "twice",\n\t"unleak": {\n\t\t"fail-on": "hgih"\n\t},\n  "x": "\\ud800"\n}\n';
    const message = await errorOf(load(makeRepository({ 'package.json': text })));
    expect(message).toBe('package.json:5:14: found "hgih"; expected one of info, low, medium, high, critical');
  });

  test('a package.json whose key stands twice means the last one, as for everybody', async () => {
    const text =
      '{ "unleak": { "fail-on": "low" }, "a": "} \\" {", "unleak": { "fail-on": "high", "exclude": ["a"] } }';
    expect(failOn(await load(makeRepository({ 'package.json': text })))).toBe('high');
  });
});

describe('what the scanned tree may not set', () => {
  const cases = [
    ['show-secrets: true', 'unleak.yml:1:1: found "show-secrets", which the scanned tree may not set'],
    [
      '\nfail-on: low\noutput: { format: json, file: /tmp/x }',
      'unleak.yml:3:1: found "output", which the scanned tree may not set',
    ],
    ['show-secrets: false', 'unleak.yml:1:1: found "show-secrets", which the scanned tree may not set'],
  ] as const;

  test.each(cases)('%j in the tree', async (text, expected) => {
    expect(await errorIn(text)).toBe(expected);
  });

  test.each(cases)('%j in the ref', async (text, expected) => {
    const root = makeRepository({ 'unleak.yml': text });
    writeTree(root, { 'unleak.yml': '' });
    expect(await errorOf(load(root, { policy: 'main' }))).toBe(`main:${expected}`);
  });

  test.each(cases)('%j in a file of the tree that is named', async (text, expected) => {
    const root = makeRepository({ 'ci/unleak.yml': text });
    expect(await errorOf(load(root, { file: 'ci/unleak.yml' }))).toBe(`ci/${expected}`);
    expect(await errorOf(load(join(root, 'ci'), { file: join(root, 'ci/unleak.yml') }))).toBe(expected);
  });

  test.each(cases)('%j in a file of the tree that is extended from outside', async (text, expected) => {
    const outside = makeTree();
    const root = makeRepository({ 'unleak.yml': text });
    writeTree(outside, { 'x.yml': `extends: ${join(root, 'unleak.yml')}\n` });
    expect(await errorOf(load(root, { file: join(outside, 'x.yml') }))).toContain(expected);
  });

  test('in a package.json', async () => {
    const root = makeRepository({ 'package.json': '{ "unleak": { "show-secrets": true } }' });
    expect(await errorOf(load(root))).toBe(
      'package.json:1:15: found "show-secrets", which the scanned tree may not set',
    );
  });

  test("in the user's own file, if that lies in the scanned tree", async () => {
    const root = makeRepository({ '.config/unleak/config.yml': 'show-secrets: true\n' });
    const userFile = join(root, '.config/unleak/config.yml');
    expect(await errorOf(load(root, { userFile }))).toContain('config.yml:1:1: found "show-secrets"');
  });

  test('in a file named from outside that is a link into the tree', async () => {
    const root = makeRepository({ 'x.yml': 'show-secrets: true\n' });
    const link = join(makeTree(), 'link.yml');
    symlinkSync(join(root, 'x.yml'), link);
    expect(await errorOf(load(root, { file: link }))).toContain('found "show-secrets"');
  });

  test('outside of a repository, the folders that are scanned are the tree', async () => {
    const root = makeTree({ 'a/x.txt': '', 'a/ci.yml': 'show-secrets: true\n', 'ci.yml': 'show-secrets: true\n' });
    expect(await errorOf(load(root, { paths: ['a'], file: 'a/ci.yml' }))).toContain('found "show-secrets"');
    expect((await load(root, { paths: ['a'], file: 'ci.yml' })).single['show-secrets']?.value).toBe(true);
  });

  test('found above of what is scanned, without being named', async () => {
    const root = makeTree({ 'a/x.txt': '', 'unleak.yml': 'show-secrets: true\n' });
    expect(await errorOf(load(join(root, 'a')))).toContain('unleak.yml:1:1: found "show-secrets"');
  });

  test("a file outside of the tree that is named, and the user's own, may set them", async () => {
    const root = makeRepository();
    const outside = makeTree({
      'ci.yml': 'show-secrets: true\n',
      'own.yml': 'output: [{ format: json, file: x.json }]\n',
    });
    const config = await load(root, { file: join(outside, 'ci.yml'), userFile: join(outside, 'own.yml') });
    expect(config.single['show-secrets']).toMatchObject({ value: true, source: 'named' });
    expect(config.single.output).toMatchObject({ value: [{ format: 'json', file: 'x.json' }], source: 'user' });
  });
});

describe('extends', () => {
  test('the file itself wins over what it extends, of these the later one, and lists add up', async () => {
    const root = makeRepository({
      'unleak.yml': 'extends: [ci/a.yml, ci/b.yml]\nthreads: 1\nexclude: [own]\n',
      'ci/a.yml': 'extends: base.yml\nthreads: 2\nfail-on: low\nmin-confidence: low\nexclude: x/a\n',
      'ci/b.yml': 'threads: 3\nfail-on: high\n',
      'ci/base.yml': 'threads: 4\nfail-on: info\nmin-confidence: high\ninline-ignore: false\nexclude: [/base]\n',
    });
    const { single, exclude, files } = await load(root);
    const values = Object.fromEntries(
      Object.entries(single).map(([key, setting]) => [key, [setting.value, setting.from]]),
    );
    expect(values).toEqual({
      threads: [1, 'unleak.yml:2'],
      'fail-on': ['high', 'ci/b.yml:2'],
      'min-confidence': ['low', 'ci/a.yml:4'],
      'inline-ignore': [false, 'ci/base.yml:4'],
    });
    expect(exclude.flatMap(({ value }) => value)).toEqual(['own', 'ci/x/a', 'ci/base']);
    expect(files).toEqual(['unleak.yml', 'ci/b.yml', 'ci/a.yml', 'ci/base.yml']);
  });

  test('a base that two files share counts once', async () => {
    const root = makeRepository({
      'unleak.yml': 'extends: [a.yml, b.yml]\n',
      'a.yml': 'extends: base.yml\nfail-on: high\n',
      'b.yml': 'extends: base.yml\n',
      'base.yml': 'fail-on: low\nallow: { paths: x }\n',
    });
    const config = await load(root);
    expect([config.allow.length, config.files.length]).toEqual([1, 4]);
  });

  test('a ladder of shared bases takes no time', async () => {
    const files = Object.fromEntries(
      [0, 1, 2, 3, 4, 5].map(step => [`${step}.yml`, `extends: [${Array(50).fill(`${step + 1}.yml`)}]\n`]),
    );
    const root = makeRepository({ ...files, 'unleak.yml': 'extends: 0.yml\n', '6.yml': 'fail-on: high\n' });
    expect(failOn(await load(root))).toBe('high');
  });

  test.each<[string, Record<string, string>, string]>([
    [
      'itself',
      { 'unleak.yml': 'extends: unleak.yml' },
      'unleak.yml:1:10: found configs that extend each other in a circle (unleak.yml -> unleak.yml); expected an end',
    ],
    [
      'in a circle',
      {
        'unleak.yml': 'extends: a.yml',
        'a.yml': 'extends: [c.yml, ./b.yml]',
        'b.yml': '\nextends: a.yml',
        'c.yml': '',
      },
      'b.yml:2:10: found configs that extend each other in a circle (a.yml -> b.yml -> a.yml); expected an end',
    ],
    [
      'out of the tree',
      { 'unleak.yml': 'extends: ../x.yml' },
      'unleak.yml:1:10: found a path that leads out of .; expected one in it',
    ],
    [
      'out of the tree and back',
      { 'unleak.yml': 'extends: [a/../../x/b.yml]' },
      'unleak.yml:1:11: found a path that leads out of .; expected one in it',
    ],
    [
      'an absolute path',
      { 'unleak.yml': 'extends: /etc/passwd' },
      'unleak.yml:1:10: found an absolute path; expected one relative to unleak.yml',
    ],
    [
      'an address',
      { 'unleak.yml': 'extends: https://example.org/x.yml' },
      'unleak.yml:1:10: found an address; expected the path of a file',
    ],
    [
      'what is not there',
      { 'unleak.yml': 'extends:\n  - none.yml' },
      'unleak.yml:2:5: none.yml: found no such file; expected a config file',
    ],
    ['a folder', { 'unleak.yml': 'extends: a', 'a/b': '' }, 'unleak.yml:1:10: a: found a folder; expected a file'],
    [
      'a file with a mistake',
      { 'unleak.yml': 'extends: a/b.yml', 'a/b.yml': 'threads: x' },
      'a/b.yml:1:10: found "x"; expected a whole number from 1 to 256',
    ],
  ])('%s is an error', async (_, files, expected) => {
    expect(await errorOf(load(makeRepository(files)))).toBe(expected);
  });

  test('a link out of the tree is an error', async () => {
    const root = makeRepository({ 'unleak.yml': 'extends: link/x.yml' });
    symlinkSync(makeTree({ 'x.yml': '' }), join(root, 'link'));
    expect(await errorOf(load(root))).toBe(
      'unleak.yml:1:10: link/x.yml: found a symbolic link that leads out of .; expected a file in it',
    );
  });

  test('a long chain and a great number are errors', async () => {
    const chain = Object.fromEntries(
      Array.from({ length: 20 }, (_, step) => [`${step}.yml`, `extends: ${step + 1}.yml`]),
    );
    expect(await errorOf(load(makeRepository({ ...chain, 'unleak.yml': 'extends: 0.yml' })))).toBe(
      '7.yml:1:10: found configs that extend each other more than 8 deep; expected fewer',
    );
    const many = Array.from({ length: 70 }, (_, number) => `${number}.yml`);
    const files = Object.fromEntries(many.map(name => [name, '']));
    expect(await errorOf(load(makeRepository({ ...files, 'unleak.yml': `extends: [${many}]` })))).toMatch(
      /^unleak\.yml:1:\d+: found more than 64 configs; expected fewer$/,
    );
  });

  test('within a repository, a folder may extend what stands above it', async () => {
    const root = makeRepository({ 'base.yml': 'exclude: [a/x, "*.md"]\n', 'a/unleak.yml': 'extends: ../base.yml\n' });
    const config = await load(join(root, 'a'));
    expect(config.exclude[0]?.value).toEqual(['/x', '**/*.md']);
  });

  test('a file outside of the tree may extend what it likes', async () => {
    const outside = makeTree({ 'a/x.yml': 'extends: ../y.yml\n', 'y.yml': 'show-secrets: true\n' });
    const config = await load(makeRepository(), { file: join(outside, 'a/x.yml') });
    expect(config.single['show-secrets']?.source).toBe('named');
  });
});

describe('paths in a config', () => {
  test('are taken from its folder', async () => {
    const root = makeRepository({ 'unleak.yml': 'baseline: ci/b.json\nrule-files: [ci/rules, r.yml]\n', 'a/x': '' });
    const config = await load(join(root, 'a'));
    expect(config.baseline).toMatchObject({ value: join(root, 'ci/b.json'), source: 'tree', from: '../unleak.yml:1' });
    expect(config.ruleFiles[0]?.value).toEqual([join(root, 'ci/rules'), join(root, 'r.yml')]);
  });

  test.each([
    ['baseline: ../b.json', 'unleak.yml:1:11: found a path that leads out of .; expected one in it'],
    ['rule-files: [a.yml, /etc]', 'unleak.yml:1:21: found an absolute path; expected one relative to unleak.yml'],
    ['rule-files: link', 'unleak.yml:1:13: found a symbolic link that leads out of .; expected a path in it'],
  ])('may not lead out of the tree: %j', async (text, expected) => {
    const root = makeRepository({ 'unleak.yml': text });
    symlinkSync(makeTree(), join(root, 'link'));
    expect(await errorOf(load(root))).toBe(expected);
  });

  test('globs that fit nothing below the working directory fit nothing there, and not everything', async () => {
    const text = 'include: b/**\nallow:\n  - { paths: [b/x, "c/*.ts"], rules: y }\n';
    const root = makeRepository({ 'unleak.yml': text, 'a/x': '' });
    const config = await load(join(root, 'a'));
    for (const globs of [config.include?.value, config.allow[0]?.paths]) {
      expect(globs).not.toEqual([]);
      for (const path of ['x', 'b/x', 'c/d.ts', '[', '.']) expect(compilePathGlobs(globs ?? [])(path)).toBe(false);
    }
  });

  test('globs reach what is scanned outside of the working directory, as it is shown', async () => {
    const root = makeRepository({ 'unleak.yml': 'exclude: [b/gen]\n', 'a/x': '', 'b/x': '' });
    const paths = ['../b', join(root, 'b')];
    const fits = compilePathGlobs((await load(join(root, 'a'), { paths })).exclude[0]?.value ?? []);
    const shown = ['../b/gen/x', `${root}/b/gen/x`, '../b/x', `${root}/b/x`, 'b/gen', 'gen'];
    expect(shown.map(fits)).toEqual([true, true, false, false, false, false]);
  });

  test("globs of the user's own file are taken from the tree", async () => {
    const userFile = join(makeTree({ 'config.yml': 'exclude: [a/gen, dist]\n' }), 'config.yml');
    const root = makeRepository({ 'a/x': '' });
    expect((await load(join(root, 'a'), { userFile })).exclude[0]?.value).toEqual(['/gen', '**/dist']);
  });
});

describe('rules', () => {
  test('a setting says which rule, what, and where it stands', async () => {
    const text =
      'rules:\n  a: off\n  b: on\n  c: low\n  d: { severity: high, enabled: false, reason: why }\n  "e-*": critical\n';
    expect((await load(makeRepository({ 'unleak.yml': text }))).rules).toEqual([
      { rule: 'e-*', enabled: true, severity: 'critical', from: 'unleak.yml:6' },
      { rule: 'a', enabled: false, from: 'unleak.yml:2' },
      { rule: 'b', enabled: true, from: 'unleak.yml:3' },
      { rule: 'c', enabled: true, severity: 'low', from: 'unleak.yml:4' },
      { rule: 'd', enabled: false, severity: 'high', reason: 'why', from: 'unleak.yml:5' },
    ]);
  });

  test('the nearest file has the last word on a name, and keeps what it does not speak of', async () => {
    const root = makeRepository({
      'unleak.yml': 'extends: base.yml\nrules: { a: { enabled: true }, "x-*": off }\n',
      'base.yml': 'rules: { "y-*": off, a: { enabled: false, severity: low }, b: off }\n',
    });
    expect((await load(root)).rules).toEqual([
      { rule: 'y-*', enabled: false, from: 'base.yml:1' },
      { rule: 'x-*', enabled: false, from: 'unleak.yml:2' },
      { rule: 'b', enabled: false, from: 'base.yml:1' },
      { rule: 'a', enabled: true, severity: 'low', from: 'unleak.yml:2' },
    ]);
  });
});

test('an allow entry keeps all it says, and who says it', async () => {
  const text = [
    'allow:',
    '  - paths: [test/**, "*.md"]',
    '    rules: generic-*',
    '    patterns: ^example',
    `    fingerprints: "${'0123456789ab'}"`,
    '    reason: samples',
    '    owner: team-a',
    '    expires: 2027-02-28',
    '  - rules: [x, y]',
  ].join('\n');
  expect((await load(makeRepository({ 'unleak.yml': text }))).allow).toEqual([
    {
      paths: ['test/**', '*.md'],
      rules: ['generic-*'],
      patterns: ['^example'],
      fingerprints: ['0123456789ab'],
      reason: 'samples',
      owner: 'team-a',
      expires: '2027-02-28',
      from: 'unleak.yml:2',
      source: 'tree',
    },
    { paths: [], rules: ['x', 'y'], patterns: [], fingerprints: [], from: 'unleak.yml:9', source: 'tree' },
  ]);
});

describe('policy from a ref', () => {
  const allowX = 'allow: { paths: x }\n';

  test('the working tree is not asked, neither for what it adds nor for what it takes away', async () => {
    const root = makeRepository({
      'ci/base.yml': 'fail-on: low\n',
      'unleak.yml': 'extends: ci/base.yml\nexclude: gen\n',
    });
    writeTree(root, {
      'unleak.yml': allowX,
      'ci/base.yml': 'fail-on: critical\n',
      '.unleak.yml': allowX,
      'a/unleak.yml': allowX,
    });
    for (const folder of [root, join(root, 'a')]) {
      const config = await load(folder, { policy: 'main' });
      expect([config.allow, failOn(config), config.files]).toEqual([
        [],
        'low',
        ['main:unleak.yml', 'main:ci/base.yml'],
      ]);
      expect(config.exclude[0]).toMatchObject({ source: 'ref', from: 'main:unleak.yml:2' });
    }
  });

  test('a config that only the working tree has does not count', async () => {
    const root = makeRepository({ 'a.txt': '' });
    writeTree(root, { 'unleak.yml': allowX, 'package.json': '{"unleak": {"exclude": "a"}}' });
    expect((await load(root, { policy: 'main' })).files).toEqual([]);
    expect(await errorOf(load(root, { policy: 'main', file: 'unleak.yml' }))).toBe(
      'main:unleak.yml: found no such file; expected a config file in that ref',
    );
  });

  test('a file of the tree that is named comes from the ref, one outside of the tree from the disk', async () => {
    const root = makeRepository({ 'ci.yml': 'fail-on: low\n', 'package.json': '{"unleak": {"threads": 2}}' });
    writeTree(root, { 'ci.yml': 'fail-on: critical\n', 'package.json': '{}' });
    expect(failOn(await load(root, { policy: 'main', file: 'ci.yml' }))).toBe('low');
    expect((await load(root, { policy: 'main' })).single.threads?.value).toBe(2);
    const outside = join(makeTree({ 'x.yml': 'fail-on: high\n' }), 'x.yml');
    expect(failOn(await load(root, { policy: 'main', file: outside }))).toBe('high');
  });

  test('a link from outside into the tree is read from the ref, too', async () => {
    const root = makeRepository({ 'ci.yml': 'fail-on: low\n' });
    writeTree(root, { 'ci.yml': 'fail-on: critical\n' });
    const link = join(makeTree(), 'link.yml');
    symlinkSync(join(root, 'ci.yml'), link);
    const config = await load(root, { policy: 'main', file: link });
    expect([failOn(config), config.files]).toEqual(['low', ['main:ci.yml']]);
  });

  test('the working tree cannot lead the way to a file outside of it', async () => {
    const root = makeRepository({ 'ci/x.yml': 'fail-on: low\n' });
    const elsewhere = makeTree({ 'x.yml': 'fail-on: critical\n' });
    execFileSync('rm', ['-r', join(root, 'ci')]);
    symlinkSync(elsewhere, join(root, 'ci'));
    expect(failOn(await load(root, { policy: 'main', file: 'ci/x.yml' }))).toBe('low');
  });

  test('a link and a folder in the ref are errors', async () => {
    const root = makeRepository({ 'other.yml': '' });
    symlinkSync('other.yml', join(root, 'unleak.yml'));
    commitAll(root);
    expect(await errorOf(load(root, { policy: 'main' }))).toBe('main:unleak.yml: found a symlink; expected a file');
    const folder = makeRepository({ 'unleak.yml/x': '' });
    expect(await errorOf(load(folder, { policy: 'main' }))).toBe('main:unleak.yml: found a folder; expected a file');
  });

  test('a file of another scanned folder is refused, since no ref speaks for it', async () => {
    const root = makeRepository();
    const other = makeTree({ 'x.yml': allowX });
    expect(await errorOf(load(root, { policy: 'main', paths: ['.', other], file: join(other, 'x.yml') }))).toContain(
      'lies in a scanned folder that main does not hold',
    );
  });

  test('mistakes are told with the ref', async () => {
    const root = makeRepository({ 'unleak.yml': 'fail-on: x\n' });
    expect(await errorOf(load(root, { policy: 'main' }))).toMatch(/^main:unleak\.yml:1:10: found "x"/);
  });
});
