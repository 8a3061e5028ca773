/** Properties of whole runs: where files lie, in which order and by how many threads they are read changes nothing. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Scanned, scan } from './app.ts';
import { anthropicKey, githubToken, groqKey, postgresUrl } from './secrets.ts';
import { makeTree } from './tree.ts';

const secret = fc.oneof(
  {
    weight: 20,
    arbitrary: fc
      .nat(500)
      .chain(seed => fc.constantFrom(groqKey(`i${seed}`), anthropicKey(`i${seed}`), githubToken(`i${seed}`))),
  },
  // Few of them: the lasting identity of what can be guessed takes time.
  { weight: 1, arbitrary: fc.nat(2).map(seed => postgresUrl(`i${seed}`)) },
);
const plain = fc.stringMatching(/^[a-zé日😀 ,;(){}=+]{0,60}$/u);
const written = fc.oneof(
  plain,
  secret.map(value => `const k = "${value}";`),
  secret.map(value => `API_KEY=${value}`),
  fc.tuple(secret, secret).map(([a, b]) => `["${a}", "${b}"]`),
);
const content = fc.array(written, { maxLength: 40 }).map(lines => lines.join('\n'));
const contents = fc.array(content, { minLength: 70, maxLength: 120 });

/** What was found, without where. */
const findingsOf = ({ report }: Scanned, nameOf: (path: string) => string): string[] =>
  report.findings
    .map(
      it =>
        `${nameOf(it.path)}:${it.line}:${it.column}-${it.endLine}:${it.endColumn} ${it.ruleId} ${it.secret} ${it.severity} ${it.confidence} ${it.fingerprint}`,
    )
    .sort();

describe('property', () => {
  const samples = fc.sample(contents, { numRuns: 2, seed: 11 });

  it.each(samples.map((texts, index) => [index, texts] as const))(
    'tree %i: places slice back to the secret',
    async (_, texts) => {
      const cwd = makeTree(Object.fromEntries(texts.map((text, index) => [`${index}.txt`, text])));
      const { report } = await scan(['--show-secrets', '--min-confidence', 'low'], { cwd });
      expect(report.findings.length).toBeGreaterThan(50);
      for (const { path, line, column, endLine, endColumn, secret } of report.findings) {
        const lines = texts[Number.parseInt(path, 10)]!.split('\n');
        expect(endLine).toBe(line);
        expect(lines[line - 1]!.slice(column - 1, endColumn - 1)).toBe(secret);
      }
    },
  );

  it.each(samples.map((texts, index) => [index, texts] as const))(
    'tree %i: names, order and threads change nothing',
    async (_, texts) => {
      const pad = (index: number): string => String(index).padStart(3, '0');
      const forwards = makeTree(Object.fromEntries(texts.map((text, index) => [`${pad(index)}.txt`, text])));
      const backwards = makeTree(Object.fromEntries(texts.map((text, index) => [`${pad(999 - index)}.txt`, text])));
      const byForwards = (path: string): string => path;
      const byBackwards = (path: string): string => `${pad(999 - Number.parseInt(path, 10))}.txt`;
      const expected = findingsOf(await scan(['--show-secrets', '--threads', '1'], { cwd: forwards }), byForwards);
      expect(findingsOf(await scan(['--show-secrets', '--threads', '2'], { cwd: forwards }), byForwards)).toEqual(
        expected,
      );
      expect(findingsOf(await scan(['--show-secrets', '--threads', '3'], { cwd: backwards }), byBackwards)).toEqual(
        expected,
      );
      const list = [...texts.keys()]
        .reverse()
        .map(index => `${pad(index)}.txt\n`)
        .join('');
      expect(
        findingsOf(await scan(['--show-secrets', '--files-from', '-'], { cwd: forwards, input: list }), byForwards),
      ).toEqual(expected);
    },
  );

  it.each(samples.map((texts, index) => [index, texts] as const))(
    'tree %i: masking changes neither number nor place',
    async (_, texts) => {
      const cwd = makeTree(Object.fromEntries(texts.map((text, index) => [`${index}.txt`, text])));
      const shown = await scan(['--show-secrets'], { cwd });
      const masked = await scan([], { cwd });
      expect(masked.places).toEqual(shown.places);
      const secrets = [...new Set(shown.report.findings.map(it => it.secret))];
      const excerpts = masked.report.findings.map(it => it.excerpt).join('\n');
      expect(secrets.filter(secret => excerpts.includes(secret))).toEqual([]);
      for (const { secret } of masked.report.findings) expect(secret).toMatch(/^.{0,4}…\(\d+\)$/s);
    },
  );
});
