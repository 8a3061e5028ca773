/** Says in words what was found and what a shape expects, without ever repeating a value that might be a secret. */

import type { AnyShape } from './shape.ts';
import type { Node } from './tree.ts';

const longestShown = 40;
const plainWord = /^[\w.\- ]{1,24}$/;

/** A name in quotes, on one line, cut where it is long. */
export function quoteShort(text: string): string {
  const cut = text.length > longestShown ? `${text.slice(0, longestShown)}…` : text;
  return JSON.stringify(cut).replace(/[\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, escapeUnit);
}

const escapeUnit = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** Short plain words are shown, so that a typo is seen; longer texts only by their length. */
export function describeFound(node: Node): string {
  if (node.kind === 'list') return node.items.length === 0 ? 'an empty list' : 'a list';
  if (node.kind === 'map') return 'a map';
  const { value } = node;
  if (value === null) return 'nothing';
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return plainWord.test(String(value)) ? `the number ${value}` : 'a number';
  if (value === '') return 'an empty string';
  return plainWord.test(value) ? quoteShort(value) : `a string of ${value.length} characters`;
}

/** What a shape accepts, to follow "expected". */
export function describeShape(shape: AnyShape): string {
  if (shape.means !== undefined) return shape.means;
  switch (shape.kind) {
    case 'str':
      return describeStr(shape);
    case 'num':
      return describeNum(shape);
    case 'bool':
      return 'true or false';
    case 'list':
      return `${shape.single === true ? `${describeShape(shape.of)}, or a list` : 'a list'}${describeFew(shape.minItems)}`;
    case 'map':
    case 'obj':
      return 'a map';
    case 'oneOf':
      return [...new Set(shape.shapes.map(describeShape))].join(' or ');
  }
}

function describeStr(shape: AnyShape & { kind: 'str' }): string {
  if (shape.enum !== undefined)
    return shape.enum.length === 1 ? quoteShort(shape.enum[0]!) : `one of ${shape.enum.join(', ')}`;
  if (shape.pattern !== undefined) return `a string like ${shape.pattern.source}`;
  if (shape.maxLength !== undefined) return `a string of at most ${shape.maxLength} characters`;
  return (shape.minLength ?? 0) > 1 ? `a string of at least ${shape.minLength} characters` : 'a string';
}

function describeNum(shape: AnyShape & { kind: 'num' }): string {
  const kind = shape.integer === true ? 'a whole number' : 'a number';
  if (shape.min !== undefined && shape.max !== undefined) return `${kind} from ${shape.min} to ${shape.max}`;
  if (shape.min !== undefined) return `${kind} of ${shape.min} or more`;
  return shape.max === undefined ? kind : `${kind} of ${shape.max} or less`;
}

const describeFew = (minItems: number | undefined): string =>
  minItems === undefined || minItems === 0 ? '' : ` of at least ${minItems} ${minItems === 1 ? 'item' : 'items'}`;
