/** Files too large to be held in memory: nothing is lost across a border, time and memory stay within bounds. */

import { closeSync, openSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ReportJson } from '../../../src/report/json-shape.ts';
import { unleak } from '../app.ts';
import { groqKey } from '../secrets.ts';
import { makeTree } from '../tree.ts';

const MB = 1024 * 1024;
const probe = makeTree({
  'peak.mjs': `import { writeFileSync } from 'node:fs';\nprocess.on('exit', () => writeFileSync(process.env.PEAK_FILE, String(process.resourceUsage().maxRSS / 1024)));\n`,
});

interface Measured {
  readonly report: ReportJson;
  /** MB of resident memory at its peak. */
  readonly peak: number;
  readonly seconds: number;
}

async function measure(cwd: string, args: readonly string[]): Promise<Measured> {
  const file = join(probe, 'peak');
  const started = performance.now();
  const { stdout } = await unleak(['-f', 'json', ...args], {
    cwd,
    env: { PEAK_FILE: file },
    nodeFlags: ['--import', join(probe, 'peak.mjs')],
  });
  const seconds = (performance.now() - started) / 1000;
  return { report: JSON.parse(stdout) as ReportJson, peak: Number(readFileSync(file, 'utf8')), seconds };
}

/** Writes a file of `chunks` times the same bytes, and lays values over it. */
function writeLarge(path: string, chunk: Buffer, chunks: number, values: readonly (readonly [number, string])[]): void {
  const fd = openSync(path, 'w');
  try {
    for (let written = 0; written < chunks; written++) writeSync(fd, chunk);
    for (const [offset, value] of values) writeSync(fd, value, offset);
  } finally {
    closeSync(fd);
  }
}

const columnsOf = ({ report }: Measured): number[] => report.findings.map(it => it.column);

describe('200 MB of one line', () => {
  const cwd = makeTree();
  const offsets = [5, 100 * MB - 20, 200 * MB - 100];
  const values = offsets.map((offset, index) => [offset, ` ${groqKey(`line${index}`)} `] as const);
  beforeAll(() => writeLarge(join(cwd, 'one.txt'), Buffer.alloc(MB, 'x1 '), 200, values));
  afterAll(() => rmSync(cwd, { recursive: true }));

  it('with three keys', async () => {
    const measured = await measure(cwd, []);
    expect(columnsOf(measured)).toEqual(offsets.map(offset => offset + 2));
    expect(measured.report.failed).toEqual([]);
    expect(measured.peak).toBeLessThan(200);
    expect(measured.seconds).toBeLessThan(15);
  });
});

