/**
 * Builds dist/: the bundle with its lazily loaded chunks, the compiled rule pack, type declarations and third-party notices.
 *
 * `tsx scripts/build.ts [folder]` builds into another folder, without the type declarations: what the end-to-end tests run.
 */

import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire, isBuiltin } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { mergeChunks } from './merge-chunks.ts';

const pack = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
const [folder = 'dist'] = process.argv.slice(2);
const node = (...args: string[]): void => {
  execFileSync(process.execPath, args, { stdio: 'inherit' });
};

rmSync(folder, { recursive: true, force: true });
node('--import', 'tsx', 'scripts/compile-rules.ts', folder);

/**
 * Takes Node's own modules from process.getBuiltinModule. An import statement would make a namespace of each, which reads every
 * property, and so loads streams and more: 15 ms at start-up. It also serves the libraries that are CommonJS inside.
 */
const builtins: Plugin = {
  name: 'builtins',
  setup(build) {
    build.onResolve({ filter: /.*/ }, ({ path }) =>
      isBuiltin(path) ? { path: path.replace(/^node:/, ''), namespace: 'builtin' } : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => ({ contents: takeBuiltin(path) }));
  },
};

/** Those that take milliseconds to load and that many runs never use: each property asks for the module when it is read. */
const lazyBuiltins = new Set([
  'v8',
  'vm',
  'child_process',
  'worker_threads',
  'crypto',
  'os',
  'timers/promises',
  'fs/promises',
  'readline',
]);

function takeBuiltin(path: string): string {
  const module = `process.getBuiltinModule(${JSON.stringify(path)})`;
  if (!lazyBuiltins.has(path)) return `module.exports = ${module}`;
  const names = Object.keys(createRequire(import.meta.url)(path) as object).filter(name =>
    /^[A-Za-z_$][\w$]*$/.test(name),
  );
  return `module.exports = {${names.map(name => `get ${name}() { return ${module}.${name} }`).join(', ')}}`;
}

const result = await build({
  entryPoints: { main: 'src/cli/main.ts', index: 'src/index.ts', worker: 'src/engine/worker.ts' },
  outdir: folder,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  minify: true,
  legalComments: 'none',
  chunkNames: '[name]-[hash]',
  // Its build for browsers is made of ES modules: smaller, and with names that a dynamic import finds.
  alias: { yaml: resolve('node_modules/yaml/browser/index.js') },
  define: { UNLEAK_VERSION: JSON.stringify(pack.version) },
  plugins: [builtins],
  metafile: true,
});

await mergeChunks(
  result.metafile,
  ['src/cli/program.ts', 'src/cli/commands/scan.ts', 'src/report/text.ts'],
  ['src/cli/main.ts'],
  folder,
);
writeFileSync(join(folder, 'THIRD-PARTY-NOTICES.txt'), notices(Object.keys(result.metafile.inputs)));
if (folder === 'dist') {
  node('node_modules/typescript/bin/tsc', '-p', 'tsconfig.types.json');
  dropUnused(join(folder, 'types'), 'index.d.ts');
}

/** Removes the declarations that the entry's do not lead to: the compiler writes one for each file that a function's body needs. */
function dropUnused(home: string, entry: string): void {
  const kept = new Set<string>();
  const keep = (file: string): void => {
    if (kept.has(file)) return;
    kept.add(file);
    const text = readFileSync(join(home, file), 'utf8');
    for (const [, from] of text.matchAll(/(?:from |import\()'(\.[^']+)\.ts'/g))
      keep(join(dirname(file), `${from}.d.ts`));
  };
  keep(entry);
  for (const { parentPath, name } of readdirSync(home, { recursive: true, withFileTypes: true }).filter(it =>
    it.isFile(),
  )) {
    const path = join(parentPath, name);
    if (!kept.has(relative(home, path))) rmSync(path);
  }
}

/** The licence text of every package that is in the bundle. */
function notices(inputs: readonly string[]): string {
  const packages = new Set<string>();
  for (const input of inputs) {
    const match = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input);
    if (match?.[1] !== undefined) packages.add(match[1]);
  }
  return [...packages].sort().map(notice).join('\n');
}

function notice(home: string): string {
  const manifest = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as {
    name: string;
    version: string;
    license?: string;
  };
  const file = ['LICENSE', 'LICENSE.md', 'LICENSE.txt', 'license', 'LICENCE', 'license.md']
    .map(name => join(home, name))
    .find(existsSync);
  const text = file === undefined ? `(no licence file in ${dirname(home)})` : readFileSync(file, 'utf8').trim();
  return `${manifest.name} ${manifest.version} (${manifest.license ?? 'unknown'})\n\n${text}\n\n${'-'.repeat(78)}\n`;
}
