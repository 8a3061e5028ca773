import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type JudgePolicy, judge } from '../../src/judge/judge.ts';
import type { Match } from '../../src/model/match.ts';
import { assigned, contextRule, genericRule, makeMatch, makeRandom, makeRule } from './make-match.ts';

const policy: JudgePolicy = { minConfidence: 'medium', today: '2026-11-23' };
const random = makeRandom(4);
const reasonOf = (match: Match, over: Partial<JudgePolicy> = {}): string => {
  const verdict = judge(match, { ...policy, ...over });
  return verdict.keep ? `kept ${verdict.confidence}` : verdict.reason;
};

describe('what carries a vendor’s prefix', () => {
  const value = `acme_${random('alnum', 40)}`;

  it('is kept as its rule says', () => {
    expect(judge(makeMatch(value), policy)).toEqual({ keep: true, confidence: 'high', severity: 'high', notes: [] });
    expect(judge(makeMatch(value, { rule: makeRule({ public: true }) }), policy)).toMatchObject({ severity: 'info' });
  });

  it('is kept in tests too, a step less sure', () => {
    expect(reasonOf(makeMatch(value, { labels: ['test'], path: 'test/a.js' }))).toBe('kept medium');
    expect(reasonOf(makeMatch(value, { labels: ['test'], rule: makeRule({ confidence: 'medium' }) }))).toBe(
      'kept medium',
    );
  });

  it.each([
    ['example', makeMatch(value, { rule: makeRule({ examples: [createHash('sha256').update(value).digest('hex')] }) })],
    ['placeholder', makeMatch(`acme_${'X'.repeat(40)}`)],
    ['bad-checksum', makeMatch(`ghp_${random('alnum', 36)}`, { rule: makeRule({ checksum: 'github' }) })],
    [
      'not-decodable',
      makeMatch(`eyJ${random('alnum', 40)}.eyJ${random('alnum', 40)}.x`, { rule: makeRule({ decode: 'jwt' }) }),
    ],
    ['low-entropy', makeMatch(`acme_${random('hex', 40)}`, { rule: makeRule({ entropy: 4.6 }) })],
    ['low-confidence', makeMatch(value, { rule: makeRule({ confidence: 'low' }) })],
  ])('is dropped as %s', (reason, match) => {
    expect(reasonOf(match)).toBe(reason);
  });

  it('is sure where its checksum fits, and says so', () => {
    const real = makeMatch(`ghp_zQWBuTSOoRi4A9sp${'HcVY5ncnsDkxkJ'}0mLq17`, {
      rule: makeRule({ checksum: 'github', confidence: 'low' }),
    });
    expect(judge(real, policy)).toEqual({ keep: true, confidence: 'high', severity: 'high', notes: ['checksum fits'] });
  });

  it('takes severity and notes from what it decodes to', () => {
    const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const token = `${part({ alg: 'HS256' })}.${part({ role: 'service_role' })}.${random('base64url', 43)}`;
    expect(judge(makeMatch(token, { rule: makeRule({ decode: 'jwt' }) }), policy)).toEqual({
      keep: true,
      confidence: 'high',
      severity: 'critical',
      notes: ['alg HS256', 'role service_role', 'never expires'],
    });
  });
});

describe('what a name alone points to', () => {
  it.each([
    ['kept high', assigned('DB_PASSWORD', 'kX9mQ2vLw8', { kind: 'dotenv', path: '.env', quote: '' })],
    ['kept medium', assigned('password', 'Summer2019!')],
    ['kept medium', assigned('apiToken', random('hex', 24))],
    ['kept high', assigned('clientSecret', random('alnum', 40), { operator: ':' })],
    ['not-a-secret', assigned('tokenType', random('alnum', 40))],
    ['not-a-secret', assigned('publicKey', random('alnum', 40))],
    ['placeholder', assigned('password', 'changeme')],
    ['reference', assigned('password', 'process.env.DB_PASSWORD')],
    ['reference', assigned('password', 'getPassword', { quote: '', after: '()' })],
    ['not-a-secret', assigned('password', 'Mot de passe oublié ?')],
    ['low-entropy', assigned('apiKey', random('hex', 40), { rule: makeRule({ ...genericRule, entropy: 4.2 }) })],
    ['low-confidence', assigned('key', 'graphql-schema-v2')],
    ['low-confidence', assigned('password', 'postgres')],
    ['low-confidence', assigned('password', 'penguin', { labels: ['test'], path: 'test/a.js' })],
  ])('%s', (expected, match) => {
    expect(reasonOf(match)).toBe(expected);
  });

  it('needs no name where the word before the value is enough', () => {
    const rule = makeRule({ ...genericRule, anchor: { ...genericRule.anchor, prefix: ['Bearer '] } });
    expect(
      reasonOf(makeMatch(random('alnum', 40), { rule, before: '-H "Bearer ', after: '"' }), { minConfidence: 'low' }),
    ).toMatch(/^kept/);
  });

  it('drops less when less sureness is asked for', () => {
    const match = assigned('password', 'penguin', { labels: ['test'], path: 'test/a.js' });
    expect(reasonOf(match, { minConfidence: 'low' })).toBe('kept low');
    expect(reasonOf(assigned('key', random('alnum', 12)), { minConfidence: 'high' })).toBe('low-confidence');
  });
});

