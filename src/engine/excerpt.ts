/** The line a finding stands on, with every known secret in it masked, cut to a bounded width. */

import { mask } from '../model/secret.ts';
import type { Content, Span } from '../model/unit.ts';
import { decodeSpan, isNarrowed } from '../unfold/text.ts';
import { createFirstBehind } from '../util/spans.ts';

const BEFORE_BYTES = 60;
const AFTER_BYTES = 60;
/** Values that are shorter than this are no secrets that would be told by standing somewhere else. */
const TAIL_UNITS = 6;
/** Masked values are short, so that this much of the text around several of them is still bounded. */
const MAX_SPAN_BYTES = 64 << 10;

export interface KnownSecret {
  readonly span: Span;
  readonly value: string;
}

export type MakeExcerpt = (lineStart: number, span: Span) => string;

/** `known` holds every span of the unit that may be a secret, reported or not, in ascending order. */
export function createExcerpts(content: Content, known: readonly KnownSecret[]): MakeExcerpt {
  const firstBehind = createFirstBehind(known.map(secret => secret.span));
  const maskRepeats = createRepeatMask(known);
  return (lineStart, span) => {
    const from = Math.max(lineStart, span.start - BEFORE_BYTES);
    const bytes = Buffer.from(content.window(from, Math.min(span.end - from, MAX_SPAN_BYTES) + AFTER_BYTES));
    const newline = bytes.indexOf(10);
    const end = from + (newline < 0 ? bytes.length : newline);
    let text = from > lineStart ? '…' : '';
    let at = from > lineStart ? from + headOfCharacter(content, bytes) : from;
    for (let index = firstBehind(at); index < known.length && known[index]!.span.start < end; index++) {
      const secret = known[index]!;
      if (secret.span.end <= at) continue;
      if (secret.span.start > at) text += decodeSpan(content, { start: at, end: secret.span.start });
      text += mask(secret.value);
      at = Math.min(end, secret.span.end);
    }
    const cut = newline < 0 && from + bytes.length < content.size && span.end < from + bytes.length;
    const last = cut ? end - tailOfCharacter(content, bytes) : end;
    if (at < last) text += decodeSpan(content, { start: at, end: last });
    return maskRepeats(`${text.trimEnd()}${cut ? '…' : ''}`);
  };
}

/** Masks a value that stands a second time on the line, where no rule saw it. Values are looked up by their ends: many begin alike. */
function createRepeatMask(known: readonly KnownSecret[]): (text: string) => string {
  const byTail = new Map<string, Set<string>>();
  for (const { value } of known) {
    if (value.length < TAIL_UNITS) continue;
    const tail = value.slice(-TAIL_UNITS);
    const values = byTail.get(tail);
    if (values) values.add(value);
    else byTail.set(tail, new Set([value]));
  }
  return text => {
    let masked = '';
    let done = 0;
    for (let end = TAIL_UNITS; end <= text.length; end++) {
      const values = byTail.get(text.slice(end - TAIL_UNITS, end));
      const found = values && longest([...values].filter(value => text.slice(done, end).endsWith(value)));
      if (found === undefined) continue;
      masked += text.slice(done, end - found.length) + mask(found);
      done = end;
    }
    return masked + text.slice(done);
  };
}

const longest = (values: readonly string[]): string | undefined =>
  values.reduce<string | undefined>(
    (best, value) => (best !== undefined && best.length >= value.length ? best : value),
    undefined,
  );

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
