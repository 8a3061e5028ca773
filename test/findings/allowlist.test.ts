/** Fingerprints that the configuration allows, and tags of ours that look like keys. */

import { describe, expect, it } from 'vitest';
import { type AllowlistOptions, applyAllowlist } from '../../src/findings/allowlist.ts';
import { createBaseline, updateBaseline } from '../../src/findings/baseline.ts';
import { createTagger, publicSalt, tagFindings } from '../../src/findings/fingerprint.ts';
import { dropOwnTags } from '../../src/findings/own-tags.ts';
import type { AllowEntry } from '../../src/model/settings.ts';
import { sampleFinding, sampleToken } from './sample.ts';

const options: AllowlistOptions = { today: '2026-06-15', complete: true, fits: () => true };
const one = '1234567890ab'.padEnd(32, '0');
const two = '1234567890ab'.padEnd(32, '1');
const other = 'f'.repeat(32);
const findings = [
  sampleFinding({ fingerprint: one, value: sampleToken(1) }),
  sampleFinding({ fingerprint: one, value: sampleToken(1), path: 'b.ts', rule: 'other-rule' }),
  sampleFinding({ fingerprint: two, value: sampleToken(2) }),
  sampleFinding({ fingerprint: other, value: sampleToken(3) }),
];
const allow = (...fingerprints: string[]): AllowEntry => ({
  paths: [],
  rules: [],
  patterns: [],
  fingerprints,
  from: 'unleak.yml:7',
});
const keptOf = async (entries: AllowEntry[], change: Partial<AllowlistOptions> = {}) => {
  const { kept, drops, stale } = await applyAllowlist(findings, entries, { ...options, ...change });
  return { kept: kept.map(finding => findings.indexOf(finding)), drops, stale };
};

describe('an allowed fingerprint', () => {
  it.each([
    ['drops its value in all places', [allow(one)], [2, 3], []],
    ['may be a prefix of 12 digits', [allow('ffffffffffff')], [0, 1, 2], []],
    ['may stand with others', [allow(one, other)], [2], []],
    [
      'as an ambiguous prefix drops nothing and is named',
      [allow('1234567890ab')],
      [0, 1, 2, 3],
      ['unleak.yml:7: 1234567890ab fits more than one value'],
    ],
    [
      'that nothing matches is named',
      [allow('0'.repeat(32))],
      [0, 1, 2, 3],
      ['unleak.yml:7: nothing needs 000000000000'],
    ],
    [
      'past its expiry drops nothing and is named',
      [{ ...allow(one), expires: '2026-06-14', owner: '@x' }],
      [0, 1, 2, 3],
      ['unleak.yml:7: the allowlist entry expired after 2026-06-14 (owner @x)'],
    ],
    ['counts on its last day', [{ ...allow(one), expires: '2026-06-15' }], [2, 3], []],
    ['is not asked of an entry without any', [{ ...allow(), paths: ['**'] }], [0, 1, 2, 3], []],
  ])('%s', async (_, entries, kept, stale) => {
    const result = await keptOf(entries);
    expect(result.kept).toEqual(kept);
    expect(result.stale.length).toBe(stale.length);
    for (const [index, start] of stale.entries()) expect(result.stale[index]).toContain(start);
    expect(result.drops.map(drop => drop.reason)).toEqual(Array(4 - kept.length).fill('allowlisted'));
  });

  it('counts only where the rest of its entry fits', async () => {
    const result = await keptOf([allow(one)], { fits: (_, finding) => finding.rule.id === 'other-rule' });
    expect(result).toMatchObject({ kept: [0, 2, 3], stale: [] });
    expect((await keptOf([allow(one)], { fits: () => false })).stale.length).toBe(1);
  });

  it('is not called unused after a partial run', async () => {
    expect((await keptOf([allow('0'.repeat(32))], { complete: false })).stale).toEqual([]);
    const { stale } = await applyAllowlist([...findings, sampleFinding()], [allow('0'.repeat(32))], options);
    expect(stale).toEqual([]);
  });

  it('that was made before there was a baseline still counts under the salt of one', async () => {
    const value = 'Summer2019!';
    const before = await createTagger(publicSalt).tag(sampleFinding({ value }).secret);
    const tagged = await tagFindings(
      [sampleFinding({ value }), sampleFinding({ value: sampleToken(9) })],
      createTagger(Buffer.alloc(16, 1)),
    );
    const lost = await applyAllowlist(tagged, [allow(before)], options);
    expect(lost.kept.length).toBe(2);
    const { kept, stale } = await applyAllowlist(tagged, [allow(before)], {
      ...options,
      publicTagger: createTagger(publicSalt),
    });
    expect(kept).toEqual([tagged[1]]);
    expect(stale).toEqual([]);
  });
});

describe('a tag of ours', () => {
  const { baseline } = updateBaseline(
    createBaseline('b', Buffer.alloc(16, 0xee)),
    [sampleFinding({ fingerprint: one })],
    { prune: false, complete: true },
  );

  it.each([
    ['the salt of the baseline', 'ee'.repeat(16), true],
    ['a tag of the baseline', one, true],
    ['an allowed fingerprint', two, true],
    ['the fingerprint of another finding', other, true],
    ['any other key of 32 digits', 'ab'.repeat(16), false],
  ])('is no secret: %s', (_, value, dropped) => {
    const scanned = [sampleFinding({ value, rule: 'acme-hex-key' }), sampleFinding({ fingerprint: other })];
    const { kept, drops } = dropOwnTags(scanned, { baseline, allow: [allow(two)] });
    expect(kept.length).toBe(dropped ? 1 : 2);
    expect(drops.map(drop => drop.reason)).toEqual(dropped ? ['not-a-secret'] : []);
  });
});
