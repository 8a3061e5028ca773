// Samples are filled from templates: the same every time, and true to what the functions promise.

import { createHash, createHmac } from 'node:crypto';
import { crc32 as zipCrc } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { crc32, crc32Base62 } from '../../src/rules/crc.ts';
import { readRuleFiles } from '../../src/rules/files.ts';
import { alphabets, drawText, seedRandom } from '../../src/rules/random.ts';
import { fillSample, fillSamples, variants } from '../../src/rules/samples.ts';
import { fillTemplate, findTemplateFault, templateCalls } from '../../src/rules/templates.ts';

const fill = (template: string, seed = 'seed'): string => fillTemplate(template, seedRandom(seed)).text;

test.each([
  ['a-{{alnum:12}}-b', /^a-[A-Za-z0-9]{12}-b$/],
  ['{{alpha:9}}', /^[A-Za-z]{9}$/],
  ['{{upper:9}}', /^[A-Z]{9}$/],
  ['{{lower:9}}', /^[a-z]{9}$/],
  ['{{digit:9}}', /^\d{9}$/],
  ['{{hex:40}}', /^[0-9a-f]{40}$/],
  ['{{HEX:40}}', /^[0-9A-F]{40}$/],
  ['{{base64:86}}==', /^[A-Za-z0-9+/]{86}==$/],
  ['{{base64url:43}}', /^[\w-]{43}$/],
  ['{{base32:16}}', /^[A-Z2-7]{16}$/],
  ['{{upalnum:20}}', /^[A-Z0-9]{20}$/],
  ['{{lowalnum:20}}', /^[a-z0-9]{20}$/],
  ['{{uuid}}', /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/],
  ['{{pick:aa|b{{digit:3}}}}x', /^(?:aa|b\d{3})x$/],
  ['no calls } at { all', /^no calls } at { all$/],
])('%s', (template, form) => {
  expect(findTemplateFault(template)).toBeUndefined();
  for (const seed of ['a', 'b', 'c', 'd']) expect(fill(template, seed)).toMatch(form);
});

test('the same seed gives the same text, another seed another', () => {
  expect(fill('{{alnum:32}}', 'a')).toBe(fill('{{alnum:32}}', 'a'));
  expect(fill('{{alnum:32}}', 'a')).not.toBe(fill('{{alnum:32}}', 'b'));
});

test('what is drawn today is drawn for ever', () => {
  const drawn = ['alnum', 'hex', 'base64url'].map(name =>
    drawText(alphabets[name]!, 24, seedRandom(`for ever ${name}`)),
  );
  expect(createHash('sha256').update(drawn.join()).digest('hex').slice(0, 16)).toBe('c94e257f2de2b3d2');
});

test('random parts hold a digit and a letter where their alphabet has both', () => {
  fc.assert(
    fc.property(
      fc.string(),
      fc.integer({ min: 2, max: 60 }),
      fc.constantFrom(...Object.keys(alphabets)),
      (seed, length, name) => {
        const drawn = drawText(alphabets[name]!, length, seedRandom(seed));
        expect(drawn).toHaveLength(length);
        expect([...drawn].every(char => alphabets[name]!.includes(char))).toBe(true);
        if (!['alpha', 'upper', 'lower'].includes(name)) expect(drawn).toMatch(name === 'base32' ? /[2-7]/ : /\d/);
        if (name !== 'digit') expect(drawn).toMatch(/[A-Za-z]/);
      },
    ),
    { seed: 5, numRuns: 400 },
  );
});

test('every function is one that a template may call', () => {
  for (const call of Object.keys(alphabets)) expect(templateCalls).toContain(call);
});

test('checksums are those of the formats', () => {
  // The check value of CRC-32, and an expired token's two parts that were published with the description of the format.
  expect(crc32('123456789')).toBe(0xcbf43926);
  expect(crc32Base62('zQWBuTSOoRi4A9spHcVY5' + 'ncnsDkxkJ')).toBe('0mLq17');
  const token = fill('ghp_{{alnum:30}}{{github-crc}}');
  expect(token).toMatch(/^ghp_[A-Za-z0-9]{36}$/);
  expect(token.slice(-6)).toBe(crc32Base62(token.slice(4, 34)));
  expect(fill('x_npm_{{alnum:30}}{{npm-crc}}')).toHaveLength(42);
});

test.skipIf(zipCrc === undefined)("the checksum is zip's", () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary-ascii' }), text => {
      expect(crc32(text)).toBe(zipCrc(text));
    }),
    { seed: 1 },
  );
});

test('a JWT has a header, the payload asked for and a signature', () => {
  const [header, payload, signature] = fill('{{jwt:{"role":"anon","deep":{"a":[1]}}}}').split('.');
  const decode = (part: string | undefined): unknown => JSON.parse(Buffer.from(part ?? '', 'base64url').toString());
  expect(decode(header)).toEqual({ alg: 'HS256', typ: 'JWT' });
  expect(decode(payload)).toEqual({ role: 'anon', deep: { a: [1] } });
  expect(signature).toHaveLength(createHmac('sha256', 'x').digest('base64url').length);
});

test.each(['RSA PRIVATE KEY', 'PRIVATE KEY', 'EC PRIVATE KEY', 'OPENSSH PRIVATE KEY'])('a PEM document: %s', label => {
  const lines = fill(`{{pem:${label}}}`).split('\n');
  expect(lines[0]).toBe(`-----BEGIN ${label}-----`);
  expect(lines.at(-1)).toBe(`-----END ${label}-----`);
  const body = Buffer.from(lines.slice(1, -1).join(''), 'base64');
  expect(lines.slice(1, -2).every(line => line.length === 64)).toBe(true);
  if (label.startsWith('OPENSSH')) expect(body.toString('latin1')).toMatch(/^openssh-key-v1\0/);
  else expect(body.readUInt16BE(2)).toBe(body.length - 4);
});

test('a mark tells the secret in a text, around one call or a template', () => {
  expect(fillTemplate('a:{{secret:digit:4}}@b', seedRandom('x'))).toEqual({
    text: expect.stringMatching(/^a:\d{4}@b$/),
    secret: expect.stringMatching(/^\d{4}$/),
  });
  expect(fillTemplate('k={{secret:{{base64:4}}==}};', seedRandom('x')).secret).toMatch(/^[\w+/]{4}==$/);
});

test('a rule has several fillings of each of its samples, all different', async () => {
  const [rule] = await readRuleFiles(['acme.yml'], `${import.meta.dirname}/fixtures`, false);
  const filled = fillSamples(rule!, 'samples');
  expect(filled).toHaveLength(2 * variants.length);
  expect(new Set(filled.map(({ written }) => written)).size).toBe(filled.length);
  expect(fillSample(rule!, 'samples', 1, 0)).toMatchObject({ name: 'ACME_TOKEN', whole: false });
});
