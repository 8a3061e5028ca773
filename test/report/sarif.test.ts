/** The SARIF format: valid by the standard's own schema, useful to code scanning, and silent about source text and persons. */

import { describe, expect, it } from 'vitest';
import type { Location } from '../../src/model/finding.ts';
import type { Report } from '../../src/model/report.ts';
import { severities } from '../../src/model/rule.ts';
import { locateArtifact, toArtifactLocation } from '../../src/report/sarif-uri.ts';
import { makeFinding, makeReport, makeRule, makeValue, render } from './build.ts';
import { findSarifErrors } from './sarif-schema.ts';

interface Place {
  readonly physicalLocation: {
    readonly artifactLocation: { readonly uri: string };
    readonly region: Readonly<Record<string, number>>;
  };
}

interface Run {
  readonly tool: { readonly driver: { readonly rules: readonly Readonly<Record<string, unknown>>[] } };
  readonly invocations: readonly Readonly<Record<string, unknown>>[];
  readonly results: readonly (Readonly<Record<string, unknown>> & {
    readonly message: { readonly text: string };
    readonly locations: readonly Place[];
    readonly relatedLocations?: readonly Place[];
  })[];
}

async function parse(report: Report): Promise<Run> {
  const log = JSON.parse(await render('sarif', report));
  expect(findSarifErrors(log)).toEqual([]);
  expect(log).toMatchObject({ version: '2.1.0', runs: [{ columnKind: 'utf16CodeUnits' }] });
  return log.runs[0];
}

const place = (number: number) => makeFinding({ at: { path: `src/${number}.ts`, line: number, column: 1 } });

