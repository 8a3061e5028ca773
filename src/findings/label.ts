/** What people may write about a known or allowed value: why, who answers for it, and until when. */

import { UserError } from '../model/errors.ts';
import type { Secret } from '../model/secret.ts';

export interface EntryLabel {
  readonly reason?: string;
  readonly owner?: string;
  /** ISO 8601 day; from the day after, the entry no longer counts. */
  readonly expires?: string;
}

/** Control characters and marks that reorder text: nothing of a scanned repository may steer a terminal or hide in a line. */
export const unprintable = /[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/;

/** Shorter values may be ordinary words. */
const shortestTold = 6;

/** Whether a text is a day of the calendar, `2026-01-31`. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/** Whether an expiry has passed on the day `today`. */
export const isExpired = (expires: string | undefined, today: string): boolean =>
  expires !== undefined && today > expires;

/** Checks what the user wants to say of new entries, spaces around it taken off; throws UserError. */
export function checkLabel({ reason, owner, expires }: EntryLabel, today: string): EntryLabel {
  const texts = { reason: reason?.trim(), owner: owner?.trim() };
  for (const [name, text] of Object.entries(texts)) {
    if (text === '') throw new UserError(`the ${name} is empty`);
    if (text !== undefined && unprintable.test(text)) {
      throw new UserError(`the ${name} holds a line break or a control character`, 'write it on one line');
    }
  }
  if (texts.owner !== undefined && /[\s,]/.test(texts.owner)) {
    throw new UserError('an owner is one word', 'for example @team or someone@example.com');
  }
  if (expires !== undefined && !isDay(expires)) {
    throw new UserError(`the expiry ${JSON.stringify(expires.slice(0, 40))} is not a day`, 'write it as YYYY-MM-DD');
  }
  if (isExpired(expires, today)) throw new UserError(`the expiry ${expires} has passed already`, 'name a day to come');
  return {
    ...(texts.reason !== undefined && { reason: texts.reason }),
    ...(texts.owner !== undefined && { owner: texts.owner }),
    ...(expires !== undefined && { expires }),
  };
}

/** Throws UserError where a label holds a value that it explains: it would be written into a file that is committed. */
export function refuseSecrets({ reason = '', owner = '' }: EntryLabel, secrets: Iterable<Secret>): void {
  // A value in a string has its quotes escaped there, but not where somebody writes about it.
  const bare = (text: string): string => text.replaceAll('\\', '');
  const texts = [bare(reason), bare(owner)];
  for (const secret of secrets) {
    const value = bare(secret.reveal());
    if (value.length < shortestTold || !texts.some(text => text.includes(value))) continue;
    throw new UserError('the reason or the owner holds the secret itself', 'say why it may stand without showing it');
  }
}

/** What an entry says of itself, for lists: ` (owner @team): rotated`. */
export function describeLabel({ reason, owner }: EntryLabel): string {
  return `${owner === undefined ? '' : ` (owner ${owner})`}${reason === undefined ? '' : `: ${reason}`}`;
}
