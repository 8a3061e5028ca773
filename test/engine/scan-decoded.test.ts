/** What stands in a unit in encoded form is found, named, and placed where it stands. */

import { describe, expect, it } from 'vitest';
import { createContext } from '../../src/engine/context.ts';
import { textUnit } from '../../src/engine/scan-text.ts';
import { scanUnit } from '../../src/engine/scan-unit.ts';
import type { Kind } from '../../src/model/unit.ts';
import { groqKey, makeRandom } from '../e2e/secrets.ts';
import { makeRequest } from './make-request.ts';

const context = createContext(makeRequest());
const random = (length: number): string => makeRandom(`decoded ${length}`, length);
const stripe = `sk_live_${makeRandom('stripe', 24)}`;
const groq = groqKey('decoded');
const plain = random(32);
const awsSecret = `${random(18)}+${random(10)}/${random(10)}`;
const password = `${random(14)}!q`;
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const hex = (text: string): string => Buffer.from(text).toString('hex');
const escapeAll = (text: string): string => [...text].map(char => `\\x${hex(char)}`).join('');

function find(text: string, kind: Kind = 'text') {
  return scanUnit({ ...textUnit(text, 'x'), kind }, context).drafts.map(({ rule, secret, span, at, excerpt }) => ({
    rule: rule.id,
    value: secret.reveal(),
    stands: Buffer.from(text).toString('utf8', span.start, span.end),
    layers: at.layers.map(({ name }) => name).join(' '),
    excerpt,
  }));
}

describe('a value is found', () => {
  it.each<[string, string, string, string, string, string]>([
    ['in base64', `GROQ=${base64(groq)}`, 'groq-api-key', groq, base64(groq), 'base64'],
    [
      'in base64 of URLs',
      `k=${Buffer.from(`?>~${groq}`).toString('base64url')}`,
      'groq-api-key',
      groq,
      Buffer.from(`?>~${groq}`).toString('base64url'),
      'base64',
    ],
    [
      'in base64, named from outside',
      `MISTRAL_API_KEY: ${base64(plain)}`,
      'mistral-api-key',
      plain,
      base64(plain),
      'base64',
    ],
    [
      'as a password of a Kubernetes secret',
      `data:\n  password: ${base64(password)}\n`,
      'generic-password',
      password,
      base64(password),
      'base64',
    ],
    ['in hex', `x = "${hex(groq)}"`, 'groq-api-key', groq, hex(groq), 'hex'],
    ['in escapes of JavaScript', `k = "${escapeAll(groq)}"`, 'groq-api-key', groq, escapeAll(groq), 'escapes'],
    [
      'in the escapes of a URL',
      `?u=AWS_SECRET_ACCESS_KEY%3D${encodeURIComponent(awsSecret)}%26a%3D1`,
      'aws-secret-access-key',
      awsSecret,
      encodeURIComponent(awsSecret),
      'escapes',
    ],
    [
      'in the escapes of JSON',
      `{"aws_secret_access_key": "${awsSecret.replace('/', '\\/').replace('+', '\\u002b')}"}`,
      'aws-secret-access-key',
      awsSecret,
      awsSecret.replace('/', '\\/').replace('+', '\\u002b'),
      'escapes',
    ],
    [
      'in an attribute of HTML',
      `<a data-x="{&quot;password&quot;:&quot;${password}&quot;}">`,
      'generic-password',
      password,
      password,
      'escapes',
    ],
    [
      'in base64 in base64',
      `x=${base64(`cfg ${base64(`{"key":"${groq}"}`)}`)}`,
      'groq-api-key',
      groq,
      base64(`cfg ${base64(`{"key":"${groq}"}`)}`),
      'base64 base64',
    ],
    [
      'in base64 in a URL',
      `?cfg%3D%22x%22%26data%3D${encodeURIComponent(base64(`stripe=${stripe};`))}`,
      'stripe-secret-key',
      stripe,
      encodeURIComponent(base64(`stripe=${stripe};`)),
      'escapes base64',
    ],
  ])('%s', (_, text, rule, value, stands, layers) => {
    expect(find(text)).toMatchObject([{ rule, value, stands, layers }]);
  });

  it('through broken lines, and all of them are its place', () => {
    const lines = base64(`{"a":1,"key":"${groq}","more":"${random(60)}"}`).replace(/(.{76})/g, '$1\n    ');
    expect(find(`blob: |\n    ${lines}\n`, 'yaml')).toMatchObject([
      { rule: 'groq-api-key', value: groq, stands: lines },
    ]);
  });
});

describe('what is decoded', () => {
  it('is told once where it stands in clear, too', () => {
    const found = find(`a=${groq}&b=${encodeURIComponent(awsSecret)}%3D`);
    expect(found.filter(({ rule }) => rule === 'groq-api-key')).toHaveLength(1);
  });

  it('is masked in the excerpt, with its carrier', () => {
    const [finding] = find(`GROQ=${base64(groq)} # note`);
    expect(finding?.excerpt).toBe('GROQ=gsk_…(56) # note');
  });

  it.each([
    ['an ordinary text', `x = "${base64('just some words of text, nothing else here')}"`],
    [
      'a picture',
      `url(data:image/png;base64,${Buffer.from(Array.from({ length: 300 }, (_, i) => (i * 97) & 255)).toString('base64')})`,
    ],
    ['a URL with escapes', 'https://x.test/?next=https%3A%2F%2Fexample.com%2Flogin%3Fa%3Db'],
    ['escaped letters of a language', `{"title": "${'\\u00e9\\u00e8'.repeat(40)}"}`],
    ['a placeholder', `password: ${base64('changeme')}`],
  ])('gives nothing for %s', (_, text) => expect(find(text)).toEqual([]));

  it('is bounded in depth', () => {
    let text = groq;
    for (let depth = 0; depth < 3; depth++) text = base64(`text ${text} text`);
    expect(find(text)).toEqual([]);
  });

  it('ends, however much of it there is', () => {
    const many = Array.from({ length: 2000 }, (_, i) => base64(`line ${i} of some text`)).join('\n');
    expect(find(`${many}\nGROQ=${base64(groq)}`)).toHaveLength(1);
  });
});
