/**
 * How hard a value is to guess, estimated low on purpose: what looks guessable gets the slow tag, which costs time and nothing else.
 *
 * The estimate decides which of two tags a value has for ever. A change of any number or table here orphans entries of committed
 * baselines, so nothing in this file depends on a dictionary, a locale or a library; the tests pin it.
 */

import { estimateSpelling } from './spelling.ts';

/** Values of at least this many bits can't be found by trying, however fast a try is. */
export const unguessableBits = 60;

const maxUnwrapping = 3;
const maxLength = 16_384;

/** What stands in front of a token for everybody to see: up to four short words, or one of the marks that need no separator. */
const publicPrefix = /^(?:(?:[A-Za-z]{1,10}\d{0,2}[-_.]){1,4}|AKIA|ASIA|AIza|LTAI|dapi|EAA)/;

/** A lower bound of the guesses, in bits, that somebody needs who knows everything about the value that can be known from outside. */
export function estimateGuessBits(value: string): number {
  return estimatePart(value.slice(0, maxLength), maxUnwrapping);
}

/** The estimate of the guessable part of a value; encodings that hold readable text are as guessable as that text. */
function estimatePart(value: string, unwrapping: number): number {
  const own = estimateSpelling(value.replace(publicPrefix, ''));
  if (unwrapping === 0 || own === 0) return own;
  const inner = [...knownAround(value), ...decodeText(value)].map(part => estimatePart(part, unwrapping - 1));
  return Math.min(own, ...inner);
}

/** The secret parts of a composite value whose other parts (user, host, header, keys) somebody may know; empty for a plain value. */
function knownAround(value: string): string[] {
  const armoured = /-----BEGIN[^-]*-----(.*?)(?:-----END|$)/s.exec(value);
  if (armoured) return [armoured[1] ?? ''];
  const userInfo = /^[a-z][a-z0-9+.-]*:\/\/[^\s/@:]*:([^\s]*)@/i.exec(value);
  if (userInfo) return [userInfo[1] ?? ''];
  const address = /^[a-z][a-z0-9+.-]*:\/\/[^\s/?#]*(.*)$/is.exec(value);
  if (address) return longestPart(address[1] ?? '', /[/?&=#]/);
  const settings = value.split(';').filter(part => /^[^=]*(?:passw|pwd|secret|key|token|signature)[^=]*=/i.test(part));
  if (settings.length > 0 && value.includes(';')) return settings.map(part => part.slice(part.indexOf('=') + 1));
  if (/["'{}\n]/.test(value)) return longestPart(value, /["'{}\s,:]+/);
  const jwt = /^eyJ[\w-]*\.[\w-]*\.([\w-]*)$/.exec(value);
  if (jwt) return [jwt[1] ?? ''];
  const colon = value.indexOf(':');
  return colon < 0 ? [] : [value.slice(colon + 1)];
}

function longestPart(value: string, separator: RegExp): string[] {
  return [value.split(separator).reduce((longest, part) => (part.length > longest.length ? part : longest), '')];
}

/** What the value says in clear if it is base64, hex or percent-encoded text. Random bytes almost never read as text. */
function decodeText(value: string): string[] {
  const decoded: string[] = [];
  if (/^[0-9a-f]{12,}$/i.test(value)) decoded.push(Buffer.from(value, 'hex').toString('latin1'));
  if (/^[A-Za-z0-9+/_-]{8,}={0,2}$/.test(value)) decoded.push(Buffer.from(value, 'base64').toString('latin1'));
  const texts = decoded.filter(text => /^[\x20-\x7e\r\n\t]+$/.test(text));
  if (/%[0-9a-f]{2}/i.test(value))
    texts.push(value.replace(/%([0-9a-f]{2})/gi, (_, hex) => String.fromCharCode(parseInt(hex, 16))));
  return texts;
}
