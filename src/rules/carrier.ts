/** What a carrier is: a file in which a value stands the way people write it; and how names and values are spelled there. */

import type { Kind } from '../model/unit.ts';

/** What a carrier writes down. */
export interface Slot {
  /** In upper case with underscores: `OPENAI_API_KEY`. */
  readonly name: string;
  /** Escaped where the carrier asks for it. */
  readonly value: string;
  /** A provider's name as a class: `OpenAi`. */
  readonly provider: string;
  readonly host: string;
  /** A URL to stand on a line of its own beside the value. */
  readonly beside?: string;
}

export interface Carrier {
  readonly id: string;
  readonly path: string;
  readonly kind: Kind;
  /** Whether quotes stand around the value. */
  readonly quoted: boolean;
  /** `name`: the value is assigned to the name; `line`: host or provider stand on its line; `second`: there is room for a line beside it. */
  readonly holds: readonly ('name' | 'line' | 'second')[];
  /** Values that need no escaping here. */
  readonly fits: RegExp;
  /** Values of several lines: written with `\n`, as they stand, or not at all. */
  readonly lines: 'escaped' | 'raw' | 'none';
  readonly write: (slot: Slot) => string;
}

export const bare = /^[^\s"'`#$\\&|;<>()]+$/;
export const inDouble = /^[^"\\\r]*$/;
export const inBoth = /^[^"'`$\\\r]*$/;
export const inMarkup = /^[^"'<>&\r\n]*$/;
export const inQuery = /^[\w.~+/=-]+$/;

/** The words of a name, whatever way it is written in. */
const wordsOf = (name: string): string[] =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[_.-]+/)
    .filter(word => word !== '');

/** `openaiApiKey` */
export const camel = (name: string): string =>
  wordsOf(name)
    .map((word, index) => (index === 0 ? word : word.slice(0, 1).toUpperCase() + word.slice(1)))
    .join('');
/** `openai-api-key` */
export const kebab = (name: string): string => wordsOf(name).join('-');
/** `openai_api_key` */
export const snake = (name: string): string => wordsOf(name).join('_');

export const lines = (...all: readonly (string | undefined)[]): string =>
  `${all.filter(line => line !== undefined).join('\n')}\n`;
export const when = (beside: string | undefined, line: (url: string) => string): string | undefined =>
  beside === undefined ? undefined : line(beside);

export const data = { holds: ['name', 'line', 'second'], fits: inDouble, lines: 'escaped', quoted: true } as const;
export const code = { ...data, fits: inBoth };
