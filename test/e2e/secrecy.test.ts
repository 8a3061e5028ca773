/** A secret never leaves the process unless --show-secrets says so: not in any output, file, argument, environment or error. */

import { chmodSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Ended, unleak } from './app.ts';
import { groqKey, makeRandom } from './secrets.ts';
import { commitAll, gitIn, makeRepository, makeTree, writeFiles } from './tree.ts';

const password = `${makeRandom('start', 7)}"7\\v/${makeRandom('password', 12)}+&x`;
const pem = makeRandom('pem', 64 * 6);
const secrets: Readonly<Record<string, string>> = {
  key: groqKey('marker'),
  'database password': makeRandom('database', 20),
  'generic password': password,
  'private key': pem,
};

const files = {
  'src/a.ts': `const key = "${secrets['key']}"; const twice = "${secrets['key']}";\nconst b = '${secrets['key']}' // unleak:allow\n`,
  'b.env': `DATABASE_URL=postgres://app:${secrets['database password']}@db.internal-prod.net:5432/app\nGROQ_KEY=${secrets['key']}\n`,
  'c.json': `{"password": ${JSON.stringify(password)}, "other": "${secrets['key']}"}\n`,
  id_rsa: `-----BEGIN RSA PRIVATE ${'KEY'}-----\n${pem.match(/.{64}/g)?.join('\n')}\n-----END RSA PRIVATE ${'KEY'}-----\n`,
  'wide.txt': Buffer.from(`\ufeffkey = "${secrets['key']}"\n`, 'utf16le'),
};

/** The forms in which a value could stand somewhere; of each, every piece of twelve characters counts. */
function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const base64 = [0, 1, 2].flatMap(skip =>
    ['base64', 'base64url'].map(name =>
      bytes
        .subarray(skip)
        .toString(name as BufferEncoding)
        .slice(0, -4),
    ),
  );
  return [
    secret,
    [...secret].reverse().join(''),
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret),
    bytes.toString('hex'),
    bytes.toString('hex').toUpperCase(),
    ...base64,
  ];
}

const pieces = new Map<string, string>();
for (const [name, secret] of Object.entries(secrets)) {
  for (const form of formsOf(secret))
    for (let at = 0; at + 12 <= form.length; at++) pieces.set(form.slice(at, at + 12), name);
}

/** The secrets that stand in a text, as it is or in wide letters. */
function findLeaks(text: string): string[] {
  const found = new Set<string>();
  for (const version of [text, text.replaceAll('\0', '')]) {
    for (let at = 0; at + 12 <= version.length; at++) {
      const name = pieces.get(version.slice(at, at + 12));
      if (name !== undefined) found.add(name);
    }
  }
  return [...found];
}

const listFiles = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap(entry =>
    entry.isFile() ? [join(entry.parentPath, entry.name)] : [],
  );

let shim: string;
let log: string;
let temporary: string;
beforeAll(() => {
  temporary = makeTree();
  log = join(makeTree(), 'children');
  shim = makeTree({
    git: `#!/bin/sh\n{ printf '%s\\n' "$@"; env; cat /proc/$$/cmdline; } >> '${log}'\nPATH='${process.env['PATH']}' exec git "$@"\n`,
  });
  chmodSync(join(shim, 'git'), 0o755);
});

/** A repository with the secrets, and the files that stand in it before a command runs. */
async function makeVictim(): Promise<{ cwd: string; before: Map<string, string> }> {
  const cwd = await makeRepository({ ...files, 'unleak.yml': 'allow:\n  - { paths: [nowhere], reason: r }\n' });
  writeFiles(cwd, { 'new.env': `GROQ_KEY=${secrets['key']}\n` });
  const before = new Map(listFiles(cwd).map(path => [path, readFileSync(path, 'latin1')]));
  return { cwd, before };
}

const run = (cwd: string, args: readonly string[], input?: string): Promise<Ended> =>
  unleak(args, {
    cwd,
    env: { PATH: `${shim}:${process.env['PATH']}`, TMPDIR: temporary, UNLEAK_DEBUG: '1' },
    ...(input !== undefined && { input }),
  });

