/** Until when a shared access signature works stands beside it. */

import { describe, expect, it } from 'vitest';
import { readCandidate } from '../../src/judge/candidate.ts';
import { decodeSas } from '../../src/judge/sas.ts';
import { makeMatch } from './make-match.ts';

const decode = (before: string, after = '') =>
  decodeSas(readCandidate(makeMatch('signature', { before, after })), '2026-11-23');

describe('a shared access signature', () => {
  it.each([
    [
      'works until its day',
      'https://a.blob.core.windows.net/b?se=2027-01-02T00%3A00%3A00Z&sp=rw&sig=',
      '',
      ['allows rw', 'works until 2027-01-02'],
    ],
    [
      'may tell its day behind it',
      'SharedAccessSignature sr=x&sig=',
      '&se=1830297600&skn=k',
      ['works until 2028-01-01'],
    ],
    ['need not tell', 'https://prod.logic.azure.com/x?sig=', '', []],
  ])('%s', (_, before, after, notes) => expect(decode(before, after)).toEqual({ notes }));

  it('that has expired opens nothing', () => {
    expect(decode('https://a.blob.core.windows.net/b?se=2020-01-02&sig=')).toEqual({
      notes: ['expired on 2020-01-02'],
      severity: 'low',
    });
  });
});
