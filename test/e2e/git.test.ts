/** Git repositories: the list that git gives, submodules, worktrees, nested repositories, what lies outside. */

import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { plainEnvironment, scan, unleak } from './app.ts';
import { groqKey } from './secrets.ts';
import { commitAll, gitIn, makeRepository, makeTree, writeFiles } from './tree.ts';

const line = (seed: string): string => `GROQ_API_KEY=${groqKey(seed)}\n`;

describe.concurrent('a repository', () => {
  it('gives tracked and untracked files, and leaves ignored ones out', async () => {
    const cwd = await makeRepository({ '.gitignore': '*.local\nout/\n', 'tracked.env': line('t') });
    writeFiles(cwd, { 'new.env': line('n'), 'a.local': line('l'), 'out/1.env': line('1'), 'out/2.env': line('2') });
    const { paths, report } = await scan([], { cwd });
    expect(paths).toEqual(['new.env', 'tracked.env']);
    expect(report.summary.ignored).toBe(2);
    expect(report.notices).toEqual([]);
    expect((await scan(['--include-ignored'], { cwd })).paths).toEqual([
      'a.local',
      'new.env',
      'out/1.env',
      'out/2.env',
      'tracked.env',
    ]);
    expect((await scan(['a.local'], { cwd })).paths).toEqual(['a.local']);
    expect((await scan(['out'], { cwd })).paths).toEqual(['out/1.env', 'out/2.env']);
  });

  it('gives a tracked file although it is ignored', async () => {
    const cwd = await makeRepository({ 'a.env': line('a') });
    writeFileSync(join(cwd, '.gitignore'), '*.env\n');
    expect((await scan([], { cwd })).paths).toEqual(['a.env']);
  });

  it('is scanned as it stands on disk, not as it was committed', async () => {
    const cwd = await makeRepository({ 'a.env': 'clean\n', 'gone.env': line('g') });
    writeFileSync(join(cwd, 'a.env'), line('a'));
    rmSync(join(cwd, 'gone.env'));
    const { paths, report, code } = await scan([], { cwd });
    expect(paths).toEqual(['a.env']);
    expect(report.notices.join()).toMatch(/1 tracked file deleted/);
    expect(code).toBe(1);
  });

  it('lists a folder of it, without a word', async () => {
    const cwd = await makeRepository({ 'src/a.env': line('a'), 'src/deep/b.env': line('b'), 'c.env': line('c') });
    writeFiles(cwd, { 'src/new.env': line('n') });
    const { paths, report } = await scan(['src'], { cwd });
    expect(paths).toEqual(['src/a.env', 'src/deep/b.env', 'src/new.env']);
    expect(report.notices).toEqual([]);
    expect((await scan([], { cwd: join(cwd, 'src') })).paths).toEqual(['a.env', 'deep/b.env', 'new.env']);
    expect((await scan(['src/deep', 'src'], { cwd })).paths).toEqual(paths);
  });

  it('lists folders whose names git could take for patterns', async () => {
    const cwd = await makeRepository({
      'app/[id]/a.env': line('a'),
      'app/i/b.env': line('b'),
      ':(top)/c.env': line('c'),
      'sp ace/d.env': line('d'),
    });
    expect((await scan(['app/[id]'], { cwd })).paths).toEqual(['app/[id]/a.env']);
    expect((await scan(['./:(top)'], { cwd })).paths).toEqual([':(top)/c.env']);
    expect((await scan(['sp ace'], { cwd })).paths).toEqual(['sp ace/d.env']);
  });

  it('heeds .unleakignore as well', async () => {
    const cwd = await makeRepository({
      '.unleakignore': 'fixtures/\n',
      'fixtures/a.env': line('a'),
      'b.env': line('b'),
    });
    const { paths, report } = await scan([], { cwd });
    expect(paths).toEqual(['b.env']);
    expect(report.summary.ignored).toBe(1);
  });

  it('without a commit', async () => {
    const cwd = makeTree({ 'a.env': line('a') });
    await gitIn(cwd).init();
    expect((await scan([], { cwd })).paths).toEqual(['a.env']);
  });

  it('with a broken .git is walked, and that is told', async () => {
    const cwd = makeTree({ '.git': 'nonsense', 'a.env': line('a') });
    const { paths, report } = await scan([], { cwd });
    expect(paths).toEqual(['a.env']);
    expect(report.notices.join()).toMatch(/git does not list/);
  });

  it('that is bare is a folder like others', async () => {
    const cwd = makeTree();
    await gitIn(cwd).init(true);
    const { report, code } = await scan([], { cwd });
    expect(code).toBe(0);
    expect(report.failed).toEqual([]);
  });

  it('is scanned without git, too', async () => {
    const cwd = await makeRepository({ '.gitignore': '*.local\n', 'a.env': line('a') });
    writeFiles(cwd, { 'b.local': line('b'), 'c.env': line('c') });
    const { paths, report } = await scan([], { cwd, env: { PATH: '/nonexistent' } });
    expect(paths).toEqual(['a.env', 'c.env']);
    expect(report.notices.join()).toMatch(/git is not installed/);
  });
});

