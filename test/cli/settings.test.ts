// How flags, environment and config files become the settings of a run.

import { symlinkSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { addScanFlags } from '../../src/cli/add-flags.ts';
import { type FlagToken, gatherFlags, renderFlagTable, scanFlags } from '../../src/cli/flags.ts';
import { resolveRun, resolveSettings } from '../../src/cli/settings.ts';
import { configShape } from '../../src/config/shape.ts';
import { UserError } from '../../src/model/errors.ts';
import type { ScanSettings } from '../../src/model/settings.ts';
import { runGit } from '../../src/sources/git.ts';
import { makeRepository, makeTree, writeTree } from '../config/tree.ts';

const formats = ['json', 'jsonl', 'sarif', 'text'];

/** The tokens and paths of a command line, as commander reads it. */
function parse(argv: readonly string[]): { readonly paths: string[]; readonly tokens: readonly FlagToken[] } {
  const command = new Command('scan').argument('[paths...]').exitOverride();
  const tokens = addScanFlags(command);
  command.configureOutput({ writeErr: () => {} }).action(() => {});
  command.parse(argv as string[], { from: 'user' });
  return { paths: command.args, tokens: tokens() };
}

interface Place {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

const resolveArgv = (argv: readonly string[], { cwd = makeTree(), env = {} }: Place = {}): Promise<ScanSettings> => {
  const { paths, tokens } = parse(argv);
  return resolveSettings(gatherFlags(paths, tokens), { cwd, env, formats, runGit });
};

const errorOf = async (task: Promise<unknown>): Promise<UserError> => {
  const error = await task.then(
    () => undefined,
    reason => reason,
  );
  expect(error).toBeInstanceOf(UserError);
  return error as UserError;
};

test('without anything said, the defaults hold', async () => {
  const cwd = makeTree();
  expect(await resolveArgv([], { cwd })).toEqual({
    cwd,
    paths: ['.'],
    include: [],
    exclude: [],
    includeIgnored: false,
    archives: true,
    ruleFiles: [],
    onlyRules: [],
    withoutRules: [],
    severities: {},
    ruleSettings: [],
    allow: [],
    inlineIgnore: true,
    minConfidence: 'medium',
    failOn: 'medium',
    requireCoverage: false,
    exitZero: false,
    explain: false,
    showSecrets: false,
    outputs: [{ format: 'text' }],
    quiet: false,
    verbose: false,
    configFiles: [],
    origins: {},
  });
});

test('nothing of the settings can be changed', async () => {
  const settings = await resolveArgv(['--include', 'a'], {
    cwd: makeRepository({ 'unleak.yml': 'allow: { paths: x }' }),
  });
  expect(() => (settings.include as string[]).push('b')).toThrow(TypeError);
  expect(() => (settings.allow[0]!.paths as string[]).push('b')).toThrow(TypeError);
});

describe('each flag is a setting', () => {
  const cwd = makeTree({ 'rules.yml': '', 'c.yml': 'threads: 3' });
  test.each<[readonly string[], Partial<ScanSettings>]>([
    [['a', 'b/c'], { paths: ['a', 'b/c'] }],
    [['--include', 'a', '--include', '{b,c}/**'], { include: ['a', '{b,c}/**'] }],
    [['--exclude', 'a', 'src', '--exclude', 'b'], { exclude: ['a', 'b'], paths: ['src'] }],
    [['--include-ignored'], { includeIgnored: true }],
    [['--no-archives'], { archives: false }],
    [['--files-from', 'list'], { filesFrom: join(cwd, 'list'), paths: [] }],
    [['--files-from', '-', 'x'], { filesFrom: '-', paths: ['x'] }],
    [['-', '--stdin-path', 'src/a.ts'], { paths: ['-'], stdinPath: 'src/a.ts' }],
    [['--rules', 'rules.yml', '--rules', '/r'], { ruleFiles: [join(cwd, 'rules.yml'), '/r'] }],
    [['--rule', 'a', '--rule', 'b,openai-*'], { onlyRules: ['a', 'b', 'openai-*'] }],
    [['--exclude-rule', 'a'], { withoutRules: ['a'] }],
    [['--config', 'c.yml'], { configFiles: ['c.yml'], threads: 3 }],
    [['--baseline', 'b.json'], { baseline: join(cwd, 'b.json') }],
    [['-f', 'json'], { outputs: [{ format: 'json' }] }],
    [['-o', 'x.sarif'], { outputs: [{ format: 'sarif', file: join(cwd, 'x.sarif') }] }],
    [['--fail-on', 'low'], { failOn: 'low' }],
    [['--min-confidence', 'high'], { minConfidence: 'high' }],
    [['--no-inline-ignore'], { inlineIgnore: false }],
    [['--exit-zero'], { exitZero: true }],
    [['--require-coverage'], { requireCoverage: true }],
    [['--explain'], { explain: true }],
    [['--show-secrets'], { showSecrets: true }],
    [['--timeout', '30s'], { timeoutMs: 30_000 }],
    [['--timeout', '5m'], { timeoutMs: 300_000 }],
    [['--timeout', '1h'], { timeoutMs: 3_600_000 }],
    [['--timeout', '500ms'], { timeoutMs: 500 }],
    [['--timeout=1.5s'], { timeoutMs: 1_500 }],
    [['--threads', '4'], { threads: 4 }],
    [['-q'], { quiet: true }],
    [['-v'], { verbose: true }],
    [['--fail-on', 'low', '--fail-on', 'high'], { failOn: 'high' }],
  ])('%j', async (argv, expected) => {
    expect(await resolveArgv(argv, { cwd })).toMatchObject(expected);
  });

  test('of --x and --no-x the last one counts', async () => {
    const place = { cwd: makeTree({ 'unleak.yml': 'baseline: mine.json', 'c.yml': '' }) };
    expect((await resolveArgv(['--baseline', 'b', '--no-baseline'], place)).baseline).toBeUndefined();
    expect((await resolveArgv(['--no-baseline', '--baseline', 'b'], place)).baseline).toBe(join(place.cwd, 'b'));
    expect((await resolveArgv(['--config', 'c.yml', '--no-config'], place)).configFiles).toEqual([]);
    expect((await resolveArgv(['--no-config', '--config', 'c.yml'], place)).configFiles).toEqual(['c.yml']);
  });

  test('colour is left to whoever prints', () => {
    const { paths, tokens } = parse(['--no-color']);
    expect(gatherFlags(paths, tokens).color).toBe(false);
    expect(gatherFlags([], []).color).toBeUndefined();
  });
});

describe('a bad value is told with what was expected', () => {
  test.each([
    [
      ['--fail-on', 'hgih'],
      '--fail-on: found "hgih"; expected one of info, low, medium, high, critical',
      'did you mean high?',
    ],
    [['--min-confidence', ''], '--min-confidence: found nothing; expected one of low, medium, high', ''],
    [['--timeout', '30'], '--timeout: found "30"; expected a time such as 30s, 5m or 500ms', ''],
    [['--timeout', '0s'], '--timeout: found "0s"; expected a time such as 30s, 5m or 500ms', ''],
    [['--timeout', '1000h'], '--timeout: found "1000h"; expected a time such as 30s, 5m or 500ms', ''],
    [['--timeout', '-5s'], '--timeout: found "-5s"; expected a time such as 30s, 5m or 500ms', ''],
    [['--threads', '0'], '--threads: found "0"; expected a whole number from 1 to 256', ''],
    [['--threads', '2.5'], '--threads: found "2.5"; expected a whole number from 1 to 256', ''],
    [['--threads', '257'], '--threads: found "257"; expected a whole number from 1 to 256', ''],
    [['-f', 'jsn'], '--format: found "jsn"; expected one of json, jsonl, sarif, text', 'did you mean json?'],
    [['-f', 'json', '-o', ''], '--output: found nothing; expected a path', ''],
    [['--rule', 'a b'], '--rule: found "a b"; expected a rule id or a glob such as openai-*', ''],
    [['--exclude-rule', 'a,,b'], '--exclude-rule: found "a,,b"; expected a rule id or a glob such as openai-*', ''],
    [['--include', ''], '--include: found nothing; expected a glob', ''],
    [['--exclude', '../x'], '--exclude: found ".." in a glob; expected one that stays in its folder', ''],
    [['--config', ''], '--config: found nothing; expected a path', ''],
    [['--policy-from', 'main'], '--policy-from main: found no git repository; expected to run in one', ''],
    [['--policy-from', ''], '--policy-from : expected the name of a branch, a tag or a commit', 'such as origin/main'],
    [[''], 'path: found nothing; expected a path', ''],
    [['-q', '-v'], '--quiet: found --verbose as well; expected one of them', ''],
    [
      ['--stdin-path', 'x'],
      '--stdin-path: found no - among the paths; expected it to name standard input',
      'add - as a path',
    ],
    [
      ['--files-from', '-', '-'],
      '--files-from -: found - as a path as well; expected standard input to be used once',
      '',
    ],
  ])('%j', async (argv, message, hint) => {
    const cwd = argv.includes('') && argv.includes('--policy-from') ? makeRepository() : makeTree();
    const error = await errorOf(resolveArgv(argv, { cwd }));
    expect([error.message, error.hint]).toEqual([message, hint]);
  });
});

describe('reports', () => {
  type Pairs = readonly (readonly [format: string, file?: string])[];
  test.each<[string, Pairs]>([
    ['', [['text']]],
    ['-f json', [['json']]],
    ['-f json -o -', [['json']]],
    ['-f json -o a.json', [['json', 'a.json']]],
    ['-f json -o a.json -f text', [['json', 'a.json'], ['text']]],
    ['-f text -f json -o a.json', [['text'], ['json', 'a.json']]],
    [
      '-f json -o a.json -f sarif -o b.sarif',
      [
        ['json', 'a.json'],
        ['sarif', 'b.sarif'],
      ],
    ],
    ['-o a.json -f json', [['json', 'a.json']]],
    ['-o a.json -f json -f text', [['json', 'a.json'], ['text']]],
    [
      '-o a.json -f json -o b.sarif -f sarif',
      [
        ['json', 'a.json'],
        ['sarif', 'b.sarif'],
      ],
    ],
    [
      '-f json -o a -f json -o b',
      [
        ['json', 'a'],
        ['json', 'b'],
      ],
    ],
    ['-f sarif -o results.json', [['sarif', 'results.json']]],
    ['-o a.json', [['json', 'a.json']]],
    [
      '-o a.SARIF -o b.jsonl',
      [
        ['sarif', 'a.SARIF'],
        ['jsonl', 'b.jsonl'],
      ],
    ],
    ['-o a.txt', [['text', 'a.txt']]],
    ['-o report', [['text', 'report']]],
    ['-o -', [['text']]],
  ])('%s', async (line, pairs) => {
    const cwd = makeTree();
    const argv = line.split(' ').filter(word => word !== '');
    const expected = pairs.map(([format, file]) =>
      file === undefined ? { format } : { format, file: join(cwd, file) },
    );
    expect((await resolveArgv(argv, { cwd })).outputs).toEqual(expected);
  });

  test.each([
    ['-f json -f text', '--format: found text as a second report for standard output; expected one'],
    [
      '-f json -o a.json -o b.json',
      '--output b.json: found no --format that it belongs to; expected one right before it',
    ],
    ['-f json -o a -o b -f text', '--output b: found no --format that it belongs to; expected one right before it'],
    ['-o a -f json -o b', '--output b: found no --format that it belongs to; expected one right after it'],
    ['-f json -o a -f sarif -o ./a', /^--output .*\/a: found sarif as a second report for one file; expected one$/],
    [
      '-o a.xml',
      '--output a.xml: found no --format; expected one, or a file name that ends in .json, .jsonl, .sarif, .text',
    ],
  ])('%s is an error', async (line, expected) => {
    const { message } = await errorOf(resolveArgv(line.split(' ')));
    if (typeof expected === 'string') expect(message).toBe(expected);
    else expect(message).toMatch(expected);
  });

  test('those of a config outside of the tree count unless the flags name one', async () => {
    const config = join(makeTree({ 'x.yml': 'output: [{ format: sarif, file: a.sarif }, { format: text }]' }), 'x.yml');
    const cwd = makeRepository();
    expect(await resolveArgv(['--config', config], { cwd })).toMatchObject({
      outputs: [{ format: 'sarif', file: join(cwd, 'a.sarif') }, { format: 'text' }],
      origins: { outputs: 'named' },
    });
    expect((await resolveArgv(['--config', config, '-f', 'json'], { cwd })).outputs).toEqual([{ format: 'json' }]);
    const bad = join(makeTree({ 'x.yml': '\noutput: { format: xml }' }), 'x.yml');
    const { message } = await errorOf(resolveArgv(['--config', bad], { cwd }));
    expect(message).toMatch(/x\.yml:2: output: found "xml"; expected one of json, jsonl, sarif, text$/);
  });
});

describe('who outranks whom', () => {
  const userFolder = makeTree({ 'unleak/config.yml': 'fail-on: info\n' });
  const levels = [
    { name: 'default', expected: 'medium' },
    { name: 'user', expected: 'info' },
    { name: 'tree', expected: 'low' },
    { name: 'env', expected: 'high' },
    { name: 'flag', expected: 'critical' },
  ];

  test.each(levels.map((level, index) => [level.name, level.expected, index] as const))(
    '%s',
    async (name, expected, top) => {
      const settings = await resolveArgv(top >= 4 ? ['--fail-on', 'critical'] : [], {
        cwd: makeRepository(
          top >= 2 ? { 'unleak.yml': 'extends: base.yml\nfail-on: low\n', 'base.yml': 'fail-on: high\n' } : {},
        ),
        env: { ...(top >= 1 ? { XDG_CONFIG_HOME: userFolder } : {}), ...(top >= 3 ? { UNLEAK_FAIL_ON: 'high' } : {}) },
      });
      expect([settings.failOn, settings.origins?.['failOn'] ?? 'default']).toEqual([expected, name]);
    },
  );

  test.each<[Record<string, string>, Partial<ScanSettings>]>([
    [{ UNLEAK_FAIL_ON: 'low' }, { failOn: 'low', origins: { failOn: 'env' } }],
    [{ UNLEAK_MIN_CONFIDENCE: 'low' }, { minConfidence: 'low', origins: { minConfidence: 'env' } }],
    [{ UNLEAK_BASELINE: '/b.json' }, { baseline: '/b.json', origins: { baseline: 'env' } }],
    [{ UNLEAK_TIMEOUT: '2s' }, { timeoutMs: 2_000, origins: { timeoutMs: 'env' } }],
    [{ UNLEAK_THREADS: '2' }, { threads: 2, origins: { threads: 'env' } }],
    [
      { UNLEAK_FAIL_ON: '', UNLEAK_CONFIG: '', UNLEAK_POLICY_FROM: '' },
      { failOn: 'medium', origins: {} },
    ],
  ])('the environment: %j', async (env, expected) => {
    expect(await resolveArgv([], { env })).toMatchObject(expected);
  });

  test('a bad value in the environment is told by its name, and not asked where a flag says the same', async () => {
    const env = { UNLEAK_FAIL_ON: 'nope' };
    const { message } = await errorOf(resolveArgv([], { env }));
    expect(message).toBe('UNLEAK_FAIL_ON: found "nope"; expected one of info, low, medium, high, critical');
    expect((await resolveArgv(['--fail-on', 'low'], { env })).failOn).toBe('low');
  });

  test('UNLEAK_CONFIG names a config file, --no-config does without', async () => {
    const place = { cwd: makeTree({ 'c.yml': 'threads: 2' }), env: { UNLEAK_CONFIG: 'c.yml' } };
    expect((await resolveArgv([], place)).threads).toBe(2);
    expect((await resolveArgv(['--no-config'], place)).threads).toBeUndefined();
  });

  test('--no-baseline outranks environment and config', async () => {
    const place = { cwd: makeTree({ 'unleak.yml': 'baseline: a.json' }), env: { UNLEAK_BASELINE: 'b.json' } };
    expect((await resolveArgv([], place)).baseline).toBe(join(place.cwd, 'b.json'));
    expect((await resolveArgv(['--no-baseline'], place)).baseline).toBeUndefined();
  });

  test('lists add up, but for what to include', async () => {
    const cwd = makeRepository({ 'unleak.yml': 'include: [a]\nexclude: [b]\nrule-files: r.yml\ntimeout: 1m\n' });
    const settings = await resolveArgv(['--include', 'c', '--exclude', 'd', '--rules', 's.yml'], { cwd });
    expect(settings).toMatchObject({
      include: ['c'],
      exclude: ['d', 'b'],
      ruleFiles: [join(cwd, 's.yml'), join(cwd, 'r.yml')],
      timeoutMs: 60_000,
      origins: { include: 'flag', exclude: 'flag', ruleFiles: 'flag', timeoutMs: 'tree' },
    });
  });
});

test('the config file of the tree is told apart from all others', async () => {
  const cwd = makeRepository({ 'unleak.yml': '', 'a/x': '' });
  const outside = join(makeTree({ 'x.yml': '' }), 'x.yml');
  expect((await resolveArgv([], { cwd: join(cwd, 'a') })).treeConfig).toBe(join(cwd, 'unleak.yml'));
  for (const argv of [['--config', outside], ['--no-config'], ['--policy-from', 'main']]) {
    expect(await resolveArgv(argv, { cwd })).not.toHaveProperty('treeConfig');
  }
});

describe('rules', () => {
  const text = 'rules: { a: off, "x-*": off, x-1: low, y: { severity: high }, z: on }\n';

  test('of the config are off, or of another severity', async () => {
    const settings = await resolveArgv(['--exclude-rule', 'b'], { cwd: makeRepository({ 'unleak.yml': text }) });
    expect(settings.withoutRules).toEqual(['x-*', 'a', '!x-1', '!z', 'b']);
    expect(settings.severities).toEqual({ 'x-1': 'low', y: 'high' });
    expect(settings.ruleSettings?.find(({ rule }) => rule === 'a')).toEqual({
      rule: 'a',
      enabled: false,
      from: 'unleak.yml:1',
    });
  });

  test('that --rule names run, though the config has turned them off', async () => {
    const settings = await resolveArgv(['--rule', 'a'], { cwd: makeRepository({ 'unleak.yml': text }) });
    expect([settings.onlyRules, settings.withoutRules]).toEqual([['a'], []]);
  });
});

describe('policy from a ref', () => {
  test('settings come from the ref and say so; the reader is the same for all', async () => {
    const cwd = makeRepository({ 'unleak.yml': 'fail-on: low\nbaseline: b.json\n', 'b.json': 'old' });
    writeTree(cwd, { 'unleak.yml': 'fail-on: critical\n', 'b.json': 'new' });
    const { paths, tokens } = parse(['--policy-from', 'main']);
    const run = await resolveRun(gatherFlags(paths, tokens), { cwd, env: {}, formats, runGit });
    expect(run.settings).toMatchObject({
      failOn: 'low',
      policyFrom: 'main',
      configFiles: ['main:unleak.yml'],
      origins: { failOn: 'ref', baseline: 'ref', policyFrom: 'flag' },
    });
    expect((await run.policy?.read(run.settings.baseline!))?.toString()).toBe('old');
  });

  test('is that of the first path outside of the working directory; paths stay relative to that directory', async () => {
    const outer = makeTree({ 'here/x': '' });
    const other = makeRepository({ 'unleak.yml': 'fail-on: low\n', 'a.txt': 'line\n' });
    const cwd = join(outer, 'here');
    const { paths, tokens } = parse(['--policy-from', 'main', other]);
    const run = await resolveRun(gatherFlags(paths, tokens), { cwd, env: {}, formats, runGit });
    expect([run.settings.failOn, run.policy?.root]).toEqual(['low', other]);
    expect(await run.policy?.lineStandsInRef(relative(cwd, join(other, 'a.txt')), 'line')).toBe(true);
    expect(await run.policy?.lineStandsInRef('a.txt', 'line')).toBe(false);
  });

  test('may be named by the environment', async () => {
    const cwd = makeRepository({ 'unleak.yml': 'fail-on: low\n' });
    const settings = await resolveArgv([], { cwd, env: { UNLEAK_POLICY_FROM: 'HEAD' } });
    expect(settings).toMatchObject({ policyFrom: 'HEAD', origins: { policyFrom: 'env' } });
  });
});

test('the tree cannot show secrets or write files, by no way', async () => {
  const cwd = makeRepository({
    'unleak.yml': 'show-secrets: true\n',
    'own/unleak/config.yml': 'output: { format: json, file: /x }\n',
  });
  expect((await errorOf(resolveArgv([], { cwd }))).message).toContain('unleak.yml:1:1: found "show-secrets"');
  const link = join(makeTree(), 'home');
  symlinkSync(join(cwd, 'own'), link);
  const hidden = await errorOf(resolveArgv([], { cwd: join(cwd, 'own'), env: { XDG_CONFIG_HOME: link } }));
  expect(hidden.message).toContain('which the scanned tree may not set');
});

describe('the list of flags', () => {
  test('has each name and each short name once', () => {
    const names = scanFlags.flatMap(flag => ['short' in flag ? [flag.short] : [], [flag.name]].flat());
    expect(new Set(names).size).toBe(names.length);
  });

  test('names keys of the config by their name, and trusts as the config does', () => {
    const { fields } = configShape as unknown as { fields: Record<string, { trusted?: boolean }> };
    for (const flag of scanFlags) {
      if (!('config' in flag)) continue;
      expect(fields, flag.name).toHaveProperty(flag.config);
      expect('trusted' in flag, flag.name).toBe(fields[flag.config]?.trusted === true);
    }
  });

  test('is the help', () => {
    const command = new Command('scan');
    addScanFlags(command);
    const help = command.helpInformation().replace(/\s+/g, ' ');
    for (const flag of scanFlags) expect(help).toContain(`--${flag.name}`);
    expect(help).toContain(
      '--fail-on <severity> the lowest severity that makes the run fail (default: medium, env: UNLEAK_FAIL_ON)',
    );
    expect(help).toContain('-f, --format <name>');
  });

  test('is a Markdown table', () => {
    const rows = renderFlagTable().trimEnd().split('\n');
    expect(rows).toHaveLength(scanFlags.length + 2);
    expect(rows).toContain(
      '| `--fail-on <severity>` | the lowest severity that makes the run fail | medium | `fail-on` | `UNLEAK_FAIL_ON` |',
    );
  });
});
