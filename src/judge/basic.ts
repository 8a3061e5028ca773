/** Basic authorization: base64 of a user's name, a colon and a password. */

import type { Candidate } from './candidate.ts';
import type { Decoded } from './decoded.ts';
import { isVacant } from './placeholder.ts';

export function decodeBasic({ value }: Candidate): Decoded {
  const encoded = value.replace(/^basic\s+/i, '');
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  if (colon < 0 || !/^[^\u0000-\u001f\u007f\ufffd]+$/.test(text)) return { drop: 'not-decodable' };
  const user = text.slice(0, colon);
  const password = text.slice(colon + 1);
  if (isVacant(password) && isVacant(user)) return { drop: 'placeholder' };
  // RFC 7617's own sample.
  if (user.toLowerCase() === 'aladdin') return { drop: 'example' };
  if (password === '' && user.length >= 16) return { notes: ['decodes to a key and no password'] };
  return isVacant(password) || user === password || password.length < 5
    ? { notes: ['decodes to a user and a weak password'], severity: 'low', confidence: 'low' }
    : { notes: ['decodes to a user and a password'] };
}