describe('sarif', () => {
  it('is valid with nothing in it', async () => {
    const { results, tool } = await parse(makeReport());
    expect(results).toEqual([]);
    expect(tool.driver.rules).toEqual([]);
  });

  it('describes each rule that fired once', async () => {
    const other = makeRule({ id: 'other', cwe: [79, 1391] });
    const { tool, results } = await parse(makeReport({ findings: [place(1), makeFinding({ rule: other }), place(2)] }));
    expect(tool.driver.rules.map(rule => rule['id'])).toEqual(['acme-api-key', 'other']);
    expect(results.map(result => [result['ruleId'], result['ruleIndex']])).toEqual([
      ['acme-api-key', 0],
      ['other', 1],
      ['acme-api-key', 0],
    ]);
    expect(tool.driver.rules[1]).toMatchObject({
      properties: { tags: ['security', 'secret', 'external/cwe/cwe-079', 'external/cwe/cwe-1391'] },
    });
  });

  it('gives a rule its help, with the vendor’s page in it and no link of ours', async () => {
    const { tool } = await parse(makeReport({ findings: [place(1)] }));
    const [rule] = tool.driver.rules;
    expect(rule).toMatchObject({
      shortDescription: { text: 'Acme API key' },
      fullDescription: { text: makeRule().why },
      help: { text: expect.stringContaining(makeRule().fix), markdown: expect.stringContaining(`<${makeRule().url}>`) },
    });
    expect(rule).not.toHaveProperty('helpUri');
  });

  it.each(
    severities.map((severity, at) => [severity, ['note', 'note', 'warning', 'error', 'error'][at]!, at] as const),
  )('has a level and a score for %s', async (severity, level, at) => {
    const { tool, results } = await parse(makeReport({ findings: [makeFinding({ rule: makeRule({ severity }) })] }));
    const score = Number((tool.driver.rules[0]!['properties'] as Record<string, string>)['security-severity']);
    expect(results[0]!['level']).toBe(level);
    expect(tool.driver.rules[0]).toMatchObject({ defaultConfiguration: { level } });
    expect([0, 0.1, 4, 7, 9.1].findLastIndex(least => score >= least)).toBe(at);
  });

  it('takes the level of a result from what was judged, not from the rule', async () => {
    const { results } = await parse(makeReport({ findings: [makeFinding({ severity: 'info' })] }));
    expect(results[0]!['level']).toBe('note');
  });

  it('places a result, and names the other places of the same secret, ten of them at most', async () => {
    const findings = Array.from({ length: 14 }, (_, at) => place(at + 1));
    const { results } = await parse(makeReport({ findings: [...findings, makeFinding({ secretId: 'other' })] }));
    expect(results[1]!.locations[0]!.physicalLocation).toEqual({
      artifactLocation: { uri: 'src/2.ts', uriBaseId: '%SRCROOT%' },
      region: { startLine: 2, startColumn: 1, endLine: 2, endColumn: 49 },
    });
    const related = results[1]!.relatedLocations!.map(({ physicalLocation }) => physicalLocation.artifactLocation.uri);
    expect(related).toEqual([1, 3, 4, 5, 6, 7, 8, 9, 10, 11].map(number => `src/${number}.ts`));
    expect(results[14]).not.toHaveProperty('relatedLocations');
  });

  it('carries the lasting fingerprint under a name of ours, and no other', async () => {
    const fingerprint = 'ab'.repeat(16);
    const { results } = await parse(makeReport({ findings: [makeFinding({ fingerprint }), makeFinding()] }));
    expect(results[0]!['partialFingerprints']).toEqual({ 'unleak/v1': fingerprint });
    expect(results[1]).not.toHaveProperty('partialFingerprints');
    expect(results[1]).not.toHaveProperty('fingerprints');
  });

  it('holds no source text', async () => {
    const text = await render('sarif', makeReport({ findings: [makeFinding({ excerpt: 'the line itself' })] }));
    expect(text).not.toContain('the line itself');
    expect(text).not.toContain('snippet');
  });

  it('says what was not read, and that the run did not succeed then', async () => {
    const report = makeReport({
      failed: [{ path: 'a b', why: 'permission denied' }],
      skipped: [{ path: 'c', why: 'a FIFO' }],
    });
    const [invocation] = (await parse(report)).invocations;
    expect(invocation).toMatchObject({
      executionSuccessful: false,
      exitCodeDescription: 'incomplete: 1 file could not be read',
      toolExecutionNotifications: [
        {
          level: 'error',
          message: { text: 'permission denied' },
          locations: [{ physicalLocation: { artifactLocation: { uri: 'a%20b' } } }],
        },
        { level: 'note', message: { text: 'a FIFO' }, locations: [{}] },
      ],
    });
    const [clean] = (await parse(makeReport({ findings: [makeFinding()] }))).invocations;
    expect(clean).toMatchObject({ executionSuccessful: true, exitCodeDescription: '1 finding' });
  });

  it('passes on notices and stale entries', async () => {
    const [invocation] = (await parse(makeReport({ stale: ['old'], notices: ['hm'] }))).invocations;
    expect(invocation).toMatchObject({
      toolExecutionNotifications: [
        { descriptor: { id: 'stale' }, message: { text: 'old' } },
        { descriptor: { id: 'notice' }, message: { text: 'hm' } },
      ],
    });
  });

  it('lets no text of others pass for a placeholder or a link', async () => {
    const { results } = await parse(
      makeReport({ findings: [makeFinding({ notes: ['{0} [a](https://evil.example)'] })] }),
    );
    expect(results[0]!.message.text).toMatch(/\{\{0\}\} \[a\] \(https/);
  });

  it('is the same whatever the run', async () => {
    const [a, b] = ['1', '2'].map(secretId =>
      makeReport({ findings: [makeFinding({ secretId, value: makeValue(9) })] }),
    );
    expect(await render('sarif', a!)).toBe(await render('sarif', b!));
  });
});

describe('a path as a URI', () => {
  it.each([
    ['src/a.ts', 'src/a.ts'],
    ['a b#c?d%e.ts', 'a%20b%23c%3Fd%25e.ts'],
    ['c:d', 'c%3Ad'],
    ['日本/🔑', '%E6%97%A5%E6%9C%AC/%F0%9F%94%91'],
    ["(it's)!", '%28it%27s%29%21'],
    ['a\\b', 'a%5Cb'],
    ['\ud800', '%EF%BF%BD'],
  ])('%j is %s below the scanned folder', (path, uri) => {
    expect(toArtifactLocation(path)).toEqual({ uri, uriBaseId: '%SRCROOT%' });
  });

  it.each([
    ['/etc/my file', 'file:///etc/my%20file'],
    ['//host/x', 'file:///host/x'],
    ['C:/Users/x:y', 'file:///C:/Users/x%3Ay'],
  ])('%j is %s, wherever the scan was', (path, uri) => {
    expect(toArtifactLocation(path)).toEqual({ uri });
  });

  it('has the bytes of a name that is no UTF-8', () => {
    const at: Location = {
      ...makeFinding().at,
      path: 'a\\xff\\xe9.ts',
      origin: { kind: 'file', path: Buffer.from('61ffe9', 'hex') },
    };
    expect(locateArtifact(at).uri).toBe('a%FF%E9.ts');
    expect(locateArtifact({ ...at, origin: { kind: 'file', path: at.path } }).uri).toBe('a%5Cxff%5Cxe9.ts');
  });
});
