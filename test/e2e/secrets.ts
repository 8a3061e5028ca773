/** Made-up credentials in the form of real ones: put together from parts, the same on every run. */

import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';

const alphanumeric = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** `length` characters that look random, told by `seed`. */
export function makeRandom(seed: string, length: number, alphabet = alphanumeric): string {
  let text = '';
  for (let round = 0; text.length < length; round++) {
    for (const byte of createHash('sha512').update(`${seed}:${round}`).digest())
      text += alphabet[byte % alphabet.length];
  }
  return text.slice(0, length);
}

/** Found by its prefix; 56 characters, severity high. */
export const groqKey = (seed: string): string => `gsk_${makeRandom(seed, 20)}WGdyb3FY${makeRandom(`${seed}'`, 24)}`;

/** Severity critical. */
export const anthropicKey = (seed: string): string => `sk-ant-api03-${makeRandom(seed, 93)}AA`;

/** Ends in a checksum of its own. */
export function githubToken(seed: string): string {
  const body = makeRandom(seed, 30);
  let sum = crc32(body);
  let digits = '';
  for (; sum > 0; sum = Math.floor(sum / 62))
    digits = `0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz`[sum % 62] + digits;
  return `ghp_${body}${digits.padStart(6, '0')}`;
}

/** A password in an address: guessable, so that its lasting identity costs time to make. */
export const postgresUrl = (seed: string): string =>
  `postgres://app:${makeRandom(seed, 14)}@db.internal-prod.net:5432/app`;
