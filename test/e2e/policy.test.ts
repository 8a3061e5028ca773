/** `--policy-from`: what a pull request brings along for its own secret counts for nothing. */

import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { scan, unleak } from './app.ts';
import { groqKey } from './secrets.ts';
import { commitAll, type Files, gitIn, makeRepository, makeTree, writeFiles } from './tree.ts';

const known = groqKey('known');
const leaked = groqKey('leaked');

const start: Files = {
  'unleak.yml': 'baseline: .unleak-baseline\nallow:\n  - { paths: [fixtures/**], reason: made up }\n',
  'src/known.ts': `const known = "${known}";\n`,
  'src/ok.ts': `const ok = "${groqKey('ok')}"; // unleak:allow made-up\n`.replace(' made-up', ''),
  'fixtures/f.ts': `const f = "${groqKey('fixture')}";\n`,
};

let project: string;
beforeAll(async () => {
  project = await makeRepository(start);
  await unleak(['baseline', '--reason', 'old'], { cwd: project });
  await commitAll(project, 'a baseline');
});

/** A repository whose main branch is clean. */
function copyProject(): string {
  const cwd = makeTree();
  cpSync(project, cwd, { recursive: true });
  return cwd;
}

const leak = { 'src/new.ts': `const leaked = "${leaked}";\n` };

describe('a pull request', () => {
  const attempts: Readonly<Record<string, (cwd: string) => unknown>> = {
    'nothing else': cwd => writeFiles(cwd, leak),
    'an allowlist entry': cwd =>
      writeFiles(cwd, { ...leak, 'unleak.yml': `${start['unleak.yml']}  - { paths: [src/**], reason: r }\n` }),
    'an entry for its fingerprint': async cwd => {
      writeFiles(cwd, leak);
      await unleak(['allow', 'src/new.ts:1', '--reason', 'r'], { cwd });
    },
    'an ignore comment': cwd => writeFiles(cwd, { 'src/new.ts': `const leaked = "${leaked}"; // unleak:allow\n` }),
    'an ignore comment before it': cwd =>
      writeFiles(cwd, { 'src/new.ts': `// unleak:allow-next-line\nconst leaked = "${leaked}";\n` }),
    "another tool's comment": cwd =>
      writeFiles(cwd, { 'src/new.ts': `/* secretlint-disable */\nconst leaked = "${leaked}";\n` }),
    'a new value on an ignored line': cwd =>
      writeFiles(cwd, { 'src/ok.ts': `const ok = "${leaked}"; // unleak:allow\n` }),
    'a baseline entry': async cwd => {
      writeFiles(cwd, leak);
      await unleak(['baseline', '--reason', 'r'], { cwd });
    },
    'another baseline': async cwd => {
      writeFiles(cwd, { ...leak, 'unleak.yml': 'baseline: other\n' });
      await unleak(['baseline', '--reason', 'r'], { cwd });
    },
    'a rule switched off': cwd =>
      writeFiles(cwd, { ...leak, 'unleak.yml': `${start['unleak.yml']}rules:\n  groq-api-key: off\n` }),
    'a lower severity': cwd =>
      writeFiles(cwd, { ...leak, 'unleak.yml': `${start['unleak.yml']}rules:\n  groq-api-key: { severity: info }\n` }),
    'a threshold out of reach': cwd =>
      writeFiles(cwd, { ...leak, 'unleak.yml': `${start['unleak.yml']}fail-on: critical\n` }),
    'an excluded folder': cwd => writeFiles(cwd, { ...leak, 'unleak.yml': `${start['unleak.yml']}exclude: [src/]\n` }),
    'a second config file': cwd =>
      writeFiles(cwd, {
        ...leak,
        '.unleak.yml': 'exclude: [src/]\n',
        'src/unleak.yml': 'exclude: ["*"]\n',
        'package.json': '{"unleak": {"exclude": ["*"]}}',
      }),
    'an .unleakignore': cwd => writeFiles(cwd, { ...leak, '.unleakignore': 'src/\n' }),
    'an .unleakignore below': cwd => writeFiles(cwd, { ...leak, 'src/.unleakignore': '*\n' }),
  };

  it.concurrent.each(Object.entries(attempts))('that adds a secret and %s fails', async (_, attempt) => {
    const cwd = copyProject();
    await attempt(cwd);
    const { code, report } = await scan(['--policy-from', 'main', '--show-secrets'], { cwd });
    expect(report.findings.map(it => it.secret)).toContain(leaked);
    expect(code).toBe(1);
  });

  it('that has committed it all fails as well', async () => {
    const cwd = copyProject();
    await gitIn(cwd).checkoutLocalBranch('change');
    writeFiles(cwd, {
      'src/new.ts': `const leaked = "${leaked}"; // unleak:allow\n`,
      'unleak.yml': 'exclude: [src/]\n',
      '.unleakignore': 'src/\n',
    });
    await commitAll(cwd, 'change');
    expect((await scan([], { cwd })).paths).not.toContain('src/new.ts');
    const { code, paths } = await scan(['--policy-from', 'main'], { cwd });
    expect(paths).toEqual(['src/new.ts']);
    expect(code).toBe(1);
  });

  it('that adds nothing passes', async () => {
    expect((await scan(['--policy-from', 'main'], { cwd: copyProject() })).code).toBe(0);
  });

  it('that only moves what was known passes', async () => {
    const cwd = copyProject();
    writeFiles(cwd, { 'src/moved.ts': `\n\n${readFileSync(join(cwd, 'src/known.ts'), 'utf8')}`, 'src/known.ts': '' });
    expect((await scan(['--policy-from', 'main'], { cwd })).code).toBe(0);
  });

  it('heeds the .unleakignore of the ref, and its comments from wherever it runs', async () => {
    const cwd = copyProject();
    writeFiles(cwd, {
      '.unleakignore': 'vendor/\n',
      'vendor/v.ts': `const v = "${groqKey('vendored')}";\n`,
      'src/.unleakignore': '',
    });
    await commitAll(cwd, 'ignores');
    writeFiles(cwd, { '.unleakignore': '', 'src/.unleakignore': '*\n', ...leak });
    expect((await scan(['--policy-from', 'main'], { cwd })).paths).toEqual(['src/new.ts']);
    expect((await scan(['--policy-from', 'main', 'src'], { cwd })).paths).toEqual(['src/new.ts']);
    expect((await scan(['--policy-from', 'main'], { cwd: join(cwd, 'src') })).paths).toEqual(['new.ts']);
    expect((await scan(['--policy-from', 'main', 'fixtures'], { cwd })).paths).toEqual([]);
  });

  it('takes the ref from the environment as well', async () => {
    const cwd = copyProject();
    writeFiles(cwd, { ...leak, 'unleak.yml': `${start['unleak.yml']}exclude: [src/]\n` });
    expect((await scan([], { cwd })).code).toBe(0);
    expect((await scan([], { cwd, env: { UNLEAK_POLICY_FROM: 'main' } })).code).toBe(1);
  });

  it('brings no rules of its own into a run', async () => {
    const cwd = copyProject();
    writeFileSync(join(cwd, 'unleak.yml'), `${start['unleak.yml']}rule-files: [evil.yml]\n`);
    writeFiles(cwd, { 'evil.yml': 'not a rule file\n' });
    expect((await unleak([], { cwd })).code).toBe(2);
    expect((await unleak(['--policy-from', 'main'], { cwd })).code).toBe(0);
  });
});
