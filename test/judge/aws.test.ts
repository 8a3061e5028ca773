/** What an access key id says of itself. */

import { describe, expect, it } from 'vitest';
import { decodeAwsId, readAccount } from '../../src/judge/aws.ts';
import { readCandidate } from '../../src/judge/candidate.ts';
import { makeMatch } from './make-match.ts';

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** An id of the account, as AWS writes one: 1 bit set, 40 bits of account, 39 of something else. */
function makeId(account: string, rest = 5n): string {
  let bits = (1n << 79n) | (BigInt(account) << 39n) | rest;
  let text = '';
  for (let i = 0; i < 16; i++, bits >>= 5n) text = BASE32[Number(bits & 31n)] + text;
  return `AKIA${text}`;
}

const decode = (id: string) => decodeAwsId(readCandidate(makeMatch(id)));

describe('an access key id', () => {
  it.each(['123456789012', '000000000001', '999999999999'])('holds its account %s', account => {
    expect(readAccount(makeId(account))).toBe(account);
    expect(decode(makeId(account))).toEqual({ notes: [`AWS account ${account}`] });
  });

  it('of before 2019 holds none', () => {
    expect(decode(`AKIAI${'ABCDEFG234567AB'}`)).toEqual({ notes: [] });
  });

  it('of an account that lays traps is no leak', () => {
    expect(decode(makeId('534261010715'))).toMatchObject({
      severity: 'low',
      notes: [expect.stringContaining('canary')],
    });
  });
});
