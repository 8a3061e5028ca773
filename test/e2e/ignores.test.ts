/** What a team may wave through: ignore comments of every tool, allowlists, `unleak allow`, baselines, and when they end. */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scan, unleak } from './app.ts';
import { anthropicKey, groqKey, postgresUrl } from './secrets.ts';
import { makeTree, writeFiles } from './tree.ts';

const key = groqKey('ignored');
const assign = (comment = ''): string => `const key = "${key}"; ${comment}\n`;

describe('ignore comments', () => {
  const silent: Readonly<Record<string, string>> = {
    ours: assign('// unleak:allow'),
    'ours, with a reason': assign('// unleak:allow -- made up for tests'),
    'ours, for this rule': assign('// unleak:allow groq-api-key'),
    'ours, until a day to come': assign('// unleak:allow owner=ann expires=2999-12-31'),
    'ours, on the line before': `// unleak:allow-next-line\n${assign()}`,
    'of gitleaks': assign('// gitleaks:allow'),
    'of betterleaks': assign('// betterleaks:allow'),
    'of detect-secrets': assign('// pragma: allowlist secret'),
    'of detect-secrets, as it was': assign('// pragma: whitelist secret'),
    'of detect-secrets, on the line before': `// pragma: allowlist nextline secret\n${assign()}`,
    'of secretlint, on its line': assign('// secretlint-disable-line'),
    'of secretlint, on the line before': `// secretlint-disable-next-line\n${assign()}`,
    'of secretlint, from here on': `/* secretlint-disable */\n\n${assign()}`,
    'of trufflehog': assign('// trufflehog:ignore'),
    'of kingfisher': assign('// kingfisher:ignore'),
    'of ggshield': assign('// ggignore'),
    'in a block comment': assign('/* gitleaks:allow */'),
    'in markup': `<p>${key}</p> <!-- unleak:allow -->\n`,
    'in a shell script': `export KEY=${key} # unleak:allow\n`,
  };
  const loud: Readonly<Record<string, string>> = {
    'ours, for another rule': assign('// unleak:allow openai-api-key'),
    'ours, past its day': assign('// unleak:allow expires=2020-01-01'),
    'on the line behind': `${assign()}// unleak:allow\n`,
    'two lines before': `// unleak:allow-next-line\n\n${assign()}`,
    'of secretlint, switched on again': `/* secretlint-disable */\n/* secretlint-enable */\n${assign()}`,
    'part of a longer word': assign('// noungitleaks:allowed'),
  };
  const files = Object.fromEntries(
    [...Object.entries(silent), ...Object.entries(loud)].map(([name, text]) => [`${name}.ts`, text]),
  );

  it('hold back what they stand at, and nothing else', async () => {
    const { paths, report } = await scan([], { cwd: makeTree(files) });
    expect(paths).toEqual(
      Object.keys(loud)
        .map(name => `${name}.ts`)
        .sort(),
    );
    expect(report.dropped['inline-ignore']).toBe(Object.keys(silent).length);
    expect(report.stale.join()).toContain('ours, past its day.ts:1');
  });

  it('count for nothing under --no-inline-ignore', async () => {
    const { paths, report } = await scan(['--no-inline-ignore'], { cwd: makeTree(files) });
    expect(paths).toHaveLength(Object.keys(files).length);
    expect(report.dropped['inline-ignore']).toBeUndefined();
  });

  it('do not show what they hide in the lines of others', async () => {
    const other = anthropicKey('neighbour');
    const cwd = makeTree({ 'a.ts': `x = ["${key}", "${other}"] // unleak:allow groq-api-key\n` });
    const { stdout, code } = await unleak([], { cwd });
    expect(code).toBe(1);
    expect(stdout).not.toContain(key.slice(4, 24));
    expect(stdout).toContain('…gsk_…(56)", "sk-a…(108)"]');
  });
});

