/** Pairs: the halves of one credential that stand near each other are one finding, that of the secret half. */

import { readAssignment } from '../match/assignment.ts';
import { nameHolds } from '../match/words.ts';
import type { PartSpec, Rule } from '../model/rule.ts';
import { Secret } from '../model/secret.ts';
import type { Content, Span } from '../model/unit.ts';

/** What is known of a match where halves are looked for. */
export interface Half {
  readonly rule: Rule;
  readonly span: Span;
  readonly secret: Secret;
}

/** The other half of a credential. */
export interface FoundPart {
  readonly name: string;
  readonly secret: Secret;
  readonly span: Span;
}

export interface Paired<T extends Half> {
  /** The halves that were found of a credential. */
  readonly parts: ReadonlyMap<T, readonly FoundPart[]>;
  /** Matches that are told with another one, and by themselves no more; with the one that they belong to. */
  readonly folded: ReadonlyMap<T, T>;
}

/** @param halves in order of their places */
export function pairHalves<T extends Half>(halves: readonly T[], content: Content): Paired<T> {
  const parts = new Map<T, FoundPart[]>();
  const folded = new Map<T, T>();
  for (const [index, half] of halves.entries()) {
    for (const part of half.rule.parts) {
      const found = part.rule === undefined ? findText(half, part, content) : findHalf(halves, index, part, folded);
      if (found === undefined) continue;
      if ('rule' in found) folded.set(found, half);
      const { span, secret } = found;
      const name = 'rule' in found ? found.rule.title : (part.name ?? '');
      parts.set(half, [...(parts.get(half) ?? []), { name, span, secret }]);
    }
  }
  return { parts, folded };
}

const gapBetween = (a: Span, b: Span): number => Math.max(a.start - b.end, b.start - a.end, 0);

/** The nearest match of the part's rule that belongs to no other credential yet. */
function findHalf<T extends Half>(
  halves: readonly T[],
  index: number,
  part: PartSpec,
  folded: ReadonlyMap<T, T>,
): T | undefined {
  const own = halves[index]!;
  let best: T | undefined;
  for (const step of [-1, 1]) {
    for (let at = index + step; at >= 0 && at < halves.length; at += step) {
      const other = halves[at]!;
      const gap = gapBetween(own.span, other.span);
      if (gap > part.distance) break;
      if (other.rule.id !== part.rule || folded.has(other)) continue;
      if (best === undefined || gap < gapBetween(own.span, best.span)) best = other;
      break;
    }
  }
  return best;
}

/** The nearest text of the part's pattern, under a name with one of its words where it has some. */
function findText({ span }: Half, part: PartSpec, content: Content): FoundPart | undefined {
  const from = Math.max(0, span.start - part.distance);
  const bytes = content.window(from, span.end - from + part.distance);
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).latin1Slice();
  let best: Span | undefined;
  for (const { index, 0: value } of text.matchAll(new RegExp(`(?<![\\w-])(?:${part.pattern})(?![\\w-])`, 'g'))) {
    const found = { start: from + index, end: from + index + value.length };
    if (found.start < span.end && span.start < found.end) continue;
    if (best !== undefined && gapBetween(found, span) >= gapBetween(best, span)) continue;
    if (isNamed(text.slice(Math.max(0, index - 300), index), part.words)) best = found;
  }
  if (best === undefined) return undefined;
  return { name: part.name ?? '', span: best, secret: new Secret(text.slice(best.start - from, best.end - from)) };
}

function isNamed(before: string, words: readonly string[] = []): boolean {
  if (words.length === 0) return true;
  const name = readAssignment(before)?.name;
  return name !== undefined && words.some(word => nameHolds(name, word, true));
}
