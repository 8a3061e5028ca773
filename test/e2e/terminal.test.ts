/** What a terminal sees: progress on standard error after half a second, and nothing of it left behind. */

import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { bin, plainEnvironment } from './app.ts';
import { groqKey } from './secrets.ts';
import { makeTree } from './tree.ts';

function hasScript(): boolean {
  try {
    return execFileSync('script', ['--version']).includes('util-linux');
  } catch {
    return false;
  }
}

/** Runs unleak in a pseudo terminal of so many columns and gives all that it wrote there. */
function runInTerminal(cwd: string, columns: number, args = '', env: Record<string, string> = {}): Promise<string> {
  const command = `stty cols ${columns}; '${process.execPath}' '${bin()}' ${args}`;
  return new Promise((resolve, reject) => {
    const options = {
      cwd,
      env: { ...plainEnvironment(), TERM: 'xterm-256color', ...env },
      timeout: 20_000,
      maxBuffer: 1 << 20,
    };
    const child = execFile('script', ['-qec', command, '/dev/null'], options, (error, stdout) => {
      if (error?.killed) reject(error);
      else resolve(stdout);
    });
    child.stdin?.end();
  });
}

describe.skipIf(!hasScript())('a terminal', () => {
  let big: string;
  beforeAll(() => {
    big = makeTree({ 'a.env': `K=${groqKey('terminal')}\n` });
    const body = 'const value = compute(left, right); // a plain line of code\n'.repeat(1500);
    for (let folder = 0; folder < 40; folder++) {
      mkdirSync(join(big, `d${folder}`));
      for (let file = 0; file < 100; file++) writeFileSync(join(big, `d${folder}/${file}.js`), body);
    }
  });

  it('is shown how far a long scan is, and gets its cursor back', async () => {
    const seen = await runInTerminal(big, 100, '--threads 1');
    expect(seen).toMatch(/Scanning: \d+ of 4001 files/);
    expect(seen.lastIndexOf('\x1b[?25h')).toBeGreaterThan(seen.lastIndexOf('\x1b[?25l'));
    expect(seen).toContain('Groq API key');
  });

  it('is shown nothing of the kind under --quiet, in CI, or for a short scan', async () => {
    for (const [args, env] of [
      ['-q', {}],
      ['', { CI: 'true' }],
    ] as const) {
      expect(await runInTerminal(big, 100, args, env)).not.toContain('Scanning');
    }
    expect(await runInTerminal(makeTree({ 'a.txt': 'x' }), 100)).not.toContain('Scanning');
  });

  it('of no width is written to like a file', async () => {
    const seen = await runInTerminal(big, 0, '--threads 1');
    expect(seen.length).toBeLessThan(5000);
    expect(seen).toContain('Groq API key');
  });

  it('that is narrow gets narrow lines', async () => {
    const seen = await runInTerminal(makeTree({ 'a.env': `K=${groqKey('narrow')}\n` }), 50, '--no-color');
    const lines = seen.split('\r\n').filter(line => !/^ {2}(page|allow) /.test(line));
    expect(lines.filter(line => line.length > 50)).toEqual([]);
  });
});