describe('allowlists', () => {
  const tree = (entry: string): string =>
    makeTree({
      'unleak.yml': `allow:\n${entry}`,
      'src/a.ts': assign(),
      'test/b.ts': assign(),
      'c.env': `DATABASE_URL=${postgresUrl('db')}\n`,
    });

  it.each<[string, string, string[]]>([
    ['a path', '  - { paths: [test/**], reason: r }\n', ['c.env', 'src/a.ts']],
    ['a path without a slash, anywhere', '  - { paths: ["*.ts"], reason: r }\n', ['c.env']],
    ['a rule', '  - { rules: [groq-api-key], reason: r }\n', ['c.env']],
    ['rules by a glob', '  - { rules: ["groq-*"], reason: r }\n', ['c.env']],
    ['a pattern on the value', `  - { patterns: ["^${key.slice(0, 12)}"], reason: r }\n`, ['c.env']],
    ['a pattern on the line', '  - { patterns: ["^const key = "], reason: r }\n', ['c.env']],
    ['a path and a rule, both', '  - { paths: [src/**], rules: [groq-api-key], reason: r }\n', ['c.env', 'test/b.ts']],
    [
      'a path and a rule that do not meet',
      '  - { paths: [src/**], rules: [openai-api-key], reason: r }\n',
      ['c.env', 'src/a.ts', 'test/b.ts'],
    ],
    ['until a day to come', '  - { paths: ["*.ts", c.env], expires: 2999-01-01, reason: r }\n', []],
    [
      'until a day that has passed',
      '  - { paths: ["*.ts", c.env], expires: 2020-01-01, reason: r }\n',
      ['c.env', 'src/a.ts', 'test/b.ts'],
    ],
  ])('%s', async (_, entry, expected) => {
    expect((await scan([], { cwd: tree(entry) })).paths).toEqual(expected);
  });

  it('a fingerprint, whole or cut, as a report shows it', async () => {
    const cwd = tree('  - { paths: [nowhere], reason: r }\n');
    const { report } = await scan([], { cwd });
    const prints = [...new Set(report.findings.map(it => it.fingerprint))];
    expect(prints).toHaveLength(2);
    writeFileSync(
      join(cwd, 'unleak.yml'),
      `allow:\n  - { fingerprints: [${prints[0]}], reason: r }\n  - { fingerprints: [${prints[1]?.slice(0, 12)}], reason: r }\n`,
    );
    expect(await scan([], { cwd })).toMatchObject({ code: 0, report: { dropped: { allowlisted: 3 } } });
  });

  it('tell what nothing needs any more, and what is past its day', async () => {
    const { report } = await scan([], {
      cwd: tree(
        `  - { paths: [gone/**], reason: r }\n  - { rules: [groq-api-key], expires: 2020-01-01, reason: r }\n  - { fingerprints: [${'ab'.repeat(16)}], reason: r }\n`,
      ),
    });
    expect(report.stale).toHaveLength(3);
    for (const line of [/^unleak\.yml:2: .*any more$/, /^unleak\.yml:3: .*expired/, /^unleak\.yml:4: .*any more/]) {
      expect(report.stale).toContainEqual(expect.stringMatching(line));
    }
  });

  it('cut off a pattern that runs for ever', async () => {
    const cwd = makeTree({
      'unleak.yml': 'allow:\n  - { patterns: ["(a+)+!$"], reason: r }\n',
      'a.ts': `const ${'a'.repeat(60)}? = "${key}";\n`,
    });
    const { code, stderr } = await unleak([], { cwd });
    expect(stderr).toMatch(/unleak\.yml:2.*\(a\+\)\+!\$.*ran for more than/);
    expect(code).toBe(2);
  });
});

