/** Checksums that formats carry in themselves: a value that fails its own was never issued. */

import { lazyCrypto } from '../util/lazy-crypto.ts';

/** `unknown`: a form of the format that is not known to carry one. */
export type ChecksumResult = 'fits' | 'wrong' | 'unknown';

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc;
});

/** CRC-32 (ISO 3309, the one of zip and PNG) of ASCII text. */
export function crc32(text: string): number {
  let crc = 0xffffffff;
  for (let at = 0; at < text.length; at++) crc = (crc >>> 8) ^ crcTable[(crc ^ text.charCodeAt(at)) & 0xff]!;
  return (crc ^ 0xffffffff) >>> 0;
}

function encodeBase62(number: number, width: number): string {
  let text = '';
  for (let rest = number; rest > 0; rest = Math.floor(rest / 62)) text = BASE62[rest % 62] + text;
  return text.padStart(width, '0');
}

/** 30 random characters and six of checksum: https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/ */
function checkThirtySix(body: string): ChecksumResult {
  return encodeBase62(crc32(body.slice(0, 30)), 6) === body.slice(30) ? 'fits' : 'wrong';
}

/**
 * A fine-grained token's characters 78 to 85 are the first of the base32 SHA-256 of what stands before them
 * (https://github.com/mongodb/kingfisher/pull/342). GitHub has not published that, so it may confirm a token and never refuse one.
 */
function checkFineGrained(value: string): ChecksumResult {
  const hash = lazyCrypto().createHash('sha256').update(value.slice(0, -16)).digest();
  let text = '';
  let bits = 0;
  let buffered = 0;
  for (const byte of hash.subarray(0, 5)) {
    buffered = (buffered << 8) | byte;
    for (bits += 8; bits >= 5; bits -= 5) text += BASE32[(buffered >>> (bits - 5)) & 31];
    buffered &= (1 << bits) - 1;
  }
  return text === value.slice(-16, -8) ? 'fits' : 'unknown';
}

/** Since 2021; npm took the form over: https://github.blog/changelog/2021-09-23-npm-has-a-new-access-token-format/ */
const checksums: Readonly<Record<string, (value: string) => ChecksumResult>> = {
  github: value => {
    const classic = /^gh[opsu]_([A-Za-z\d]{36})$/.exec(value)?.[1];
    if (classic !== undefined) return checkThirtySix(classic);
    return /^github_pat_\w{82}$/.test(value) ? checkFineGrained(value) : 'unknown';
  },
  npm: value => {
    const body = /^npm_([A-Za-z\d]{36})$/.exec(value)?.[1];
    return body === undefined ? 'unknown' : checkThirtySix(body);
  },
  // The two below are seen in tokens and not promised by their vendors: they may confirm a token and never refuse one.
  grafana: value => {
    const [, body, sum] = /^glsa_([A-Za-z\d]{32})_([\da-f]{8})$/.exec(value) ?? [];
    return body !== undefined && crc32(body).toString(16).padStart(8, '0') === sum ? 'fits' : 'unknown';
  },
  vercel: value => {
    const [, body, sum] = /^vc[kpiar]_([A-Za-z\d]{50})([A-Za-z\d]{6})$/.exec(value) ?? [];
    return body !== undefined && encodeBase62(crc32(body), 6) === sum ? 'fits' : 'unknown';
  },
};

/** What a rule's `checksum` may be. */
export const checksumNames: readonly string[] = Object.keys(checksums);

export const checkChecksum = (name: string, value: string): ChecksumResult => checksums[name]?.(value) ?? 'unknown';
