/**
 * The lasting identity of a value: a keyed tag of 128 bits, the same on every machine that has the salt, and never its position.
 *
 * A value that nobody can guess gets HMAC-SHA-256, one that somebody might gets scrypt, so that trying words against a committed
 * tag costs about 50 ms and 16 MiB a try (measured, one core). Both kinds look alike: a tag does not tell how weak its value is.
 *
 * The salt is no secret. One of the repository's own (in its baseline) means that a guess has to be tried for that repository alone;
 * under the public salt one table of tried guesses fits every repository, so guessable values should be tagged under a baseline's.
 */

import { createHmac, scrypt } from 'node:crypto';
import { availableParallelism } from 'node:os';
import type { Finding } from '../model/finding.ts';
import type { Secret } from '../model/secret.ts';
import { canonicalValue, compareWorst } from './group.ts';
import { estimateGuessBits, unguessableBits } from './guessing.ts';

export const saltBytes = 16;

/** The salt where no baseline holds one. It is known to everybody and must never change. */
export const publicSalt: Uint8Array = Buffer.from('unleak-public-1!', 'latin1');

/** 2^14 rounds of blocks of 8: 16 MiB for each tag that is being made. */
const slowCost = { N: 16_384, r: 8, p: 1 };
const tagBytes = 16;
const maxLanes = 4;

/** Makes tags under one salt, each distinct value once. */
export interface Tagger {
  readonly salt: Uint8Array;
  /** Whether the value is guessable, so that its tag takes time. */
  isSlow(secret: Secret): boolean;
  /** 32 lower-case hex digits. */
  tag(secret: Secret): Promise<string>;
}

export interface TagOptions {
  /** At most so many distinct guessable values are tagged, those of the worst findings first. */
  readonly maxSlow?: number;
  /** Once aborted no further slow tag is begun. */
  readonly signal?: AbortSignal;
}

/** A tagger under a salt; slow tags are made on several cores at once, `lanes` at most, in 16 MiB each. */
export function createTagger(salt: Uint8Array, lanes = Math.min(maxLanes, availableParallelism())): Tagger {
  const tags = new Map<string, Promise<string>>();
  const guessable = new Map<string, boolean>();
  const isGuessable = (value: string): boolean => {
    const known = guessable.get(value) ?? estimateGuessBits(value) < unguessableBits;
    guessable.set(value, known);
    return known;
  };
  const inLane = createLanes(lanes);
  const tag = (secret: Secret): Promise<string> => {
    const value = canonicalValue(secret);
    const known = tags.get(value);
    if (known) return known;
    const made = isGuessable(value)
      ? inLane(() => makeSlowTag(value, salt))
      : Promise.resolve(makeFastTag(value, salt));
    tags.set(value, made);
    return made;
  };
  return { salt, isSlow: secret => isGuessable(canonicalValue(secret)), tag };
}

/** The findings with their fingerprints; past `maxSlow` or the signal, those of guessable values stay without one. */
export async function tagFindings<F extends Finding>(
  findings: readonly F[],
  tagger: Tagger,
  { maxSlow = Number.POSITIVE_INFINITY, signal }: TagOptions = {},
): Promise<F[]> {
  const tags = new Map<string, string>();
  const slow = new Map<string, Secret>();
  for (const { secret } of [...findings].sort(compareWorst)) {
    const value = canonicalValue(secret);
    if (tags.has(value) || slow.has(value)) continue;
    if (!tagger.isSlow(secret)) tags.set(value, await tagger.tag(secret));
    else if (slow.size < maxSlow) slow.set(value, secret);
  }
  const queue = slow[Symbol.iterator]();
  const drain = async (): Promise<void> => {
    for (const [value, secret] of queue) {
      if (signal?.aborted) return;
      tags.set(value, await tagger.tag(secret));
    }
  };
  await Promise.all(Array.from({ length: maxLanes }, drain));
  return findings.map(finding => {
    const fingerprint = tags.get(canonicalValue(finding.secret));
    return fingerprint === undefined ? finding : { ...finding, fingerprint };
  });
}

const makeFastTag = (value: string, salt: Uint8Array): string =>
  createHmac('sha256', salt)
    .update(value)
    .digest('hex')
    .slice(0, 2 * tagBytes);

function makeSlowTag(value: string, salt: Uint8Array): Promise<string> {
  return new Promise((resolve, reject) => {
    scrypt(value, salt, tagBytes, slowCost, (error, tag) => (error ? reject(error) : resolve(tag.toString('hex'))));
  });
}

/** Runs at most `count` jobs at once, the others in the order they came. */
function createLanes(count: number): <T>(job: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let free = count;
  return async job => {
    if (free > 0) free -= 1;
    else await new Promise<void>(resolve => waiting.push(resolve));
    try {
      return await job();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free += 1;
    }
  };
}