describe('unleak allow', () => {
  const tree = (): string =>
    makeTree({ 'src/a.ts': assign(), 'b.env': `GROQ=${groqKey('b')}\n`, 'c.json': `{"key": "${groqKey('c')}"}\n` });

  it('writes an entry that makes a scan clean, as the report says', async () => {
    const cwd = tree();
    const { stdout } = await unleak(['src'], { cwd });
    const line = /unleak (allow src\/a\.ts:1) --reason/.exec(stdout)?.[1] ?? '';
    const done = await unleak(
      [...line.split(' '), '--reason', 'made up', '--owner', 'ann', '--expires', '2999-01-31'],
      { cwd },
    );
    expect(done).toMatchObject({ code: 0, stderr: '' });
    expect(done.stdout).toContain('unleak.yml');
    const written = readFileSync(join(cwd, 'unleak.yml'), 'utf8');
    expect(written).toMatch(/made up/);
    expect(written).not.toContain(key.slice(4, 20));
    expect((await scan([], { cwd })).paths).toEqual(['b.env', 'c.json']);
    // The value is allowed, wherever it moves; another one is not.
    writeFiles(cwd, { 'moved.ts': `\n\n\n${assign()}`, 'src/a.ts': `const key = "${groqKey('new')}";\n` });
    expect((await scan([], { cwd })).paths).toEqual(['b.env', 'c.json', 'src/a.ts']);
  });

  it('takes a fingerprint, or a cut one', async () => {
    const cwd = tree();
    const [print = ''] = (await scan(['b.env'], { cwd })).report.findings.map(it => it.fingerprint);
    expect((await unleak(['allow', (print ?? '').slice(0, 12), '--reason', 'r'], { cwd })).code).toBe(0);
    expect((await scan([], { cwd })).paths).toEqual(['c.json', 'src/a.ts']);
  });

  it('adds to a config without touching the rest of it', async () => {
    const cwd = tree();
    const config = '# ours\nfail-on: low # everything\nallow:\n  # old\n  - { paths: [docs/**], reason: r }\n';
    writeFileSync(join(cwd, 'unleak.yml'), config);
    expect((await unleak(['allow', 'b.env:1', '--reason', 'r'], { cwd })).code).toBe(0);
    expect(readFileSync(join(cwd, 'unleak.yml'), 'utf8').startsWith(config)).toBe(true);
    expect((await scan([], { cwd })).paths).toEqual(['c.json', 'src/a.ts']);
  });

  it('writes a comment on the line with --inline', async () => {
    const cwd = tree();
    for (const place of ['src/a.ts:1', 'b.env:1'])
      expect((await unleak(['allow', place, '--inline', '--reason', 'made up'], { cwd })).code).toBe(0);
    expect(readFileSync(join(cwd, 'src/a.ts'), 'utf8')).toMatch(/"; +\/\/ unleak:allow .*made up\n$/);
    expect(readFileSync(join(cwd, 'b.env'), 'utf8').split('\n').length).toBe(
      2 + Number(readFileSync(join(cwd, 'b.env'), 'utf8').startsWith('#')),
    );
    expect((await scan([], { cwd })).paths).toEqual(['c.json']);
  });

  it('writes an entry instead where a format has no comments, and says so', async () => {
    const cwd = tree();
    const { code, stdout } = await unleak(['allow', 'c.json:1', '--inline', '--reason', 'r'], { cwd });
    expect(code).toBe(0);
    expect(stdout).toContain('JSON has no comments');
    expect((await scan([], { cwd })).paths).toEqual(['b.env', 'src/a.ts']);
  });

  it('keeps CRLF and a byte order mark', async () => {
    const cwd = makeTree({ 'a.ts': `\ufeffconst a = 1;\r\nconst key = "${key}";\r\nconst b = 2;\r\n` });
    expect((await unleak(['allow', 'a.ts:2', '--inline', '--reason', 'r'], { cwd })).code).toBe(0);
    const text = readFileSync(join(cwd, 'a.ts'), 'utf8');
    expect(text.startsWith('\ufeffconst a')).toBe(true);
    expect(text.match(/(?<!\r)\n/)).toBeNull();
    expect((await scan([], { cwd })).code).toBe(0);
  });

  it.each<[string, string[], RegExp]>([
    ['no finding there', ['src/a.ts:7', '--reason', 'r'], /src\/a\.ts:7/],
    ['no such file', ['gone.ts:1', '--reason', 'r'], /gone\.ts/],
    ['no reason', ['src/a.ts:1'], /--reason/],
    ['a day that has passed', ['src/a.ts:1', '--reason', 'r', '--expires', '2020-01-01'], /2020-01-01/],
    ['a day that is none', ['src/a.ts:1', '--reason', 'r', '--expires', 'soon'], /soon/],
    ['a fingerprint of nothing', ['abcdefabcdef', '--reason', 'r'], /no finding has this fingerprint/],
    ['the secret instead of its place, which is not repeated', [key, '--reason', 'r'], /expected path:line/],
    ['the secret as the reason', ['src/a.ts:1', '--reason', key], /secret|value/],
  ])('refuses %s', async (_, args, said) => {
    const cwd = tree();
    const { code, stderr, stdout } = await unleak(['allow', ...args], { cwd });
    expect(stderr).toMatch(said);
    expect(stderr + stdout).not.toContain(key);
    expect(code).toBe(2);
    expect((await scan([], { cwd })).paths).toHaveLength(3);
  });
});

describe('a baseline', () => {
  const files = { 'src/a.ts': assign(), 'b.env': `DATABASE_URL=${postgresUrl('base')}\n` };

  it('holds back what is known, fails on what is new, and tells what is gone', async () => {
    const cwd = makeTree(files);
    const made = await unleak(['baseline', '--reason', 'before we scanned', '--owner', 'ann'], { cwd });
    expect(made).toMatchObject({ code: 0, stderr: '' });
    const path = /(?:Wrote|Updated) (\S+):/.exec(made.stdout)?.[1] ?? '';
    const text = readFileSync(join(cwd, path), 'utf8');
    for (const secret of [key.slice(4, 20), 'db.internal-prod']) expect(text).not.toContain(secret);
    expect(text).not.toMatch(/20\d\d-\d\d-\d\dT|:1:/);
    expect((await scan([], { cwd })).code).toBe(1);
    const known = await scan(['--baseline', path], { cwd });
    expect(known).toMatchObject({
      code: 0,
      report: { findings: [], summary: { baseline: { known: 2, gone: [] } }, dropped: { baselined: 2 } },
    });
    writeFiles(cwd, { 'new.ts': `const other = "${groqKey('new')}";\n`, 'moved/a.ts': `\n\n${assign()}` });
    expect(await scan(['--baseline', path], { cwd })).toMatchObject({ code: 1, paths: ['new.ts'] });
    writeFiles(cwd, { 'b.env': 'DATABASE_URL=\n', 'new.ts': '' });
    const gone = await scan(['--baseline', path], { cwd });
    expect(gone.code).toBe(0);
    expect(gone.report.summary.baseline?.gone).toHaveLength(1);
    expect((await unleak(['--baseline', path], { cwd })).stdout).toMatch(/1 gone/);
    const pruned = await unleak(['baseline', '--baseline', path, '--prune'], { cwd });
    expect(pruned.stdout).toMatch(/1 removed/);
    expect((await scan(['--baseline', path], { cwd })).report.summary.baseline?.gone).toEqual([]);
  });

  it('is the same however often it is written, and merges without conflict', async () => {
    const cwd = makeTree(files);
    await unleak(['baseline', '--baseline', 'base'], { cwd });
    const first = readFileSync(join(cwd, 'base'), 'utf8');
    await unleak(['baseline', '--baseline', 'base'], { cwd });
    expect(readFileSync(join(cwd, 'base'), 'utf8')).toBe(first);
    const entries = first.split('\n').filter(line => /^[0-9a-f]{32} /.test(line));
    expect(entries).toHaveLength(2);
    expect([...entries].sort()).toEqual(entries);
  });

  it('takes in what standard input holds, or lists', async () => {
    const cwd = makeTree(files);
    const listed = await unleak(['baseline', '--files-from', '-'], { cwd, input: 'src/a.ts\n' });
    expect(listed.stdout).toMatch(/1 known value /);
    const piped = await unleak(['baseline', '-'], { cwd, input: `GROQ=${groqKey('piped')}\n` });
    expect(piped.stdout).toMatch(/2 known values \(1 added/);
    expect(
      await scan(['-', '--baseline', '.unleak-baseline'], { cwd, input: `GROQ=${groqKey('piped')}\n` }),
    ).toMatchObject({ code: 0 });
  });

  it('is found by the config, and left out by --no-baseline', async () => {
    const cwd = makeTree({ ...files, 'unleak.yml': 'baseline: .known\n' });
    expect((await unleak(['baseline'], { cwd })).stdout).toContain('.known');
    expect((await scan([], { cwd })).code).toBe(0);
    expect((await scan(['--no-baseline'], { cwd })).code).toBe(1);
  });

  it('fails again past its day', async () => {
    const cwd = makeTree(files);
    await unleak(['baseline', '--baseline', 'base', '--expires', '2999-12-31', '--reason', 'r'], { cwd });
    expect((await scan(['--baseline', 'base'], { cwd })).code).toBe(0);
    writeFileSync(join(cwd, 'base'), readFileSync(join(cwd, 'base'), 'utf8').replaceAll('2999-12-31', '2020-12-31'));
    const { code, report } = await scan(['--baseline', 'base'], { cwd });
    expect(code).toBe(1);
    expect(report.summary.baseline?.expired).toHaveLength(2);
  });

  it('does not call gone what a run could not meet', async () => {
    const cwd = makeTree(files);
    await unleak(['baseline', '--baseline', 'base'], { cwd });
    expect((await scan(['src', '--baseline', 'base'], { cwd })).report.summary.baseline).toMatchObject({
      known: 1,
      gone: [],
    });
    expect(
      (await scan(['--rule', 'groq-api-key', '--baseline', 'base'], { cwd })).report.summary.baseline,
    ).toMatchObject({ gone: [] });
    expect((await scan(['--timeout', '1ms', '--baseline', 'base'], { cwd })).report.summary.baseline).toMatchObject({
      gone: [],
    });
  });

  it.each<[string, string]>([
    ['nonsense', 'nonsense\n'],
    ['a conflict of a merge', '<<<<<<< HEAD\n'],
    ['another file', '{"findings": []}\n'],
  ])('that is %s is refused, with its line', async (_, text) => {
    const cwd = makeTree(files);
    await unleak(['baseline', '--baseline', 'base'], { cwd });
    writeFileSync(join(cwd, 'base'), readFileSync(join(cwd, 'base'), 'utf8') + text);
    const { code, stderr } = await unleak(['--baseline', 'base'], { cwd });
    expect(code).toBe(2);
    expect(stderr).toMatch(/base:\d+/);
  });
});
