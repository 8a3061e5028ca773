/** The user's own rules, and the commands that tell about rules. */

import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scan, unleak } from './app.ts';
import { groqKey, makeRandom } from './secrets.ts';
import { makeTree } from './tree.ts';

const rule = (changes: Record<string, string> = {}): string => {
  const fields = {
    id: 'acme-key',
    title: 'Acme key',
    severity: 'high',
    why: 'Its holder orders anvils.',
    anchor: '{ prefix: [acme_] }',
    pattern: "'acme_[A-Za-z0-9]{24}'",
    source: '{ url: https://example.org, date: 2026-01-01 }',
    samples: "['acme_{{alnum:24}}']",
    nearMisses: "['acme_{{alnum:23}}']",
    ...changes,
  };
  return `provider: Acme\nfix: Ask Acme.\nrules:\n  - ${Object.entries(fields)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n    ')}\n`;
};

const acme = `acme_${makeRandom('acme', 24)}`;

describe('--rules', () => {
  it.each(['rules.yml', 'rules'])('adds the rules of %s', async path => {
    const cwd = makeTree({
      'rules.yml': rule(),
      'rules/acme.yml': rule(),
      'a.env': `ACME_KEY=${acme}\nGROQ=${groqKey('a')}\n`,
    });
    const { places, code } = await scan(['--rules', path, 'a.env'], { cwd });
    expect(places).toEqual(['a.env:1:10 acme-key', 'a.env:2:6 groq-api-key']);
    expect(code).toBe(1);
  });

  it('are found by the config, relative to it', async () => {
    const cwd = makeTree({
      'unleak.yml': 'rule-files: [tools/rules]\n',
      'tools/rules/acme.yml': rule(),
      'src/a.env': `ACME_KEY=${acme}\n`,
    });
    expect((await scan([], { cwd: join(cwd, 'src') })).places).toEqual(['a.env:1:10 acme-key']);
  });

  it.each<[string, string, RegExp]>([
    ['a missing field', rule().replace(/ {4}why: .*\n/, ''), /bad\.yml:4:\d+: .*why/],
    ['an unknown field', rule({ severty: 'high' }), /bad\.yml:\d+:\d+: .*severty[\s\S]*severity/],
    ['a wrong severity', rule({ severity: 'bad' }), /bad\.yml:6:15: .*bad.*expected one of/],
    ['a pattern that is none', rule({ pattern: "'acme_('" }), /bad\.yml:9:\d+: /],
    ['no anchor', rule({ anchor: '{}' }), /bad\.yml:8:\d+: .*anchor/],
    ['an anchor that is too short', rule({ anchor: '{ prefix: [a] }' }), /bad\.yml:8:\d+: /],
    ['a pattern that its prefix does not start', rule({ anchor: '{ prefix: [other_] }' }), /bad\.yml:\d+:\d+: /],
    ['a match above 16 KiB', rule({ pattern: "'acme_[a-z]{20000}'" }), /bad\.yml:9:\d+: .*(16|long)/],
    ['a sample that the pattern does not find', rule({ samples: "['acme_{{alnum:22}}']" }), /bad\.yml:11:\d+: /],
    ['an id with capitals', rule({ id: 'Acme_Key' }), /bad\.yml:4:9: /],
    ['an id twice', `${rule()}${rule().split('rules:\n')[1]}`, /bad\.yml:\d+:\d+: .*acme-key/],
    ['broken YAML', 'rules: [\n', /bad\.yml:\d+:\d+: /],
    ['a list instead of a map', '- a\n', /bad\.yml:1:1: /],
  ])('with %s are refused at their place', async (_, text, said) => {
    const cwd = makeTree({ 'bad.yml': text, 'a.txt': 'x' });
    const { code, stderr, stdout } = await unleak(['--rules', 'bad.yml'], { cwd });
    expect(stderr).toMatch(said);
    expect(stderr).not.toContain('bug in unleak');
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });

  it('may take the place of a built-in rule, which is told', async () => {
    const cwd = makeTree({ 'mine.yml': rule({ id: 'groq-api-key' }), 'a.txt': `${groqKey('x')}\n` });
    const { report } = await scan(['--rules', 'mine.yml', 'a.txt'], { cwd });
    expect(report.findings).toEqual([]);
    expect(report.notices.join()).toContain('groq-api-key');
  });
});

