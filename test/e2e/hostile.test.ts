/** Files and names that were made to hurt: nothing hangs, nothing crashes, nothing is lost without a word. */

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFileSync, mkdirSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scan, unleak } from './app.ts';
import { groqKey } from './secrets.ts';
import { gitIn, makeTree } from './tree.ts';

const line = (seed: string): string => `GROQ_API_KEY=${groqKey(seed)}\n`;

/** Loaded before unleak: writes the peak of the resident memory, in MB, where it is told to. */
const probe = makeTree({
  'peak.mjs': `import { writeFileSync } from 'node:fs';\nprocess.on('exit', () => writeFileSync(process.env.PEAK_FILE, String(process.resourceUsage().maxRSS / 1024)));\n`,
});

describe('what is no ordinary file', () => {
  it('is told and left alone', async () => {
    const outside = makeTree({ 'secret.env': line('o') });
    const cwd = makeTree({
      'a.env': line('a'),
      'empty.txt': '',
      'dir.env/b.env': line('b'),
      'deep/x/y.env': line('y'),
    });
    execFileSync('mkfifo', [join(cwd, 'fifo')]);
    symlinkSync('loop', join(cwd, 'loop'));
    symlinkSync('..', join(cwd, 'deep/up'));
    symlinkSync('x', join(cwd, 'deep/again'));
    symlinkSync(join(outside, 'secret.env'), join(cwd, 'out.env'));
    symlinkSync(outside, join(cwd, 'outdir'));
    symlinkSync('/dev/zero', join(cwd, 'zero'));
    symlinkSync('nowhere', join(cwd, 'dangling'));
    const server = createServer().listen(join(cwd, 'socket'));
    try {
      for (const repository of [false, true]) {
        if (repository) await gitIn(cwd).init();
        const { paths, report, code } = await scan([], { cwd });
        expect(paths).toEqual(['a.env', 'deep/x/y.env', 'dir.env/b.env']);
        expect(code).toBe(1);
        expect(report.failed).toEqual([]);
        const skipped = new Map(report.skipped.map(({ path, why }) => [path, why]));
        for (const path of ['out.env', 'outdir']) expect(skipped.get(path)).toMatch(/link/);
        if (!repository) {
          expect(skipped.get('fifo')).toMatch(/pipe|FIFO/i);
          expect(skipped.get('socket')).toMatch(/socket/);
        }
      }
    } finally {
      server.close();
    }
  });

  it('does not hang either when it is named', async () => {
    const cwd = makeTree();
    execFileSync('mkfifo', [join(cwd, 'fifo')]);
    for (const path of ['fifo', '/dev/null', '/dev/zero', '/dev/tty']) {
      const { report, code } = await scan(['--files-from', '-'], { cwd, input: `${path}\n` });
      expect([...report.skipped, ...report.failed]).toHaveLength(1);
      expect(code === 0 || code === 3).toBe(true);
    }
  });

  it('of the kernel’s own making has no size, and is read or told', async () => {
    const { report, code } = await scan(['/proc/self/status', '/proc/kmsg'].slice(0, 1), { cwd: makeTree() });
    expect(report.summary.files + report.failed.length + report.skipped.length).toBe(1);
    expect(code).not.toBe(2);
  });
});

