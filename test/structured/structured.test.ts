/** What is found in the files that people keep credentials in: each value by its rule, at its place, and nothing besides. */

import { readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createContext } from '../../src/engine/context.ts';
import { contentOf } from '../../src/engine/scan-text.ts';
import { scanUnit } from '../../src/engine/scan-unit.ts';
import { compileRules } from '../../src/rules/compile.ts';
import { readRuleFiles } from '../../src/rules/files.ts';
import { unfoldContent } from '../../src/unfold/unfold.ts';
import { makeRequest } from '../engine/make-request.ts';
import { readTable } from './read.ts';

const specs = await readRuleFiles(['rules'], dirname(dirname(import.meta.dirname)), false);
const context = createContext(makeRequest(), { rules: compileRules(specs) });

/** What is found in a text, written as the tables expect it. */
function scan(path: string, text: string, expected: readonly string[]): string[] {
  const unfolded = unfoldContent({ kind: 'stdin' }, path, contentOf(Buffer.from(text)));
  if (!('unit' in unfolded)) return ['no text'];
  const { drafts } = scanUnit(unfolded.unit, context);
  return drafts.map(({ rule, severity, at, secret }, index) => {
    const asked = expected[index]?.split(' ')[0]?.includes('@') ? `@${severity}` : '';
    const place = `${at.line}:${at.column}-${at.endLine}:${at.endColumn}`;
    return `${rule.id}${asked} ${place} ${secret.reveal()}`;
  });
}

const tables = readdirSync(import.meta.dirname).flatMap(name => /^(.*)\.txt$/.exec(name)?.[1] ?? []);

describe.each(tables)('%s', table => {
  for (const [lineEnd, name] of [
    ['\n', 'LF'],
    ['\r\n', 'CRLF'],
  ] as const) {
    it.each(readTable(table, specs, lineEnd))(`$path $note (${name})`, ({ path, text, expected }) => {
      expect(scan(path, text, expected)).toEqual(expected);
    });
  }
});
