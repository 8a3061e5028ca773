/** Writes the files that are made from others: `npm run gen`. With `--check` it only tells whether they are up to date. */

import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { toJsonSchema } from '../src/report/json-schema.ts';
import { lineShape, reportShape } from '../src/report/json-shape.ts';

const root = new URL('../', import.meta.url);

/** Generated file -> its content. */
const makers: Readonly<Record<string, () => Promise<string>>> = {
  'src/report/index.ts': makeReporterIndex,
  'schema/report.schema.json': async () =>
    formatJson(toJsonSchema(reportShape, 'unleak-report-1', 'What `unleak scan --format json` prints')),
  'schema/report-line.schema.json': async () =>
    formatJson(
      toJsonSchema(lineShape, 'unleak-report-line-1', 'What `unleak scan --format jsonl` prints on each line'),
    ),
};

/** A format is a file of src/report/ that exports a reporter. */
async function makeReporterIndex(): Promise<string> {
  const folder = new URL('src/report/', root);
  const files = (await readdir(folder)).filter(file => file.endsWith('.ts')).sort();
  const lines: string[] = [];
  for (const file of files) {
    if (!(await readFile(new URL(file, folder), 'utf8')).includes('export default defineReporter(')) continue;
    lines.push(`  ${quoteKey(file.slice(0, -3))}: () => import('./${file}'),`);
  }
  return `${[
    '/** Every report format by its name, loaded when it is asked for. Written by `npm run gen` from this folder. */',
    '',
    'export const reporters = {',
    ...lines,
    '} as const;',
    '',
    'export type Format = keyof typeof reporters;',
  ].join('\n')}\n`;
}

const quoteKey = (name: string): string => (/^[a-z]+$/.test(name) ? name : `'${name}'`);

const formatJson = (value: object): string => `${JSON.stringify(value, null, 2)}\n`;

async function readOrEmpty(file: URL): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch {
    return '';
  }
}

const check = process.argv.includes('--check');
for (const [path, make] of Object.entries(makers)) {
  const file = new URL(path, root);
  const content = await make();
  if ((await readOrEmpty(file)) === content) continue;
  if (check) {
    console.error(`${path} is out of date: run npm run gen`);
    process.exitCode = 1;
  } else {
    await mkdir(new URL('.', file), { recursive: true });
    await writeFile(file, content);
    console.log(`wrote ${path}`);
  }
}
