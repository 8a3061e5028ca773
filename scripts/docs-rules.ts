/** Writes docs/rules.md: a table of the built-in rules and a section for each. With --check it only tells whether that is up to date. */

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readRuleFiles } from '../src/rules/files.ts';
import { writeRulesPage } from '../src/rules/handbook.ts';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const target = join(root, 'docs/rules.md');
const page = writeRulesPage(await readRuleFiles(['rules'], root, false));

if (process.argv.includes('--check')) {
  if (!existsSync(target) || readFileSync(target, 'utf8') !== page) {
    process.stderr.write('docs/rules.md is out of date: npm run gen\n');
    process.exitCode = 1;
  }
} else {
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, page);
}
