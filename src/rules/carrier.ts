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

/** `OPENAI_API_KEY` and `openai-api-key` as `openaiApiKey`; what is written so already stays. */
export const camel = (name: string): string =>
  /^[a-z]+(?:[A-Z][a-z]*)+$/.test(name)
    ? name
    : name.toLowerCase().replace(/[_.-]+([a-z0-9])/g, (_, first: string) => first.toUpperCase());
export const kebab = (name: string): string => name.toLowerCase().replace(/_/g, '-');
export const snake = (name: string): string => name.toLowerCase().replace(/[.-]/g, '_');
export const lines = (...all: readonly (string | undefined)[]): string =>
  `${all.filter(line => line !== undefined).join('\n')}\n`;
export const when = (beside: string | undefined, line: (url: string) => string): string | undefined =>
  beside === undefined ? undefined : line(beside);

export const data = { holds: ['name', 'line', 'second'], fits: inDouble, lines: 'escaped', quoted: true } as const;
export const code = { ...data, fits: inBoth };