describe('what stands near a vendor’s word', () => {
  const value = random('alnum', 32);
  it.each([
    [
      'kept medium',
      makeMatch(value, {
        rule: contextRule,
        context: 'name',
        assignment: { name: 'acmeKey', operator: '=', quote: '"' },
      }),
    ],
    [
      'kept medium',
      makeMatch(value, {
        rule: contextRule,
        context: 'line',
        assignment: { name: 'apiKey', operator: '=', quote: '"' },
      }),
    ],
    ['low-confidence', makeMatch(value, { rule: contextRule, context: 'line' })],
    ['low-confidence', makeMatch(random('hex', 32), { rule: contextRule, context: 'near' })],
    [
      'not-a-secret',
      makeMatch(random('hex', 40), { rule: contextRule, context: 'line', before: 'https://github.com/acme/x/commit/' }),
    ],
    ['placeholder', makeMatch('0123456789abcdef0123456789abcdef', { rule: contextRule, context: 'name' })],
  ])('%s', (expected, match) => {
    expect(reasonOf(match)).toBe(expected);
  });
});

it('gives the same verdict every time', () => {
  const match = assigned('apiKey', random('hex', 32));
  expect(judge(match, policy)).toEqual(judge(match, policy));
});

it('never throws, whatever a match holds', () => {
  const pieces = [
    '\\',
    '"',
    "'",
    '${',
    '{{',
    '<',
    '-----BEGIN PRIVATE KEY-----',
    'eyJ',
    '.',
    '://',
    ':',
    '@',
    '%',
    '\u0000',
    '\n',
    'é',
    '🔑',
    '=',
  ];
  let seed = 1;
  for (let trial = 0; trial < 3000; trial++) {
    let value = '';
    for (let part = 0; part < 6; part++) {
      seed = (seed * 48271) % 2147483647;
      value += pieces[seed % pieces.length];
    }
    for (const decoder of ['jwt', 'pem', 'url', 'basic'])
      judge(makeMatch(value, { rule: makeRule({ decode: decoder }), before: value, after: value }), policy);
    judge(assigned(value, value, { before: value, after: value }), policy);
    judge(makeMatch(value, { rule: contextRule, before: value, after: value, context: 'near' }), policy);
  }
});

describe('how bad it is in a test or an example', () => {
  const inTest = (match: Match): unknown => judge(match, policy);
  const named = assigned('clientSecret', random('lowalnum', 12), { labels: ['test'], path: 'test/a.js' });

  it('low for what a test can make for itself', () => {
    expect(inTest(named)).toMatchObject({ keep: true, severity: 'low' });
    const basic = Buffer.from(`deploy:${random('alnum', 12)}`).toString('base64');
    const login = makeRule({ decode: 'basic' });
    expect(inTest(makeMatch(`Basic ${basic}`, { rule: login, labels: ['test'] }))).toMatchObject({ severity: 'low' });
    expect(inTest(makeMatch(`Basic ${basic}`, { rule: login }))).toMatchObject({ severity: 'high' });
  });

  it('as bad as anywhere for what only a vendor issues, and for a database that has an address', () => {
    expect(inTest(makeMatch(`acme_${random('alnum', 40)}`, { labels: ['test'] }))).toMatchObject({ severity: 'high' });
    const url = `postgres://app:${random('alnum', 16)}@db7.acme-data.com/main`;
    expect(inTest(makeMatch(url, { rule: makeRule({ decode: 'url' }), labels: ['test'] }))).toMatchObject({
      severity: 'high',
    });
  });
});

it('takes recorded traffic in a test as what a real service has answered', () => {
  const recorded = assigned('clientSecret', random('lowalnum', 12), {
    labels: ['test'],
    path: 'tests/cassettes/a.yaml',
  });
  expect(judge(recorded, policy)).toMatchObject({ keep: true, severity: 'high' });
});

describe('what begins as a web token', () => {
  const part = (text: string): string => Buffer.from(text).toString('base64url');
  it.each([
    ['without a signature', `${part('{"alg":"HS256"}')}.${part('{"sub":"u1"}')}`],
    ['with words for parts', `${part('{"alg":"HS256","typ":"JWT"}')}.payload.signature`],
  ])('is none %s', (_, value) => {
    expect(judge(assigned('accessToken', value), policy)).toMatchObject({ keep: false });
  });
});
