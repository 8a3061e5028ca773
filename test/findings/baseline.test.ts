/** The baseline: what it holds back, what it says is gone, and how its file lives through edits and merges. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyBaseline, createBaseline, updateBaseline } from '../../src/findings/baseline.ts';
import { type Baseline, formatBaseline, parseBaseline } from '../../src/findings/baseline-file.ts';
import { createTagger, tagFindings } from '../../src/findings/fingerprint.ts';
import type { Finding } from '../../src/model/finding.ts';
import { sampleFinding, sampleToken, spellings } from './sample.ts';

const salt = Buffer.from('00112233445566778899aabbccddeeff', 'hex');
const saltLine = 'unleak-baseline 1 salt=00112233445566778899aabbccddeeff';
const empty = createBaseline('.unleak-baseline', salt);
const today = '2026-06-15';
const tag = (digit: string): string => digit.repeat(32);
const file = (...lines: string[]): string => [saltLine, ...lines, ''].join('\n');
const read = (...lines: string[]): Baseline => parseBaseline(file(...lines), '.unleak-baseline');
const found = (fingerprint: string, rest = {}): Finding =>
  sampleFinding({ fingerprint, value: sampleToken(fingerprint.charCodeAt(0)), ...rest });
const add = (baseline: Baseline, ...findings: Finding[]): Baseline =>
  updateBaseline(baseline, findings, { prune: false, complete: true }).baseline;
/** Lines of a file that are no comments. */
const body = (text: string): string[] => text.split('\n').filter(line => line !== '' && !line.startsWith('#'));

function errorOf(text: string): { message: string; hint: string } {
  try {
    parseBaseline(text, 'some/baseline');
  } catch (error) {
    return error as { message: string; hint: string };
  }
  throw new Error('expected an error');
}

describe('a scan under a baseline', () => {
  const apply = (baseline: Baseline, findings: Finding[], complete = true) =>
    applyBaseline(findings, baseline, { today, complete });

  it('reports what is new, counts what is known and says what is gone', () => {
    const baseline = read(`${tag('a')} acme-api-key`, `${tag('b')} acme-token owner=@team # rotated in March`);
    const { fresh, drops, result } = apply(baseline, [found(tag('a')), found(tag('c'))]);
    expect(fresh.map(finding => finding.fingerprint)).toEqual([tag('c')]);
    expect(drops).toMatchObject([{ reason: 'baselined', ruleId: 'acme-api-key' }]);
    expect(result).toEqual({
      path: '.unleak-baseline',
      known: 1,
      gone: ['bbbbbbbbbbbb acme-token (owner @team): rotated in March'],
      expired: [],
    });
  });

  it('knows a value in a new place, under a new rule, as often as it stands', () => {
    const places = [
      found(tag('a'), { path: 'a.ts' }),
      found(tag('a'), { path: 'b.ts', rule: 'renamed-rule' }),
      found(tag('a'), { line: 99 }),
    ];
    const { fresh, result } = apply(read(`${tag('a')} acme-api-key`), places);
    expect(fresh).toEqual([]);
    expect(result).toMatchObject({ known: 3, gone: [] });
  });

  it.each([
    ['before its last day', '2026-12-31', 0],
    ['on its last day', today, 0],
    ['after it', '2026-06-14', 1],
  ])('honours an expiry %s', (_, expires, fresh) => {
    const applied = apply(read(`${tag('a')} acme-api-key expires=${expires} # soon`), [found(tag('a'))]);
    expect(applied.fresh.length).toBe(fresh);
    expect(applied.result.expired.length).toBe(fresh);
    expect(applied.result.gone).toEqual([]);
  });

  it('calls an expired entry gone when nothing matches it', () => {
    const { result } = apply(read(`${tag('a')} acme-api-key expires=2020-01-01`), []);
    expect(result).toMatchObject({ gone: ['aaaaaaaaaaaa acme-api-key'], expired: [] });
  });

  it('claims nothing gone after a partial scan, nor where a finding has no fingerprint', () => {
    const baseline = read(`${tag('a')} acme-api-key`);
    expect(apply(baseline, [], false).result.gone).toEqual([]);
    expect(apply(baseline, [sampleFinding()]).result.gone).toEqual([]);
    expect(apply(baseline, []).result.gone.length).toBe(1);
  });

  it('never holds back a finding without fingerprint', () => {
    expect(apply(empty, [sampleFinding()]).fresh.length).toBe(1);
  });
});

