/** The text format: grouped by secret, the worst first, nothing said twice. */

import { describe, expect, it } from 'vitest';
import { makeFinding, makeReport, makeRule, makeValue, render } from './build.ts';

const linesOf = (text: string): string[] => text.split('\n');

const place = (number: number) => makeFinding({ at: { path: `src/${number}.ts`, line: number, column: 1 } });

const titled = (title: string, over: Parameters<typeof makeFinding>[0] = {}) =>
  makeFinding({ rule: makeRule({ title }), secretId: title, ...over });

describe('blocks', () => {
  it('stand by severity, then confidence, then path, and name the severity that was judged', async () => {
    const text = await render(
      'text',
      makeReport({
        findings: [
          titled('five', { severity: 'info' }),
          titled('three', { severity: 'high', confidence: 'low' }),
          titled('four', { severity: 'low' }),
          titled('two', { severity: 'high', at: { path: 'b' } }),
          titled('one', { severity: 'high', at: { path: 'a' } }),
          titled('zero', { severity: 'critical', at: { path: 'z' } }),
        ],
      }),
    );
    const headings = linesOf(text).filter(line => /^[A-Z]{3,} {2}/.test(line));
    expect(headings).toEqual(['CRITICAL  zero', 'HIGH  one', 'HIGH  two', 'HIGH  three', 'LOW  four', 'INFO  five']);
  });

  it('hold all places of one secret, in the order of the report', async () => {
    const text = await render('text', makeReport({ findings: [place(2), titled('other'), place(1)] }));
    expect(text.match(/^CRITICAL/gm)).toHaveLength(2);
    expect(text).toContain('2 places');
    expect(text.indexOf('src/2.ts:2:1')).toBeLessThan(text.indexOf('src/1.ts:1:1'));
  });

  it('list ten places, say how many more there are, and list all when asked to', async () => {
    const report = makeReport({ findings: Array.from({ length: 13 }, (_, at) => place(at + 1)) });
    const short = await render('text', report);
    expect(short).toContain('src/10.ts:10:1');
    expect(short).not.toContain('src/11.ts');
    expect(short).toContain('and 3 more places (--verbose lists them all)');
    const full = await render('text', report, { verbose: true });
    expect(full).toContain('src/13.ts:13:1');
    expect(full).not.toContain('more places');
  });

  it('take the worst of the places for the heading, and name the rule of a place that another rule found', async () => {
    const findings = [
      makeFinding({
        rule: makeRule({ id: 'generic-secret', title: 'Generic', severity: 'medium' }),
        at: { path: 'a' },
      }),
      makeFinding({ rule: makeRule({ id: 'acme-api-key', title: 'Acme', severity: 'high' }), at: { path: 'b' } }),
    ];
    const text = await render('text', makeReport({ findings }));
    expect(text).toContain('HIGH  Acme\n');
    expect(text).toContain('a:2:14  (by generic-secret)\n');
    expect(text).toContain('unleak allow b:2 --reason');
  });

  it('say each note once', async () => {
    const findings = [makeFinding({ notes: ['checksum fits'] }), makeFinding({ notes: ['checksum fits', 'a test'] })];
    const text = await render('text', makeReport({ findings }));
    expect(text.match(/checksum fits/g)).toHaveLength(1);
    expect(text).toContain('note   a test');
  });

  it('leave out what there is none of: page, excerpt', async () => {
    const { url: _, ...rule } = makeRule();
    const text = await render('text', makeReport({ findings: [makeFinding({ rule, excerpt: '' })] }));
    expect(text).not.toMatch(/^ {2}page/m);
    expect(text).toContain('  .env:2:14\n\n  why');
  });

  it.each([
    ['.env', 'unleak allow .env:2 --reason "…"'],
    ['my folder/a.ts', `unleak allow 'my folder/a.ts:2' --reason "…"`],
    ["it's.ts", `unleak allow 'it'\\''s.ts:2' --reason "…"`],
    ['$(id).ts', `unleak allow '$(id).ts:2' --reason "…"`],
    ['--exit-zero', 'unleak allow --reason "…" -- --exit-zero:2'],
    ['a\nb', `unleak allow $'a\\x0ab:2' --reason "…"`],
  ])('offer a line to paste that allows a finding in %j', async (path, line) => {
    expect(linesOf(await render('text', makeReport({ findings: [makeFinding({ at: { path } })] })))).toContain(
      `  allow  ${line}`,
    );
  });

  it('name the column, too, where the line holds another secret', async () => {
    const at = { path: 'a.json', line: 1 };
    const findings = [
      makeFinding({ at: { ...at, column: 5 } }),
      makeFinding({ at: { ...at, column: 90 } }),
      makeFinding({ at: { ...at, column: 200 }, secretId: 'other' }),
      makeFinding({ at: { path: 'b.json', line: 1, column: 1 }, secretId: 'third' }),
    ];
    const text = await render('text', makeReport({ findings }));
    expect(text.match(/unleak allow \S+/g)).toEqual(
      ['a.json:1:5', 'a.json:1:200', 'b.json:1'].map(at => `unleak allow ${at}`),
    );
  });

  it('show a secret only when the style reveals it', async () => {
    const value = makeValue(3);
    const report = makeReport({ findings: [makeFinding({ value })] });
    expect(await render('text', report)).not.toContain(value);
    expect(await render('text', report, { secretText: () => value })).toContain(value);
  });
});

