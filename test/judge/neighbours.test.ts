import { describe, expect, it } from 'vitest';
import { readCandidate } from '../../src/judge/candidate.ts';
import { isNoSecret } from '../../src/judge/identifier.ts';
import {
  isAccount,
  isInSentence,
  isListed,
  isPublicLink,
  isResource,
  isTranslation,
} from '../../src/judge/neighbours.ts';
import { assigned, makeMatch, makeRandom } from './make-match.ts';

const random = makeRandom(11);

describe('the items of a list', () => {
  const listed = (before: string, value: string, after: string): boolean =>
    isListed(
      readCandidate(
        makeMatch(value, { before, after, assignment: { name: 'userPassword', operator: ',', quote: '"' } }),
      ),
    );

  it.each([
    ['"userName", "userPassword", "', 'userPKCS12', '", "userPrincipal"]'],
    ['["password", "', 'sslrootcertFile', '", "sslkeyFile"]'],
    ['["userName", "userPassword", "', 'userPKCS12', '"]'],
  ])('%s%s%s: no value of the item before', (before, value, after) => {
    expect(listed(before, value, after)).toBe(true);
  });

  it.each([
    ['put("password", "', 'Summer2019!', '")'],
    ['["password", "', 'Summer2019!', '"]'],
    ['["mysql", "--password", "', 'Summer2019!', '", "-h", "db"]'],
    ['["mysql", "--password", "', 'Summer2019!', '"]'],
    ['env.setdefault("DB_PASSWORD", "', 'kX9mQ2ww', '", true)'],
  ])('%s%s%s: the value of the one before', (before, value, after) => {
    expect(listed(before, value, after)).toBe(false);
  });
});

it('are a list in prose wherever backticks set them apart', () => {
  const listed = (kind: 'markdown' | 'javascript'): boolean =>
    isListed(
      readCandidate(
        makeMatch('Summer2019!', {
          kind,
          before: '`password`, `',
          assignment: { name: 'password', operator: ',', quote: '`' },
        }),
      ),
    );
  expect(listed('markdown')).toBe(true);
  expect(listed('javascript')).toBe(false);
});

describe('names of resources', () => {
  it.each(['argocd-secret', 'smtp-llm-credentials', 'db1-tls', 'okta-secret'])('%s', text => {
    expect(isResource(text)).toBe(true);
  });
  it.each(['x7k2-99q1-secret', `prod-${random('lowalnum', 16)}`, 'Argo-Secret9'])('not %s', text => {
    expect(isResource(text)).toBe(false);
  });
});

describe('the half of a pair that names the account', () => {
  const id = random('upalnum', 20);
  const account = (value: string, after: string, name = 'accessKey'): boolean => {
    const match = assigned(name, value, { after });
    return isAccount(readCandidate(match), value);
  };

  it('is none where the secret half stands beside it', () => {
    expect(account(id, '",\n "secretKey": "…"')).toBe(true);
    expect(account(id, '%2F20260101%2Fus-east-1', 'X-Amz-Credential')).toBe(true);
  });

  it('may be one alone, in another form, or as the secret half', () => {
    expect(account(id, '",\n "region": "eu-central-1"')).toBe(false);
    expect(account(random('base64url', 43), '",\n "secretKey": "…"')).toBe(false);
    expect(account(id, '",\n "secretKey": "…"', 'secretAccessKey')).toBe(false);
  });
});

it('the token of a public download link is none', () => {
  const link = (host: string): boolean =>
    isPublicLink(readCandidate(makeMatch('x', { before: `"https://${host}/v0/b/app/o/a.jpeg?alt=media&token=` })));
  expect(link('firebasestorage.googleapis.com')).toBe(true);
  expect(link('files.acme.com')).toBe(false);
});

describe('a bare word in a sentence', () => {
  const inSentence = (value: string, after: string, fields: object): boolean =>
    isInSentence(readCandidate(assigned('pass', value, { operator: ':', quote: '', after, ...fields })), value);

  it.each([
    ['output', ' with changes', { kind: 'shell', before: '# Second pass: ' }],
    ['Bootstrap', ' password of the site', { kind: 'markdown', before: '- `auth.password`: ' }],
  ])('%s%s', (value, after, fields) => {
    expect(inSentence(value, after, fields)).toBe(true);
  });

  it('follows the verb `pass`', () => {
    const quoted = assigned('pass', 'threshold=0.7', { operator: ' ', quote: '`', kind: 'markdown' });
    expect(isInSentence(readCandidate(quoted), 'threshold=0.7')).toBe(true);
  });

  it('stands in backticks in prose, where it is a name', () => {
    const told = (value: string) =>
      isInSentence(
        readCandidate(assigned('client_secret', value, { operator: ':', quote: '`', kind: 'markdown' })),
        value,
      );
    expect(told('acme_sk')).toBe(true);
    expect(told(random('alnum', 24))).toBe(false);
    const docstring = assigned('pass', 'session_1', { operator: ' ', quote: '`', kind: 'python' });
    expect(isInSentence(readCandidate(docstring), 'session_1')).toBe(true);
  });

  it('follows the verb in any text, and the word of a test that went well', () => {
    const verb = (before: string) =>
      assigned('pass', 'pg=1;rpp=25', { operator: ' ', quote: '', kind: 'json', before });
    const text = 'pg=1;rpp=25';
    expect(isInSentence(readCandidate(verb('"To see more, you would pass ')), text)).toBe(true);
    expect(isInSentence(readCandidate(verb('"quote USER shop pass ')), text)).toBe(false);
    const test = assigned('PASS', 'login', { operator: ':', quote: '', after: ' works as expected"\n', kind: 'yaml' });
    expect(isInSentence(readCandidate(test), 'login')).toBe(true);
  });

  it.each([
    ['ends the line', 'swordfish', '\n', { kind: 'markdown' }],
    ['has digits', 'hunter42', ' for the admin', { kind: 'markdown' }],
    ['stands in settings', 'swordfish', ' and more', { kind: 'yaml' }],
    ['is quoted', 'swordfish', '" and more', { kind: 'markdown', quote: '"' }],
  ])('is looked at where it %s', (_, value, after, fields) => {
    expect(inSentence(value, after, fields)).toBe(false);
  });
});

describe('translations', () => {
  it.each(['locales/de.json', 'src/i18n/fi/common.json', 'lang/tr.php', 'app/nb.po', 'res/de.lproj/Main.strings'])(
    'words in %s are shown, not sent',
    path => {
      for (const text of ['Heslo', 'adgangskode', 'Tajn\\u00e9', 'mot-de-passe'])
        expect(isTranslation(readCandidate(assigned('password', text, { path })), text), text).toBe(true);
    },
  );

  it('hides nothing that has digits or signs in it', () => {
    const path = 'locales/de.json';
    for (const text of ['hunter42', 'tr1cky!', random('alnum', 32)])
      expect(isNoSecret(readCandidate(assigned('password', text, { path }))), text).toBe(false);
  });

  it('are known by their folder or name only', () => {
    for (const path of ['config/app.json', 'src/delocalise.ts', 'slang/x.json'])
      expect(isTranslation(readCandidate(assigned('password', 'Heslo', { path })), 'Heslo'), path).toBe(false);
  });
});
