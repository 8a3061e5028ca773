/** The halves of one credential, found near each other, are one finding. */

import { describe, expect, it } from 'vitest';
import { createContext } from '../../src/engine/context.ts';
import { textUnit } from '../../src/engine/scan-text.ts';
import { scanUnit } from '../../src/engine/scan-unit.ts';
import { makeRandom } from '../e2e/secrets.ts';
import { makeRequest } from './make-request.ts';

const context = createContext(makeRequest());
const base32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const hex = '0123456789abcdef';
const uuidOf = (seed: string): string =>
  makeRandom(seed, 32, hex).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
const keyId = (seed: string): string => `AKIA${makeRandom(`${seed} id`, 16, base32)}`;
const secretKey = (seed: string): string => makeRandom(`${seed} secret`, 40);
const sid = `AC${makeRandom('sid', 32, hex)}`;

const find = (text: string) =>
  scanUnit(textUnit(text, 'x'), context).drafts.map(({ rule, secret, parts = [] }) => ({
    rule: rule.id,
    value: secret.reveal(),
    parts: parts.map(({ name, secret: part, at }) => `${name} ${part.reveal()} ${at.line}:${at.column}`),
  }));

describe('the halves of a credential', () => {
  it.each<[string, string, string, string, string[]]>([
    [
      'AWS',
      `AWS_ACCESS_KEY_ID=${keyId('a')}\nAWS_SECRET_ACCESS_KEY=${secretKey('a')}\n`,
      'aws-secret-access-key',
      secretKey('a'),
      [`AWS access key id ${keyId('a')} 1:19`],
    ],
    [
      'AWS, the secret first',
      `{"SecretAccessKey":"${secretKey('a')}","AccessKeyId":"${keyId('a')}"}`,
      'aws-secret-access-key',
      secretKey('a'),
      [`AWS access key id ${keyId('a')} 1:78`],
    ],
    [
      'Twilio',
      `account_sid = "${sid}"\ntwilio_auth_token = "${makeRandom('tw', 32, hex)}"`,
      'twilio-auth-token',
      makeRandom('tw', 32, hex),
      [`account SID ${sid} 1:16`],
    ],
    [
      'Langfuse',
      `LANGFUSE_PUBLIC_KEY=pk-lf-${uuidOf('p')}\nLANGFUSE_SECRET_KEY=sk-lf-${uuidOf('s')}`,
      'langfuse-secret-key',
      `sk-lf-${uuidOf('s')}`,
      [`Langfuse public key pk-lf-${uuidOf('p')} 1:21`],
    ],
    [
      'Azure',
      `AZURE_TENANT_ID=${uuidOf('t')}\nAZURE_CLIENT_ID=${uuidOf('c')}\nAZURE_CLIENT_SECRET=${makeRandom('z', 3)}8Q~${makeRandom('y', 34)}`,
      'azure-client-secret',
      `${makeRandom('z', 3)}8Q~${makeRandom('y', 34)}`,
      [`tenant id ${uuidOf('t')} 1:17`, `client id ${uuidOf('c')} 2:17`],
    ],
    [
      'Algolia',
      `algoliasearch("x", { appId: "${makeRandom('app', 10, base32)}", algoliaAdminKey: "${makeRandom('al', 32, hex)}" })`,
      'algolia-admin-key',
      makeRandom('al', 32, hex),
      [`application id ${makeRandom('app', 10, base32)} 1:30`],
    ],
  ])('of %s are one finding', (_, text, rule, value, parts) => {
    expect(find(text)).toEqual([{ rule, value, parts }]);
  });

  it('are found each by itself where they stand far apart', () => {
    const found = find(`${keyId('a')}\n${'.\n'.repeat(2000)}AWS_SECRET_ACCESS_KEY=${secretKey('a')}`);
    expect(found.map(({ rule }) => rule)).toEqual(['aws-access-key-id', 'aws-secret-access-key']);
  });

  it('go to the nearest credential, each to one', () => {
    const profile = (seed: string): string =>
      `[${seed}]\naws_access_key_id = ${keyId(seed)}\naws_secret_access_key = ${secretKey(seed)}\n`;
    const found = find(`${profile('one')}${profile('two')}${profile('three')}`);
    expect(found.map(({ value, parts }) => [value, parts[0]?.split(' ')[4]])).toEqual(
      ['one', 'two', 'three'].map(seed => [secretKey(seed), keyId(seed)]),
    );
  });

  it('are allowed together', () => {
    expect(find(`${keyId('a')}\nAWS_SECRET_ACCESS_KEY=${secretKey('a')} # unleak:allow\n`)).toEqual([]);
  });
});
