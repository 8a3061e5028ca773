import { describe, expect, it } from 'vitest';
import { readCandidate } from '../../src/judge/candidate.ts';
import { isNoSecret } from '../../src/judge/identifier.ts';
import { assigned, contextRule, makeMatch, makeRandom } from './make-match.ts';

const random = makeRandom(3);
const hex = (length: number): string => random('hex', length);

describe('behind a name that promises a secret', () => {
  it.each([
    ['password', 'Enter your password'],
    ['password', 'The password must have 8 characters.'],
    ['password', 'Mot de passe oublié'],
    ['password', 'Wachtwoord:'],
    ['password', 'パスワードを入力してください'],
    ['secret', '/run/secrets/db'],
    ['secret', './config/secret.json'],
    ['privateKey', 'C:\\keys\\server.pem'],
    ['private_key', 'server.key'],
    ['storage_key', `${hex(8)}/${hex(12)}.jpg`],
    ['secret', 'base64'],
    ['token', 'https://acme.example/oauth/token'],
    ['token', 'login.acme.com'],
    ['credentials', 'admin@acme.com'],
    ['apiKey', '192.168.10.20'],
    ['apiKey', '2026-11-23'],
    ['token', '1.2.3-beta.4'],
    ['token', 'application/json'],
    ['secret', '@acme/secrets'],
    ['api_key', 'com.acme.app.key'],
    ['secret', '#ff00aa'],
    ['password', '^[a-z0-9]{8,}$'],
    ['token', 'getToken(user)'],
    ['password', '<input type="x">'],
    ['api_key', 'apiKey'],
    ['DB_PASSWORD', 'db_password'],
    ['clientSecret', 'client-secret'],
    ['token', 'ACCESS_TOKEN_VALUE'],
    ['token', 'access-token-name'],
    ['token', 'accessTokenHeader'],
    ['key', 'Content-Type'],
    ['private_key', 'ssh-rsa AAAAB3NzaC1yc2E'],
  ])('%s = %j is none', (name, value) => {
    expect(isNoSecret(readCandidate(assigned(name, value)))).toBe(true);
  });

  it.each([
    ['password', 'Summer2019!'],
    ['password', 'hunter42'],
    ['password', 'tr1cky/pass+word'],
    ['apiKey', hex(32)],
    ['client_secret', hex(40)],
    ['token', random('base64url', 40)],
    ['secret', `${random('alnum', 20)}/${random('alnum', 19)}`],
  ])('%s = %j may be one', (name, value) => {
    expect(isNoSecret(readCandidate(assigned(name, value)))).toBe(false);
  });

  it('takes nothing in lock files', () => {
    expect(isNoSecret(readCandidate(assigned('token', random('alnum', 40), { kind: 'lock', path: 'yarn.lock' })))).toBe(
      true,
    );
  });

  it('knows an unquoted option of a command line', () => {
    for (const value of ['--email=me@acme.com', 'type=', 'cast=Secret'])
      expect(isNoSecret(readCandidate(assigned('password', value, { quote: '', operator: ' ', kind: 'shell' })))).toBe(
        true,
      );
  });
});

describe("near a vendor's word", () => {
  const near = (value: string, before: string, after = '') =>
    isNoSecret(readCandidate(makeMatch(value, { rule: contextRule, before, after, context: 'line' })));

  it.each([
    ['https://github.com/acme/sdk/commit/', hex(40)],
    ['acme image: acme/app@sha256:', hex(64)],
    ['  checksum/acme-secret: ', hex(64)],
    ['acme/acme-sdk\t', hex(40)],
    ['uses: acme/action@', hex(40)],
    ['"acme": { "integrity": "sha512-', random('base64url', 60)],
  ])('%s… is none', (before, value) => {
    expect(near(value, before)).toBe(true);
  });

  it.each(['proxy.internal.dev', 'acmeKeyName', 'acmeproxy', 'acme-secret', 'getKey()', 'ACME_API_KEY'])(
    'what has no digit and is plainly something else is none: %s',
    value => {
      expect(near(value, 'ACME_KEY=')).toBe(true);
    },
  );

  it('a hash under a name that says so is none, one under a key may be', () => {
    const match = (name: string) =>
      makeMatch(hex(32), {
        rule: contextRule,
        before: `acme ${name}: "`,
        assignment: { name, operator: ':', quote: '"' },
        context: 'line',
      });
    for (const name of ['commit', 'sha256', 'etag', 'checksum', 'traceId', 'uuid', 'contentHash'])
      expect(isNoSecret(readCandidate(match(name)))).toBe(true);
    for (const name of ['apiKey', 'token', 'ACME_KEY']) expect(isNoSecret(readCandidate(match(name)))).toBe(false);
  });

  it('an address with a hash behind it is none, a bare value is not', () => {
    expect(near(hex(32), 'acme key ')).toBe(false);
  });
});
