/**
 * Compiles rules/*.yml into rules.json (what a scan needs), rule-names.json, rules-full.json.gz (with samples and sources) and rules.tables (what the
 * prefilter looks up), in dist/ or a folder named.
 */

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { packTables } from '../src/match/layout.ts';
import { UserError } from '../src/model/errors.ts';
import { compileRules } from '../src/rules/compile.ts';
import { readRuleFiles } from '../src/rules/files.ts';
import { writeNames, writePack } from '../src/rules/pack.ts';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = resolve(root, process.argv[2] ?? 'dist');

try {
  const specs = await readRuleFiles(['rules'], root, false);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'rules.json'), writePack(specs));
  writeFileSync(join(folder, 'rule-names.json'), writeNames(specs));
  writeFileSync(join(folder, 'rules-full.json.gz'), gzipSync(JSON.stringify(specs), { level: 9 }));
  writeFileSync(join(folder, 'rules.tables'), packTables(compileRules(specs)));
  process.stdout.write(`${specs.length} rules\n`);
} catch (error) {
  if (!(error instanceof UserError)) throw error;
  process.stderr.write(`${error.message}\n${error.hint}\n`);
  process.exitCode = 1;
}
