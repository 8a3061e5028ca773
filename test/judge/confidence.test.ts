import { describe, expect, it } from 'vitest';
import { readCandidate } from '../../src/judge/candidate.ts';
import { isBelow, lower, rateNamed, rateNear, scoreFacts } from '../../src/judge/confidence.ts';
import { readFacts } from '../../src/judge/facts.ts';
import type { Match } from '../../src/model/match.ts';
import { assigned, contextRule, genericRule, makeMatch, makeRandom, makeRule } from './make-match.ts';

const random = makeRandom(6);
const score = (match: Match): number => scoreFacts(readFacts(readCandidate(match)));
const key = random('alnum', 32);

describe('a name alone is the more worth', () => {
  it.each([
    ['the more it promises', assigned('clientSecret', key), assigned('key', key)],
    ['the more random the value is', assigned('apiKey', key), assigned('apiKey', 'user-profile-settings-v2')],
    [
      'in settings than in markup',
      assigned('apiKey', key, { kind: 'dotenv' }),
      assigned('apiKey', key, { kind: 'html' }),
    ],
    [
      'in settings than in prose',
      assigned('apiKey', key, { kind: 'ini' }),
      assigned('apiKey', key, { kind: 'markdown' }),
    ],
    ['in the product than in its tests', assigned('apiKey', key), assigned('apiKey', key, { labels: ['test'] })],
    ['in the product than in examples', assigned('apiKey', key), assigned('apiKey', key, { labels: ['example'] })],
    ['with a word that says whose it is', assigned('newshub_key', key), assigned('key', key)],
    ['quoted than bare in code', assigned('apiKey', key), assigned('apiKey', key, { quote: '' })],
    ['assigned than in a list', assigned('apiKey', key), assigned('apiKey', key, { operator: ',' })],
    [
      'for a password people choose than for a plain word',
      assigned('password', 'Summer2019!'),
      assigned('password', 'penguin'),
    ],
    [
      'for a password than for what everybody tries first',
      assigned('password', 'kw83mq'),
      assigned('password', 'postgres'),
    ],
    [
      'for a password than for the name of the user beside it',
      assigned('DB_PASSWORD', 'kwmqxz', { after: '\nDB_USER=shop\n' }),
      assigned('DB_PASSWORD', 'kwmqxz', { after: '\nDB_USER=kwmqxz\n' }),
    ],
    [
      'for a password than for the name of the product in its path',
      assigned('password', 'kwmqxz', { path: 'charts/shop/values.yaml' }),
      assigned('password', 'kwmqxz', { path: 'charts/kwmqxz/values.yaml' }),
    ],
    [
      'for a password than for one that says so',
      assigned('password', 'M1dw1nter!'),
      assigned('password', 'MyP@ssw0rd!'),
    ],
    [
      'for a password than for the hash of one',
      assigned('password', 'kw83mq0zx'),
      assigned('password', `$2b$10$${random('alnum', 53)}`),
    ],
    ['for letters than for digits', assigned('token', random('lowalnum', 16)), assigned('token', random('digit', 16))],
  ])('%s', (_, more, less) => {
    expect(score(more)).toBeGreaterThan(score(less));
  });
});

it('people’s passwords are found where they matter', () => {
  for (const password of [
    'Summer2019!',
    'hunter42',
    'Tr0ub4dor&3',
    'correcthorse9',
    'kX9#mQ2$',
    'dragon_77',
    'Wintertime18',
  ])
    for (const fields of [
      { kind: 'dotenv', path: '.env', quote: '' },
      { kind: 'yaml', path: 'config.yml', operator: ':' },
      {},
    ] as const)
      expect(isBelow(rateNamed(readCandidate(assigned('DB_PASSWORD', password, fields))), 'medium'), password).toBe(
        false,
      );
});

it('an unsure rule takes a step off', () => {
  const unsure = makeRule({ ...genericRule, confidence: 'low' });
  const sure = rateNamed(readCandidate(assigned('clientSecret', key)));
  expect(rateNamed(readCandidate(assigned('clientSecret', key, { rule: unsure })))).toBe(lower(sure, 1));
});

describe("near a vendor's word", () => {
  const rate = (context: 'name' | 'line' | 'near' | 'file', name?: string, value = key): string =>
    rateNear(
      readCandidate(
        makeMatch(value, {
          rule: contextRule,
          context,
          ...(name !== undefined && { assignment: { name, operator: '=', quote: '"' } }),
        }),
      ),
    );

  it.each([
    ['name', 'acmeKey', 'medium'],
    ['name', 'ACME_CLIENT_ID', 'low'],
    ['name', 'ACME_ENDPOINT', 'low'],
    ['line', 'apiKey', 'medium'],
    ['near', 'apiKey', 'medium'],
    ['line', undefined, 'low'],
    ['near', undefined, 'low'],
    ['file', undefined, 'low'],
  ] as const)('%s, named %s: %s', (context, name, confidence) => {
    expect(rate(context, name)).toBe(confidence);
  });

  it('never rises above what the rule says', () => {
    for (const context of ['name', 'line', 'near', 'file'] as const) expect(rate(context, 'apiKey')).not.toBe('high');
  });
});

it('orders the levels', () => {
  expect(['low', 'medium', 'high'].map(it => isBelow(it as 'low', 'medium'))).toEqual([true, false, false]);
  expect([lower('high', 1), lower('high', 5), lower('low', 1), lower('medium', -1)]).toEqual([
    'medium',
    'low',
    'low',
    'medium',
  ]);
});
