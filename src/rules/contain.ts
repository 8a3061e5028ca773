/** Tells whether a text can stand in a pattern's matches, and how far from their start, without running the pattern. */

import type { AST } from '@eslint-community/regexpp';

/** Beyond this an offset is not told apart; no match is longer. */
const farthest = 16_384;

/** How much of the text has been met, and the most bytes there can be before the text's first byte. */
type States = ReadonlyMap<number, number>;

interface Search {
  readonly text: string;
  readonly flags: string;
  /** Only characters that the pattern spells out count, not classes that happen to hold them. */
  readonly literally: boolean;
  /** The text may begin anywhere and not only where the match does. */
  readonly anywhere: boolean;
  readonly tests: Map<string, (char: string) => boolean>;
}

/** The most bytes before `text` in a match, or undefined when no match holds it. */
export function findFarthest(root: AST.Pattern, flags: string, text: string): number | undefined {
  const start: States = new Map([[0, 0]]);
  for (const literally of [true, false]) {
    const search: Search = { text, flags, literally, anywhere: true, tests: new Map() };
    const offset = passAlternatives(root.alternatives, start, search).get(text.length);
    if (offset !== undefined) return offset;
  }
  return undefined;
}

/** Whether a match can begin with `text`. */
export function canStart(root: AST.Pattern, flags: string, text: string): boolean {
  const search: Search = { text, flags, literally: false, anywhere: false, tests: new Map() };
  return passAlternatives(root.alternatives, new Map([[0, 0]]), search).has(text.length);
}

function passAlternatives(alternatives: readonly AST.Alternative[], from: States, search: Search): States {
  return join(
    alternatives.map(({ elements }) => elements.reduce((states, element) => pass(element, states, search), from)),
  );
}

function pass(element: AST.Element, from: States, search: Search): States {
  switch (element.type) {
    case 'Group':
    case 'CapturingGroup':
      return passAlternatives(element.alternatives, from, search);
    case 'Quantifier':
      return passQuantifier(element, from, search);
    case 'Assertion':
    case 'Backreference':
      return from;
    default:
      return passCharacter(element, from, search);
  }
}

/** Repeats until the bound, or until repeating tells nothing new. */
function passQuantifier({ element, min, max }: AST.Quantifier, from: States, search: Search): States {
  let states = from;
  let whole = min === 0 ? from : new Map<number, number>();
  for (let times = 1; times <= max; times++) {
    const next = pass(element, states, search);
    if (next.size === 0) return whole;
    if (isSame(states, next)) return join([whole, next]);
    states = next;
    if (times >= min) whole = join([whole, next]);
  }
  return whole;
}

const isSame = (a: States, b: States): boolean =>
  a.size === b.size && [...a].every(([met, offset]) => b.get(met) === offset);

type OneChar = Exclude<
  AST.Element,
  AST.Group | AST.CapturingGroup | AST.Quantifier | AST.Assertion | AST.Backreference
>;

function passCharacter(element: OneChar, from: States, search: Search): States {
  const { text, anywhere, literally } = search;
  const spelled = !literally || element.type === 'Character';
  const takes = spelled ? takenBy(element.raw, search) : () => false;
  const to = new Map<number, number>();
  for (const [met, offset] of from) {
    if (met === text.length) keepFarthest(to, met, offset);
    else {
      if (takes(text[met]!)) keepFarthest(to, met + 1, offset);
      if (met === 0 && anywhere) keepFarthest(to, 0, offset + 1);
    }
  }
  return to;
}

function takenBy(raw: string, { flags, tests }: Search): (char: string) => boolean {
  let test = tests.get(raw);
  if (test === undefined) {
    const regex = new RegExp(`^(?:${raw})$`, flags);
    test = char => regex.test(char);
    tests.set(raw, test);
  }
  return test;
}

function join(all: readonly States[]): States {
  const joined = new Map<number, number>();
  for (const states of all) for (const [met, offset] of states) keepFarthest(joined, met, offset);
  return joined;
}

function keepFarthest(states: Map<number, number>, met: number, offset: number): void {
  const known = states.get(met);
  const told = Math.min(offset, farthest);
  if (known === undefined || told > known) states.set(met, told);
}
