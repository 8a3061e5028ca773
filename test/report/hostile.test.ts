/** What holds for every format and whatever a hostile tree brings about. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/model/finding.ts';
import { dropReasons } from '../../src/model/match.ts';
import type { Report } from '../../src/model/report.ts';
import { confidences, severities } from '../../src/model/rule.ts';
import {
  anyText,
  formats,
  loadReporter,
  makeFinding,
  makeReport,
  makeRule,
  makeStyle,
  makeValue,
  render,
  unseen,
} from './build.ts';
import { findSarifErrors } from './sarif-schema.ts';

const value = makeValue(77);

const anyPosition = fc.integer({ min: 1, max: 2 ** 31 });

const anyRule = fc
  .record({
    id: anyText,
    provider: anyText,
    title: anyText,
    why: anyText,
    fix: anyText,
    url: anyText,
    cwe: fc.array(fc.nat(2000), { maxLength: 2 }),
    severity: fc.constantFrom(...severities),
    confidence: fc.constantFrom(...confidences),
  })
  .map(makeRule);

const anyFinding: fc.Arbitrary<Finding> = fc
  .record({
    rule: anyRule,
    excerpt: anyText,
    notes: fc.array(anyText, { maxLength: 3 }),
    secretId: fc.constantFrom('a', 'b'),
    at: fc.record({ path: anyText, line: anyPosition, column: anyPosition }),
  })
  .map(parts => makeFinding({ ...parts, value }));

const anyUnread = fc.array(fc.record({ path: anyText, why: anyText }), { maxLength: 2 });

const anyReport: fc.Arbitrary<Report> = fc
  .record({
    findings: fc.array(anyFinding, { maxLength: 4 }),
    drops: fc.array(
      fc.record({
        ruleId: anyText,
        reason: fc.constantFrom(...(Object.keys(dropReasons) as (keyof typeof dropReasons)[])),
        at: anyFinding.map(finding => finding.at),
        masked: anyText,
      }),
      { maxLength: 2 },
    ),
    dropped: fc.constant({ example: 2 }),
    skipped: anyUnread,
    failed: anyUnread,
    stale: fc.array(anyText, { maxLength: 2 }),
    notices: fc.array(anyText, { maxLength: 2 }),
    baseline: fc.record({ path: anyText, known: fc.nat(), gone: fc.array(anyText), expired: fc.array(anyText) }),
  })
  .map(makeReport);

/** Ill-formed names have no bytes, so a URI can't hold them; JSON can, and gives them back. */
const pathsOf = (report: Report): string[] => report.findings.map(finding => finding.at.path);

describe.each(formats)('%s', format => {
  it('shows every character, and no secret, whatever a report holds', async () => {
    const reporter = await loadReporter(format);
    fc.assert(
      fc.property(anyReport, fc.boolean(), fc.integer({ min: 1, max: 200 }), (report, verbose, width) => {
        const text = [...reporter.render(report, makeStyle({ verbose, width }))].join('');
        expect(text.endsWith('\n')).toBe(true);
        expect(text.replaceAll('\n', '')).not.toMatch(unseen);
        expect(text).not.toContain(value);
      }),
    );
  });

  it('shows a revealed value of many lines on one', async () => {
    const key = `-----BEGIN ${value}\r\n\x1b[2J${value}-----`;
    const report = makeReport({ findings: [makeFinding({ value: key })] });
    const shown = await render(format, report, { secretText: () => key });
    expect(shown.split('\n').some(line => line.split(value).length === 3)).toBe(true);
    expect(shown.replaceAll('\n', '')).not.toMatch(unseen);
  });

  it('is written as it goes: the first findings come before the last are looked at', async () => {
    let seen = 0;
    const findings = Array.from({ length: 1000 }, (_, at) =>
      Object.defineProperty(
        makeFinding({ secretId: `${at}`, at: { path: `f${String(at).padStart(3, '0')}`, line: at + 1, column: 1 } }),
        'notes',
        {
          get: () => {
            seen += 1;
            return [];
          },
        },
      ),
    );
    const chunks = (await loadReporter(format)).render(makeReport({ findings }), makeStyle())[Symbol.iterator]();
    let text = '';
    while (!text.includes('f009:10:1') && !/"(path|uri)": ?"f009"/.test(text)) text += chunks.next().value;
    expect(seen).toBeLessThan(30);
  });

  it('gives chunks of bounded size for ten thousand findings, fast', async () => {
    const findings = Array.from({ length: 10_000 }, (_, at) =>
      makeFinding({
        value: makeValue(at),
        secretId: `${at % 5000}`,
        at: { path: `src/${at % 99}.ts`, line: at + 1, column: 1 },
      }),
    );
    const reporter = await loadReporter(format);
    const start = performance.now();
    let longest = 0;
    for (const chunk of reporter.render(makeReport({ findings }), makeStyle()))
      longest = Math.max(longest, chunk.length);
    expect(longest).toBeLessThan(4096);
    expect(performance.now() - start).toBeLessThan(5000);
  });
});

describe('machines', () => {
  it('read back from json and jsonl what the report said, to the last character', async () => {
    const [json, jsonl] = [await loadReporter('json'), await loadReporter('jsonl')];
    fc.assert(
      fc.property(anyReport, report => {
        const whole = JSON.parse([...json.render(report, makeStyle())].join(''));
        const lines = [...jsonl.render(report, makeStyle())].join('').trimEnd().split('\n');
        expect(whole.findings.map((finding: { path: string }) => finding.path)).toEqual(pathsOf(report));
        expect(whole.notices).toEqual(report.notices);
        expect(whole.failed).toEqual(report.failed);
        expect(lines.map(line => JSON.parse(line)).slice(0, -1)).toEqual(whole.findings);
      }),
    );
  });

  it('read valid SARIF, whose URIs decode to the paths', async () => {
    const sarif = await loadReporter('sarif');
    fc.assert(
      fc.property(anyReport, report => {
        const log = JSON.parse([...sarif.render(report, makeStyle())].join(''));
        expect(findSarifErrors(log)).toEqual([]);
        for (const [at, result] of log.runs[0].results.entries()) {
          const { uri, uriBaseId } = result.locations[0].physicalLocation.artifactLocation;
          const path = pathsOf(report)[at]!.replace(/\p{Cs}/gu, '\ufffd');
          if (uriBaseId !== undefined) expect(decodeURIComponent(uri)).toBe(path);
          expect(() => new URL(uri, 'file:///root/')).not.toThrow();
        }
        const ids = log.runs[0].tool.driver.rules.map((rule: { id: string }) => rule.id);
        expect(new Set(ids).size).toBe(ids.length);
      }),
    );
  });
});
