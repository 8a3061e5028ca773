/** Which characters a pattern's matches can hold: only those of tokens, only visible ones, or white space as well. */

import type { AST } from '@eslint-community/regexpp';
import type { RuleSpec } from '../model/rule.ts';

type Solid = RuleSpec['solid'];

export const tellSolid = (root: AST.Pattern): Solid => worst(root.alternatives.map(ofAlternative));

const order: readonly Solid[] = ['token', 'visible', 'no'];
const worst = (all: readonly Solid[]): Solid => order[Math.max(0, ...all.map(one => order.indexOf(one)))] ?? 'token';

/** Whether nothing that the elements match holds white space. */
export const isVisible = (elements: readonly AST.Element[]): boolean => worst(elements.map(ofElement)) !== 'no';

const ofAlternative = ({ elements }: AST.Alternative): Solid => worst(elements.map(ofElement));

function ofElement(element: AST.Element): Solid {
  if (element.type === 'Quantifier') return ofElement(element.element);
  if (element.type === 'Character') return ofRange(element.value, element.value);
  if (element.type === 'CharacterSet') return ofSet(element);
  if (element.type === 'CharacterClass') return ofClass(element);
  if (element.type === 'Group' || element.type === 'CapturingGroup')
    return worst(element.alternatives.map(ofAlternative));
  return element.type === 'Assertion' ? 'token' : 'no';
}

const isToken = (code: number): boolean => /[A-Za-z0-9_-]/.test(String.fromCharCode(code));

function ofRange(min: number, max: number): Solid {
  if (min <= 0x20 || max > 0xffff) return 'no';
  for (let code = min; code <= max; code++) if (!isToken(code)) return 'visible';
  return 'token';
}

/** `\d` and `\w` are token characters, `\S` is visible; of the others nothing is promised. */
function ofSet(set: AST.CharacterSet): Solid {
  if (set.kind === 'space') return set.negate ? 'visible' : 'no';
  return (set.kind === 'digit' || set.kind === 'word') && !set.negate ? 'token' : 'no';
}

/** A negated class is visible where all that is not visible stands in it. */
function ofClass({ negate, elements }: AST.CharacterClass): Solid {
  if (!negate) return worst(elements.map(ofClassElement));
  const controls = elements.some(
    element => element.type === 'CharacterClassRange' && element.min.value === 0 && element.max.value >= 0x20,
  );
  return controls ? 'visible' : 'no';
}

function ofClassElement(element: AST.CharacterClass['elements'][number]): Solid {
  if (element.type === 'Character') return ofRange(element.value, element.value);
  if (element.type === 'CharacterClassRange') return ofRange(element.min.value, element.max.value);
  return element.type === 'CharacterSet' ? ofSet(element) : 'no';
}