describe.concurrent('repositories in repositories', () => {
  it('a submodule is scanned with its own ignore files', async () => {
    const library = await makeRepository({ '.gitignore': '*.tmp\n', 'lib.env': line('l') });
    const cwd = await makeRepository({ 'a.env': line('a') });
    await gitIn(cwd).submoduleAdd(library, 'libs/one');
    await commitAll(cwd, 'with a submodule');
    writeFiles(cwd, { 'libs/one/new.env': line('n'), 'libs/one/x.tmp': line('x') });
    const { paths, report } = await scan([], { cwd });
    expect(paths).toEqual(['a.env', 'libs/one/lib.env', 'libs/one/new.env']);
    expect(report.notices).toEqual([]);
    expect((await scan([], { cwd: join(cwd, 'libs/one') })).paths).toEqual(['lib.env', 'new.env']);
    expect((await scan(['libs'], { cwd })).paths).toEqual(['libs/one/lib.env', 'libs/one/new.env']);
  });

  it('a submodule that is not checked out is told', async () => {
    const library = await makeRepository({ 'lib.env': line('l') });
    const origin = await makeRepository({ 'a.env': line('a') });
    await gitIn(origin).submoduleAdd(library, 'lib');
    await commitAll(origin, 'with a submodule');
    const cwd = makeTree();
    await gitIn(cwd).clone(origin, join(cwd, 'clone'));
    const { report } = await scan([], { cwd: join(cwd, 'clone') });
    expect(report.notices.join()).toMatch(/1 submodule not checked out/);
  });

  it('a nested repository that nobody declared is scanned as one', async () => {
    const cwd = await makeRepository({ 'a.env': line('a') });
    writeFiles(cwd, { 'inner/.gitignore': '*.tmp\n', 'inner/b.env': line('b'), 'inner/c.tmp': line('c') });
    await gitIn(join(cwd, 'inner')).init();
    expect((await scan([], { cwd })).paths).toEqual(['a.env', 'inner/b.env']);
  });

  it('repositories below a plain folder are each asked', async () => {
    const cwd = makeTree({
      'one/.gitignore': '*.tmp\n',
      'one/a.env': line('a'),
      'one/x.tmp': line('x'),
      'two/b.env': line('b'),
      'plain/c.env': line('c'),
    });
    await gitIn(join(cwd, 'one')).init();
    await gitIn(join(cwd, 'two')).init();
    expect((await scan([], { cwd })).paths).toEqual(['one/a.env', 'plain/c.env', 'two/b.env']);
  });

  it('a worktree is scanned like any working tree', async () => {
    const main = await makeRepository({ '.gitignore': '*.tmp\n', 'a.env': line('a') });
    const cwd = join(makeTree(), 'tree');
    await gitIn(main).raw('worktree', 'add', '-q', '--detach', cwd);
    writeFiles(cwd, { 'new.env': line('n'), 'x.tmp': line('x') });
    const { paths, report } = await scan([], { cwd });
    expect(paths).toEqual(['a.env', 'new.env']);
    expect(report.notices).toEqual([]);
  });
});

