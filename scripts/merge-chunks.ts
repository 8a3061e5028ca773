/**
 * Puts the chunks that every scan loads into one file: thirty small ones take longer to find and open than to run.
 *
 * The chunks stay as stubs that hand on what the one file exports, so that whatever else imports them gets the same modules.
 */

import { writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { build, type Metafile } from 'esbuild';

type Outputs = Metafile['outputs'];

/** What the entries and their static imports lead to. */
function closure(outputs: Outputs, entries: readonly string[]): string[] {
  const met = new Set<string>();
  const visit = (file: string): void => {
    if (met.has(file) || outputs[file] === undefined) return;
    met.add(file);
    for (const { path, kind } of outputs[file].imports) if (kind === 'import-statement') visit(path);
  };
  for (const entry of entries) visit(entry);
  return [...met].sort();
}

/**
 * @param sources source files, whose chunks are loaded by every scan
 * @param first source files, whose chunks are loaded before that is known and stay as they are
 */
export async function mergeChunks(
  { outputs }: Metafile,
  sources: readonly string[],
  first: readonly string[],
  folder: string,
): Promise<void> {
  const outputsOf = (files: readonly string[]): string[] =>
    Object.keys(outputs).filter(file => files.includes(outputs[file]?.entryPoint ?? ''));
  const before = closure(outputs, outputsOf(first));
  const chunks = closure(outputs, outputsOf(sources)).filter(file => !before.includes(file));
  const names = new Map(chunks.map((file, index) => [resolve(file), `m${index}`]));
  const namesIn = (file: string): readonly string[] => outputs[file]?.exports ?? [];
  const contents = chunks
    .map(file => {
      const prefix = names.get(resolve(file));
      const list = namesIn(file).map(name => `${name} as ${prefix}_${name}`);
      return `${list.length > 0 ? `export { ${list.join(', ')} } from` : 'import'} './${basename(file)}';`;
    })
    .join('\n');
  const merged = await build({
    stdin: { contents, resolveDir: folder, loader: 'js' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    minify: true,
    write: false,
    plugins: [
      {
        name: 'others',
        setup(it) {
          it.onResolve({ filter: /^\.\// }, ({ path, resolveDir, kind }) => {
            const file = resolve(resolveDir, path);
            return names.has(file) && kind !== 'dynamic-import' ? { path: file } : { path, external: true };
          });
        },
      },
    ],
  });
  writeFileSync(join(folder, 'scan.js'), merged.outputFiles[0]!.contents);
  for (const file of chunks) {
    const prefix = names.get(resolve(file));
    const list = namesIn(file).map(name => `${prefix}_${name} as ${name}`);
    writeFileSync(file, `export{${list.join(',')}}from'./scan.js';\n`);
  }
}
