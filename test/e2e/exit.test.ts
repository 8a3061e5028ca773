/** Exit codes: 0 clean, 1 findings, 2 wrong use, 3 incomplete. */

import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scan, unleak } from './app.ts';
import { anthropicKey, groqKey } from './secrets.ts';
import { makeTree } from './tree.ts';

const high = (): string => `key = "${groqKey('h')}"\n`;
const critical = (): string => `key = "${anthropicKey('c')}"\n`;
const lowered = (severity: string): string => `rules:\n  groq-api-key: { severity: ${severity} }\n`;
/** Of a format that is not opened. */
const sevenZip = Buffer.from('377abcaf271c00040000000000', 'hex');
const brokenZip = Buffer.from('504b030414000000080000000000', 'hex');
/** A file that is not readable although it is listed: root may read everything, so a link that goes nowhere is named. */
const unread = ['--files-from', '-'];

describe.concurrent('the code', () => {
  it.each<[number, string, Record<string, string | Buffer>, string[]]>([
    [0, 'nothing found', { 'a.txt': 'x' }, []],
    [0, 'an empty folder', {}, []],
    [1, 'a finding', { 'a.txt': high() }, []],
    [1, 'a finding of the severity of --fail-on', { 'a.txt': high() }, ['--fail-on', 'high']],
    [0, 'a finding below --fail-on', { 'a.txt': high() }, ['--fail-on', 'critical']],
    [1, 'one of two above --fail-on', { 'a.txt': high() + critical() }, ['--fail-on', 'critical']],
    [0, 'low findings do not fail', { 'a.txt': high(), 'unleak.yml': lowered('low') }, []],
    [0, 'info findings do not fail', { 'a.txt': high(), 'unleak.yml': lowered('info') }, []],
    [1, 'medium findings do', { 'a.txt': high(), 'unleak.yml': lowered('medium') }, []],
    [1, 'low ones when asked', { 'a.txt': high(), 'unleak.yml': lowered('low') }, ['--fail-on', 'low']],
    [1, 'info ones when asked', { 'a.txt': high(), 'unleak.yml': lowered('info') }, ['--fail-on', 'info']],
    [0, '--exit-zero', { 'a.txt': high() }, ['--exit-zero']],
    [0, 'a skipped archive', { 'a.7z': sevenZip }, []],
    [3, 'a skipped archive under --require-coverage', { 'a.7z': sevenZip }, ['--require-coverage']],
    [3, 'the same from the config', { 'a.7z': sevenZip, 'unleak.yml': 'require-coverage: true\n' }, []],
    [1, 'findings and a skipped archive', { 'a.7z': sevenZip, 'a.txt': high() }, ['--require-coverage']],
    [
      3,
      '--exit-zero forgives findings, not what was not scanned',
      { 'a.7z': sevenZip, 'a.txt': high() },
      ['--require-coverage', '--exit-zero'],
    ],
    [3, 'a broken archive', { 'a.zip': brokenZip }, []],
    [0, 'a broken archive that nobody opens', { 'a.zip': brokenZip }, ['--no-archives']],
    [0, 'the same from the config', { 'a.zip': brokenZip, 'unleak.yml': 'archives: false\n' }, []],
    [1, 'findings and a broken archive', { 'a.zip': brokenZip, 'a.txt': high() }, []],
    [3, 'a time limit that is over at once', { 'a.txt': high() }, ['--timeout', '1ms']],
    [0, 'a time limit that is long enough', { 'a.txt': 'x' }, ['--timeout', '5m']],
    [2, 'a wrong config', { 'a.txt': high(), 'unleak.yml': 'nonsense: 1\n' }, []],
  ])('%i: %s', async (code, _, files, args) => {
    const cwd = makeTree(files);
    expect((await unleak(args, { cwd })).code).toBe(code);
  });

  it.each<[number, string, Record<string, string>, string[]]>([
    [3, 'a listed file that is gone', { 'a.txt': 'x' }, []],
    [1, 'findings next to it', { 'a.txt': high() }, []],
    [3, 'findings next to it that are forgiven', { 'a.txt': high() }, ['--exit-zero']],
  ])('%i: %s', async (code, _, files, args) => {
    const cwd = makeTree(files);
    expect((await unleak([...unread, ...args], { cwd, input: 'a.txt\ngone.txt\n' })).code).toBe(code);
  });

  it('does not depend on the format or where it is written', async () => {
    const cwd = makeTree({ 'a.txt': high() });
    for (const format of ['text', 'json', 'jsonl', 'sarif']) {
      expect((await unleak(['-f', format], { cwd })).code).toBe(1);
      expect((await unleak(['-f', format, '-o', `../${format}.out`], { cwd })).code).toBe(1);
    }
  });

  it('of low confidence only when asked', async () => {
    const cwd = makeTree({ 'a.py': `settings = {\n  "groq": "${groqKey('x')}",\n}\n` });
    const all = await scan(['--min-confidence', 'low'], { cwd });
    const sure = await scan(['--min-confidence', 'high'], { cwd });
    expect(all.report.findings.length).toBeGreaterThanOrEqual(sure.report.findings.length);
    for (const { confidence } of sure.report.findings) expect(confidence).toBe('high');
  });
});

describe.concurrent('an incomplete run', () => {
  it('names everything that was not scanned when time is up', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 100 }, (_, index) => [`${String(index).padStart(3, '0')}.txt`, high()]),
    );
    for (const threads of ['1', '2']) {
      const { code, report } = await scan(['--timeout', '1ms', '--threads', threads], { cwd: makeTree(files) });
      expect(code).toBe(3);
      expect(report.summary).toMatchObject({ complete: false, files: 0 });
      expect(report.failed.map(it => it.path)).toEqual(Object.keys(files));
      expect(report.failed[0]?.why).toMatch(/time/);
    }
  });

  it('is never called clean', async () => {
    const { stdout } = await unleak(['--timeout', '1ms'], { cwd: makeTree({ 'a.txt': 'x' }) });
    expect(stdout).not.toMatch(/^No secrets found\.$/m);
    expect(stdout).toContain('a.txt: not scanned');
    expect(stdout).toContain('incomplete');
  });

  it.skipIf(process.getuid?.() === 0)('is one with a file or folder that may not be read', async () => {
    const cwd = makeTree({ 'a.txt': high(), 'b/c.txt': high() });
    chmodSync(join(cwd, 'a.txt'), 0);
    chmodSync(join(cwd, 'b'), 0);
    const { report, code } = await scan([], { cwd });
    chmodSync(join(cwd, 'b'), 0o755);
    expect(report.failed.map(it => it.path)).toEqual(['a.txt', 'b']);
    expect(code).toBe(3);
  });
});