describe('a log of 1 GB', () => {
  const cwd = makeTree();
  const line = '2026-11-23T20:00:00.000Z INFO request id=7f3a9c path=/api/items status=200 duration=12ms\n';
  const chunk = Buffer.from(line.repeat(Math.floor(MB / line.length)));
  const keys = Array.from({ length: 60 }, (_, index) => groqKey(`log${index}`));
  // Windows end near multiples of powers of two; keys stand there, each within its line.
  const values = keys.map((key, index) => {
    const border = (index + 1) * 16 * MB;
    const inLine = (border % chunk.length) % line.length;
    return [border - inLine + Math.min(Math.max(inLine - 30, 0), line.length - key.length - 3), ` ${key} `] as const;
  });
  beforeAll(() => writeLarge(join(cwd, 'big.log'), chunk, Math.ceil((1024 * MB) / chunk.length), values));
  afterAll(() => rmSync(cwd, { recursive: true }));

  it('loses none of sixty keys', async () => {
    expect(statSync(join(cwd, 'big.log')).size).toBeGreaterThanOrEqual(1024 * MB);
    const measured = await measure(cwd, ['--show-secrets']);
    expect(measured.report.findings.map(it => it.secret)).toEqual(keys);
    for (const [index, { line: number, column }] of measured.report.findings.entries()) {
      const [offset] = values[index]!;
      const inChunk = (offset + 1) % chunk.length;
      const chunkLines = chunk.length / line.length;
      expect(number).toBe(Math.floor((offset + 1) / chunk.length) * chunkLines + Math.floor(inChunk / line.length) + 1);
      expect(column).toBe((inChunk % line.length) + 1);
    }
    expect(measured.report.failed).toEqual([]);
    expect(measured.peak).toBeLessThan(200);
    expect(measured.seconds).toBeLessThan(20);
  });

  it('is searched on standard input as well', async () => {
    const { spawn } = await import('node:child_process');
    const { bin, plainEnvironment } = await import('../app.ts');
    const child = spawn(process.execPath, [bin(), '-', '-f', 'json', '-q'], {
      cwd,
      env: plainEnvironment(),
      stdio: [openSync(join(cwd, 'big.log'), 'r'), 'pipe', 'inherit'],
    });
    const chunks: Buffer[] = [];
    child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk));
    await new Promise(resolve => child.on('close', resolve));
    expect((JSON.parse(Buffer.concat(chunks).toString()) as ReportJson).findings).toHaveLength(keys.length);
  });

  it('that is cut short while it is read is told', async () => {
    const scanned = measure(cwd, ['--threads', '1']);
    setTimeout(() => truncateSync(join(cwd, 'big.log'), 600 * MB), 700);
    const { report } = await scanned;
    expect(report.failed).toEqual([{ path: 'big.log', why: expect.stringMatching(/shorter/) }]);
  });

  it('is given up in time under --timeout', async () => {
    const { report, seconds } = await measure(cwd, ['--timeout', '500ms']);
    expect(report.failed).toEqual([{ path: 'big.log', why: expect.stringMatching(/time limit/) }]);
    expect(seconds).toBeLessThan(5);
  });
});

describe('keys on every line around the ends of windows', () => {
  it('are found, each once', async () => {
    const cwd = makeTree();
    const line = `${'.'.repeat(70)}\n`;
    const wanted: string[] = [];
    const fd = openSync(join(cwd, 'a.txt'), 'w');
    for (let at = 0; at < 20 * MB; ) {
      const nearEnd = (at + 128 * 1024) % (4 * MB) < 256 * 1024;
      const text = nearEnd ? Array.from({ length: 1000 }, () => ` ${keyAt(wanted)}\n`).join('') : line.repeat(1000);
      at += writeSync(fd, text);
    }
    closeSync(fd);
    const { report } = await measure(cwd, ['--show-secrets']);
    expect(report.findings.map(it => it.secret)).toEqual(wanted);
    expect(wanted.length).toBeGreaterThan(20_000);
  });

  const keyAt = (wanted: string[]): string => wanted[wanted.push(groqKey(`w${wanted.length}`)) - 1]!;
});

describe('UTF-16 of 300 MB', () => {
  it('is searched in bounded memory', async () => {
    const cwd = makeTree();
    const chunk = Buffer.from('Zeile mit Umlauten äöü und sonst nichts\r\n'.repeat(12_000), 'utf16le');
    const count = Math.ceil((300 * MB) / chunk.length);
    writeLarge(join(cwd, 'wide.txt'), chunk, count, []);
    writeFileSync(join(cwd, 'wide.txt'), Buffer.from(`key = "${groqKey('wide')}"\r\n`, 'utf16le'), { flag: 'a' });
    const { report, peak } = await measure(cwd, []);
    expect(report.findings.map(it => [it.line, it.column])).toEqual([[count * 12_000 + 1, 8]]);
    expect(peak).toBeLessThan(200);
  });
});

describe('a hundred thousand findings', () => {
  it('are all there, in one file', async () => {
    const cwd = makeTree({
      'a.env': Array.from({ length: 100_000 }, (_, index) => `K${index}=${groqKey(`h${index % 1000}`)}\n`).join(''),
    });
    const { report, seconds } = await measure(cwd, []);
    expect(report.findings).toHaveLength(100_000);
    expect(report.findings.filter(it => it.excerpt !== '')).toHaveLength(10_000);
    expect(seconds).toBeLessThan(40);
  });
});
