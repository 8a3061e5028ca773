/** The line a finding stands on, with every known secret in it masked, cut to a bounded width. */

import { mask } from '../model/secret.ts';
import type { Content, Span } from '../model/unit.ts';

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
  let at = from;
  for (const secret of known) {
    if (secret.span.end <= at || secret.span.start >= end) continue;
    if (secret.span.start > at) text += textOf(bytes, at - from, secret.span.start - from);
    text += mask(secret.value);
    at = Math.min(end, secret.span.end);
  }
  if (at < end) text += textOf(bytes, at - from, end - from);
  const cut = newline < 0 && from + bytes.length < content.size && span.end < from + bytes.length;
  return maskRepeats(`${text.trimEnd()}${cut ? '…' : ''}`, known);
}

/** A value that stands a second time on the line, where no rule saw it. */
function maskRepeats(text: string, known: readonly KnownSecret[]): string {
  let masked = text;
  for (const { value } of known)
    if (value.length >= 6 && masked.includes(value)) masked = masked.replaceAll(value, mask(value));
  return masked;
}

/** Half a character at a cut is left out. */
function textOf(bytes: Buffer, from: number, to: number): string {
  return bytes.toString('utf8', from, to).replace(/^\ufffd{1,3}|\ufffd{1,3}$/g, '');
}
