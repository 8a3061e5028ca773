/** Puts the table of flags into README.md; with --check only tells whether it is up to date. */

import { readFileSync, writeFileSync } from 'node:fs';
import { renderFlagTable } from '../src/cli/flags.ts';

const file = 'README.md';
const written = readFileSync(file, 'utf8');
const opening = '<!-- flags: made by `npm run gen` -->\n';
const closing = '<!-- /flags -->';
const start = written.indexOf(opening) + opening.length;
const end = written.indexOf(closing);
if (start < opening.length || end < start) throw new Error(`${file} has no place for the flags`);
const text = `${written.slice(0, start)}\n${renderFlagTable()}\n${written.slice(end)}`;
if (!process.argv.includes('--check')) writeFileSync(file, text);
else if (text !== written) {
  console.error(`${file} is out of date: run npm run gen`);
  process.exitCode = 1;
}
