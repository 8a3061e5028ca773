import { describe, expect, it } from 'vitest';
import { readCandidate } from '../../src/judge/candidate.ts';
import { isReference } from '../../src/judge/reference.ts';
import type { MatchFields } from './make-match.ts';
import { assigned, makeMatch } from './make-match.ts';

const refers = (value: string, fields: MatchFields & { quote?: '' | '"' | "'" } = {}): boolean =>
  isReference(readCandidate(assigned('password', value, fields)));

describe('in any file', () => {
  it.each([
    'process.env.DB_PASS',
    'import.meta.env.VITE_KEY',
    "os.environ['KEY']",
    'os.getenv("KEY")',
    "ENV['SECRET']",
    'secrets.API_KEY',
    '${{ secrets.TOKEN }}',
    '$DB_PASS',
    '${DB_PASS}',
    '${DB_PASS:-}',
    '@Value("${db.pass}")',
    '#{ENV[:x]}',
    'vault:secret/data/db#password',
    'op://vault/item/password',
    'ref+vault://secret/db',
    'arn:aws:secretsmanager:eu-west-1:1:secret:db',
    'projects/my-project/secrets/db',
    '@Microsoft.KeyVault(SecretUri=x)',
    '{{resolve:secretsmanager:db}}',
    'ENC[AES256_GCM,data:x]',
    '$ANSIBLE_VAULT;1.1;AES256',
    '{cipher}0a1b',
    '!Ref DbPassword',
    'ssm:/prod/db/password',
    'sops:db.password',
    'prefix-${random}-suffix',
  ])('%s', value => {
    expect(refers(value)).toBe(true);
  });
});

describe('unquoted in code', () => {
  it.each([
    ['getToken', '()'],
    ['this.password', ';'],
    ['config.db.password', ','],
    ['user.Password', ''],
    ['Config::PASSWORD', ''],
    ['$this', '->password'],
    ['password', ';'],
    ['newPassword', ')'],
    ['String', ';'],
    ['0x1f4', ';'],
    ['1024', ';'],
    ['passwordHash2', ';'],
    ['user', '->pass'],
    ['a=>a.b', ''],
    ['len', '(x)'],
  ])('%s%s is an expression', (value, after) => {
    expect(refers(value, { quote: '', after })).toBe(true);
  });

  it('is a value where it stands in a comment or inside of a string', () => {
    const value = 'kf83mzq0vhw2';
    expect(refers(value, { quote: '', before: '# export DB_PASSWORD=', after: '\n' })).toBe(false);
    expect(refers(value, { quote: '', before: 'run("-e DB_PASSWORD=', after: '")' })).toBe(false);
  });
});

it('takes real values for what they are', () => {
  for (const value of ['Summer2019!', 'kX9#mQ2$vL', 'pa$$w0rd9', 'cash$4money', 'Pass!word$9', '@Wintertime18'])
    expect(refers(value, { quote: "'" })).toBe(false);
  for (const value of ['kf83mzq0vhw2', 'Summer2019!', 'dGVzdHZhbHVl0=='])
    expect(refers(value, { quote: '', kind: 'dotenv', path: '.env', after: '\n' })).toBe(false);
});

it("never speaks of what carries a vendor's prefix", () => {
  expect(isReference(readCandidate(makeMatch('acme_process.env.X')))).toBe(false);
});
