/** Scans what a unit holds in encoded form, two levels deep; what is found there is placed where it stands in the unit. */

import { readAssignment } from '../match/assignment.ts';
import type { Matcher } from '../match/matcher.ts';
import type { Match } from '../model/match.ts';
import type { Layer, Span, Unit } from '../model/unit.ts';
import { type Carrier, type Decoded, decodeAt, maxCarrierBytes } from '../unfold/decode.ts';
import { tellKind } from '../unfold/kind.ts';

const MAX_DEPTH = 2;
/** What is read before a carrier: an escape's line, and the name that a value is assigned to. */
const ROOM_BEFORE = 1024;
/** Most encoded text ends within; only what does not is read further. */
const ROOM_BEHIND = 64 << 10;
const KIND_BYTES = 1024;

/** A match in decoded text, and where in the unit the text stands that it was decoded from. */
export interface Inside {
  readonly match: Match;
  readonly span: Span;
  readonly layers: readonly Layer[];
}

/** A text to look for carriers in: the unit itself, or what was decoded from it. */
interface Ground {
  readonly unit: Unit;
  readonly layers: readonly Layer[];
  /** From offsets in the text to those in the unit. */
  locate(span: Span): Span;
}

/** Gives what is found in the carriers of a unit, in steps. */
export function* scanCarriers(
  unit: Unit,
  carriers: readonly Carrier[],
  matcher: Matcher,
  take: (inside: Inside) => void,
): Generator<unknown> {
  yield* scanGround({ unit, layers: [], locate: span => span }, carriers, matcher, take);
}

function* scanGround(
  ground: Ground,
  carriers: readonly Carrier[],
  matcher: Matcher,
  take: (inside: Inside) => void,
): Generator<unknown> {
  let done = 0;
  for (const carrier of carriers.toSorted((a, b) => a.start - b.start)) {
    // Within a stretch that was decoded already it is found in what came out.
    if (carrier.start < done) continue;
    const opened = open(ground, carrier);
    if (opened === undefined) continue;
    done = opened.end;
    const steps = matcher.steps(opened.unit);
    for (let step = steps.next(); !step.done; step = steps.next()) {
      for (const match of step.value.matches) take({ match, span: opened.locate(match.span), layers: opened.layers });
      yield;
      if (opened.layers.length < MAX_DEPTH) yield* scanGround(opened, step.value.carriers, matcher, take);
    }
  }
}

function open(ground: Ground, { start, kind }: Carrier): (Ground & { readonly end: number }) | undefined {
  const { content } = ground.unit;
  const from = Math.max(0, start - ROOM_BEFORE);
  const read = (room: number): Buffer => {
    const bytes = content.window(from, start - from + room);
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  };
  let text = read(ROOM_BEHIND);
  let decoded = decodeAt(text, start - from, kind);
  if (decoded !== undefined && decoded.span.end === text.length && from + text.length < content.size) {
    text = read(maxCarrierBytes);
    decoded = decodeAt(text, start - from, kind);
  }
  if (decoded === undefined) return undefined;
  const { lead, bytes } = frame(decoded, kind === 'escapes' ? undefined : nameBefore(text, start - from));
  const place = ({ start: a, end: b }: Span): Span => {
    const inner = decoded.locate({ start: Math.max(0, a - lead), end: Math.max(0, b - lead) });
    return ground.locate({ start: inner.start + from, end: inner.end + from });
  };
  const layer: Layer = { kind: 'decoded', name: kind };
  const unit: Unit = {
    ...ground.unit,
    get labels() {
      return ground.unit.labels;
    },
    kind:
      kind === 'escapes'
        ? ground.unit.kind
        : lead > 0
          ? 'dotenv'
          : tellKind('', () => bytes.latin1Slice(0, Math.min(bytes.length, KIND_BYTES))),
    content: {
      size: bytes.length,
      window: (offset, length) => bytes.subarray(offset, offset + length),
    },
    parent: ground.unit,
  };
  return { unit, layers: [...ground.layers, layer], locate: place, end: decoded.span.end + from };
}

const nameBefore = (text: Buffer, at: number): string | undefined =>
  readAssignment(text.latin1Slice(Math.max(0, at - 300), at))?.name;

/** A value alone is told by the name that its encoded form is assigned to: `OPENAI_API_KEY: c2st…` in a Kubernetes secret. */
function frame({ bytes }: Decoded, name: string | undefined): { readonly lead: number; readonly bytes: Buffer } {
  const isValue = name !== undefined && bytes.length <= 512 && /^[\x21-\x7e]+\n?$/.test(bytes.latin1Slice());
  if (!isValue || bytes.includes(34)) return { lead: 0, bytes };
  const head = Buffer.from(`${name.replace(/["\s]/g, '')}="`);
  return { lead: head.length, bytes: Buffer.concat([head, bytes, Buffer.from('"')]) };
}
