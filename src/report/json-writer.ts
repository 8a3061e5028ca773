/** Writes JSON piece by piece, so that a report of any size never stands in memory as one string. */

import { escapeJson } from './escape.ts';

/** A list whose items are made when they are written. */
export const mapLazily = <T, U>(items: readonly T[], make: (item: T) => U): Iterable<U> => ({
  *[Symbol.iterator]() {
    for (const item of items) yield make(item);
  },
});

/** A value as JSON on one line. */
export const toJsonLine = (value: unknown): string => escapeJson(JSON.stringify(value));

/** A value as indented JSON; a list made by mapLazily is written an item at a time. */
export function* writeJson(value: unknown, indent = ''): Generator<string> {
  if (Array.isArray(value))
    yield* writeAll(
      '[',
      value.map(item => ['', item]),
      ']',
      indent,
    );
  else if (typeof value !== 'object' || value === null) yield toJsonLine(value);
  else if (isIterable(value)) yield* writeItems(value, indent);
  else yield* writeAll('{', membersOf(value), '}', indent);
}

const isIterable = (value: object): value is Iterable<unknown> => Symbol.iterator in value;

const membersOf = (value: object): [string, unknown][] =>
  Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .map(([name, member]) => [`${toJsonLine(name)}: `, member]);

function* writeAll(open: string, entries: [string, unknown][], close: string, indent: string): Generator<string> {
  if (entries.length === 0) return yield `${open}${close}`;
  const inner = `${indent}  `;
  let before = `${open}\n${inner}`;
  for (const [name, value] of entries) {
    yield `${before}${name}`;
    yield* writeJson(value, inner);
    before = `,\n${inner}`;
  }
  yield `\n${indent}${close}`;
}

function* writeItems(items: Iterable<unknown>, indent: string): Generator<string> {
  const inner = `\n${indent}  `;
  let before = '[';
  for (const item of items) {
    yield `${before}${inner}${escapeJson(JSON.stringify(item, null, 2)).replaceAll('\n', inner)}`;
    before = ',';
  }
  yield before === '[' ? '[]' : `\n${indent}]`;
}
