/** Makes whole credential documents for samples: UUIDs, JWTs and PEM keys that are well formed and belong to nobody. */

import { alphabets, drawText, type Random } from './random.ts';

/** A version 4 UUID. */
export function makeUuid(random: Random): string {
  const hex = (length: number): string => drawText(alphabets['hex']!, length, random);
  return `${hex(8)}-${hex(4)}-4${hex(3)}-${'89ab'[random(4)]}${hex(3)}-${hex(12)}`;
}

/** A JWT with this JSON payload, an HS256 header and a random signature. */
export function makeJwt(payload: string, random: Random): string {
  const encode = (text: string): string => Buffer.from(text, 'utf8').toString('base64url');
  const signature = Buffer.from(drawBytes(32, random)).toString('base64url');
  return `${encode('{"alg":"HS256","typ":"JWT"}')}.${encode(payload)}.${signature}`;
}

const drawBytes = (length: number, random: Random): number[] => Array.from({ length }, () => random(256));

/** How the body of a key with this label opens, and how many bytes it has, so that readers of the format find what they expect. */
function pemBody(label: string, random: Random): number[] {
  if (label.startsWith('OPENSSH')) return [...Buffer.from('openssh-key-v1\0'), ...drawBytes(1800, random)];
  if (label.startsWith('PGP')) return [0x95, 0x05, 0x86, 0x04, ...drawBytes(1400, random)];
  const version = label.startsWith('EC') ? 1 : 0;
  const content = [0x02, 0x01, version, ...drawBytes(label.startsWith('EC') ? 290 : 1187, random)];
  return [0x30, 0x82, content.length >> 8, content.length & 0xff, ...content];
}

/** A PEM document with a random body in lines of 64 characters. */
export function makePem(label: string, random: Random): string {
  const body =
    Buffer.from(pemBody(label, random))
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  const head = label.startsWith('PGP') ? [''] : [];
  const tail = label.startsWith('PGP') ? [`=${drawText(alphabets['alnum']!, 4, random)}`] : [];
  return [`-----BEGIN ${label}-----`, ...head, ...body, ...tail, `-----END ${label}-----`].join('\n');
}
