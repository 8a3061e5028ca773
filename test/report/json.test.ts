/** The JSON formats: what they hold, and that the schemas that ship describe exactly that. */

import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import type { Report } from '../../src/model/report.ts';
import type { ReportJson } from '../../src/report/json-shape.ts';
import { type FindingParts, makeFinding, makeReport, makeRule, makeValue, render } from './build.ts';

type Schema = { readonly [key: string]: unknown };

const readSchema = (name: string): Schema =>
  JSON.parse(readFileSync(new URL(`../../schema/${name}.schema.json`, import.meta.url), 'utf8'));

/** The schema with every object closed, so that a member that it does not describe is an error. */
function close(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(close);
  if (typeof schema !== 'object' || schema === null) return schema;
  const entries = Object.entries(schema).map(([key, value]) => [key, close(value)]);
  return { ...('properties' in schema ? { additionalProperties: false } : {}), ...Object.fromEntries(entries) };
}

const ajv = new Ajv({ allErrors: true });
const checkReport = ajv.compile(close(readSchema('report')) as Schema);
const checkLine = ajv.compile(close(readSchema('report-line')) as Schema);

const parse = async (report: Report): Promise<ReportJson> => JSON.parse(await render('json', report));

const full = makeReport({
  findings: [
    makeFinding({ notes: ['checksum fits'], fingerprint: '0123456789abcdef0123456789abcdef' }),
    makeFinding({ at: { path: 'b', layers: [{ kind: 'encoding', name: 'utf-32be' }] } }),
    makeFinding({ rule: makeRule({ id: '__proto__', severity: 'info' }), secretId: 'b', value: makeValue(1) }),
  ],
  dropped: { overlapped: 1 },
  drops: [{ ruleId: 'x', reason: 'overlapped', at: makeFinding().at, masked: '…(5)' }],
  skipped: [{ path: 'a', why: 'b' }],
  failed: [{ path: 'c', why: 'd' }],
  baseline: { path: 'base.json', known: 7, gone: ['old key'], expired: ['late key'] },
  stale: ['unleak.yml:3: not used'],
  notices: ['something'],
});

describe('json', () => {
  it.each([
    ['an empty report', makeReport()],
    ['a report with everything in it', full],
  ])('%s fits its schema, and holds nothing that the schema does not describe', async (_, report) => {
    checkReport(await parse(report));
    expect(checkReport.errors).toBeNull();
  });

  it('has a schema that refuses what is wrong', async () => {
    const right = await parse(full);
    for (const wrong of [
      { ...right, schemaVersion: 2 },
      { ...right, findings: [{ ...right.findings[0], severity: 'worst' }] },
      { ...right, findings: [{ ...right.findings[0], line: 0 }] },
      { ...right, failed: ['a'] },
      (({ summary: _, ...rest }) => rest)(right),
    ]) {
      expect(checkReport(wrong)).toBe(false);
    }
  });

  it('has one entry a place', async () => {
    const { findings } = await parse(full);
    expect(findings).toHaveLength(3);
    expect(findings[0]).toEqual({
      kind: 'secret',
      ruleId: 'acme-api-key',
      provider: 'Acme',
      title: 'Acme API key',
      severity: 'critical',
      confidence: 'high',
      secret: 'acme…(48)',
      secretId: '00000000000000aa',
      path: '.env',
      layers: [],
      line: 2,
      column: 14,
      endLine: 2,
      endColumn: 62,
      excerpt: 'ACME_API_KEY=acme…(48)',
      fingerprint: '0123456789abcdef0123456789abcdef',
      why: makeRule().why,
      fix: makeRule().fix,
      url: 'https://console.acme.example/settings/keys',
      notes: ['checksum fits'],
    });
    expect(findings[1]).toMatchObject({ layers: [{ kind: 'encoding', name: 'utf-32be' }], fingerprint: null });
  });

  it('sums up', async () => {
    const { summary, tool, schemaVersion } = await parse(full);
    expect({ tool, schemaVersion }).toEqual({ tool: { name: 'unleak', version: '1.2.3' }, schemaVersion: 1 });
    expect(summary).toEqual({
      files: 1234,
      bytes: 12_345_678,
      rules: 70,
      ignored: 0,
      findings: 3,
      secrets: 2,
      bySeverity: { info: 1, low: 0, medium: 0, high: 0, critical: 2 },
      byRule: JSON.parse('{"acme-api-key": 2, "__proto__": 1}'),
      complete: false,
      baseline: { path: 'base.json', known: 7, gone: ['old key'], expired: ['late key'] },
      milliseconds: 417,
    });
  });

  it('tells of dropped matches one by one only when they were asked for', async () => {
    expect(await parse(makeReport({ dropped: { example: 2 } }))).not.toHaveProperty('drops');
    expect((await parse(full)).drops).toEqual([
      { ruleId: 'x', reason: 'overlapped', path: '.env', line: 2, column: 14, secret: '…(5)' },
    ]);
  });

  it('passes on no member that the engine may have added to its own records', async () => {
    const odd = { path: 'a', why: 'b', stack: 'at /home/me' };
    const { skipped, failed } = await parse(makeReport({ skipped: [odd], failed: [odd] }));
    expect([skipped, failed]).toEqual([[{ path: 'a', why: 'b' }], [{ path: 'a', why: 'b' }]]);
  });
});

describe('jsonl', () => {
  const linesOf = async (report: Report): Promise<Schema[]> =>
    (await render('jsonl', report))
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line));

  it('has the findings of json, one a line, and the rest of it on the last', async () => {
    const { findings, ...rest } = await parse(full);
    const lines = await linesOf(full);
    expect(lines.slice(0, -1)).toEqual(findings);
    expect(lines.at(-1)).toEqual({ kind: 'summary', ...rest });
  });

  it('is the summary alone where nothing was found', async () => {
    expect(await linesOf(makeReport())).toMatchObject([{ kind: 'summary' }]);
  });

  it('fits its schema line by line', async () => {
    for (const line of await linesOf(full)) {
      checkLine(line);
      expect(checkLine.errors).toBeNull();
    }
  });
});

describe('schemas', () => {
  it.each(['report', 'report-line'])('%s names no host but that of the schema language', name => {
    const { $schema, ...rest } = readSchema(name);
    expect($schema).toBe('http://json-schema.org/draft-07/schema#');
    expect(JSON.stringify(rest)).not.toMatch(/https?:|\/\//);
  });

  it('let a later version add members', async () => {
    const open = new Ajv().compile({ ...readSchema('report'), $id: 'open' });
    expect(open({ ...(await parse(full)), later: true })).toBe(true);
  });
});

describe('a revealed secret', () => {
  it.each(['json', 'jsonl', 'sarif'] as const)('is in %s only when the style reveals it', async format => {
    const parts: FindingParts = { value: `${makeValue(4)}\n"` };
    const report = makeReport({ findings: [makeFinding(parts)] });
    expect(await render(format, report)).not.toContain(makeValue(4));
    expect(await render(format, report, { secretText: () => parts.value! })).toContain(`${makeValue(4)}\\n\\"`);
  });
});