describe('names', () => {
  const names = [
    'new\nline.env',
    'esc\x1b[31mred\x1b[0m.env',
    'bell\x07.env',
    'tab\t.env',
    'bidi\u202etxt.env',
    'quote\'".env',
    'back\\slash.env',
    'emoji😀.env',
    '-rf.env',
    ' space .env',
    '$(touch pwned).env',
    '%s%n.env',
    '<b>&amp;.env',
    'x'.repeat(250),
  ];
  const raw = Buffer.concat([Buffer.from('bad\xff\xfe', 'latin1'), Buffer.from('.env')]);

  it('of every kind are scanned, and escaped in every output', async () => {
    const cwd = makeTree(Object.fromEntries(names.map(name => [name, line(name)])));
    writeFileSync(Buffer.concat([Buffer.from(`${cwd}/`), raw]), line('raw'));
    for (const repository of [false, true]) {
      if (repository) await gitIn(cwd).init();
      const { report } = await scan([], { cwd });
      expect([...report.findings.map(it => it.path)].sort()).toEqual([...names, 'bad\\xff\\xfe.env'].sort());
      for (const format of ['text', 'json', 'jsonl', 'sarif']) {
        const { stdout, stderr, code } = await unleak(['-f', format], { cwd });
        expect(code).toBe(1);
        expect(stdout + stderr).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]/);
        if (format !== 'text')
          for (const document of format === 'jsonl' ? stdout.trimEnd().split('\n') : [stdout]) JSON.parse(document);
      }
    }
  });

  it('in errors and notices are escaped as well', async () => {
    const cwd = makeTree({ 'x\x1b[31m/unleak.yml': 'a: 1\n' });
    for (const args of [
      ['no\x1b[31m\nsuch'],
      ['--config', 'no\x1b[2J'],
      ['--baseline', 'no\x1b[2J'],
      ['--rules', 'no\x1b[2J'],
      ['--rule', 'no\x1b[2J'],
      ['-f', 'no\x1b[2J'],
      ['-o', 'no\x1b[2J/x.json'],
      ['--no\x1b[2J'],
      ['rules', 'show', 'no\x1b[2J'],
      ['rules', 'no\x1b[2J'],
      ['allow', 'no\x1b[2J:1', '--reason', 'r'],
    ]) {
      const { stderr, stdout, code } = await unleak(args, { cwd });
      expect({ args, said: /[\x00-\x09\x0b-\x1f]/.test(stderr + stdout) }).toEqual({ args, said: false });
      expect(code).toBe(2);
    }
    expect((await unleak([], { cwd: join(cwd, 'x\x1b[31m') })).stderr).not.toMatch(/\x1b/);
  });

  it('in their thousands, and folders 200 deep', async () => {
    const cwd = makeTree();
    const deep = join(cwd, ...Array.from({ length: 200 }, () => 'd'));
    mkdirSync(deep, { recursive: true });
    writeFileSync(join(deep, 'a.env'), line('deep'));
    for (let file = 0; file < 3000; file++) writeFileSync(join(cwd, `f${file}`), '');
    const { report } = await scan([], { cwd });
    expect(report.summary.files).toBe(3001);
    expect(report.findings).toHaveLength(1);
  });
});

describe('contents', () => {
  it.each<[string, Buffer]>([
    ['NULs around', Buffer.concat([Buffer.alloc(5000), Buffer.from(line('n')), Buffer.alloc(5000)])],
    [
      'invalid UTF-8 around',
      Buffer.concat([Buffer.alloc(500, 0xff), Buffer.from(`\n${line('u')}`), Buffer.alloc(500, 0xc3)]),
    ],
    ['behind a page of control characters', Buffer.concat([Buffer.alloc(4096, 1), Buffer.from(`\n${line('c')}`)])],
    ['on a very long line', Buffer.from(`${'x'.repeat(3_000_000)} ${groqKey('l')} ${'y'.repeat(3_000_000)}`)],
    ['across the border of a window', Buffer.from(`${' '.repeat(4 * 1024 * 1024 - 20)}${groqKey('w')}\n`)],
    ['at the very end, without a newline', Buffer.from(`x\n${groqKey('e')}`)],
    ['behind half a million blank lines', Buffer.from(`${'\n'.repeat(500_000)}${groqKey('b')}`)],
    ['behind spelled escape sequences', Buffer.from(`log("\\u001b[1;32m${groqKey('s')}\\x1b[0m")\n`)],
    ['between escape sequences', Buffer.from(`\x1b[31m${groqKey('x')}\x1b[0m\n`)],
  ])('are searched: %s', async (_, content) => {
    const { report } = await scan([], { cwd: makeTree({ 'a.txt': content }) });
    expect(report.findings.map(it => it.ruleId)).toEqual(['groq-api-key']);
    expect(report.failed).toEqual([]);
  });

  it('that look like millions of candidates end in time', async () => {
    const bait = [
      'gsk_',
      'sk-ant-api03-',
      'ghp_',
      'AKIA',
      'eyJ',
      'password=',
      '-----BEGIN ',
      'postgres://a:',
      'xoxb-',
      'api_key: "',
    ];
    const cwd = makeTree(
      Object.fromEntries(bait.map((text, index) => [`${index}.txt`, text.repeat(Math.ceil(300_000 / text.length))])),
    );
    const started = Date.now();
    const { report } = await scan([], { cwd });
    expect(report.failed).toEqual([]);
    expect(Date.now() - started).toBeLessThan(15_000);
  });

  it('that begin thousands of private keys, or one that never ends, end in time', async () => {
    const begin = `-----BEGIN RSA PRIVATE ${'KEY'}-----\n`;
    const cwd = makeTree({ 'many.pem': begin.repeat(20_000), 'long.pem': begin + 'A'.repeat(2_000_000) });
    const started = Date.now();
    expect((await scan([], { cwd })).report.failed).toEqual([]);
    expect(Date.now() - started).toBeLessThan(15_000);
  });
});

