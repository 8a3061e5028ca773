import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { env } from 'node:process';
import { afterEach, describe, expect, it } from 'vitest';
import { createNeutralEnvironment, runGit } from '../../src/sources/git.ts';
import { git, list, makeRepository, makeTree, shownOf, writeTree } from './tree.ts';

/** A repository whose configuration names a program wherever git takes one; each leaves a file named after itself in `traps`. */
function makeHostile(): { root: string; traps: string } {
  const traps = makeTree();
  const bin = makeTree();
  const trap = (name: string): string => {
    writeTree(bin, { [name]: `#!/bin/sh\ntouch '${traps}/${name}'\nexit 1\n` });
    chmodSync(join(bin, name), 0o755);
    return join(bin, name);
  };
  const root = makeRepository({
    '.gitignore': 'ignored\n',
    '.gitattributes': '* filter=evil diff=evil\n',
    'a/b.txt': 'text\n',
    c: '',
  });
  writeTree(root, {
    ignored: '',
    new: '',
    'a/b.txt': 'TEXT\n',
    'included.cfg': `[core]\n\teditor = ${trap('editor')}\n`,
  });
  const hooks = makeTree();
  for (const hook of [
    'post-index-change',
    'pre-commit',
    'post-checkout',
    'reference-transaction',
    'fsmonitor-watchman',
  ]) {
    writeTree(hooks, { [hook]: `#!/bin/sh\ntouch '${traps}/hook-${hook}'\n` });
    chmodSync(join(hooks, hook), 0o755);
  }
  const settings: Readonly<Record<string, string>> = {
    'core.fsmonitor': trap('fsmonitor'),
    'core.hooksPath': hooks,
    'core.pager': trap('pager'),
    'core.sshCommand': trap('ssh'),
    'core.askPass': trap('askpass'),
    'core.alternateRefsCommand': trap('alternates'),
    'core.gitProxy': trap('proxy'),
    'pager.ls-files': trap('pager-ls-files'),
    'pager.rev-parse': trap('pager-rev-parse'),
    'filter.evil.clean': trap('clean'),
    'filter.evil.smudge': trap('smudge'),
    'filter.evil.process': trap('process'),
    'filter.evil.required': 'true',
    'diff.evil.textconv': trap('textconv'),
    'diff.evil.command': trap('diff-command'),
    'diff.external': trap('diff-external'),
    'gpg.program': trap('gpg'),
    'log.showSignature': 'true',
    'credential.helper': `!${trap('credential')}`,
    'alias.ls-files': `!${trap('alias-ls-files')}`,
    'alias.rev-parse': `!${trap('alias-rev-parse')}`,
    'include.path': join(root, 'included.cfg'),
    'protocol.ext.allow': 'always',
    'remote.origin.url': `ext::${trap('ext')}`,
    'remote.origin.promisor': 'true',
    'remote.origin.partialclonefilter': 'blob:none',
    'remote.origin.uploadpack': trap('uploadpack'),
    'extensions.partialClone': 'origin',
    'core.repositoryFormatVersion': '1',
  };
  for (const [name, value] of Object.entries(settings)) git(root, 'config', name, value);
  return { root, traps };
}

/** Takes an object away, so that reading it asks the promisor. */
function removeObject(root: string, id: string): void {
  rmSync(join(root, '.git/objects', id.slice(0, 2), id.slice(2)), { force: true });
}

describe('a hostile repository', () => {
  it('has traps that do work, or the next tests would prove nothing', () => {
    const { root, traps } = makeHostile();
    spawnSync('git', ['ls-files'], { cwd: root });
    expect(readdirSync(traps)).toContain('fsmonitor');
    spawnSync('git', ['diff'], { cwd: root });
    spawnSync('git', ['hook', 'run', 'pre-commit'], { cwd: root });
    expect(readdirSync(traps)).toEqual(expect.arrayContaining(['fsmonitor', 'hook-pre-commit', 'process']));
  });

  it('starts nothing when it is listed, as a whole, in part, within another or as a submodule', async () => {
    const { root, traps } = makeHostile();
    expect(shownOf(await list(root))).toEqual(['.gitattributes', '.gitignore', 'a/b.txt', 'c', 'included.cfg', 'new']);
    await list(root, { includeIgnored: true });
    expect(shownOf(await list(root, { paths: ['a', 'c'] }))).toEqual(['a/b.txt', 'c']);
    const outer = makeRepository({ x: '' });
    git(outer, '-c', 'protocol.ext.allow=always', 'init', '-q', 'inner');
    writeFileSync(join(outer, 'inner/.git/config'), `[include]\n\tpath = ${root}/.git/config\n`);
    writeTree(outer, { 'inner/y': '' });
    expect(shownOf(await list(outer))).toEqual(['inner/y', 'x']);
    expect(readdirSync(traps)).toEqual([]);
  });

  it('starts nothing for any command that other sources use, missing objects included', async () => {
    const { root, traps } = makeHostile();
    const id = git(root, '-c', 'core.fsmonitor=false', 'rev-parse', 'HEAD:a/b.txt').trim();
    rmSync(traps, { recursive: true });
    mkdirSync(traps);
    removeObject(root, id);
    const commands = [
      ['cat-file', '-p', id],
      ['cat-file', '-p', 'HEAD:a/b.txt'],
      ['show', 'HEAD:a/b.txt'],
      ['rev-list', '--all', '--objects', '--missing=print'],
      ['rev-list', '--all', '--objects'],
      ['log', '--raw', '--no-renames', '--no-show-signature'],
      ['ls-tree', '-r', '-z', 'HEAD'],
      ['diff-index', '--cached', '--raw', 'HEAD'],
      ['rev-parse', '--verify', 'HEAD'],
      ['check-ignore', 'ignored'],
    ];
    for (const args of commands) await runGit({ cwd: root, args });
    expect(readdirSync(traps)).toEqual([]);
  });
});

