import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readCandidate } from '../../src/judge/candidate.ts';
import { decode, decoderNames } from '../../src/judge/decode.ts';
import type { Decoded } from '../../src/judge/decoded.ts';
import { type MatchFields, makeMatch, makeRandom, makeRule } from './make-match.ts';

const today = '2026-11-23';
const random = makeRandom(5);

const decodeAs = (decoder: string, value: string, fields: MatchFields = {}): Decoded | undefined =>
  decode(readCandidate(makeMatch(value, { rule: makeRule({ decode: decoder }), ...fields })), today);

const b64 = (value: unknown): string =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

it('names the decoders a rule may ask for', () => {
  expect(decoderNames).toEqual(['jwt', 'pem', 'url', 'basic', 'aws-id', 'sas']);
  expect(decode(readCandidate(makeMatch('x')), today)).toBeUndefined();
});

describe('jwt', () => {
  const jwt = (
    claims: unknown,
    header: unknown = { alg: 'HS256', typ: 'JWT' },
    signature = random('base64url', 43),
  ): Decoded | undefined => decodeAs('jwt', `${b64(header)}.${b64(claims)}.${signature}`);
  const day = (text: string): number => Date.parse(`${text}T12:00:00Z`) / 1000;

  it('tells who made it, for whom and until when', () => {
    expect(jwt({ iss: 'acme', role: 'editor', exp: day('2030-01-31') })).toEqual({
      notes: ['alg HS256', 'iss acme', 'role editor', 'expires 2030-01-31'],
    });
    expect(jwt({ iss: 'acme' })).toEqual({ notes: ['alg HS256', 'iss acme', 'never expires'] });
  });

  it('takes an expired one as low', () => {
    expect(jwt({ role: 'service_role', exp: day('2024-01-01') })).toEqual({
      notes: ['alg HS256', 'role service_role', 'expired 2024-01-01'],
      severity: 'low',
    });
    expect(jwt({ exp: day(today) })).toMatchObject({ notes: ['alg HS256', `expires ${today}`] });
  });

  it("tells Supabase's public key from the one that passes every policy", () => {
    expect(jwt({ iss: 'supabase', role: 'anon', exp: day('2033-01-01') })).toMatchObject({ severity: 'info' });
    expect(jwt({ iss: 'supabase', role: 'service_role', exp: day('2033-01-01') })).toMatchObject({
      severity: 'critical',
    });
  });

  it('takes the keys that Supabase starts every project with as low', () => {
    const claims = { iss: 'supabase-demo', role: 'service_role', exp: 1983812996 };
    expect(jwt(claims)).toMatchObject({ severity: 'low' });
  });

  it('takes the sample that everybody has seen for an example', () => {
    expect(jwt({ sub: '1234567890', name: 'John Doe', iat: 1516239022 })).toEqual({ drop: 'example' });
  });

  it.each([
    ['no JSON at all', 'eyJhbGciOi.eyJzdWIi.abc'],
    ['a header that is a list', `${b64('["alg"]')}.${b64({})}.abc`],
    ['a header without an algorithm', `${b64({ typ: 'JWT' })}.${b64({})}.abc`],
    ['claims that are no object', `${b64({ alg: 'HS256' })}.${b64('"x"')}.abc`],
    ['claims that are missing', b64({ alg: 'HS256' })],
  ])('drops %s', (_, value) => {
    expect(decodeAs('jwt', value)).toEqual({ drop: 'not-decodable' });
  });

  it('keeps an encrypted one without looking into it', () => {
    expect(
      decodeAs(
        'jwt',
        `${b64({ alg: 'dir', enc: 'A256GCM' })}..${random('base64url', 16)}.${random('base64url', 40)}.x`,
      ),
    ).toEqual({
      notes: ['alg dir', 'its claims are encrypted'],
    });
  });

  it('drops one whose signature is filled in', () => {
    expect(jwt({ iss: 'acme' }, { alg: 'HS256' }, 'x'.repeat(43))).toEqual({ drop: 'placeholder' });
  });

  it('survives any numbers and strings in claims', () => {
    for (const exp of [-1, 1e300, 0.5, 'soon', null, {}, []]) expect(jwt({ exp })).toHaveProperty('notes');
    expect(jwt({ iss: `\u001b[31m${'a'.repeat(200)}` })).toMatchObject({
      notes: [expect.any(String), `iss ?[31m${'a'.repeat(54)}…`, 'never expires'],
    });
  });
});

