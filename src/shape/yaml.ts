/** Checks the text of a YAML or JSON file against a shape and says where each thing stands. */

import { UserError } from '../model/errors.ts';
import { type CheckState, checkNode, type Flaw } from './check.ts';
import { parseNodes } from './parse.ts';
import type { Shape } from './shape.ts';
import { findOffset, type Path } from './tree.ts';

/** 1-based; columns count UTF-16 units, a byte order mark does not count. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Something wrong at a place of a file. */
export interface Problem extends Position {
  readonly file: string;
  /** What was found; what was expected. */
  readonly message: string;
  /** What to do about it; empty where there is nothing to say. */
  readonly hint: string;
}

export interface Checked<T> {
  readonly value: T;
  /** Where the value at a path stands; where it is not written (a default), the value around it. */
  readonly position: (path: Path) => Position;
  /** The keys marked `trusted` in the shape that the file sets. */
  readonly trusted: readonly (Position & { readonly path: Path })[];
}

/** Either what a file says or all that is wrong with it. */
export type Inspected<T> =
  | { readonly checked: Checked<T>; readonly problems: readonly [] }
  | { readonly checked?: undefined; readonly problems: readonly Problem[] };

const maxProblemsShown = 50;

/** Checks a file's text and returns its problems instead of throwing them, so that those of several files can be told at once. */
export async function inspectYaml<T>(text: string | Uint8Array, file: string, shape: Shape<T>): Promise<Inspected<T>> {
  const source = decodeText(text);
  const flaws: Flaw[] = [];
  const root = await parseNodes(source, flaws);
  const state: CheckState = { flaws, trusted: [] };
  const value = flaws.length === 0 ? checkNode(shape, root, [], state) : undefined;
  const locate = locateIn(source);
  if (flaws.length > 0) {
    const ordered = flaws.toSorted((a, b) => a.at - b.at);
    return { problems: ordered.map(({ at, message, hint }) => ({ file, ...locate(at), message, hint })) };
  }
  const trusted = state.trusted.map(({ path, at }) => ({ path, ...locate(at) }));
  const position = (path: Path): Position => locate(findOffset(root, path));
  return { checked: { value: value as T, position, trusted }, problems: [] };
}

/** Checks a file's text; throws one UserError that tells everything that is wrong with it. */
export async function checkYaml<T>(text: string | Uint8Array, file: string, shape: Shape<T>): Promise<Checked<T>> {
  const { checked, problems } = await inspectYaml(text, file, shape);
  if (checked === undefined) throw problemsError(problems);
  return checked;
}

/** All problems as one error, a line each. */
export function problemsError(problems: readonly Problem[]): UserError {
  const [first] = problems;
  if (problems.length === 1 && first !== undefined) return new UserError(describeProblem(first), first.hint);
  const shown = problems.slice(0, maxProblemsShown);
  const lines = shown.map(problem => describeProblem(problem) + (problem.hint === '' ? '' : ` (${problem.hint})`));
  if (problems.length > shown.length) lines.push(`and ${problems.length - shown.length} more`);
  return new UserError(lines.join('\n'));
}

const describeProblem = ({ file, line, column, message }: Problem): string =>
  `${file.replace(/[\x00-\x1f\x7f-\x9f]/g, '?')}:${line}:${column}: ${message}`;

/** UTF-8 or UTF-16 with a byte order mark; bytes that are neither become U+FFFD, which the parser refuses. */
function decodeText(text: string | Uint8Array): string {
  if (typeof text === 'string') return text.startsWith('\ufeff') ? text.slice(1) : text;
  const encoding = text[0] === 0xff && text[1] === 0xfe ? 'utf-16le' : 'utf-8';
  return new TextDecoder(encoding).decode(text);
}

function locateIn(source: string): (at: number) => Position {
  let starts: number[] | undefined;
  return at => {
    starts ??= lineStarts(source);
    let low = 0;
    let high = starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (starts[middle]! <= at) low = middle;
      else high = middle;
    }
    return { line: low + 1, column: at - starts[low]! + 1 };
  };
}

function lineStarts(source: string): number[] {
  const starts = [0];
  for (let at = source.indexOf('\n'); at >= 0; at = source.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}
