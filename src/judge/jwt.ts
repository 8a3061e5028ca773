/** JSON web tokens: whether one decodes, who made it, what it opens and until when. */

import type { Severity } from '../model/rule.ts';
import type { Candidate } from './candidate.ts';
import type { Decoded } from './decoded.ts';
import { isFilled } from './placeholder.ts';

type Claims = Readonly<Record<string, unknown>>;

/** @param today the day that expiry is compared with, ISO 8601 */
export function decodeJwt({ value }: Candidate, today: string): Decoded {
  const token = value.slice(value.indexOf('eyJ'));
  const parts = token.split('.');
  const header = readJson(parts[0]);
  if (header === undefined || typeof header['alg'] !== 'string') return { drop: 'not-decodable' };
  if (typeof header['enc'] === 'string') return { notes: [`alg ${show(header['alg'])}`, 'its claims are encrypted'] };
  const claims = readJson(parts[1]);
  if (claims === undefined) return { drop: 'not-decodable' };
  if (parts[2] === undefined || parts[2] === '') return { drop: 'not-a-secret' };
  if (isSample(claims)) return { drop: 'example' };
  if (isFilled(parts[2] ?? '')) return { drop: 'placeholder' };
  // The command line of Supabase starts every project with the same keys, which sign for nobody else's.
  if (claims['iss'] === 'supabase-demo') return { notes: ["Supabase's key for local development"], severity: 'low' };
  const severity = severityOf(claims, today);
  return { notes: [`alg ${show(header['alg'])}`, ...notesOf(claims, today)], ...(severity && { severity }) };
}

/** An object from a base64url part; everything else is none. */
function readJson(part: string | undefined): Claims | undefined {
  if (part === undefined || !/^[\w-]{2,}$/.test(part)) return undefined;
  const bytes = Buffer.from(part, 'base64url');
  if (bytes[0] !== 0x7b) return undefined;
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Claims) : undefined;
  } catch {
    return undefined;
  }
}

/** The sample that jwt.io and RFC 7519 have taught everybody. */
const isSample = (claims: Claims): boolean =>
  claims['name'] === 'John Doe' ||
  claims['sub'] === '1234567890' ||
  (claims['iss'] === 'joe' && claims['exp'] === 1300819380);

/** Supabase writes the role into its keys: `anon` is for browsers, `service_role` passes every policy. */
function severityOf(claims: Claims, today: string): Severity | undefined {
  if (isExpired(claims, today)) return 'low';
  if (claims['role'] === 'anon') return 'info';
  if (claims['role'] === 'service_role') return 'critical';
  return undefined;
}

function notesOf(claims: Claims, today: string): string[] {
  const notes: string[] = [];
  for (const claim of ['iss', 'role'] as const) {
    const text = claims[claim];
    if (typeof text === 'string' && text !== '') notes.push(`${claim} ${show(text)}`);
  }
  const day = expiryOf(claims);
  if (day !== undefined) notes.push(isExpired(claims, today) ? `expired ${day}` : `expires ${day}`);
  else if (claims['exp'] === undefined) notes.push('never expires');
  return notes;
}

/** The day of `exp`, which counts seconds; numbers no calendar holds are no expiry. */
function expiryOf(claims: Claims): string | undefined {
  const seconds = claims['exp'];
  if (typeof seconds !== 'number' || !(seconds >= 0 && seconds < 253402300800)) return undefined;
  return new Date(seconds * 1000).toISOString().slice(0, 10);
}

function isExpired(claims: Claims, today: string): boolean {
  const day = expiryOf(claims);
  return day !== undefined && day < today;
}

/** Text from inside a token, made fit to print: bounded, no control characters. */
const show = (text: string): string => {
  const clean = text.replace(/[^\x20-\x7e]/g, '?');
  return clean.length > 60 ? `${clean.slice(0, 59)}…` : clean;
};
