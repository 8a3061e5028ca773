import { describe, expect, it } from 'vitest';
import { checkChecksum, checksumNames, crc32 } from '../../src/judge/checksum.ts';
import { makeRandom } from './make-match.ts';

it('names what a rule may ask for', () => {
  expect(checksumNames).toEqual(['github', 'npm', 'grafana', 'vercel']);
  expect(checkChecksum('no such', 'x')).toBe('unknown');
});

it('computes the CRC-32 of zip', () => {
  // The check value that every catalogue of CRCs gives.
  expect(crc32('123456789')).toBe(0xcbf43926);
  expect(crc32('')).toBe(0);
});

// Bodies with the checksum that zlib and a base 62 of digits, capitals and small letters give; made with another language's zlib.
const bodies: readonly (readonly [string, string])[] = [
  [`zQWBuTSOoRi4A9sp${'HcVY5ncnsDkxkJ'}`, '0mLq17'],
  [`qkJaB6MffYVzZXWq${'mcoF49yrUxP3wf'}`, '0LsakP'],
  ['abcdefghijklmnopqrstuvwxyz0123', '2LolCm'],
  [`padding${'100'.padStart(23, '0')}`, '0006aI'],
];

describe.each(['ghp_', 'gho_', 'ghu_', 'ghs_'])('github: %s', prefix => {
  it.each(bodies)('%s fits %s and nothing else', (body, sum) => {
    expect(checkChecksum('github', prefix + body + sum)).toBe('fits');
    expect(checkChecksum('github', prefix + body + sum.slice(0, 5) + (sum.endsWith('A') ? 'B' : 'A'))).toBe('wrong');
    expect(checkChecksum('github', `${prefix}B${body.slice(1)}${sum}`)).toBe('wrong');
  });
});

it.each(bodies)('npm: %s fits %s', (body, sum) => {
  expect(checkChecksum('npm', `npm_${body}${sum}`)).toBe('fits');
  expect(checkChecksum('npm', `npm_${body}${sum === '000000' ? '000001' : '000000'}`)).toBe('wrong');
});

describe('fine-grained tokens', () => {
  // A token that its owner revoked and published with the first description of the format.
  const published = `github_pat_${'11AAGI73I0HFY8wJru4mTw'}_${'ZlpxaViSYQuKETGMTXMkbWFrZCqjas5OpXSUP6g5zbr'}${'E2PRUI7C'}${'fRZ3m3z3'}`;

  it('are confirmed by what they carry', () => {
    expect(published).toHaveLength(93);
    expect(checkChecksum('github', published)).toBe('fits');
  });

  it('are never refused, since the vendor has not said how it is made', () => {
    expect(checkChecksum('github', `${published.slice(0, -9)}A${published.slice(-8)}`)).toBe('unknown');
    expect(checkChecksum('github', `github_pat_${makeRandom(1)('alnum', 82)}`)).toBe('unknown');
  });
});

it('passes forms that are not known to carry one', () => {
  const random = makeRandom(2);
  for (const value of [
    `ghr_${random('alnum', 76)}`,
    `ghs_123_${random('base64url', 60)}`,
    `ghp_${random('alnum', 35)}`,
    '',
    'ghp_',
  ])
    expect(checkChecksum('github', value)).toBe('unknown');
  expect(checkChecksum('npm', `npm_${random('alnum', 37)}`)).toBe('unknown');
});
