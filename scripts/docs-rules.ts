/** Writes docs/rules.md: a table of the built-in rules and a section for each. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readRuleFiles } from '../src/rules/files.ts';
import { writeRulesPage } from '../src/rules/handbook.ts';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
mkdirSync(join(root, 'docs'), { recursive: true });
writeFileSync(join(root, 'docs/rules.md'), writeRulesPage(await readRuleFiles(['rules'], root, false)));