describe('the file', () => {
  it('has one line an entry, sorted by tag, and neither places nor values', () => {
    const text = formatBaseline(add(empty, found(tag('c')), found(tag('a'), { rule: 'z-rule' }), found(tag('b'))));
    expect(body(text)).toEqual([
      saltLine,
      `${tag('a')} z-rule`,
      `${tag('b')} acme-api-key`,
      `${tag('c')} acme-api-key`,
    ]);
    expect(text).not.toContain('src/app.ts');
  });

  it('is sorted again whatever the order it was read in', () => {
    const lines = [tag('a'), tag('b'), tag('c'), tag('d')].map(one => `${one} acme-api-key`);
    expect(body(formatBaseline(read(...lines.toReversed())))).toEqual([saltLine, ...lines]);
  });

  it('grows by one line for one finding', () => {
    const before = formatBaseline(add(empty, found(tag('a')), found(tag('c')))).split('\n');
    const after = formatBaseline(add(parseBaseline(before.join('\n'), ''), found(tag('b')))).split('\n');
    expect(after.filter(line => !before.includes(line))).toEqual([`${tag('b')} acme-api-key`]);
    expect(after.length).toBe(before.length + 1);
  });

  it('keeps what people wrote: comments, labels, fields of later versions, line ends', () => {
    const text = file(
      '# why these',
      `${tag('a')} old-id owner=@team expires=2020-01-01 audited=yes toString=1 # a #2 reason`,
      '',
      '# last',
      `${tag('d')} x`,
      '# end',
    );
    const top = `# ours\n${text}`;
    for (const written of [top, top.replaceAll('\n', '\r\n')]) {
      const again = formatBaseline(add(parseBaseline(written, ''), found(tag('a'), { rule: 'new-id' })));
      expect(again.split('\n').slice(2).join('\n')).toBe(written);
      expect(formatBaseline(parseBaseline(again, ''))).toBe(again);
    }
  });

  it('may have a byte order mark, tabs and no line end', () => {
    const { entries } = parseBaseline(`\ufeff${saltLine}\n${tag('a')}\tacme-api-key\towner=@x\t#\twhy`, '');
    expect(entries.get(tag('a'))).toMatchObject({ owner: '@x', reason: 'why' });
  });

  it.each([
    ['no salt', `${tag('a')} acme-api-key\n`, ':1:1: no baseline'],
    ['nothing', '', ':1:1: no baseline'],
    ['a later format', 'unleak-baseline 2 salt=00\n', ':1:17: baseline format 2'],
    ['a short salt', 'unleak-baseline 1 salt=00\n', ':1:19: expected `salt='],
    ['a short tag', file('abc acme-api-key'), ':2:1: expected a tag'],
    ['a capital in a tag', file(`  ${tag('A')} acme-api-key`), ':2:3: expected a tag'],
    ['a tag alone', file(tag('a')), ':2:33: expected a rule id'],
    ['a field for a rule', file(`${tag('a')} owner=@x`), ':2:34: expected a rule id'],
    ['a word after the rule', file(`${tag('a')} rule hunter2`), ':2:39: expected `name=value`'],
    ['a field twice', file(`${tag('a')} rule owner=a owner=b`), ':2:47: the same field twice'],
    ['a day that is none', file(`${tag('a')} rule expires=2026-02-30`), ':2:47: expected a day'],
    ['a control character', file(`${tag('a')} rule # \x1b[2J`), ':2:41: a control character'],
    ['text that runs backwards', file(`${tag('a')} rule # \u202e`), ':2:41: a control character'],
    [
      'a merge conflict',
      file('<<<<<<< ours', `${tag('a')} rule`, '=======', '>>>>>>> theirs'),
      ':2:1: a merge conflict',
    ],
    ['what a merge left', file(`${tag('a')} rule`, '======='), ':3:1: a merge conflict'],
  ])('with %s is refused, and told where', (_, text, message) => {
    const error = errorOf(text);
    expect(error.message).toContain(`some/baseline${message}`);
    expect(error.message + error.hint).not.toContain('hunter2');
  });

  it('with two salts is refused, and told what to do', () => {
    const error = errorOf(`${saltLine}\n${saltLine.replace('00', 'ff')}\n`);
    expect(error.message).toContain('some/baseline:2:24: a second salt');
    expect(error.hint).toContain('run `unleak baseline`');
  });

  it('reads a value that two branches have added, with the earlier expiry', () => {
    const one = `${tag('a')} b-rule expires=2026-09-01`;
    const other = `${tag('a')} a-rule expires=2026-08-01 owner=@x # why`;
    for (const lines of [
      [one, other],
      [other, one],
    ]) {
      expect(body(formatBaseline(read(...lines)))).toEqual([
        saltLine,
        `${tag('a')} a-rule owner=@x expires=2026-08-01 # why`,
      ]);
    }
  });
});