describe.concurrent('a hostile repository', () => {
  it('starts none of the programs that it names', async () => {
    const marker = join(makeTree(), 'ran');
    const cwd = await makeRepository({
      'a.env': line('a'),
      '.gitattributes': '* diff=evil filter=evil\n',
      'sub/b.env': line('b'),
      'unleak.yml': 'fail-on: low\n',
    });
    const program = join(makeTree({ evil: `#!/bin/sh\necho ran "$0" "$@" >> '${marker}'\nexit 1\n` }), 'evil');
    chmodSync(program, 0o755);
    await poison(cwd, program);
    writeFileSync(join(cwd, 'a.env'), line('changed'));
    const plainGit = { cwd, env: plainEnvironment(), stdio: 'ignore', timeout: 10_000 } as const;
    spawnSync('git', ['ls-files'], plainGit);
    expect(existsSync(marker), 'a plain git starts them').toBe(true);
    rmSync(marker);
    spawnSync('git', ['cat-file', '-p', 'HEAD:unleak.yml'], plainGit);
    expect(existsSync(marker), 'even to fetch an object that is missing').toBe(true);
    rmSync(marker);
    for (const args of [[], ['sub'], ['--include-ignored'], ['a.env']])
      expect((await scan(args, { cwd })).code).toBe(1);
    expect((await unleak(['--policy-from', 'HEAD'], { cwd })).code).toBe(2);
    expect(existsSync(marker)).toBe(false);
  });

  it('is not asked by a git that lies in it', async () => {
    const marker = join(makeTree(), 'ran');
    const cwd = await makeRepository({ 'a.env': line('a') });
    for (const folder of ['', 'node_modules/.bin']) {
      mkdirSync(join(cwd, folder), { recursive: true });
      writeFileSync(join(cwd, folder, 'git'), `#!/bin/sh\ntouch '${marker}'\n`, { mode: 0o755 });
    }
    const path = `.:${cwd}:${join(cwd, 'node_modules/.bin')}:${process.env['PATH']}`;
    expect((await scan([], { cwd, env: { PATH: path } })).paths).toContain('a.env');
    expect(existsSync(marker)).toBe(false);
  });

  it('leads nowhere else by core.worktree', async () => {
    const outside = makeTree({ 'secret.env': line('o') });
    const cwd = await makeRepository({ 'a.env': line('a') });
    appendFileSync(join(cwd, '.git/config'), `[core]\n\tworktree = ${outside}\n`);
    const { paths, report } = await scan([], { cwd });
    expect(paths).toEqual(['a.env']);
    expect(report.notices.join()).toMatch(/working tree/);
  });

  it('tells that its repository lies elsewhere', async () => {
    const outside = await makeRepository({ 'other.env': line('o') });
    const cwd = makeTree({ '.git': `gitdir: ${join(outside, '.git')}\n`, 'a.env': line('a') });
    const { paths, report } = await scan([], { cwd });
    expect(paths).toEqual(['a.env']);
    expect(report.notices.join()).toContain('lies outside of it');
  });

  it('tells of links that lead out of it, and follows none', async () => {
    const outside = makeTree({ 'secret.env': line('o') });
    const cwd = await makeRepository({ 'a.env': line('a'), 'dir/b.env': line('b') });
    symlinkSync(join(outside, 'secret.env'), join(cwd, 'out.env'));
    symlinkSync(outside, join(cwd, 'outdir'));
    symlinkSync('a.env', join(cwd, 'inside.env'));
    await commitAll(cwd, 'links');
    const { paths, report } = await scan([], { cwd });
    expect(paths).toEqual(['a.env', 'dir/b.env']);
    expect(report.skipped.map(it => it.path)).toEqual(['out.env', 'outdir']);
    expect((await scan(['--require-coverage'], { cwd })).code).toBe(1);
  });

  it('does not lead out by a folder that became a link', async () => {
    const outside = makeTree({ 'b.env': line('o') });
    const cwd = await makeRepository({ 'dir/b.env': 'clean\n' });
    rmSync(join(cwd, 'dir'), { recursive: true });
    symlinkSync(outside, join(cwd, 'dir'));
    const { paths, report } = await scan([], { cwd });
    expect(paths).toEqual([]);
    expect(report.skipped.map(it => it.path)).toEqual(['dir']);
  });
});

/** Names a program wherever git's configuration can name one, and takes away an object so that git would fetch it. */
async function poison(cwd: string, program: string): Promise<void> {
  const blob = (await gitIn(cwd).revparse(['HEAD:unleak.yml'])).trim();
  const sections = {
    core: 'fsmonitor sshCommand pager editor askPass gitProxy alternateRefsCommand',
    gpg: 'program',
    diff: 'external',
    'diff "evil"': 'textconv command',
    'filter "evil"': 'clean smudge process',
    credential: 'helper',
    uploadpack: 'packObjectsHook',
    'remote "origin"': 'uploadpack',
  };
  for (const [section, names] of Object.entries(sections)) {
    appendFileSync(join(cwd, '.git/config'), `[${section}]\n${names.replace(/\S+/g, `\t$& = ${program}\n`)}`);
  }
  appendFileSync(
    join(cwd, '.git/config'),
    `[alias]\n\tls-files = !${program}\n\trev-parse = !${program}\n[remote "evil"]\n\turl = ext::${program}\n\tpromisor = true\n` +
      `[extensions]\n\tpartialClone = evil\n\tworktreeConfig = true\n[protocol "ext"]\n\tallow = always\n[core]\n\trepositoryformatversion = 1\n`,
  );
  writeFiles(cwd, {
    '.git/config.worktree': `[core]\n\tfsmonitor = ${program}\n`,
    '.git/hooks/post-index-change': `#!/bin/sh\n${program}\n`,
    '.git/hooks/fsmonitor-watchman': `#!/bin/sh\n${program}\n`,
  });
  for (const hook of readdirSync(join(cwd, '.git/hooks'))) chmodSync(join(cwd, '.git/hooks', hook), 0o755);
  rmSync(join(cwd, '.git/objects', blob.slice(0, 2), blob.slice(2)), { force: true });
}
