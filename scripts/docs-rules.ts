/** Writes docs/rules.md and docs/rules/: a table of the built-in rules and a section for each. With --check it only tells whether they are up to date. */

import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readRuleFiles } from '../src/rules/files.ts';
import { writeRulesPages } from '../src/rules/handbook.ts';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const docs = join(root, 'docs');
const pages = writeRulesPages(await readRuleFiles(['rules'], root, false));
const written = existsSync(join(docs, 'rules')) ? readdirSync(join(docs, 'rules')).map(name => `rules/${name}`) : [];
const stale = written.filter(path => !pages.some(page => page.path === path));

if (process.argv.includes('--check')) {
  const isCurrent = ({ path, text }: (typeof pages)[number]): boolean =>
    existsSync(join(docs, path)) && readFileSync(join(docs, path), 'utf8') === text;
  if (stale.length > 0 || !pages.every(isCurrent)) {
    process.stderr.write('docs/rules is out of date: npm run gen\n');
    process.exitCode = 1;
  }
} else {
  mkdirSync(join(docs, 'rules'), { recursive: true });
  for (const path of stale) rmSync(join(docs, path));
  for (const { path, text } of pages) writeFileSync(join(docs, path), text);
}