describe('files that change under the scan', () => {
  it('are told, or scanned as they are: nothing is lost without a word', async () => {
    const cwd = makeTree();
    const names = Array.from({ length: 400 }, (_, index) => `${String(index).padStart(3, '0')}.env`);
    const body = 'plain line of text without anything in it\n'.repeat(4000);
    for (const name of names) writeFileSync(join(cwd, name), body + line(name));
    const { report, code, stderr } = await scan(['--threads', '2'], {
      cwd,
      meanwhile: () => {
        setTimeout(() => {
          for (const [index, name] of names.entries()) {
            if (index % 4 === 0) rmSync(join(cwd, name));
            if (index % 4 === 1) truncateSync(join(cwd, name), 10);
            if (index % 4 === 2) appendFileSync(join(cwd, name), body);
          }
        }, 150);
      },
    });
    expect(stderr).not.toContain('bug');
    expect(code).toBe(1);
    const told = new Set([...report.findings.map(it => it.path), ...report.failed.map(it => it.path)]);
    for (const [index, name] of names.entries()) if (index % 4 >= 2) expect(told.has(name)).toBe(true);
    for (const { why } of report.failed) expect(why).toMatch(/gone|shorter|read/);
  });

  it('a listed file whose place a folder or a link has taken', async () => {
    const cwd = makeTree({ 'a.env': line('a') });
    await gitIn(cwd).init();
    await gitIn(cwd).add('a.env');
    rmSync(join(cwd, 'a.env'));
    mkdirSync(join(cwd, 'a.env'));
    writeFileSync(join(cwd, 'a.env/b.env'), line('b'));
    expect((await scan([], { cwd })).paths).toEqual(['a.env/b.env']);
  });
});

describe('memory', () => {
  const peakOf = async (cwd: string, args: readonly string[]) => {
    const file = join(makeTree(), 'peak');
    const ended = await unleak(args, {
      cwd,
      env: { PEAK_FILE: file },
      nodeFlags: ['--import', join(probe, 'peak.mjs')],
    });
    return { ...ended, peak: Number(readFileSync(file, 'utf8')) };
  };

  it.each(['text', 'json', 'jsonl', 'sarif'])('stays below 200 MB with 10,000 findings: %s', async format => {
    const lines = Array.from(
      { length: 10_000 },
      (_, index) =>
        `const k${index} = "${groqKey(`m${index}`)}"; // ${createHash('sha256').update(String(index)).digest('hex')}\n`,
    );
    const cwd = makeTree(
      Object.fromEntries(
        Array.from({ length: 50 }, (_, file) => [`${file}.ts`, lines.slice(file * 200, (file + 1) * 200).join('')]),
      ),
    );
    const { code, peak } = await peakOf(cwd, ['-f', format]);
    expect(code).toBe(1);
    expect(peak).toBeLessThan(200);
  });

  it('past 10,000 findings excerpts are cut and counted, never findings', async () => {
    const cwd = makeTree({
      'a.env': Array.from({ length: 12_000 }, (_, index) => `K${index}=${groqKey(`c${index % 500}`)}\n`).join(''),
    });
    const { report } = await scan([], { cwd });
    expect(report.findings).toHaveLength(12_000);
    expect(report.findings.filter(it => it.excerpt === '')).toHaveLength(2000);
    expect(report.notices.join()).toMatch(/2,?000 findings/);
  });

  it('is enough even when node may use hardly any', async () => {
    const cwd = makeTree(
      Object.fromEntries(
        Array.from({ length: 100 }, (_, index) => [`${index}.env`, line(`s${index % 10}`) + 'x'.repeat(50_000)]),
      ),
    );
    for (const threads of ['1', '2']) {
      const { code, stdout } = await unleak(['-f', 'json', '--threads', threads], {
        cwd,
        nodeFlags: ['--max-old-space-size=16'],
      });
      expect(code).toBe(1);
      expect(JSON.parse(stdout).findings).toHaveLength(100);
    }
  });
});
