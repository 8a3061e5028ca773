/** Builds dist/: the bundle with its lazily loaded chunks, the compiled rule pack, type declarations and third-party notices. */

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';

const pack = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
const node = (script: string): void => {
  execFileSync(process.execPath, ['--import', 'tsx', script], { stdio: 'inherit' });
};

rmSync('dist', { recursive: true, force: true });
node('scripts/compile-rules.ts');

const result = await build({
  entryPoints: { main: 'src/cli/main.ts', index: 'src/index.ts', worker: 'src/engine/worker.ts' },
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'none',
  chunkNames: '[name]-[hash]',
  define: { UNLEAK_VERSION: JSON.stringify(pack.version) },
  // Some libraries are CommonJS inside; they ask for Node's modules with require.
  banner: {
    js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
  },
  metafile: true,
});

writeFileSync('dist/THIRD-PARTY-NOTICES.txt', notices(Object.keys(result.metafile.inputs)));
execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.types.json'], { stdio: 'inherit' });

/** The licence text of every package that is in the bundle. */
function notices(inputs: readonly string[]): string {
  const folders = new Set<string>();
  for (const input of inputs) {
    const match = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input);
    if (match?.[1] !== undefined) folders.add(match[1]);
  }
  return [...folders].sort().map(notice).join('\n');
}

function notice(folder: string): string {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    name: string;
    version: string;
    license?: string;
  };
  const file = ['LICENSE', 'LICENSE.md', 'LICENSE.txt', 'license', 'LICENCE', 'license.md']
    .map(name => join(folder, name))
    .find(existsSync);
  const text = file === undefined ? `(no licence file in ${dirname(folder)})` : readFileSync(file, 'utf8').trim();
  return `${manifest.name} ${manifest.version} (${manifest.license ?? 'unknown'})\n\n${text}\n\n${'-'.repeat(78)}\n`;
}
