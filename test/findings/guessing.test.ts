/** Which values count as guessable. The list is a contract: a value that changes sides gets another tag, and its entries are orphaned. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { estimateGuessBits, unguessableBits } from '../../src/findings/guessing.ts';
import { sampleToken } from './sample.ts';

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const hex = '0123456789abcdef';
const base32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

describe('guessable, so that the tag is slow', () => {
  it.each([
    ['a season and a year', 'Summer2019!'],
    ['the classic', 'password123'],
    ['lookalikes for letters', 'P@ssw0rd!2019xY'],
    ['a mangled word', 'Tr0ub4dor&3'],
    ['four words', 'correct horse battery staple'],
    ['four words in one', 'correcthorsebatterystaple'],
    ['a sentence', 'thisismyverylongpasswordthatnobodyguesses'],
    ['what a template says', 'supersecretkeythatshouldbechangedinproduction'],
    ['words with capitals', 'MySuperSecretJwtSigningKey2023!!'],
    ['one character', 'a'.repeat(200)],
    ['two characters in turn', 'ab'.repeat(100)],
    ['a token twice', sampleToken(3, 8).repeat(12)],
    ['a keyboard', 'qwertyuiopasdfghjklzxcvbnm'],
    ['digits in order', '1234567890123456789012'],
    ['a long number', '20190101120000'],
    ['ten random characters', sampleToken(4, 10)],
    ['ten random characters after a prefix', `acme_live_v2_${sampleToken(4, 10)}`],
    ['a prefix alone', 'sk-ant-api03-'],
    ['nothing', ''],
    ['a password in a URL', `postgres://administrator:hunter2@db-${sampleToken(5, 20)}.example:5432/app`],
    ['a percent-encoded one', 'mysql://root:p%40ssw%30rd%31@db.example/app'],
    [
      'a password in a connection string',
      `Server=tcp:${sampleToken(6, 30)}.example;User ID=sa;Password=hunter2;Encrypt=True`,
    ],
    ['a pair of a long name and a password', 'administrator@mycompanyname.example:Summer2019!'],
    ['the base64 of such a pair', base64('administrator:Summer2019!Summer')],
    ['the hex of one', Buffer.from('administrator:Summer2019!').toString('hex')],
    ['base64 twice', base64(base64('administrator:Summer2019!'))],
    ['a token that is not signed', `eyJ${sampleToken(7, 40)}.${sampleToken(8, 60)}.`],
    ['a key without a body', `-----BEGIN ${'RSA'} PRIVATE KEY-----\nhunter2\n-----END ${'RSA'} PRIVATE KEY-----`],
  ])('%s', (_, value) => {
    expect(estimateGuessBits(value)).toBeLessThan(unguessableBits);
  });
});

describe('not guessable, so that the tag is fast', () => {
  it.each([
    ['20 random characters', sampleToken(11, 20)],
    ['32 hex digits', sampleToken(12, 32, hex)],
    ['32 base32 characters', sampleToken(13, 32, base32)],
    ['a token with a prefix', `ghp_${sampleToken(14, 36)}`],
    ['one with several', `sk-ant-api03-${sampleToken(15, 93)}`],
    ['a UUID', sampleToken(16, 32, hex).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')],
    ['a bot token', `123456789:${sampleToken(17, 35)}`],
    ['a signed token', `eyJ${sampleToken(18, 40)}.${sampleToken(19, 60)}.${sampleToken(20, 43)}`],
    ['a random password in a URL', `postgres://app:${sampleToken(21, 32)}@db.example/app`],
    ['a hook address', `https://hooks.example.com/services/T0000/B0000/${sampleToken(22, 24)}`],
    [
      'a key',
      `-----BEGIN ${'RSA'} PRIVATE KEY-----\n${sampleToken(23, 64)}\n${sampleToken(24, 64)}\n-----END ${'RSA'} PRIVATE KEY-----`,
    ],
  ])('%s', (_, value) => {
    expect(estimateGuessBits(value)).toBeGreaterThanOrEqual(unguessableBits);
  });

  it('holds for almost all random tokens of 32 characters', () => {
    const tokens = Array.from({ length: 2000 }, (_, seed) => sampleToken(seed + 1000));
    expect(tokens.filter(token => estimateGuessBits(token) < unguessableBits).length).toBeLessThan(40);
  });
});

it('gives no prefix any weight', () => {
  const token = sampleToken(30, 24);
  expect(estimateGuessBits(`acme_live_${token}`)).toBe(estimateGuessBits(token));
});

it('counts a phrase by its words and not by its letters', () => {
  expect(estimateGuessBits('orange')).toBeLessThan(13);
  expect(estimateGuessBits('orange-table-winter')).toBeLessThan(3 * 13);
});

it('answers for whatever text in little time', { timeout: 20_000 }, () => {
  const hostile = ['a=', '://', '-----BEGIN', 'key;', ';key', ' ', '%41', 'eyJ.', 'a:', '"', 'A0'];
  const started = performance.now();
  for (const piece of hostile) expect(estimateGuessBits(piece.repeat(200_000))).toBeGreaterThanOrEqual(0);
  expect(performance.now() - started).toBeLessThan(8000);
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary' }),
      value => estimateGuessBits(value) >= 0 && estimateGuessBits(value) <= 6 * value.length,
    ),
  );
});