const commands: [what: string, args: readonly string[], input?: string][] = [
  ['text', []],
  ['text, all of it', ['--verbose', '--explain', '--no-inline-ignore', '--min-confidence', 'low']],
  ['JSON', ['-f', 'json', '--explain', '--min-confidence', 'low']],
  ['JSON lines', ['-f', 'jsonl', '--explain']],
  ['SARIF', ['-f', 'sarif']],
  ['files', ['-f', 'json', '-o', 'r.json', '-f', 'sarif', '-o', 'r.sarif', '-f', 'text', '-o', 'r.txt', '-f', 'jsonl']],
  ['threads', ['--threads', '2', '-f', 'json']],
  ['standard input', ['-', '--explain'], `${files['b.env']}`],
  ['a ref', ['--policy-from', 'HEAD']],
  ['a baseline', ['baseline', '--reason', 'old', '--verbose']],
  ['an allowed place', ['allow', 'new.env:1', '--reason', 'made up']],
  ['an allowed line', ['allow', 'src/a.ts:1:14', '--inline', '--reason', 'made up']],
  ['no such place', ['allow', 'src/a.ts:9', '--reason', 'r']],
  ['several at a place', ['allow', 'src/a.ts:1', '--reason', 'r']],
  ['a secret given as a reason', ['allow', 'new.env:1', '--reason', password]],
  ['a secret as a part of a baseline’s reason', ['baseline', '--reason', `was ${secrets['key']}`]],
  ['a secret file as a config', ['--config', 'b.env']],
  ['a secret file as rules', ['--rules', 'c.json']],
  ['a secret file as rules in YAML', ['--rules', 'id_rsa']],
  ['a secret file as a baseline', ['--baseline', 'b.env']],
  ['an interrupted run', ['--timeout', '1ms']],
];

describe('no secret leaves', () => {
  it('the search finds what it looks for', () => {
    for (const [name, secret] of Object.entries(secrets))
      for (const form of formsOf(secret)) expect(findLeaks(`x${form}x`)).toEqual([name]);
    expect(findLeaks(Buffer.from(`k ${secrets['key']}`, 'utf16le').toString('latin1'))).toEqual(['key']);
  });

  it.each(commands)('by %s', async (_, args, input) => {
    const { cwd, before } = await makeVictim();
    const { stdout, stderr, code } = await run(cwd, args, input);
    expect(code).not.toBeNull();
    expect(stderr).not.toContain('bug in unleak');
    expect(findLeaks(stdout), 'standard output').toEqual([]);
    expect(findLeaks(stderr), 'standard error').toEqual([]);
    for (const path of listFiles(cwd)) {
      const old = before.get(path);
      const text = readFileSync(path, 'latin1');
      if (old === undefined)
        expect({ path: relative(cwd, path), leaks: findLeaks(text) }).toEqual({ path: relative(cwd, path), leaks: [] });
      else if (text !== old) expect(findLeaks(text).filter(name => !findLeaks(old).includes(name))).toEqual([]);
    }
    expect(readdirSync(temporary)).toEqual([]);
  });

  it('to a child, by argument or environment', async () => {
    const { cwd } = await makeVictim();
    await commitAll(cwd, 'all');
    await gitIn(cwd).checkoutLocalBranch('change');
    for (const args of [[], ['src'], ['--policy-from', 'HEAD'], ['baseline'], ['allow', 'new.env:1', '--reason', 'r']])
      await run(cwd, args);
    expect(existsSync(log)).toBe(true);
    expect(readFileSync(log, 'latin1')).toContain('GIT_NO_LAZY_FETCH=1');
    expect(findLeaks(readFileSync(log, 'latin1'))).toEqual([]);
  });

  it('but by --show-secrets, which a tree may not set', async () => {
    const { cwd } = await makeVictim();
    for (const format of ['text', 'json', 'jsonl', 'sarif']) {
      const { stdout } = await run(cwd, ['--show-secrets', '-f', format]);
      if (format !== 'sarif') expect(findLeaks(stdout)).toContain('key');
    }
    writeFileSync(join(cwd, 'unleak.yml'), 'show-secrets: true\n');
    const { code, stdout, stderr } = await run(cwd, []);
    expect(code).toBe(2);
    expect(findLeaks(stdout + stderr)).toEqual([]);
  });

  it('found all of them, so that there was something to hide', async () => {
    const { cwd } = await makeVictim();
    const { findings } = JSON.parse(
      (await run(cwd, ['-f', 'json', '--show-secrets', '--min-confidence', 'low'])).stdout,
    ) as { findings: { secret: string; path: string }[] };
    for (const [name, secret] of Object.entries(secrets)) {
      expect(
        findings.some(
          it =>
            it.secret.replaceAll('\n', '').includes(JSON.stringify(secret).slice(1, -1)) ||
            it.secret.replaceAll('\n', '').includes(secret),
        ),
        name,
      ).toBe(true);
    }
    expect(statSync(join(cwd, 'id_rsa')).size).toBeGreaterThan(0);
  });
});
