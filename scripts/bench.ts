/**
 * Measures start-up, a source tree, and hard inputs, as whole processes taken in turn; writes medians to bench/results.md.
 *
 *   npm run bench -- [--tree FOLDER] [--runs N] [--large]
 *
 * Without --tree a tree of 8,000 files is made up. --large adds a log of 1 GB and a line of 200 MB.
 */

import { execFileSync, spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    tree: { type: 'string' },
    runs: { type: 'string', default: '11' },
    large: { type: 'boolean', default: false },
  },
});
const runs = Number(values.runs);
const bin = resolve('bin/unleak.js');
const scratch = mkdtempSync(join(tmpdir(), 'unleak-bench-'));

interface Case {
  readonly name: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  /** Exit codes that count as success. */
  readonly codes?: readonly number[];
}

interface Figures {
  readonly name: string;
  readonly medianMs: number;
  readonly minMs: number;
  readonly peakMb: number;
}

/** Runs every case in turn, a round at a time, so that a drift of the machine meets them all alike. */
function measure(cases: readonly Case[], rounds: number): Figures[] {
  const times = cases.map((): number[] => []);
  const peaks = cases.map(() => 0);
  for (let round = -1; round < rounds; round++) {
    for (const [index, { name, args, cwd, codes = [0] }] of cases.entries()) {
      const started = process.hrtime.bigint();
      const result = spawnSync('/usr/bin/env', ['time', '-f', '%M', process.execPath, ...args], {
        cwd: cwd ?? scratch,
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      const ms = Number(process.hrtime.bigint() - started) / 1e6;
      if (!codes.includes(result.status ?? -1))
        throw new Error(`${name} ended with ${result.status}: ${result.stderr}`);
      if (round < 0) continue;
      times[index]?.push(ms);
      peaks[index] = Math.max(peaks[index] ?? 0, Number(String(result.stderr).trim().split('\n').at(-1)) / 1024);
    }
  }
  return cases.map(({ name }, index) => {
    const sorted = (times[index] ?? []).sort((a, b) => a - b);
    return { name, medianMs: sorted[sorted.length >> 1] ?? 0, minMs: sorted[0] ?? 0, peakMb: peaks[index] ?? 0 };
  });
}

/** Source-like text, the same for the same seed. */
function makeText(seed: number, bytes: number): string {
  // As often as in real sources, one word in some hundreds is a credential's name.
  const plain =
    'const value options return await response model usage import export config string number function result error message stream chunk request handler provider schema index input output content type name list item event state update render'.split(
      ' ',
    );
  const credentials = ['apiKey', 'token', 'password'];
  let state = seed + 1;
  let text = '';
  while (text.length < bytes) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const list = (state >>> 4) % 150 === 0 ? credentials : plain;
    const word = list[(state >>> 12) % list.length] ?? '';
    text += `${word}${(state >>> 8) % 100}${state % 7 === 0 ? ' = "some text here";\n' : state % 5 === 0 ? ': ' : '.'}`;
  }
  return text;
}

function makeTree(): string {
  const tree = join(scratch, 'tree');
  for (let i = 0; i < 8000; i++) {
    const folder = join(tree, `package-${i % 80}`, `src-${i % 11}`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `file-${i}.ts`), makeText(i, 200 + ((i * 7919) % 14_000)));
  }
  return tree;
}

function makeLarge(name: string, megabytes: number, block: string): string {
  const path = join(scratch, name);
  const fd = openSync(path, 'w');
  const chunk = block.repeat(Math.ceil((1 << 20) / block.length)).slice(0, 1 << 20);
  for (let i = 0; i < megabytes; i++) writeSync(fd, chunk);
  closeSync(fd);
  return path;
}

const one = join(scratch, 'one');
mkdirSync(one);
writeFileSync(join(one, 'a.js'), 'export const answer = 42;\n'.repeat(40));
const repository = join(scratch, 'repository');
mkdirSync(repository);
writeFileSync(join(repository, 'a.js'), 'export const answer = 42;\n'.repeat(40));
writeFileSync(join(repository, 'unleak.yml'), 'fail-on: high\nexclude:\n  - "**/*.snap"\n');
execFileSync('git', ['init', '-q', repository]);

const bare: Case = { name: 'node -e 0', args: ['-e', '0'] };
const startUp = measure(
  [
    bare,
    { name: 'unleak --version', args: [bin, '--version'] },
    { name: 'scan, one file', args: [bin, 'scan'], cwd: one },
    { name: 'scan, one file, in a repository with unleak.yml', args: [bin, 'scan'], cwd: repository },
  ],
  runs,
);
const tree = values.tree === undefined ? makeTree() : resolve(values.tree);
const trees = measure(
  [
    bare,
    { name: 'list and read the tree', args: [resolve('bench/read-tree.mjs'), tree] },
    { name: 'scan the tree', args: [bin, 'scan'], cwd: tree, codes: [0, 1] },
  ],
  runs,
);
const large = values.large
  ? measure(
      [
        bare,
        {
          name: 'a log of 1 GB',
          args: [
            bin,
            'scan',
            makeLarge(
              'big.log',
              1024,
              `2026-01-01T00:00:00Z INFO request id=4711 took 12 ms path=/api/v1/items?page=2 user=somebody\n`,
            ),
          ],
          codes: [0, 1],
        },
        {
          name: 'one line of 200 MB',
          args: [bin, 'scan', makeLarge('line.js', 200, makeText(1, 1 << 20).replaceAll('\n', ' '))],
          codes: [0, 1],
        },
      ],
      3,
    )
  : [];

const row = ({ name, medianMs, minMs, peakMb }: Figures, base: Figures | undefined): string =>
  `| ${name} | ${medianMs.toFixed(0)} | ${minMs.toFixed(0)} | ${base ? (medianMs - base.medianMs).toFixed(0) : ''} | ${peakMb.toFixed(0)} |`;
const table = (figures: readonly Figures[]): string =>
  [
    '| process | median ms | least ms | over bare node, ms | peak MB |',
    '|---|---|---|---|---|',
    ...figures.map((it, i) => row(it, i === 0 ? undefined : figures[0])),
  ].join('\n');
const [nothing, yardstick, scan] = trees;
const ratio =
  ((scan?.medianMs ?? 0) - (nothing?.medianMs ?? 0)) / ((yardstick?.medianMs ?? 1) - (nothing?.medianMs ?? 0));
const text = `# Benchmark

Whole processes, taken in turn, medians of ${runs} (large inputs: 3). Node ${process.version}, ${cpus().length} cores, ${cpus()[0]?.model.trim()}.

## Start-up

${table(startUp)}

## A source tree${values.tree === undefined ? ' (made up: 8,000 files)' : ''}

${table(trees)}

Scanning takes ${ratio.toFixed(2)} times what listing and reading takes, both less bare Node.
${large.length > 0 ? `\n## Hard inputs\n\n${table(large)}\n` : ''}`;
writeFileSync('bench/results.md', text);
console.log(text);
rmSync(scratch, { recursive: true });