describe('width', () => {
  const long = 'word '.repeat(60);
  const path = `${'a-long-folder-name/'.repeat(8)}file.ts`;
  const report = makeReport({
    findings: [
      makeFinding({
        rule: makeRule({ title: long, why: long, fix: long, provider: 'A provider with quite a name' }),
        at: { path },
        notes: [long],
        excerpt: 'x'.repeat(400),
      }),
    ],
    skipped: [{ path: 'p', why: 'q' }],
    failed: [{ path: 'p', why: 'q' }],
  });

  it.each([50, 80, 120])('is kept at %d columns by all but paths and links, which stay whole', async width => {
    const wide = linesOf(await render('text', report, { width })).filter(line => line.length > width);
    expect(wide.every(line => line.includes(path) || line.includes('https:'))).toBe(true);
    expect(wide.some(line => line.includes(`${path}:2:14`))).toBe(true);
  });

  it.each([0, 7, Number.POSITIVE_INFINITY])('of %d columns is taken for one that can be read', async width => {
    expect(Math.max(...linesOf(await render('text', report, { width })).map(line => line.length))).toBeLessThan(200);
  });
});

describe('colour', () => {
  it('adds nothing but colours', async () => {
    const report = makeReport({ findings: [makeFinding()], failed: [{ path: 'a\x1b[31m', why: 'b' }] });
    const plain = await render('text', report);
    const colored = await render('text', report, { color: true });
    expect(plain).not.toContain('\x1b');
    expect(colored).toContain('\x1b[1m\x1b[31mCRITICAL');
    expect(colored.replaceAll(/\x1b\[\d+m/g, '')).toBe(plain);
  });
});

describe('the end', () => {
  it('is all there is of a clean run, in two lines', async () => {
    expect(await render('text', makeReport({ ignored: 1 }))).toBe(
      'No secrets found.\nScanned 1,234 files (12 MB) with 70 rules in 417 ms; 1 path ignored.\n',
    );
  });

  it.each([
    ['findings', { findings: [makeFinding()] }, 'Result: 1 finding\n'],
    [
      'a file that could not be read',
      { failed: [{ path: 'a', why: 'b' }] },
      'Result: incomplete: 1 file could not be read\n',
    ],
    [
      'both',
      { findings: [makeFinding(), makeFinding()], failed: [1, 2].map(path => ({ path: `${path}`, why: 'b' })) },
      'Result: 2 findings; incomplete: 2 files could not be read\n',
    ],
  ])('says what the run came to: %s', async (_, over, last) => {
    const text = await render('text', makeReport(over));
    expect(text.endsWith(last)).toBe(true);
    expect(text).not.toContain('No secrets found.');
  });

  it('counts findings by rule and by severity', async () => {
    const rare = makeRule({ id: 'rare', title: 'Rare', severity: 'low' });
    const findings = [makeFinding({ rule: rare, secretId: 'x' }), ...Array.from({ length: 10 }, (_, at) => place(at))];
    const text = await render('text', makeReport({ findings }));
    expect(text).toContain('  10  acme-api-key  Acme API key\n   1  rare          Rare\n');
    expect(text).toContain('11 findings of 2 secrets: 10 critical, 1 low\n');
  });

  it('tells the first files that could not be read, and all of them when asked to', async () => {
    const failed = Array.from({ length: 8 }, (_, at) => ({ path: `f${at}`, why: 'permission denied' }));
    const short = await render('text', makeReport({ failed }));
    expect(short).toContain('  f4: permission denied\n  and 3 more (--verbose lists them all)\n');
    expect(await render('text', makeReport({ failed }), { verbose: true })).toContain('  f7: permission denied\n');
  });

  it('says what kinds of files were skipped, the most frequent first', async () => {
    const whys = [...Array(12).fill('an image'), 'a film', ...Array(2).fill('compressed data, not opened')] as string[];
    const skipped = whys.map((why, at) => ({ path: `f${at}`, why }));
    const text = await render('text', makeReport({ skipped }));
    expect(text.replace(/\n/g, ' ')).toContain('15 skipped (12 images, 1 film, 2 others).');
  });

  it('counts what was skipped, and lists it when asked to', async () => {
    const report = makeReport({ skipped: [{ path: 'dev/null', why: 'a device' }] });
    expect(await render('text', report)).toContain('; 1 skipped (1 device).');
    expect(await render('text', report)).not.toContain('dev/null');
    expect(await render('text', report, { verbose: true })).toContain('Skipped:\n  dev/null: a device\n');
  });

  it('counts what was dropped, and says why under --verbose or --explain', async () => {
    const dropped = { placeholder: 2, example: 1 };
    expect(await render('text', makeReport({ dropped }))).toContain('Dropped 3 matches; --explain tells why.\n');
    expect(await render('text', makeReport({ dropped }), { verbose: true })).toContain(
      'Dropped 3 matches:\n  2  placeholder: a placeholder, not a value\n  1  example: ',
    );
    const drops = [{ ruleId: 'acme-api-key', reason: 'example' as const, at: makeFinding().at, masked: 'acme…(48)' }];
    expect(await render('text', makeReport({ dropped, drops }))).toContain(
      '  .env:2:14\n    acme-api-key  acme…(48)  example\n',
    );
  });

  it('tells how the baseline fared', async () => {
    const baseline = { path: 'base.json', known: 7, gone: ['old key'], expired: ['late key'] };
    const text = await render('text', makeReport({ baseline }));
    expect(text).toContain('Baseline base.json: 7 known, 1 gone, 1 expired.\n');
    expect(text).toContain('  old key\n');
    expect(text).toContain('  late key\n');
  });
});
