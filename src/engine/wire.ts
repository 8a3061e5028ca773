/** The form in which results cross from a worker: one transferred buffer a batch, which the pool alone wraps into secrets again. */

import type { Dropped, Location } from '../model/finding.ts';
import type { DropReason } from '../model/match.ts';
import type { Confidence, Rule, Severity } from '../model/rule.ts';
import { Secret } from '../model/secret.ts';
import type { Layer, Origin, Span } from '../model/unit.ts';
import type { Draft, UnitResult } from './scan-unit.ts';

/** What became of one entry of the list, or of one member where it is an archive. What has nothing to tell is left out of a batch. */
export type Outcome = {
  readonly index: number;
  /** What stands behind the entry's path: `!inner/path`. */
  readonly member?: string;
} & OutcomeOf;

/** What became of a file or a member. */
export type OutcomeOf = { readonly result: UnitResult } | { readonly skipped: string } | { readonly failed: string };

export interface Batch {
  /** Which range of the list: entries [number * size, (number + 1) * size). */
  readonly number: number;
  /** Entries. */
  readonly files: number;
  /** What was scanned in archives. */
  readonly members: number;
  readonly bytes: number;
  readonly outcomes: readonly Outcome[];
}

type WirePlace = Pick<Location, 'line' | 'column' | 'endLine' | 'endColumn'> & { readonly layers: readonly Layer[] };

interface WireDraft {
  readonly rule: number;
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly secret: string;
  readonly span: Span;
  readonly at: WirePlace;
  readonly excerpt: string;
  readonly notes: readonly string[];
  readonly parts?: readonly { readonly name: string; readonly secret: string; readonly at: WirePlace }[];
  readonly pendingIgnore?: string;
}

interface WireResult extends Omit<UnitResult, 'drafts' | 'drops'> {
  readonly drafts: readonly WireDraft[];
  readonly drops: readonly { ruleId: string; reason: DropReason; masked: string; at: WirePlace }[];
}

const packPlace = ({ line, column, endLine, endColumn, layers }: Location): WirePlace => ({
  line,
  column,
  endLine,
  endColumn,
  layers,
});

const packDraft = ({ parts, ...draft }: Draft): WireDraft => ({
  ...draft,
  ...(parts && {
    parts: parts.map(({ name, secret, at }) => ({ name, secret: secret.reveal(), at: packPlace(at) })),
  }),
  rule: draft.rule.index,
  secret: draft.secret.reveal(),
  at: packPlace(draft.at),
});

const packOutcome = (outcome: Outcome): unknown => {
  if (!('result' in outcome)) return outcome;
  const { drafts, drops, ...rest } = outcome.result;
  return {
    ...outcome,
    result: {
      ...rest,
      drafts: drafts.map(packDraft),
      drops: drops.map(it => ({ ...it, at: packPlace(it.at) })),
    } satisfies WireResult,
  };
};

/** Packs a batch into a buffer of its own, to be transferred. */
export function packBatch(batch: Batch): ArrayBuffer {
  const text = JSON.stringify({ ...batch, outcomes: batch.outcomes.map(packOutcome) });
  return new TextEncoder().encode(text).buffer as ArrayBuffer;
}

/** The batch again; `place` gives an entry's origin and shown path, which don't cross. */
export function unpackBatch(
  buffer: ArrayBuffer,
  rules: readonly Rule[],
  place: (index: number) => { readonly origin: Origin; readonly path: string },
): Batch {
  const packed = JSON.parse(new TextDecoder().decode(buffer)) as Omit<Batch, 'outcomes'> & {
    outcomes: ({ index: number; member?: string } & (
      | { result: WireResult }
      | { skipped: string }
      | { failed: string }
    ))[];
  };
  const outcomes = packed.outcomes.map((outcome): Outcome => {
    if (!('result' in outcome)) return outcome;
    const { origin, path } = place(outcome.index);
    const where = { origin, path: path + (outcome.member ?? '') };
    const { drafts, drops, ...rest } = outcome.result;
    return {
      ...outcome,
      result: {
        ...rest,
        drafts: drafts.map(({ parts, ...draft }) => ({
          ...draft,
          ...(parts && {
            parts: parts.map(part => ({ ...part, secret: new Secret(part.secret), at: { ...where, ...part.at } })),
          }),
          rule: rules[draft.rule]!,
          secret: new Secret(draft.secret),
          at: { ...where, ...draft.at },
        })),
        drops: drops.map((it): Dropped => ({ ...it, at: { ...where, ...it.at } })),
      },
    };
  });
  return { ...packed, outcomes };
}
