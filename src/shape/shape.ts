/** Describes YAML and JSON data as plain values, from which a check, a JSON Schema and a TypeScript type follow. */

/** Whether a key may be left out; a key with a default may be too, but is always there once checked. */
export type Presence = 'present' | 'optional';

/** What any shape may say of itself. */
export interface Meta {
  readonly description?: string;
  /** Completes "expected …" where the kind alone says too little: "an ISO 8601 day". */
  readonly means?: string;
  /** May not be set by the tree that is scanned; `Checked.trusted` lists where it is set. */
  readonly trusted?: boolean;
}

/** A complaint about a value of the right kind: what is wrong with it, in words that follow "file:line:column: ". */
export type Complaint = string | { readonly what: string; readonly hint: string };

interface Common extends Meta {
  readonly optional?: boolean;
}

export interface StrShape extends Common {
  readonly kind: 'str';
  readonly enum?: readonly string[];
  /** Not anchored by itself, as in JSON Schema. */
  readonly pattern?: RegExp;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly default?: string;
  readonly test?: (value: string) => Complaint | undefined;
}

export interface NumShape extends Common {
  readonly kind: 'num';
  readonly min?: number;
  readonly max?: number;
  readonly integer?: boolean;
  readonly default?: number;
}

export interface BoolShape extends Common {
  readonly kind: 'bool';
  readonly default?: boolean;
}

export interface ListShape extends Common {
  readonly kind: 'list';
  readonly of: AnyShape;
  readonly minItems?: number;
  /** A bare value stands for a list of that one. */
  readonly single?: boolean;
  readonly default?: readonly unknown[];
}

export interface MapShape extends Common {
  readonly kind: 'map';
  readonly of: AnyShape;
  readonly default?: Readonly<Record<string, unknown>>;
}

export interface ObjShape extends Common {
  readonly kind: 'obj';
  readonly fields: Readonly<Record<string, AnyShape>>;
  /** `ignored` passes over keys that `fields` does not name; otherwise they are errors. */
  readonly others?: 'ignored';
  /** As it would be written: the defaults inside it are filled in as well. */
  readonly default?: Readonly<Record<string, unknown>>;
}

export interface OneOfShape extends Common {
  readonly kind: 'oneOf';
  readonly shapes: readonly AnyShape[];
  readonly default?: unknown;
}

export type AnyShape = StrShape | NumShape | BoolShape | ListShape | MapShape | ObjShape | OneOfShape;

/** A shape together with the TypeScript type of what it accepts. */
export type Shape<T = unknown, P extends Presence = Presence> = AnyShape & {
  readonly infers?: T;
  readonly presence?: P;
};

/** The TypeScript type of a shape's checked values. */
export type Infer<S> = S extends { readonly infers?: infer T } ? T : never;

type Fields = Readonly<Record<string, Shape>>;
type IsOptional<S> = S extends { readonly presence?: infer P } ? (P extends 'optional' ? true : false) : false;
type Flat<T> = { readonly [K in keyof T]: T[K] };
type InferFields<F extends Fields> = Flat<
  { readonly [K in keyof F as IsOptional<F[K]> extends true ? never : K]: Infer<F[K]> } & {
    readonly [K in keyof F as IsOptional<F[K]> extends true ? K : never]?: Infer<F[K]>;
  }
>;
type Rest<S> = Omit<S, 'kind' | 'optional' | 'of' | 'fields' | 'shapes' | 'enum'>;

/** A string; with `enum` one of a few. */
export const str = <const E extends string = string>(
  meta: Rest<StrShape> & { readonly enum?: readonly E[] } = {},
): Shape<E, 'present'> => ({ kind: 'str', ...meta });

/** A finite number. */
export const num = (meta: Rest<NumShape> = {}): Shape<number, 'present'> => ({ kind: 'num', ...meta });

/** True or false. */
export const bool = (meta: Rest<BoolShape> = {}): Shape<boolean, 'present'> => ({ kind: 'bool', ...meta });

/** A list of equal things. */
export const list = <T>(of: Shape<T>, meta: Rest<ListShape> = {}): Shape<readonly T[], 'present'> => ({
  kind: 'list',
  of,
  ...meta,
});

/** Keys of the writer's choice, values of one shape. */
export const map = <T>(of: Shape<T>, meta: Rest<MapShape> = {}): Shape<Readonly<Record<string, T>>, 'present'> => ({
  kind: 'map',
  of,
  ...meta,
});

/** Known keys, each with its own shape. */
export const obj = <const F extends Fields>(
  fields: F,
  meta: Rest<ObjShape> = {},
): Shape<InferFields<F>, 'present'> => ({
  kind: 'obj',
  fields,
  ...meta,
});

/** Any of several shapes; told apart by the kind of the value, then by which fits best. */
export const oneOf = <const S extends readonly Shape[]>(
  shapes: S,
  meta: Rest<OneOfShape> = {},
): Shape<Infer<S[number]>, 'present'> => ({ kind: 'oneOf', shapes, ...meta });

/** The same shape as a key that may be left out. */
export const optional = <T>(shape: Shape<T>): Shape<T, 'optional'> => ({
  ...shape,
  presence: 'optional',
  optional: true,
});
