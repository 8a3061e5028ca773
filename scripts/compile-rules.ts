/** Compiles rules/*.yml into dist/rules.json (what a scan needs) and dist/rules-full.json (with samples and sources). */

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UserError } from '../src/model/errors.ts';
import { readRuleFiles } from '../src/rules/files.ts';
import { leanSpec } from '../src/rules/pack.ts';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

try {
  const specs = await readRuleFiles(['rules'], root, false);
  mkdirSync(join(root, 'dist'), { recursive: true });
  writeFileSync(join(root, 'dist/rules.json'), JSON.stringify(specs.map(leanSpec)));
  writeFileSync(join(root, 'dist/rules-full.json'), `${JSON.stringify(specs, null, 1)}\n`);
  process.stdout.write(`${specs.length} rules\n`);
} catch (error) {
  if (!(error instanceof UserError)) throw error;
  process.stderr.write(`${error.message}\n${error.hint}\n`);
  process.exitCode = 1;
}
