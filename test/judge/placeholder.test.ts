import { describe, expect, it } from 'vitest';
import { readCandidate } from '../../src/judge/candidate.ts';
import { isFilled, isPlaceholder } from '../../src/judge/placeholder.ts';
import { isSequence } from '../../src/judge/sequence.ts';
import { assigned, makeMatch, makeRandom, makeRule } from './make-match.ts';

const namedPlaceholder = (value: string): boolean => isPlaceholder(readCandidate(assigned('apiKey', value)));
const shapedPlaceholder = (body: string): boolean => isPlaceholder(readCandidate(makeMatch(`acme_${body}`)));

describe('behind a name alone', () => {
  it.each([
    'xxxx',
    'XXXXXXXXXXXX',
    '****************',
    '••••••••',
    '...',
    '________',
    '????????',
    'your-key-here',
    'YOUR_API_KEY',
    'yourpassword',
    '<token>',
    '«token»',
    '[password]',
    '{{ api_key }}',
    '${API_KEY}',
    '$(cat key)',
    '%API_KEY%',
    '#{ENV_KEY}',
    '<%= key %>',
    '__API_KEY__',
    '@apikey@',
    '%s',
    '{0}',
    '{}',
    '%(password)s',
    '{password}',
    ':password',
    'changeme',
    'ChangeMe123',
    'REDACTED',
    '[REDACTED]',
    'example',
    'my-example-key',
    'dummy',
    'dummy-token',
    'fake_key',
    'test',
    'test123',
    'test-token',
    'foo',
    'foobar',
    'foo-bar-baz',
    'secret',
    'password',
    'Password1',
    'p@ssw0rd',
    'passw0rd!',
    'none',
    'null',
    'undefined',
    'true',
    'TODO',
    '123456789',
    '12345678',
    'abcdefgh',
    'abcdef123456',
    'qwertyuiop',
    'asdfghjkl',
    'aaaaaaaaaa',
    'abcabcabcabcabc',
    '0000000000000000',
    '1234567890abcdef1234567890abcdef',
    'deadbeefdeadbeef',
    'sk-...',
    'sk-xxxxxxxxxxxxxxxx',
    'AKIA...',
    'insert-key',
    'replace_me',
    'some-secret',
    'my_secret_key',
    'super-secret',
    'my-password',
    'api_key',
    'access-token',
    'the secret',
    'hidden',
    'n/a',
    '-',
    '',
  ])('%j is one', value => {
    expect(namedPlaceholder(value)).toBe(true);
  });

  it.each([
    'hunter2x9',
    'Summer2019!',
    'Tr0ub4dor&3',
    'correct-horse-9',
    'kX9#mQ2$vL',
    'G7ePw2zQ',
    'S3cure!Frog',
    'qwErt9!zpl',
    'contest-winner-42',
    'latestRelease7',
  ])('%j is not', value => {
    expect(namedPlaceholder(value)).toBe(false);
  });
});

describe("behind a vendor's prefix", () => {
  it.each([
    'XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX',
    'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
    '00000000000000000000000000000000',
    'IOSFODNN7EXAMPLE',
    'your_api_key_goes_in_here_now12',
    '1234567890abcdef1234567890abcdef',
    'abcdefghijklmnopqrstuvwxyz012345',
    'this-is-not-a-real-key-at-all',
    'placeholder0000000000000000',
    'dummydummydummydummydummydummy',
    'abc123abc123abc123abc123abc123',
    'aBcDeFgHiJkLmNoPqRsTuVwXyZ',
    'REDACTED_REDACTED_REDACTED',
    '0123456789ABCDEF0123456789ABCDEF',
    'test_key_test_key_test_key_1',
  ])('%s is one', body => {
    expect(shapedPlaceholder(body)).toBe(true);
  });

  it.each(['hex', 'lowalnum', 'upalnum', 'alnum', 'base64url'] as const)(
    'random %s text practically never is',
    alphabet => {
      const random = makeRandom(1);
      const trials = 20_000;
      let dropped = 0;
      for (let trial = 0; trial < trials; trial++)
        if (shapedPlaceholder(random(alphabet, 16 + (trial % 140)))) dropped++;
      expect(dropped).toBeLessThanOrEqual(trials / 10_000);
    },
  );

  it("does not take a vendor's own marker for a filler", () => {
    const random = makeRandom(2);
    const value = `${random('alnum', 40)}AAAAACOG${random('alnum', 4)}`;
    const marked = makeRule({ anchor: { ...makeRule().anchor, prefix: [], marker: ['AAAAACOG'] } });
    const written = makeRule({ pattern: '[A-Za-z0-9]{40}AAAAACOG[A-Za-z0-9]{4}' });
    for (const rule of [marked, written]) expect(isPlaceholder(readCandidate(makeMatch(value, { rule })))).toBe(false);
  });

  it('leaves a value to its decoder, where its rule names one', () => {
    const rule = makeRule({ decode: 'pem' });
    expect(isPlaceholder(readCandidate(makeMatch('-----BEGIN PRIVATE KEY-----xxxx', { rule })))).toBe(false);
  });
});

it('reads the base64 of a sentence that says so itself', () => {
  expect(namedPlaceholder(Buffer.from('This is a fake token').toString('base64'))).toBe(true);
});

it('takes a value that is cut short for none, unless a whole one stands there', () => {
  const cut = (after: string) => isPlaceholder(readCandidate(assigned('token', 'eyJhbGciOiJIUzI1NiJ9', { after })));
  expect(cut('..."\n')).toBe(true);
  expect(cut('…\n')).toBe(true);
  expect(cut('."\n')).toBe(false);
  expect(isPlaceholder(readCandidate(makeMatch(`acme_${makeRandom(2)('alnum', 20)}`, { after: '...' })))).toBe(false);
});

it('finds runs, repetitions and sequences', () => {
  expect(isFilled('a1b2AAAAAAAAAAAAAAAA')).toBe(true);
  expect(isFilled('k3xk3xk3xk3xk3xk3x')).toBe(true);
  expect(isFilled('a8f')).toBe(false);
  expect(isSequence('zyxwvutsrqponm')).toBe(true);
  expect(isSequence('1qaz2wsx3edc')).toBe(true);
  expect(isSequence('k3x9')).toBe(false);
});

it('takes values of any length in bounded time', () => {
  const started = performance.now();
  for (const piece of ['a', 'ab', '-', 'x-', '${', '<a', '%s', 'test']) namedPlaceholder(piece.repeat(2048));
  expect(performance.now() - started).toBeLessThan(1500);
});
