/** Compiles src/match/wasm to src/match/prefilter-wasm.ts; with --check only tells whether that file is up to date. */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const target = 'src/match/prefilter-wasm.ts';
const folder = mkdtempSync(join(tmpdir(), 'unleak-wasm-'));
const binary = join(folder, 'prefilter.wasm');
try {
  const flags = ['-O3', '--noAssert', '--runtime', 'stub', '--enable', 'simd', '--initialMemory', '176'];
  const compiler = 'node_modules/assemblyscript/bin/asc.js';
  execFileSync(process.execPath, [compiler, 'src/match/wasm/prefilter.ts', '--outFile', binary, ...flags], {
    stdio: 'inherit',
  });
  const lines =
    readFileSync(binary)
      .toString('base64')
      .match(/.{1,120}/g) ?? [];
  const text = `/** The compiled prefilter, base64. Made by scripts/build-wasm.ts from src/match/wasm; not edited by hand. */

// biome-ignore format: one long string
export const prefilterWasm =
${lines.map(line => `  '${line}'`).join(' +\n')};
`;
  if (!process.argv.includes('--check')) writeFileSync(target, text);
  else if (readFileSync(target, 'utf8') !== text) {
    console.error(`${target} is out of date: run npm run gen`);
    process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true });
}
