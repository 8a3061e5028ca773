/** A value's tag: the same everywhere under one salt, telling nothing, made once. */

import type { ScryptOptions } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import { createTagger, publicSalt, saltBytes, tagFindings } from '../../src/findings/fingerprint.ts';
import { createGrouper } from '../../src/findings/group.ts';
import { Secret } from '../../src/model/secret.ts';
import { sampleFinding, sampleToken, spellings } from './sample.ts';

/** How often scrypt was begun, and how many were under way at once. */
const scrypts = vi.hoisted(() => ({ begun: 0, running: 0, mostAtOnce: 0 }));

vi.mock('node:crypto', async importOriginal => {
  const crypto = await importOriginal<typeof import('node:crypto')>();
  const scrypt = (
    value: string,
    salt: Uint8Array,
    length: number,
    cost: ScryptOptions,
    done: (error: Error | null, key: Buffer) => void,
  ) => {
    scrypts.begun += 1;
    scrypts.running += 1;
    scrypts.mostAtOnce = Math.max(scrypts.mostAtOnce, scrypts.running);
    crypto.scrypt(value, salt, length, cost, (error, key) => {
      scrypts.running -= 1;
      done(error, key);
    });
  };
  return { ...crypto, scrypt };
});

const salt = Buffer.alloc(saltBytes, 7);
const guessable = 'Summer2019!';
const random = sampleToken(1);

describe('a tag', () => {
  it.each([
    ['of a value that nobody can guess', `acme_${random}`, 'fast'],
    ['of one that somebody might', guessable, 'slow'],
  ])('%s has 32 hex digits and stays the same', async (_, value, speed) => {
    const [first, second] = [createTagger(salt), createTagger(salt)];
    expect(first.isSlow(new Secret(value))).toBe(speed === 'slow');
    const tag = await first.tag(new Secret(value));
    expect(tag).toMatch(/^[0-9a-f]{32}$/);
    expect(await second.tag(new Secret(value))).toBe(tag);
  });

  it('is what committed baselines hold: these never change', async () => {
    const tagger = createTagger(publicSalt);
    expect(await tagger.tag(new Secret('Summer2019!'))).toBe('2e4ef33a2dd1c6e0c5e3bca84cb449ee');
    expect(await tagger.tag(new Secret('acme_'.concat('Zx81', 'kQw7', 'Lp20', 'vNe4', 'Tb93', 'Rj65')))).toBe(
      '8568524bf1c8b3ec19a1c2e8b683516b',
    );
  });

  it('depends on the salt', async () => {
    for (const value of [random, guessable]) {
      const here = await createTagger(salt).tag(new Secret(value));
      expect(await createTagger(publicSalt).tag(new Secret(value))).not.toBe(here);
    }
  });

  it('does not depend on line ends, nor on how a key of several lines is written', async () => {
    const tagger = createTagger(salt);
    const lines = [
      `-----BEGIN ${'EC'} PRIVATE KEY-----`,
      sampleToken(2, 64),
      sampleToken(3, 40),
      `-----END ${'EC'} PRIVATE KEY-----`,
    ];
    const tags = await Promise.all(
      ['\n', '\r\n', '\n    ', '\\n', '\\\\n'].map(gap => tagger.tag(new Secret(lines.join(gap)))),
    );
    expect(new Set(tags).size).toBe(1);
    expect(await tagger.tag(new Secret(`${random}\r\nx`))).toBe(await tagger.tag(new Secret(`${random}\nx`)));
    expect(await tagger.tag(new Secret(`${random}\\nx`))).not.toBe(await tagger.tag(new Secret(`${random}\nx`)));
  });

  it('is made once for each value', async () => {
    const tagger = createTagger(salt);
    const first = tagger.tag(new Secret(guessable));
    expect(tagger.tag(new Secret(guessable))).toBe(first);
    await first;
  });

  it('does not tell how it was made, nor anything of the value', async () => {
    const tagger = createTagger(salt);
    for (const value of [random, guessable]) {
      const tag = await tagger.tag(new Secret(value));
      expect(spellings(value).filter(spelling => tag.includes(spelling))).toEqual([]);
    }
  });
});

describe('slow tags', () => {
  const passwords = Array.from({ length: 6 }, (_, index) => `Winter200${index}!`);

  const once = createTagger(salt, 2);

  it('are made once a value, in no more lanes than asked for, since each takes 16 MiB', async () => {
    Object.assign(scrypts, { begun: 0, mostAtOnce: 0 });
    const secrets = [...passwords, ...passwords].map(value => new Secret(value));
    const tags = await Promise.all(secrets.map(secret => once.tag(secret)));
    expect(new Set(tags).size).toBe(passwords.length);
    expect(scrypts).toMatchObject({ begun: passwords.length, mostAtOnce: 2 });
  });

  it('can be limited: the worst findings get theirs, all places of a value together, fast ones always', async () => {
    const findings = [
      sampleFinding({ value: passwords[0] ?? '', severity: 'low' }),
      sampleFinding({ value: passwords[1] ?? '', severity: 'critical' }),
      sampleFinding({ value: random, severity: 'info' }),
      sampleFinding({ value: passwords[1] ?? '', severity: 'info', path: 'other.ts' }),
      sampleFinding({ value: passwords[2] ?? '', severity: 'critical', confidence: 'low' }),
    ];
    const tagged = await tagFindings(findings, once, { maxSlow: 1 });
    expect(tagged.map(finding => finding.fingerprint !== undefined)).toEqual([false, true, true, true, false]);
    expect(tagged[1]?.fingerprint).toBe(tagged[3]?.fingerprint);
    expect((await tagFindings(findings, once)).every(finding => finding.fingerprint !== undefined)).toBe(true);
  });

  it('are not begun after an abort, and the findings stay', async () => {
    const findings = [sampleFinding({ value: guessable }), sampleFinding({ value: random })];
    const tagged = await tagFindings(findings, createTagger(salt), { signal: AbortSignal.abort() });
    expect(tagged.map(finding => finding.fingerprint !== undefined)).toEqual([false, true]);
  });
});

describe('the id of a secret within a run', () => {
  it('is the same for one value and for no other, and different in each run', () => {
    const identify = createGrouper();
    expect(identify(new Secret(random))).toMatch(/^[0-9a-f]{16}$/);
    expect(identify(new Secret(random))).toBe(identify(new Secret(random)));
    expect(identify(new Secret(random))).not.toBe(identify(new Secret(guessable)));
    expect(createGrouper()(new Secret(random))).not.toBe(identify(new Secret(random)));
  });
});
