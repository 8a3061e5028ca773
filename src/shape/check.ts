/** Checks positioned data against a shape: fills in defaults and collects every problem, not only the first. */

import { findNearest } from './nearest.ts';
import type { AnyShape, ListShape, MapShape, NumShape, ObjShape, OneOfShape, StrShape } from './shape.ts';
import { type Entry, type Node, type Path, plantValue } from './tree.ts';
import { describeFound, describeShape, quoteShort } from './words.ts';

/** Something wrong at an offset of the text. */
export interface Flaw {
  readonly at: number;
  readonly message: string;
  readonly hint: string;
}

/** What a check met on its way. */
export interface CheckState {
  readonly flaws: Flaw[];
  /** Where keys marked `trusted` are set. */
  readonly trusted: { readonly path: Path; readonly at: number }[];
}

/** The value with its defaults filled in; meaningless when the state has flaws afterwards. */
export function checkNode(shape: AnyShape, node: Node, path: Path, state: CheckState): unknown {
  switch (shape.kind) {
    case 'str':
      return checkStr(shape, node, state);
    case 'num':
      return checkNum(shape, node, state);
    case 'bool':
      return node.kind === 'scalar' && typeof node.value === 'boolean' ? node.value : reject(shape, node, state);
    case 'list':
      return checkList(shape, node, path, state);
    case 'map':
      return checkMap(shape, node, path, state);
    case 'obj':
      return checkObj(shape, node, path, state);
    case 'oneOf':
      return checkOneOf(shape, node, path, state);
  }
}

function reject(shape: AnyShape, node: Node, state: CheckState, hint = ''): undefined {
  state.flaws.push({ at: node.at, message: `found ${describeFound(node)}; expected ${describeShape(shape)}`, hint });
  return undefined;
}

function checkStr(shape: StrShape, node: Node, state: CheckState): unknown {
  if (node.kind !== 'scalar' || typeof node.value !== 'string') {
    const quotable = node.kind === 'scalar' && node.value !== null;
    return reject(shape, node, state, quotable ? 'put quotes around it' : '');
  }
  const value = node.value;
  if (shape.enum !== undefined && !shape.enum.includes(value)) {
    const nearest = findNearest(value, shape.enum);
    return reject(shape, node, state, nearest === undefined ? '' : `did you mean ${quoteShort(nearest)}?`);
  }
  const { minLength = 0, maxLength = Infinity } = shape;
  if (value.length < minLength || value.length > maxLength) return reject(shape, node, state);
  if (shape.pattern?.test(value) === false) return reject(shape, node, state);
  const complaint = shape.test?.(value);
  if (complaint === undefined) return value;
  const { what, hint } = typeof complaint === 'string' ? { what: complaint, hint: '' } : complaint;
  state.flaws.push({ at: node.at, message: what, hint });
  return undefined;
}

function checkNum(shape: NumShape, node: Node, state: CheckState): unknown {
  if (node.kind !== 'scalar' || typeof node.value !== 'number') return reject(shape, node, state);
  const { value } = node;
  const { min = -Infinity, max = Infinity, integer = false } = shape;
  const fits = Number.isFinite(value) && value >= min && value <= max && (!integer || Number.isSafeInteger(value));
  return fits ? value : reject(shape, node, state);
}

function checkList(shape: ListShape, node: Node, path: Path, state: CheckState): unknown {
  const bare = shape.single === true && accepts(shape.of, node);
  if (node.kind !== 'list' && !bare) return reject(shape, node, state);
  const items = node.kind === 'list' ? node.items : [node];
  if (items.length < (shape.minItems ?? 0)) return reject(shape, node, state);
  return items.map((item, index) => checkNode(shape.of, item, [...path, index], state));
}

function checkMap(shape: MapShape, node: Node, path: Path, state: CheckState): unknown {
  if (node.kind !== 'map') return reject(shape, node, state);
  const entries = [...node.entries].map(([key, entry]) => [
    key,
    checkNode(shape.of, entry.node, [...path, key], state),
  ]);
  return Object.fromEntries(entries);
}

function checkObj(shape: ObjShape, node: Node, path: Path, state: CheckState): unknown {
  if (node.kind !== 'map') return reject(shape, node, state);
  const values: [string, unknown][] = [];
  for (const [key, field] of Object.entries(shape.fields)) {
    const value = checkField(key, field, node.entries.get(key), node.at, [...path, key], state);
    if (value !== undefined) values.push([key, value]);
  }
  if (shape.others !== 'ignored') rejectUnknownKeys(shape, node.entries, state);
  return Object.fromEntries(values);
}

function checkField(
  key: string,
  field: AnyShape,
  entry: Entry | undefined,
  objectAt: number,
  path: Path,
  state: CheckState,
): unknown {
  const mayMiss = field.optional === true || field.default !== undefined;
  if (entry === undefined || (mayMiss && isNull(entry.node) && !accepts(field, entry.node))) {
    if (field.default !== undefined)
      return checkNode(field, plantValue(field.default, entry?.node.at ?? objectAt), path, state);
    if (mayMiss) return undefined;
    const message = `${quoteShort(key)} is missing; expected ${describeShape(field)}`;
    state.flaws.push({ at: objectAt, message, hint: `add \`${key}:\`` });
    return undefined;
  }
  if (field.trusted === true) state.trusted.push({ path, at: entry.keyAt });
  return checkNode(field, entry.node, path, state);
}

function rejectUnknownKeys(shape: ObjShape, entries: ReadonlyMap<string, Entry>, state: CheckState): void {
  const known = Object.keys(shape.fields);
  for (const [key, entry] of entries) {
    if (Object.hasOwn(shape.fields, key)) continue;
    const nearest = findNearest(key, known);
    state.flaws.push({
      at: entry.keyAt,
      message: `found the unknown key ${quoteShort(key)}; expected ${known.join(', ')}`,
      hint: nearest === undefined ? '' : `did you mean ${quoteShort(nearest)}?`,
    });
  }
}

function checkOneOf(shape: OneOfShape, node: Node, path: Path, state: CheckState): unknown {
  const likely = shape.shapes.filter(one => accepts(one, node));
  let best: { readonly value: unknown; readonly state: CheckState } | undefined;
  for (const one of likely) {
    const trial: CheckState = { flaws: [], trusted: [] };
    const value = checkNode(one, node, path, trial);
    if (best === undefined || trial.flaws.length < best.state.flaws.length) best = { value, state: trial };
  }
  if (best === undefined) return reject(shape, node, state);
  state.flaws.push(...best.state.flaws);
  state.trusted.push(...best.state.trusted);
  return best.value;
}

const isNull = (node: Node): boolean => node.kind === 'scalar' && node.value === null;

/** Whether a value is of the kind that a shape takes, whatever else is wrong with it. */
function accepts(shape: AnyShape, node: Node): boolean {
  const kind = node.kind === 'scalar' ? typeof node.value : node.kind;
  const wanted: Record<Exclude<AnyShape['kind'], 'oneOf'>, string> = {
    str: 'string',
    num: 'number',
    bool: 'boolean',
    list: 'list',
    map: 'map',
    obj: 'map',
  };
  if (shape.kind === 'oneOf') return shape.shapes.some(one => accepts(one, node));
  if (shape.kind === 'list' && shape.single === true && accepts(shape.of, node)) return true;
  return wanted[shape.kind] === kind;
}
