/** The exact output of every format, read as documents: test/golden/*.md. UPDATE_GOLDEN=1 writes them anew. */

import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Report } from '../../src/model/report.ts';
import type { Style } from '../../src/model/reporter.ts';
import { mask } from '../../src/model/secret.ts';
import { formats, makeFinding, makeReport, makeRule, makeValue, render } from './build.ts';

interface Scene {
  readonly file: string;
  readonly title: string;
  readonly tells: string;
  readonly report: Report;
  readonly style?: Partial<Style>;
}

const webhook = makeRule({
  id: 'acme-webhook-secret',
  title: 'Acme webhook signing secret',
  severity: 'medium',
  confidence: 'medium',
  why: 'Whoever holds it can forge events.',
  fix: 'Roll it.',
});
const generic = makeRule({ id: 'generic-secret', provider: 'generic', title: 'Secret in an assignment' });

const places = ['.env', 'src/config.ts', 'deploy/staging/values.yaml'].map((path, at) =>
  makeFinding({ at: { path, line: 2 + at * 10, column: 14 }, fingerprint: '0123456789abcdef0123456789abcdef' }),
);

const scenes: readonly Scene[] = [
  {
    file: 'clean',
    title: 'A clean tree',
    tells: 'Nothing was found, everything could be read.',
    report: makeReport({ dropped: { placeholder: 9, example: 3 }, ignored: 12 }),
  },
  {
    file: 'findings',
    title: 'Two secrets, one of them in three places',
    tells: 'The worst comes first, whatever the order they were found in.',
    report: makeReport({
      findings: [
        makeFinding({
          rule: webhook,
          value: makeValue(7, 24),
          secretId: '00000000000000bb',
          at: {
            path: 'a folder/it’s here.json',
            line: 1,
            column: 20,
            layers: [{ kind: 'encoding', name: 'utf-16le' }],
          },
          excerpt: `{ "first": ${'1234567890, '.repeat(9)}"webhook": "${mask(makeValue(7, 24))}", "last": ${'1234567890, '.repeat(9)}0 }`,
        }),
        ...places,
      ],
      dropped: { 'inline-ignore': 1, overlapped: 4 },
      scanned: { files: 3, bytes: 812, rules: 70 },
    }),
  },
  {
    file: 'incomplete',
    title: 'A run that could not read everything',
    tells: 'Nothing was found, but that is not clean. The user asked for all that is known (`--verbose`, `--explain`).',
    style: { verbose: true },
    report: makeReport({
      failed: [
        { path: 'data/locked.db', why: 'permission denied' },
        { path: 'tmp/gone.txt', why: 'vanished after it was listed' },
      ],
      skipped: [{ path: 'run/pipe', why: 'a FIFO' }],
      dropped: { 'inline-ignore': 1, 'low-entropy': 1 },
      drops: [
        {
          ruleId: 'generic-secret',
          reason: 'low-entropy',
          at: makeFinding({ at: { path: 'src/a.ts', line: 3, column: 9 } }).at,
          masked: '…(12)',
        },
        { ruleId: 'acme-api-key', reason: 'inline-ignore', at: makeFinding().at, masked: 'acme…(48)' },
      ],
      baseline: { path: '.unleak-baseline.json', known: 4, gone: ['acme-api-key in src/old.ts'], expired: [] },
      stale: ['unleak.yml:12: nothing used this entry'],
      notices: ['the tree has a submodule that is not checked out: vendor/acme'],
    }),
  },
  {
    file: 'hostile',
    title: 'Names and lines that try to trick the reader',
    tells: 'Every character that a terminal would obey or hide is shown as an escape.',
    report: makeReport({
      findings: [
        makeFinding({
          rule: generic,
          at: { path: 'docs/\x1b[2J\u202etxt.exe\nfake: 0 findings', line: 1, column: 1 },
          excerpt: '\tkey = "acme…(48)" \x1b]8;;https://evil.example\x07click\x1b]8;;\x07\u2066',
          notes: ['role \x9b31m{0} [admin](https://evil.example)'],
        }),
        makeFinding({
          rule: generic,
          at: { path: '-rf', line: 1, column: 1 },
          secretId: '00000000000000bb',
          excerpt: '',
        }),
        makeFinding({
          rule: generic,
          at: { path: '<stdin>', line: 5, column: 3, origin: { kind: 'stdin' } },
          secretId: '00000000000000cc',
        }),
      ],
      failed: [{ path: 'b\r\x00d', why: 'I/O error' }],
    }),
  },
];

const languages = { text: 'text', json: 'json', jsonl: 'json', sarif: 'json' } as const;

async function write({ title, tells, report, style }: Scene): Promise<string> {
  const parts = [`# ${title}\n\n${tells}\n`];
  for (const format of ['text', ...formats.filter(format => format !== 'text')] as const) {
    parts.push(`\n## ${format}\n\n\`\`\`\`${languages[format]}\n${await render(format, report, style)}\`\`\`\`\n`);
  }
  return parts.join('');
}

describe('the output of every format is as the golden documents show it', () => {
  for (const scene of scenes) {
    it(scene.title, async () => {
      const file = new URL(`../golden/report-${scene.file}.md`, import.meta.url);
      const written = await write(scene);
      if (process.env['UPDATE_GOLDEN']) writeFileSync(file, written);
      expect(written).toBe(readFileSync(file, 'utf8'));
    });
  }
});