describe('git', () => {
  const { PATH } = env;
  afterEach(() => {
    env['PATH'] = PATH;
    delete env['GIT_TEST_DIR'];
  });

  it('inherits nothing that steers it', () => {
    env['GIT_TEST_DIR'] = '/elsewhere';
    const environment = createNeutralEnvironment(['/a b']);
    expect(environment['GIT_TEST_DIR']).toBeUndefined();
    expect(environment).toMatchObject({
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_NO_LAZY_FETCH: '1',
      GIT_ALLOW_PROTOCOL: 'none',
      GIT_OPTIONAL_LOCKS: '0',
      GIT_TERMINAL_PROMPT: '0',
      GIT_NO_REPLACE_OBJECTS: '1',
      GIT_PAGER: 'cat',
      GIT_CONFIG_COUNT: '4',
      GIT_CONFIG_KEY_0: 'core.fsmonitor',
      GIT_CONFIG_VALUE_0: 'false',
      GIT_CONFIG_KEY_3: 'safe.directory',
      GIT_CONFIG_VALUE_3: '/a b',
      PATH,
    });
    expect(createNeutralEnvironment()).toMatchObject({ GIT_CONFIG_COUNT: '3' });
  });

  it('is not misled by a GIT_DIR or GIT_WORK_TREE of the caller', async () => {
    const root = makeRepository({ mine: '' });
    const other = makeRepository({ theirs: '' });
    env['GIT_DIR'] = join(other, '.git');
    env['GIT_INDEX_FILE'] = join(other, '.git/index');
    try {
      expect(await list(root)).toMatchObject({ entries: [{ shown: 'mine' }], notices: [] });
    } finally {
      delete env['GIT_DIR'];
      delete env['GIT_INDEX_FILE'];
    }
  });

  it('answers with what went wrong, and never throws', async () => {
    const cwd = makeTree();
    expect(await runGit({ cwd, args: ['rev-parse', '--show-toplevel'] })).toMatchObject({ ok: false, code: 128 });
    expect(await runGit({ cwd: join(cwd, 'gone'), args: ['version'] })).toMatchObject({ ok: false });
    expect(await runGit({ cwd, args: ['version'], signal: AbortSignal.abort() })).toEqual({
      ok: false,
      why: 'stopped',
    });
    expect(await runGit({ cwd, args: ['nul\0'] })).toMatchObject({ ok: false });
    expect(await runGit({ cwd, args: ['version'], maxBytes: 3 })).toMatchObject({
      ok: false,
      why: 'git wrote more than 3 bytes',
    });
    env['PATH'] = `${cwd}:relative:`;
    expect(await runGit({ cwd, args: ['version'] })).toEqual({ ok: false, why: 'git is not installed' });
  });

  it('is killed when it takes too long, or when the run is stopped', async () => {
    const folder = makeTree({ git: '#!/bin/sh\nexec sleep 30\n' });
    chmodSync(join(folder, 'git'), 0o755);
    env['PATH'] = `${folder}:${PATH}`;
    const cwd = makeTree();
    const started = performance.now();
    expect(await runGit({ cwd, args: [], timeoutMs: 200 })).toEqual({ ok: false, why: 'git took longer than 0.2 s' });
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 50);
    expect(await runGit({ cwd, args: [], signal: stop.signal })).toEqual({ ok: false, why: 'stopped' });
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  it('is not kept waiting by a pipe in the place of an exclude file', async () => {
    const root = makeRepository({ a: '' });
    spawnSync('mkfifo', [join(root, '.gitignore')]);
    const listing = await list(root, { gitTimeoutMs: 500 });
    expect(shownOf(listing)).toEqual(['a']);
    expect(listing.skipped).toEqual([{ path: '.gitignore', why: 'a named pipe' }]);
    expect(listing.notices.join()).toContain('took longer than 0.5 s');
  });
});
