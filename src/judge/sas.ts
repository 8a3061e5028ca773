/** Shared access signatures of Azure: until when one works and what it allows stands beside it in its URL. */

import type { Candidate } from './candidate.ts';
import type { Decoded } from './decoded.ts';

/** @param today the day that expiry is compared with, ISO 8601 */
export function decodeSas({ match }: Candidate, today: string): Decoded {
  const url = `${/[^\s"'`<>]*$/.exec(match.before)?.[0] ?? ''}&${/^[^\s"'`<>]*/.exec(match.after)?.[0] ?? ''}`;
  const read = (name: string): string | undefined =>
    new RegExp(`[?&;]${name}=([^&;]{1,64})`).exec(url.replaceAll('%3A', ':').replaceAll('%3a', ':'))?.[1];
  const expiry = read('se');
  const rights = read('sp');
  const notes = rights !== undefined && /^[a-z]+$/.test(rights) ? [`allows ${rights}`] : [];
  const day = expiry === undefined ? undefined : dayOf(expiry);
  if (day === undefined) return { notes };
  if (day < today) return { notes: [...notes, `expired on ${day}`], severity: 'low' };
  return { notes: [...notes, `works until ${day}`] };
}

/** `2027-01-31T…`, or the seconds since 1970 that Service Bus and IoT Hub write. */
function dayOf(expiry: string): string | undefined {
  if (/^\d{4}-\d\d-\d\d/.test(expiry)) return expiry.slice(0, 10);
  return /^\d{9,11}$/.test(expiry) ? new Date(Number(expiry) * 1000).toISOString().slice(0, 10) : undefined;
}
