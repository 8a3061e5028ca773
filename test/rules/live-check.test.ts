import { describe, expect, it } from 'vitest';
import { countAlike } from '../../src/rules/alike.ts';
import { compileFamily } from '../../src/rules/family.ts';
import { leanSpec } from '../../src/rules/pack.ts';
import { describeRule, plainMarkup } from '../../src/rules/page.ts';
import { family } from '../../src/rules/schema.ts';
import { checkYaml } from '../../src/shape/yaml.ts';

const rule = (id: string, rest: string): string => `
  - { id: ${id}, title: T, severity: high, why: W., anchor: { words: [acme] , place: name }, pattern: '[a-f0-9]{32}', ${rest} }`;

async function compile(checks: string, rules: string): Promise<ReturnType<typeof compileFamily>> {
  return compileFamily(
    await checkYaml(`provider: Acme\n${checks}\nrules:${rules}\n`, 'acme.yml', family),
    'acme.yml',
    true,
  );
}

const complaints = async (check: string, rest = ''): Promise<string[]> =>
  (await compile('', rule('acme', `verify: ${check}${rest}`))).problems.map(({ message }) => message);

const answers = 'live: { status: 200 }, dead: { status: 401 }';

describe('the live check of a rule', () => {
  it('may be written once for several rules', async () => {
    const checks = `checks: { me: { url: 'https://api.acme.dev/me', headers: { X-Key: '{{secret}}' }, ${answers} } }`;
    const { rules, problems } = await compile(
      checks,
      rule('a', 'verify: me') + rule('b', 'verify: me') + rule('c', ''),
    );
    expect(problems).toEqual([]);
    expect(rules.map(({ spec }) => spec.verify?.url)).toEqual([
      'https://api.acme.dev/me',
      'https://api.acme.dev/me',
      undefined,
    ]);
    expect(rules[0]!.spec.verify).toMatchObject({
      method: 'GET',
      live: [{ status: [200] }],
      limited: [],
      identity: {},
    });
  });

  it('is told on its page, and is not a part of what a scan loads', async () => {
    const check = `{ url: 'https://{{host}}/me', hosts: [eu.acme.dev, us.acme.dev], basic: { user: '{{secret}}' }, live: { status: [200, 204], json: { ok: true } }, dead: { status: 200, holds: bad_key }, identity: { account: 'json:user.name' } }`;
    const { rules } = await compile('', rule('a', `verify: ${check}`));
    const page = describeRule(rules[0]!.spec, plainMarkup);
    expect(page).toContain(`Live check
- GET https://{{host}}/me, the host one of eu.acme.dev, us.acme.dev
- basic authentication {{secret}}:
- live: 200 or 204, ok: true
- dead: 200, the body holds bad_key
- tells account`);
    expect(leanSpec(rules[0]!.spec)).not.toHaveProperty('verify');
  });

  it('may name its other half', async () => {
    const check = `{ url: 'https://{{part:app}}.acme.dev/me', basic: { user: '{{part:app}}', password: '{{secret}}' }, ${answers} }`;
    const parts = ', parts: [{ rule: app }]';
    expect(await complaints(check, parts)).toEqual([]);
    expect(await complaints(check)).toContain('acme: {{part:app}} stands for nothing');
  });

  it.each([
    [`{ url: 'https://api.acme.dev/me', ${answers} }`, 'the request does not hold {{secret}}'],
    [`{ url: 'https://api.acme.dev/{{secert}}', ${answers} }`, '{{secert}} stands for nothing'],
    [`{ url: 'https://{{secret}}/me', ${answers} }`, 'the host is not told'],
    [`{ url: 'https://{{secret}}.acme.dev/me', ${answers} }`, 'the host is not told'],
    [`{ url: 'https://{{host}}/{{secret}}', ${answers} }`, '{{host}} stands for nothing'],
    [`{ url: 'https://api.acme.dev/{{secret}}', hosts: [a.dev], ${answers} }`, 'no {{host}} stands in url'],
    [`{ url: 'https://api.acme.dev/{{secret}}', method: POST, ${answers} }`, 'a POST may change something'],
    [`{ url: 'https://api.acme.dev/{{secret}}', body: x, ${answers} }`, 'a GET has no body'],
    [`{ url: 'https://api.acme.dev/{{secret}}', live: { status: 200 } }`, 'dead is missing'],
    [
      `{ url: 'https://api.acme.dev/{{secret}}', live: { status: 200 }, dead: { status: [401, 200] } }`,
      'status 200 means live already',
    ],
    ['other', 'there is no check "other"'],
  ])('%s: %s', async (check, complaint) => {
    expect(await complaints(check)).toContain(`acme: ${complaint}`);
  });

  it('is asked for by https only', async () => {
    await expect(complaints(`{ url: 'http://api.acme.dev/{{secret}}', ${answers} }`)).rejects.toThrow(
      /acme\.yml:\d+:\d+/,
    );
  });
});

describe('rules that differ only in word and name', () => {
  it('are counted by form', async () => {
    const { rules } = await compile('', rule('a', '') + rule('b', '') + rule('c', 'boundary: word'));
    expect(countAlike(rules.map(({ spec }) => spec))).toEqual({ rules: 2, shapes: 1 });
  });
});
