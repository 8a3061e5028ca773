/** Files that are searched many at once give what each gives by itself. */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { createContext, lookupOf } from '../../src/engine/context.ts';
import { BATCH_ENTRIES, createEntryScanner } from '../../src/engine/scan-entries.ts';
import { type Draft, scanUnit } from '../../src/engine/scan-unit.ts';
import { packBatch, unpackBatch } from '../../src/engine/wire.ts';
import { holdBytes } from '../../src/sources/content.ts';
import { unfoldContent } from '../../src/unfold/unfold.ts';
import { finish } from '../../src/util/steps.ts';
import { randomValue } from '../match/rules.ts';
import { makeRequest } from './make-request.ts';

const folder = mkdtempSync(join(tmpdir(), 'unleak-entries-'));
afterAll(() => rmSync(folder, { recursive: true }));

const request = makeRequest({ minConfidence: 'low', explain: true, today: '2026-01-01' });
const lookup = lookupOf(request);
const { rules } = lookup;
const context = createContext(request, lookup);

const token = `glpat-${randomValue(20, 1)}`;
const value = randomValue(32, 2);

/** Pieces that files are made of: some end in the middle of what a neighbour could go on with. */
const pieces = [
  `${token}\n`,
  `password = "${randomValue(14, 3)}"\n`,
  `MISTRAL_API_KEY=${value}\n`,
  'mistral ',
  // A word that has the whole file searched once more.
  'mailchimp\n',
  `${randomValue(32, 9, '0123456789abcdef')}-us12\n`,
  Buffer.from(`some text ${token} more text`).toString('base64'),
  value,
  'password = ',
  'glpat-',
  '"',
  '\\',
  'api_key: ',
  `-----BEGIN RSA PRIVATE KEY-----\n${randomValue(64, 4)}\n`,
  `// gitleaks:allow ${token}\n`,
  'plain text\n',
  'é\ufeff😀',
  '\0binary\0',
];

const file = fc.oneof(
  fc.array(fc.constantFrom(...pieces), { maxLength: 12 }).map(parts => Buffer.from(parts.join(''))),
  fc.constantFrom(...pieces).map(piece => Buffer.from(piece, 'utf16le')),
  fc.constantFrom(4096, 8192, 300_000).map(size => Buffer.from(`${token}\n`.padEnd(size, 'x '))),
);

const tell = ({ rule, span, at, excerpt, secret }: Draft): string =>
  `${rule.id} ${span.start}-${span.end} ${at.path}:${at.line}:${at.column} ${excerpt} ${secret.masked}`;

/** Each file read and scanned alone. */
function scanAlone(paths: readonly string[]): string[] {
  return paths.flatMap(path => {
    const unfolded = unfoldContent({ kind: 'file', path }, path, holdBytes(readFileSync(path)));
    return 'unit' in unfolded ? scanUnit(unfolded.unit, context).drafts.map(tell) : [];
  });
}

function scanTogether(paths: readonly string[]): string[] {
  const entries = paths.map(path => ({ path, shown: path, explicit: false }));
  const scanner = createEntryScanner(entries, context, Number.POSITIVE_INFINITY);
  const batches = Array.from({ length: Math.ceil(paths.length / BATCH_ENTRIES) }, (_, number) =>
    finish(scanner.scanBatch(number)),
  );
  scanner.close();
  const place = (index: number) => ({ origin: { kind: 'file', path: paths[index]! } as const, path: paths[index]! });
  // Over the wire and back, as from a worker.
  return batches
    .map(batch => unpackBatch(packBatch(batch), rules, place))
    .flatMap(batch => batch.outcomes.flatMap(outcome => ('result' in outcome ? outcome.result.drafts.map(tell) : [])));
}

describe('a batch', () => {
  it('finds in each file what the file alone gives, whatever stands beside it', () => {
    fc.assert(
      fc.property(fc.array(file, { minLength: 1, maxLength: 40 }), files => {
        const paths = files.map((bytes, index) => {
          const path = join(folder, `f${String(index).padStart(3, '0')}.txt`);
          writeFileSync(path, bytes);
          return path;
        });
        expect(scanTogether(paths)).toEqual(scanAlone(paths));
      }),
      { numRuns: 60 },
    );
  });

  it('takes more than its memory holds', () => {
    const paths = Array.from({ length: 32 }, (_, index) => {
      const path = join(folder, `g${index}.txt`);
      writeFileSync(path, `${'some text '.repeat(20_000)}${token}x`.slice(0, -1));
      return path;
    });
    expect(scanTogether(paths)).toEqual(scanAlone(paths));
    expect(scanTogether(paths)).toHaveLength(32);
  });

  it('tells what is wrong with an entry, and goes on', () => {
    const good = join(folder, 'good.txt');
    writeFileSync(good, `${token}\n`);
    const entries = [join(folder, 'gone.txt'), folder, good].map(path => ({ path, shown: path, explicit: false }));
    const scanner = createEntryScanner(entries, context, Number.POSITIVE_INFINITY);
    const { outcomes } = finish(scanner.scanBatch(0));
    scanner.close();
    expect(outcomes.map(outcome => Object.keys(outcome).filter(key => key !== 'index'))).toEqual([
      ['failed'],
      ['skipped'],
      ['result'],
    ]);
  });
});
