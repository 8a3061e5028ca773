/** The decoders that rules may name, and the one that a value asks for by its form. */

import { decodeAwsId } from './aws.ts';
import { decodeBasic } from './basic.ts';
import type { Candidate } from './candidate.ts';
import type { Decoded } from './decoded.ts';
import { decodeJwt } from './jwt.ts';
import { decodePem } from './pem.ts';
import { decodeSas } from './sas.ts';
import { decodeUrl } from './url.ts';

type Decoder = (candidate: Candidate, today: string) => Decoded;

const decoders: Readonly<Record<string, Decoder>> = {
  jwt: decodeJwt,
  pem: decodePem,
  url: decodeUrl,
  basic: decodeBasic,
  'aws-id': decodeAwsId,
  sas: decodeSas,
};

/** What a rule's `decode` may be. */
export const decoderNames: readonly string[] = Object.keys(decoders);

/** What the content of a value says of it, where its rule names a decoder. */
export function decode(candidate: Candidate, today: string): Decoded | undefined {
  const name = candidate.rule.decode;
  if (name !== undefined) return decoders[name]?.(candidate, today);
  // What begins as a web token is one or nothing: tests write `eyJhbGciOiJIUzI1NiJ9.payload.signature`.
  return candidate.evidence === 'named' && /^eyJ[\w-]{5,}\./.test(candidate.value)
    ? decodeJwt(candidate, today)
    : undefined;
}