describe('a catastrophic pattern', () => {
  const slow = rule({
    id: 'slow-key',
    pattern: "'slow_(?:[a-z0-9]{1,20}){1,20}!'",
    anchor: '{ prefix: [slow_] }',
    samples: "['slow_abc!']",
    nearMisses: "['slow_abc']",
  });
  const bait = `slow_${'a1'.repeat(100)}?\n`;

  it('is cut off and named, and the rest goes on', async () => {
    const cwd = makeTree({ 'rules.yml': slow, 'a.txt': `${bait}${groqKey('a')}\n` });
    const { report, code, places } = await scan(['--rules', 'rules.yml', 'a.txt'], { cwd });
    expect(places).toEqual(['a.txt:2:1 groq-api-key']);
    expect(report.failed).toEqual([{ path: 'a.txt', why: expect.stringMatching(/slow-key.*cut off/) }]);
    expect(code).toBe(1);
    expect((await unleak(['--rules', 'rules.yml', 'a.txt', '--exit-zero'], { cwd })).code).toBe(3);
  });

  it('says the same in threads as without', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 100 }, (_, index) => [
        `tree/${index}.txt`,
        `${index % 50 === 7 ? bait : ''}${groqKey(`f${index}`)}\n`,
      ]),
    );
    const cwd = makeTree({ 'rules.yml': slow, ...files });
    const [one, two] = await Promise.all(
      ['1', '2'].map(threads => scan(['--rules', 'rules.yml', 'tree', '--threads', threads], { cwd })),
    );
    expect(one?.report.failed.map(it => it.path)).toEqual(['tree/57.txt', 'tree/7.txt']);
    expect(two?.report.failed).toEqual(one?.report.failed);
    expect(two?.places).toEqual(one?.places);
    expect(one?.places).toHaveLength(100);
  });
});

describe('unleak rules', () => {
  const cwd = makeTree({ 'acme.yml': rule() });
  interface Listed {
    readonly schemaVersion: number;
    readonly rules: readonly { id: string; provider: string; severity: string; custom: boolean }[];
  }

  it('list: all, or those that are named', async () => {
    const all = JSON.parse((await unleak(['rules', 'list', '--format', 'json'], { cwd })).stdout) as Listed;
    expect(all.schemaVersion).toBe(1);
    expect(all.rules.length).toBeGreaterThanOrEqual(60);
    expect(new Set(all.rules.map(it => it.id)).size).toBe(all.rules.length);
    const text = (await unleak(['rules', 'list', 'groq*'], { cwd })).stdout;
    expect(text).toMatch(/^groq-api-key +high +Groq API key\n\n1 rule\n$/);
    const mine = JSON.parse(
      (await unleak(['rules', 'list', '--rules', 'acme.yml', 'acme-key', '-f', 'json'], { cwd })).stdout,
    ) as Listed;
    expect(mine.rules).toMatchObject([{ id: 'acme-key', provider: 'Acme', severity: 'high', custom: true }]);
  });

  it('list: names the providers that people use most', async () => {
    const { stdout } = await unleak(['rules', 'list'], { cwd });
    const wanted = [
      'openai',
      'anthropic',
      'gemini',
      'azure',
      'bedrock',
      'mistral',
      'cohere',
      'groq',
      'xai',
      'deepseek',
      'perplexity',
      'openrouter',
      'together',
      'replicate',
      'huggingface',
      'elevenlabs',
      'pinecone',
      'langsmith',
      'langfuse',
      'aws',
      'google-',
      'github',
      'gitlab',
      'slack',
      'stripe',
      'npm',
      'private-key',
      'jwt',
      'postgres',
      'basic-auth',
      'generic',
    ];
    expect(wanted.filter(word => !stdout.includes(word))).toEqual([]);
  });

  it('show: the page of one, as text and JSON', async () => {
    const { stdout, code } = await unleak(['rules', 'show', 'groq-api-key'], { cwd });
    expect(code).toBe(0);
    for (const part of ['Groq API key', 'groq-api-key', 'high', 'gsk_', 'https://console.groq.com/keys'])
      expect(stdout).toContain(part);
    const { rules } = JSON.parse(
      (await unleak(['rules', 'show', 'groq-api-key', '--format', 'json'], { cwd })).stdout,
    ) as Listed;
    expect(rules).toMatchObject([{ id: 'groq-api-key', pattern: expect.any(String), samples: expect.any(Array) }]);
  });

  it('test: samples in every carrier', async () => {
    const good = await unleak(['rules', 'test', 'groq-api-key'], { cwd });
    expect(good).toMatchObject({ code: 0, stderr: '' });
    expect(good.stdout).toMatch(/1 rule, \d+ texts: all as they should be/);
    const mine = JSON.parse((await unleak(['rules', 'test', '--rules', 'acme.yml', '-f', 'json'], { cwd })).stdout) as {
      rules: number;
      failures: unknown[];
    };
    expect(mine).toMatchObject({ schemaVersion: 1, rules: 1, failures: [] });
  });

  it('test: tells what is not as it should be, and ends with 1', async () => {
    const bad = makeTree({ 'bad.yml': rule({ nearMisses: "['acme_{{alnum:24}}']" }) });
    const { code, stdout } = await unleak(['rules', 'test', '--rules', 'bad.yml'], { cwd: bad });
    expect(stdout).toMatch(/^acme-key: .*alnum:24/);
    expect(code).toBe(1);
  });

  it.each([['list'], ['show'], ['test']])('%s: refuses an unknown rule', async command => {
    const { code, stderr } = await unleak(['rules', command, 'groq-api-kez'], { cwd });
    expect(stderr).toMatch(/groq-api-kez[\s\S]*groq-api-key/);
    expect(code).toBe(2);
  });

  it('refuses an unknown format', async () => {
    expect(await unleak(['rules', 'list', '-f', 'xml'], { cwd })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('expected text or json'),
    });
  });
});
