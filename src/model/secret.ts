/** A credential that shows only a mask, however it is printed, serialised or inspected. */

const inspect = Symbol.for('nodejs.util.inspect.custom');

/** How many leading characters a mask may show: none of a short value, never more than an eighth of it. */
const shown = (length: number): number => Math.min(4, Math.floor(length / 8));

/** The mask of a value: a few leading characters at most, and the value's length in UTF-16 units. */
export const mask = (value: string): string => `${value.slice(0, shown(value.length))}…(${value.length})`;

export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The real value. Only judge, findings, verify and rotate may call this (held by the architecture test). */
  reveal(): string {
    return this.#value;
  }

  get masked(): string {
    return mask(this.#value);
  }

  toString(): string {
    return this.masked;
  }

  toJSON(): string {
    return this.masked;
  }

  [inspect](): string {
    return this.masked;
  }
}
