/** What is written: formats, files, colours, widths, order, and a reader that goes away. */

import { execFile } from 'node:child_process';
import { lstatSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { beforeAll, describe, expect, it } from 'vitest';
import { findSarifErrors } from '../report/sarif-schema.ts';
import { bin, plainEnvironment, readLines, scan, unleak } from './app.ts';
import { anthropicKey, groqKey, postgresUrl } from './secrets.ts';
import { makeTree } from './tree.ts';

const formats = ['text', 'json', 'jsonl', 'sarif'] as const;

const schemaOf = (name: string) =>
  new Ajv({ strict: false }).compile(JSON.parse(readFileSync(`schema/${name}.schema.json`, 'utf8')));

let cwd: string;
beforeAll(() => {
  const many = Object.fromEntries(
    Array.from({ length: 200 }, (_, index) => [
      `many/${index % 7}/${index}.ts`,
      `// ${index}\nconst key = "${groqKey(`m${index % 50}`)}"; // 日本語 😀\n`,
    ]),
  );
  cwd = makeTree({
    ...many,
    'a b/ü.env': `ANTHROPIC_API_KEY=${anthropicKey('a')}\nDATABASE_URL=${postgresUrl('p')}\n`,
    'x.zip': Buffer.from('504b030414000000', 'hex'),
    'gone.list': 'many\na b\nx.zip\nmissing.txt\n',
    'dead.env': `K=${groqKey('dead')} # unleak:allow expires=2020-01-01\n`,
  });
});

/** What differs from run to run. */
const steady = (text: string): string =>
  text
    .replace(/"(secretId|milliseconds)": ?("[0-9a-f]+"|\d+)/g, '"$1":0')
    .replace(/ in (\d[\d,.]*) (ms|s)\b/g, ' in 0 ms');

describe('the JSON formats', () => {
  it('fit the schemas that are shipped', async () => {
    const isReport = schemaOf('report');
    const isLine = schemaOf('report-line');
    for (const args of [
      [],
      ['--explain'],
      ['--exit-zero', '--files-from', 'gone.list'],
      ['--timeout', '1ms'],
      ['--rule', 'aws-*'],
    ]) {
      const { report } = await scan(args, { cwd });
      expect(isReport(report), JSON.stringify(isReport.errors)).toBe(true);
      const lines = readLines((await unleak(['-f', 'jsonl', ...args], { cwd })).stdout);
      for (const line of lines) expect(isLine(line), JSON.stringify(isLine.errors)).toBe(true);
      expect(lines.map(it => it.kind)).toEqual([...report.findings.map(() => 'secret'), 'summary']);
    }
  });

  it('SARIF is what the standard says, and names every rule once', async () => {
    for (const args of [[], ['--files-from', 'gone.list'], ['--rule', 'aws-*']]) {
      const log = JSON.parse((await unleak(['-f', 'sarif', ...args], { cwd })).stdout);
      expect(findSarifErrors(log)).toEqual([]);
      const [run] = log.runs;
      const ids = run.tool.driver.rules.map((rule: { id: string }) => rule.id);
      expect(new Set(ids).size).toBe(ids.length);
      for (const result of run.results) {
        expect(ids[result.ruleIndex]).toBe(result.ruleId);
        expect(Object.values(result.partialFingerprints).join()).toMatch(/[0-9a-f]{32}/);
        expect(result.locations[0].physicalLocation.artifactLocation.uri).not.toMatch(/[^!-~]/);
      }
    }
  });

  it('group the places of one secret, and only these', async () => {
    const { report } = await scan(['--show-secrets'], { cwd });
    const values = new Map<string, string>();
    for (const { secretId, secret } of report.findings) {
      expect(values.get(secretId) ?? secret).toBe(secret);
      values.set(secretId, secret);
    }
    expect(values.size).toBe(report.summary.secrets);
    expect(new Set(values.values()).size).toBe(values.size);
  });
});

describe('the order', () => {
  it.each(formats)('of %s is the same for any number of threads', async format => {
    const [one, ...others] = await Promise.all(
      ['1', '2', '4'].map(threads => unleak(['-f', format, '--threads', threads], { cwd })),
    );
    expect(one?.code).toBe(1);
    for (const other of others) expect(steady(other.stdout)).toBe(steady(one?.stdout ?? ''));
  });

  it('is that of the paths', async () => {
    const { report } = await scan([], { cwd });
    const paths = report.findings.map(it => it.path);
    expect([...paths].sort()).toEqual(paths);
  });
});

describe('files', () => {
  it('several at once, each whole', async () => {
    const out = makeTree();
    const args = [
      '-f',
      'json',
      '-o',
      join(out, 'r.json'),
      '-f',
      'sarif',
      '-o',
      join(out, 'r.sarif'),
      '-f',
      'jsonl',
      '-o',
      join(out, 'r.jsonl'),
      '-f',
      'text',
    ];
    const { stdout, code } = await unleak(args, { cwd });
    expect(code).toBe(1);
    expect(stdout).toContain('Result: ');
    expect(readdirSync(out).sort()).toEqual(['r.json', 'r.jsonl', 'r.sarif']);
    const { findings } = JSON.parse(readFileSync(join(out, 'r.json'), 'utf8'));
    expect(JSON.parse(readFileSync(join(out, 'r.sarif'), 'utf8')).runs[0].results).toHaveLength(findings.length);
    expect(readLines(readFileSync(join(out, 'r.jsonl'), 'utf8'))).toHaveLength(findings.length + 1);
  });

  it('hold what standard output would', async () => {
    const out = makeTree();
    for (const format of formats) {
      await unleak(['-f', format, '-o', join(out, format)], { cwd, env: { FORCE_COLOR: '1' } });
      expect(steady(readFileSync(join(out, format), 'utf8'))).toBe(
        steady((await unleak(['-f', format], { cwd })).stdout),
      );
    }
  });

  it('are not part of the next scan by surprise, and are replaced whole', async () => {
    const cwd = makeTree({ 'a.env': `K=${groqKey('a')}\n`, 'r.json': 'old' });
    for (let round = 0; round < 3; round++) expect((await unleak(['-o', 'r.json'], { cwd })).code).toBe(1);
    expect(
      JSON.parse(readFileSync(join(cwd, 'r.json'), 'utf8')).findings.map((it: { path: string }) => it.path),
    ).toEqual(['a.env']);
    expect(readdirSync(cwd)).toEqual(['a.env', 'r.json']);
  });

  it('are not written through a symbolic link', async () => {
    const outside = makeTree({ precious: 'precious' });
    const cwd = makeTree({ 'a.env': `K=${groqKey('a')}\n` });
    symlinkSync(join(outside, 'precious'), join(cwd, 'r.json'));
    symlinkSync(outside, join(cwd, 'out'));
    for (const file of ['r.json', 'out/r.json']) {
      const { code, stderr } = await unleak(['-o', file], { cwd });
      expect(stderr).toMatch(/symbolic link/);
      expect(code).toBe(2);
    }
    expect(readFileSync(join(outside, 'precious'), 'utf8')).toBe('precious');
    expect(readdirSync(outside)).toEqual(['precious']);
    expect(lstatSync(join(cwd, 'r.json')).isSymbolicLink()).toBe(true);
  });

  it('that show secrets are for the user alone', async () => {
    const out = makeTree();
    await unleak(['--show-secrets', '-o', join(out, 'r.json')], { cwd });
    expect(statSync(join(out, 'r.json')).mode & 0o777).toBe(0o600);
  });
});

describe('colour and width', () => {
  const escapes = /\x1b\[/;
  it.each<[string, Record<string, string>, string[], boolean]>([
    ['none where no terminal is', {}, [], false],
    ['FORCE_COLOR', { FORCE_COLOR: '1' }, [], true],
    ['FORCE_COLOR=0', { FORCE_COLOR: '0' }, [], false],
    ['NO_COLOR', { NO_COLOR: '1' }, [], false],
    ['--no-color against FORCE_COLOR', { FORCE_COLOR: '1' }, ['--no-color'], false],
  ])('%s', async (_, env, args, coloured) => {
    const { stdout } = await unleak(['a b', ...args], { cwd, env });
    expect(escapes.test(stdout)).toBe(coloured);
  });

  it('colours never reach what machines read', async () => {
    for (const format of ['json', 'jsonl', 'sarif'])
      expect((await unleak(['-f', format], { cwd, env: { FORCE_COLOR: '1' } })).stdout).not.toMatch(escapes);
  });

  it('text is at most 80 columns wide and the same but for its colours', async () => {
    const plain = await unleak([], { cwd });
    const coloured = await unleak([], { cwd, env: { FORCE_COLOR: '1' } });
    expect(steady(coloured.stdout.replaceAll(/\x1b\[[0-9;]*m/g, ''))).toBe(steady(plain.stdout));
    const long = plain.stdout.split('\n').filter(line => line.length > 80 && !/^ {2}(page|allow) /.test(line));
    expect(long).toEqual([]);
  });

  it('shows one block a secret, the worst first, with what to do and the line that allows it', async () => {
    const { stdout } = await unleak([], { cwd });
    const blocks = stdout.split(/\n(?=CRITICAL|HIGH|MEDIUM|LOW|INFO)/);
    const ranks = blocks.map(block =>
      ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW', 'INFO'].indexOf(/^[A-Z]+/.exec(block)?.[0] ?? ''),
    );
    expect([...ranks].sort()).toEqual(ranks);
    for (const block of blocks)
      for (const part of ['  why  ', '  fix  ', '  allow  unleak allow ']) expect(block).toContain(part);
    expect(stdout).toMatch(/Findings by rule\n +20\d +groq-api-key/);
    expect(stdout).toMatch(/unleak allow 'a b\/ü\.env:\d' --reason/);
  });
});

describe('a reader that goes away', () => {
  it.each(formats)('is a clean end: %s', async format => {
    const { code, stderr } = await new Promise<{ code: number | null; stderr: string }>(resolve => {
      const command = `'${process.execPath}' '${bin()}' -f ${format}; echo "code $?" >&2`;
      execFile('sh', ['-c', `(${command}) | head -c 10`], { cwd, env: plainEnvironment() }, (error, _, stderr) =>
        resolve({ code: error ? 1 : 0, stderr }),
      );
    });
    expect(code).toBe(0);
    expect(stderr).toMatch(/code 1\n$/);
    expect(stderr).not.toMatch(/EPIPE|Error|bug/);
  });
});

describe('an interrupt', () => {
  it('during a scan ends it at once, with 130 and nothing left behind', async () => {
    const big = makeTree();
    const body = 'const value = compute(left, right); // a plain line of code\n'.repeat(1500);
    for (let folder = 0; folder < 20; folder++) {
      mkdirSync(join(big, `d${folder}`));
      for (let file = 0; file < 100; file++) writeFileSync(join(big, `d${folder}/${file}.js`), body);
    }
    for (const threads of ['1', '2']) {
      const temporary = makeTree();
      const interrupt = (afterMs: number) =>
        unleak(['-o', 'r.json', '--threads', threads], {
          cwd: big,
          env: { TMPDIR: temporary },
          meanwhile: kill => setTimeout(() => kill('SIGINT'), afterMs),
        });
      let ended = await interrupt(300);
      // Too late on a fast machine, or before the program could listen on a slow one.
      for (let delay = 120; ended.code !== 130 && delay < 1000; delay *= 1.3) ended = await interrupt(delay);
      expect(ended).toEqual({ code: 130, stdout: '', stderr: '' });
      expect(readdirSync(temporary)).toEqual([]);
      expect(readdirSync(big).filter(name => !/^d\d+$/.test(name) && name !== 'r.json')).toEqual([]);
    }
  });

  it('while standard input is awaited', async () => {
    const { spawn } = await import('node:child_process');
    const child = spawn(process.execPath, [bin(), '-'], { cwd: makeTree(), env: plainEnvironment() });
    const code = await new Promise<number | null>(resolve => {
      child.on('close', resolve);
      setTimeout(() => child.kill('SIGTERM'), 800);
    });
    expect(code).toBe(143);
  });
});
