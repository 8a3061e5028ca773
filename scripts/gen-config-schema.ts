/** Writes the JSON Schema of config files, for editors; with --check it only tells whether the one that stands there is the right one. */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { configShape } from '../src/config/shape.ts';
import { toJsonSchema } from '../src/shape/json-schema.ts';

const file = fileURLToPath(new URL('../schema/config.schema.json', import.meta.url));
const text = `${JSON.stringify(toJsonSchema(configShape, { title: 'unleak configuration' }), null, 2)}\n`;

const readWritten = (): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
};

if (!process.argv.includes('--check')) {
  mkdirSync(new URL('../schema/', import.meta.url), { recursive: true });
  writeFileSync(file, text);
} else if (readWritten() !== text) {
  console.error('schema/config.schema.json is out of date: run `tsx scripts/gen-config-schema.ts`');
  process.exitCode = 1;
}
