/** The line a finding stands on, with every known secret in it masked, cut to a bounded width. */

import { mask } from '../model/secret.ts';
import type { Content, Span } from '../model/unit.ts';
import { decodeSpan, isNarrowed } from '../unfold/text.ts';

const BEFORE_BYTES = 60;
const AFTER_BYTES = 60;
/** Masked values are short, so that this much of the text around several of them is still bounded. */
const MAX_SPAN_BYTES = 64 << 10;

export interface KnownSecret {
  readonly span: Span;
  readonly value: string;
}

/** One line of text; `known` holds every span of the unit that may be a secret, reported or not, in ascending order. */
export function makeExcerpt(content: Content, lineStart: number, span: Span, known: readonly KnownSecret[]): string {
  const from = Math.max(lineStart, span.start - BEFORE_BYTES);
  const bytes = Buffer.from(content.window(from, Math.min(span.end - from, MAX_SPAN_BYTES) + AFTER_BYTES));
  const newline = bytes.indexOf(10);
  const end = from + (newline < 0 ? bytes.length : newline);
  let text = from > lineStart ? '…' : '';
  let at = from > lineStart ? from + headOfCharacter(content, bytes) : from;
  for (const secret of known) {
    if (secret.span.end <= at || secret.span.start >= end) continue;
    if (secret.span.start > at) text += decodeSpan(content, { start: at, end: secret.span.start });
    text += mask(secret.value);
    at = Math.min(end, secret.span.end);
  }
  const cut = newline < 0 && from + bytes.length < content.size && span.end < from + bytes.length;
  const last = cut ? end - tailOfCharacter(content, bytes) : end;
  if (at < last) text += decodeSpan(content, { start: at, end: last });
  return maskRepeats(`${text.trimEnd()}${cut ? '…' : ''}`, known);
}

/** Bytes at the start of a cut that belong to a character before it. */
function headOfCharacter(content: Content, bytes: Buffer): number {
  if (isNarrowed(content)) return 0;
  let at = 0;
  while (at < 3 && (bytes[at]! & 0xc0) === 0x80) at++;
  return at;
}

/** Bytes at the end of a cut that are the beginning of a character. */
function tailOfCharacter(content: Content, bytes: Buffer): number {
  if (isNarrowed(content)) return 0;
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back]!;
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? back : 0;
    if (byte < 0x80) return 0;
  }
  return 0;
}

/** A value that stands a second time on the line, where no rule saw it. */
function maskRepeats(text: string, known: readonly KnownSecret[]): string {
  let masked = text;
  for (const { value } of known)
    if (value.length >= 6 && masked.includes(value)) masked = masked.replaceAll(value, mask(value));
  return masked;
}
