import { describe, expect, it } from 'vitest';
import { readName, splitName } from '../../src/judge/name.ts';

describe('splitName', () => {
  it.each([
    ['apiKey', ['api', 'key']],
    ['API_KEY', ['api', 'key']],
    ['x-api-key', ['x', 'api', 'key']],
    ['DBPassword', ['db', 'password']],
    ['dbpassword', ['db', 'password']],
    ['authtoken', ['auth', 'token']],
    ['privateKey2', ['private', 'key', '2']],
    ['db.password', ['db', 'password']],
  ])('%s', (name, words) => {
    expect(splitName(name)).toEqual(words);
  });
});

describe('readName', () => {
  it.each([
    ['password', 'password'],
    ['DB_PASS', 'password'],
    ['dbPassword', 'password'],
    ['newPassword', 'password'],
    ['password.value', 'password'],
    ['spring.datasource.password', 'password'],
    ['MYSQL_ROOT_PASSWORD', 'password'],
    ['PGPASSWORD', 'password'],
    ['--password', 'password'],
    ['ssh_passphrase', 'password'],
    ['setPassword', 'password'],
    ['clientSecret', 'secret'],
    ['process.env.STRIPE_SECRET', 'secret'],
    ['aws_credentials', 'secret'],
    ['auth_token', 'token'],
    ['GITHUB_TOKEN', 'token'],
    ['resetPasswordToken', 'token'],
    ['api_key', 'key'],
    ['apikey', 'key'],
    ['private_key', 'key'],
    ['secretAccessKey', 'key'],
    ["process.env['OPENAI_API_KEY']", 'key'],
    ['tokens[0]', 'token'],
    ['key', 'vague'],
    ['auth', 'vague'],
    ['TOKEN_GITHUB', 'vague'],
  ])('%s promises a %s', (name, promises) => {
    expect(readName(name).promises).toBe(promises);
  });

  it.each([
    'monkey',
    'keyboard',
    'tokenizer',
    'max_tokens',
    'maxTokens',
    'password_reset_url',
    'secretName',
    'public_key',
    'publicKey',
    'key_id',
    'accessKeyId',
    'passwordField',
    'token_type',
    'author',
    'keyCode',
    'isPassword',
    'showPassword',
    'hasToken',
    'passwordPlaceholder',
    'LABEL_NEW_PASSWORD',
    'csrf_token',
    'nextPageToken',
    'cancellationToken',
    'primaryKey',
    'foreign_key',
    'sortKey',
    'cacheKey',
    'hotkey',
    'tokenCount',
    'secret_path',
    'PASSWORD_MIN_LENGTH',
    'keystore_path',
    'passthrough',
    'api_key_uuid',
    'SSECustomerKeyMD5',
    'agent_key',
    'OnePassword',
    'LastPass',
    'KeePassXC',
    '',
    '…',
    '123',
  ])('%s promises nothing', name => {
    expect(readName(name).promises).toBe('none');
  });

  it.each([
    ['key', true],
    ['current_key', true],
    ['props.key', true],
    ['app.key', false],
    ['newshub_key', false],
    ['NEWSHUB_API_KEY', false],
  ])('%s is the key of nobody: %s', (name, bare) => {
    expect(readName(name).bareKey).toBe(bare);
  });

  it('takes names of any length in bounded time', () => {
    const started = performance.now();
    for (const piece of ['aB', '_', 'password', '.x', 'A', '('] as const) readName(piece.repeat(100_000));
    expect(performance.now() - started).toBeLessThan(500);
  });
});
