/** Reads a rule's regular expression: how long its matches are, what must stand in them, and what it may not use. */

import { type AST, RegExpParser } from '@eslint-community/regexpp';
import type { RuleSpec } from '../model/rule.ts';
import { isVisible, tellSolid } from './solid.ts';

/** Something a rule's pattern may not do. */
export interface PatternFault {
  readonly what: string;
  readonly hint: string;
}

/** What is known of a pattern without running it. */
export interface PatternFacts {
  readonly root: AST.Pattern;
  /** Bytes of the shortest and the longest match; Infinity where a quantifier has no bound. */
  readonly minLength: number;
  readonly maxLength: number;
  readonly solid: RuleSpec['solid'];
  readonly tail: number;
  readonly faults: readonly PatternFault[];
}

interface Lengths {
  readonly min: number;
  readonly max: number;
}

const noLength: Lengths = { min: 0, max: 0 };
const oneByte: Lengths = { min: 1, max: 1 };

/** Parses a pattern; a text that is no regular expression gives its one fault. */
export function readPattern(source: string, flags: string): PatternFacts | { readonly invalid: PatternFault } {
  try {
    new RegExp(source, `${flags}y`);
    const root = new RegExpParser({ ecmaVersion: 2023 }).parsePattern(source, 0, source.length, flags.includes('u'));
    const { min, max } = measureAlternatives(root.alternatives);
    return {
      root,
      minLength: min,
      maxLength: max,
      solid: tellSolid(root),
      tail: measureTail(root),
      faults: findFaults(root),
    };
  } catch (error) {
    if (error instanceof RangeError)
      return { invalid: { what: 'the pattern is nested too deeply', hint: 'write it with fewer groups' } };
    if (!(error instanceof SyntaxError)) throw error;
    const why = error.message.replace(/^Invalid regular expression: /, '').replace(/^\/[\s\S]*\/[a-z]*: /, '');
    return {
      invalid: {
        what: `the pattern does not compile: ${why}`,
        hint: 'it is the source of a JavaScript regular expression',
      },
    };
  }
}

/** Bytes that every match has behind the last blank of the pattern's own, where all of them are visible; else 0. */
function measureTail({ alternatives }: AST.Pattern): number {
  const elements = alternatives.length === 1 ? (alternatives[0]?.elements ?? []) : [];
  const blank = elements.findLastIndex(element => element.type === 'Character' && element.value === 0x20);
  const rest = elements.slice(blank + 1);
  return blank >= 0 && isVisible(rest) ? rest.reduce((sum, element) => sum + measure(element).min, 0) : 0;
}

function measureAlternatives(alternatives: readonly AST.Alternative[]): Lengths {
  const lengths = alternatives.map(measureAlternative);
  return { min: Math.min(...lengths.map(({ min }) => min)), max: Math.max(...lengths.map(({ max }) => max)) };
}

function measureAlternative(alternative: AST.Alternative): Lengths {
  const lengths = alternative.elements.map(measure);
  return lengths.reduce((sum, { min, max }) => ({ min: sum.min + min, max: sum.max + max }), noLength);
}

function measure(element: AST.Element): Lengths {
  switch (element.type) {
    case 'Group':
    case 'CapturingGroup':
      return measureAlternatives(element.alternatives);
    case 'Quantifier': {
      const { min, max } = measure(element.element);
      return { min: min * element.min, max: max === 0 ? 0 : max * element.max };
    }
    case 'Assertion':
    case 'Backreference':
      return noLength;
    case 'Character':
      return { min: byteCount(element.value), max: byteCount(element.value) };
    default:
      return oneByte;
  }
}

/** Patterns run over bytes, one unit each. */
const byteCount = (codePoint: number): number => (codePoint > 0xff ? 2 : 1);

const boundaryHint = 'say what may not touch the match with `boundary`';
const insideHint = 'keep it inside of the pattern, or drop it and use `boundary`';

function findFaults(root: AST.Pattern): PatternFault[] {
  const faults: PatternFault[] = [];
  const add = (what: string, hint: string): number => faults.push({ what, hint });
  for (const element of walk(root.alternatives)) {
    if (element.type === 'Backreference')
      add(`the back-reference ${element.raw} makes matching slow`, 'write the alternatives out');
    else if (element.type === 'Character' && element.value > 0x7f && !element.raw.startsWith('\\x')) {
      add(`the pattern holds ${element.raw}, but runs over bytes`, 'write the bytes of its UTF-8 form as \\xNN');
    } else if (element.type === 'Assertion' && element.kind === 'word')
      add(`${element.raw} stands in the pattern`, boundaryHint);
  }
  for (const side of ['first', 'last'] as const) {
    for (const edge of findEdges(root.alternatives, side)) {
      if (edge.kind !== 'word')
        add(`${edge.raw} stands at the ${side === 'first' ? 'start' : 'end'} of the pattern`, insideHint);
    }
  }
  return faults;
}

/** Every element of the alternatives, outer ones first. */
export function* walk(alternatives: readonly AST.Alternative[]): Generator<AST.Element> {
  for (const { elements } of alternatives) {
    for (const element of elements) {
      yield element;
      const inner = element.type === 'Quantifier' ? element.element : element;
      if (inner !== element) yield inner;
      if ('alternatives' in inner) yield* walk(inner.alternatives);
    }
  }
}

/** The assertions that a match can begin or end with. */
function* findEdges(alternatives: readonly AST.Alternative[], side: 'first' | 'last'): Generator<AST.Assertion> {
  for (const { elements } of alternatives) {
    for (const element of side === 'first' ? elements : elements.toReversed()) {
      const inner = element.type === 'Quantifier' ? element.element : element;
      if (inner.type === 'Assertion') yield inner;
      else if ('alternatives' in inner) yield* findEdges(inner.alternatives, side);
      if (measure(element).min > 0) break;
    }
  }
}

/** The same pattern with a bound to every quantifier that has none. */
export function boundPattern(root: AST.Pattern, most: number): string {
  const open: AST.Quantifier[] = [];
  for (const element of walk(root.alternatives)) {
    if (element.type === 'Quantifier' && element.max === Infinity) open.push(element);
  }
  let source = root.raw;
  // From the back, so that what stands before keeps its offset; an outer quantifier ends behind its inner ones.
  for (const { min, greedy, element, end } of open.toSorted((a, b) => b.end - a.end)) {
    const bound = `{${min},${Math.max(min, most)}}${greedy ? '' : '?'}`;
    source = source.slice(0, element.end) + bound + source.slice(end);
  }
  return source;
}