describe('an update', () => {
  const known = read(
    '# about a',
    `${tag('a')} rule # kept`,
    '# about b',
    `${tag('b')} rule`,
    '# about c',
    `${tag('c')} rule`,
  );

  it('adds what is new and keeps what is gone', () => {
    const change = updateBaseline(known, [found(tag('a')), found(tag('d'))], { prune: false, complete: true });
    expect(change).toMatchObject({ kept: 3, added: [{ tag: tag('d') }], removed: [] });
    expect(change.gone.map(entry => entry.tag)).toEqual([tag('b'), tag('c')]);
    expect([...change.baseline.entries.keys()]).toEqual([tag('a'), tag('b'), tag('c'), tag('d')]);
  });

  it('takes out what is gone only when asked, and no comment of its own line', () => {
    const change = updateBaseline(known, [found(tag('a'))], { prune: true, complete: true });
    expect(change.removed.map(entry => entry.tag)).toEqual([tag('b'), tag('c')]);
    expect(change).toMatchObject({ kept: 1, gone: [] });
    expect(formatBaseline(change.baseline).split('\n').slice(2)).toEqual([
      saltLine,
      '# about a',
      `${tag('a')} rule # kept`,
      '# about b',
      '# about c',
      '',
    ]);
  });

  it('knows nothing of what is gone after a partial scan, and refuses to prune', () => {
    expect(updateBaseline(known, [], { prune: false, complete: false }).gone).toEqual([]);
    expect(() => updateBaseline(known, [], { prune: true, complete: false })).toThrow('partial scan');
  });

  it('says of new entries what it was told', () => {
    const label = { reason: 'from before', owner: '@team', expires: '2027-01-01' };
    const { baseline } = updateBaseline(known, [found(tag('a')), found(tag('d'))], {
      prune: false,
      complete: true,
      label,
    });
    expect(body(formatBaseline(baseline)).filter(line => line.includes('@team'))).toEqual([
      `${tag('d')} acme-api-key owner=@team expires=2027-01-01 # from before`,
    ]);
  });

  it('keeps a rule id of the user on its line', () => {
    expect(body(formatBaseline(add(empty, found(tag('a'), { rule: 'my rule\n# x=y' })))).at(-1)).toBe(
      `${tag('a')} my-rule---x-y`,
    );
  });
});

describe('whatever the findings', () => {
  const findings = fc
    .uniqueArray(
      fc.record({ seed: fc.nat(60), rule: fc.constantFrom('a-rule', 'b-rule'), line: fc.integer({ min: 1, max: 9 }) }),
      { maxLength: 12 },
    )
    .map(list =>
      list.map(({ seed, rule, line }) =>
        sampleFinding({ value: sampleToken(seed + 2000, 40), rule, line, severity: seed % 2 ? 'low' : 'high' }),
      ),
    );
  const tagger = createTagger(salt);
  const tagged = (list: readonly Finding[]) => tagFindings(list, tagger);

  it('their order changes nothing in the file', async () => {
    await fc.assert(
      fc.asyncProperty(findings, fc.infiniteStream(fc.nat()), async (list, order) => {
        const shuffled = list
          .map(finding => ({ finding, at: order.next().value }))
          .sort((a, b) => a.at - b.at)
          .map(({ finding }) => finding);
        expect(formatBaseline(add(empty, ...(await tagged(shuffled))))).toBe(
          formatBaseline(add(empty, ...(await tagged(list)))),
        );
      }),
    );
  });

  it('writing, reading and applying it leaves nothing fresh, and writing it again nothing changed', async () => {
    await fc.assert(
      fc.asyncProperty(findings, async list => {
        const known = await tagged(list);
        const text = formatBaseline(add(empty, ...known));
        const again = parseBaseline(text, '.unleak-baseline');
        const { fresh, result } = applyBaseline(known, again, { today, complete: true });
        expect(fresh).toEqual([]);
        expect(result).toMatchObject({ known: list.length, gone: [], expired: [] });
        expect(formatBaseline(add(again, ...known))).toBe(text);
      }),
    );
  });

  it('the lines of two branches in any order are a baseline that knows what both knew', async () => {
    await fc.assert(
      fc.asyncProperty(findings, findings, fc.infiniteStream(fc.nat()), async (ours, theirs, order) => {
        const [one, two] = [await tagged(ours), await tagged(theirs)];
        const lines = new Set(
          [one, two].flatMap(list =>
            formatBaseline(add(empty, ...list))
              .trimEnd()
              .split('\n'),
          ),
        );
        const shuffled = [...lines]
          .map(line => ({ line, at: order.next().value }))
          .sort((a, b) => a.at - b.at)
          .map(({ line }) => line);
        const merged = parseBaseline(shuffled.join('\n'), '.unleak-baseline');
        expect(applyBaseline([...one, ...two], merged, { today, complete: true }).fresh).toEqual([]);
        expect([...merged.entries.keys()].sort()).toEqual([...add(empty, ...one, ...two).entries.keys()].sort());
      }),
    );
  });

  it('no text holds a value, in whatever spelling', async () => {
    await fc.assert(
      fc.asyncProperty(findings, async list => {
        const known = await tagged(list);
        const text = formatBaseline(add(empty, ...known));
        const told = JSON.stringify(applyBaseline(known, parseBaseline(text, ''), { today, complete: true }));
        for (const { secret } of list)
          expect(spellings(secret.reveal()).filter(spelling => (text + told).includes(spelling))).toEqual([]);
      }),
    );
  });
});