describe('pem', () => {
  const ed25519 = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  const rsa = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey;

  it.each([
    ['the smallest key there is', ed25519],
    ['an EC key', ec.export({ type: 'sec1', format: 'pem' }).toString()],
    ['an RSA key', rsa.export({ type: 'pkcs1', format: 'pem' }).toString()],
    ['escaped line ends, as in JSON', rsa.export({ type: 'pkcs8', format: 'pem' }).toString().replace(/\n/g, '\\n')],
    ['carriage returns', ed25519.replace(/\n/g, '\r\n')],
    ['indented lines, as in YAML', ed25519.replace(/\n/g, '\n    ')],
    [
      'lines of strings, as in code',
      ed25519
        .trim()
        .split('\n')
        .map(line => `  "${line}\\n" +`)
        .join('\n'),
    ],
    ['lines of strings with the sign before', `"${ed25519.trim().split('\n').join('\\n"\n\t\t\t+ "')}"`],
    ['strings of one line', `"${ed25519.trim().split('\n').join('\\n" + "')}"`],
    ['items of a list', `["${ed25519.trim().split('\n').join('",\n  "')}"]`],
    ['no line ends at all', ed25519.replace(/\n/g, '')],
    [
      'comment marks',
      ed25519
        .trim()
        .split('\n')
        .map(line => `# ${line}`)
        .join('\n'),
    ],
  ])('keeps %s', (_, value) => {
    expect(decodeAs('pem', value)).toEqual({ notes: ['not encrypted'] });
  });

  it('sees a passphrase', () => {
    const options = { format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' } as const;
    for (const type of ['pkcs1', 'pkcs8'] as const)
      expect(decodeAs('pem', rsa.export({ ...options, type }).toString())).toEqual({
        notes: ['encrypted with a passphrase'],
      });
    const openssh = (cipher: string) => {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(cipher.length);
      const body = Buffer.concat([
        Buffer.from('openssh-key-v1\0'),
        length,
        Buffer.from(cipher),
        Buffer.from(random('alnum', 200)),
      ]).toString('base64');
      return `-----BEGIN OPENSSH PRIVATE KEY-----\n${body.replace(/.{70}/g, '$&\n')}\n-----END OPENSSH PRIVATE KEY-----`;
    };
    expect(decodeAs('pem', openssh('none'))).toEqual({ notes: ['not encrypted'] });
    expect(decodeAs('pem', openssh('aes256-ctr'))).toEqual({ notes: ['encrypted with a passphrase'] });
  });

  it.each([
    ['dots', '...'],
    ['an ellipsis after a start', 'MIIEpAIBAAKCAQEA\n...\n'],
    ['nothing', ''],
    ['words to fill in', '<your private key>'],
    ['a variable', '${PRIVATE_KEY}'],
    ['x', 'xxxxxxxxxxxxxxxx'],
    ['too few bytes', 'MC4CAQAwBQYDK2Vw'],
    ['one letter', 'A'.repeat(200)],
  ])('drops a body of %s', (_, body) => {
    expect(decodeAs('pem', `-----BEGIN RSA PRIVATE KEY-----\n${body}\n-----END RSA PRIVATE KEY-----`)).toEqual({
      drop: 'placeholder',
    });
  });

  it('drops what is no base64', () => {
    expect(decodeAs('pem', `-----BEGIN PRIVATE KEY-----\n${'!?'.repeat(60)}\n-----END PRIVATE KEY-----`)).toEqual({
      drop: 'not-decodable',
    });
  });
});

describe('url', () => {
  const password = random('alnum', 18);

  it.each([
    ['the whole address', `postgres://app:${password}@db.acme.io:5432/app`, {}],
    ['its password alone', password, { before: 'DATABASE_URL=postgres://app:', after: '@db.acme.io:5432/app\n' }],
    ['a password with escapes', `amqps://app:${password}%40%21@mq.acme.io/`, {}],
    ['a user that is missing', `redis://:${password}@cache.acme.io:6379/0`, {}],
  ])('keeps %s', (_, value, around) => {
    expect(decodeAs('url', value, around)).toEqual({ notes: [] });
  });

  it.each([
    ['https://user:pass@acme.io/', 'placeholder'],
    ['https://user:password@acme.io/', 'placeholder'],
    ['postgres://username:password@host:5432/db', 'placeholder'],
    ['https://user:changeme@acme.io/', 'placeholder'],
    ['postgres://app:p%40ssw0rd@db.acme.io/app', 'placeholder'],
    ['https://user:****@acme.io/', 'placeholder'],
    [`https://user:${'x'.repeat(12)}@acme.io/`, 'placeholder'],
    [`https://app:${password}@example.com/`, 'placeholder'],
    [`https://app:${password}@api.example.org/`, 'placeholder'],
    [`https://app:${password}@host/`, 'placeholder'],
    ['postgres://[user][:password]@[host][:port]/[db]', 'placeholder'],
    ['https://USERNAME:PERSONAL_ACCESS_TOKEN@git.acme.io/x.git', 'placeholder'],
    ['postgres://app:${DB_PASS}@db.acme.io/app', 'reference'],
    ['postgres://app:$DB_PASS@db.acme.io/app', 'reference'],
    ['postgres://app:{{ password }}@db.acme.io/app', 'reference'],
    ['postgres://app:{password}@db.acme.io/app', 'reference'],
    ['postgres://app:%s@db.acme.io/app', 'reference'],
    ['postgres://app:#{pass}@db.acme.io/app', 'reference'],
    [`postgres://app:${password}@\${DB_HOST}/app`, 'reference'],
    ['postgres://db.acme.io/app', 'not-decodable'],
  ])('drops %s', (value, reason) => {
    expect(decodeAs('url', value)).toEqual({ drop: reason });
  });

  it.each([
    'postgres://postgres:postgres@localhost:5432/app',
    'amqp://guest:guest@rabbit.acme.io/',
    'mysql://root:root@db/app',
    'mongodb://admin:admin@10.0.0.5/',
  ])('thinks little of %s', value => {
    expect(decodeAs('url', value)).toMatchObject({ severity: 'low', confidence: 'low' });
  });

  it('doubts a password of three letters', () => {
    expect(decodeAs('url', 'https://ann:fux@acme.io/')).toMatchObject({ confidence: 'low' });
  });

  it('reads hosts that are IPv6 addresses', () => {
    expect(decodeAs('url', `http://app:${password}@[::1]:9000/`)).toMatchObject({ severity: 'low' });
    expect(decodeAs('url', `http://app:${password}@[2001:db8::7]:9000/`)).toEqual({ notes: [] });
  });

  it('takes a password for a local host as low, and the less sure the weaker it is', () => {
    expect(decodeAs('url', `postgres://app:${password}@localhost/app`)).toMatchObject({
      severity: 'low',
      confidence: 'medium',
    });
    expect(decodeAs('url', 'postgres://app:tiger7@127.0.0.1/app')).toMatchObject({
      severity: 'low',
      confidence: 'low',
    });
  });
});

describe('basic', () => {
  const basic = (text: string, scheme = ''): Decoded | undefined =>
    decodeAs('basic', scheme + Buffer.from(text).toString('base64'));

  it('keeps a user and a password', () => {
    expect(basic(`deploy:${random('alnum', 14)}`)).toEqual({ notes: ['decodes to a user and a password'] });
    expect(basic(`deploy:${random('alnum', 14)}`, 'Basic ')).toEqual({ notes: ['decodes to a user and a password'] });
    expect(basic(`${random('alnum', 32)}:`)).toEqual({ notes: ['decodes to a key and no password'] });
  });

  it('thinks little of usual passwords', () => {
    expect(basic('admin:admin')).toMatchObject({ severity: 'low', confidence: 'low' });
    expect(basic('spring:boot')).toMatchObject({ severity: 'low', confidence: 'low' });
    expect(basic('deploy:password')).toMatchObject({ severity: 'low', confidence: 'low' });
  });

  it.each([
    ['user:password', 'placeholder'],
    ['aladdin:opensesame', 'example'],
    ['Aladdin:open sesame', 'example'],
    ['no colon in it', 'not-decodable'],
    ['bytes\u0000:\u0001\u0002', 'not-decodable'],
  ])('drops %j', (text, reason) => {
    expect(basic(text)).toEqual({ drop: reason });
  });
});
