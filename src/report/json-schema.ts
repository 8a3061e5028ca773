/** Descriptions of JSON values that are both a JSON Schema and, through `Described`, a TypeScript type: the two cannot drift. */

/** A JSON Schema that remembers the type of what it describes; `T` exists for the compiler only. */
export interface Description<T> {
  readonly schema: Readonly<Record<string, unknown>>;
  readonly type?: T;
}

export type Described<D> = D extends Description<infer T> ? T : never;

interface Optional<T> extends Description<T> {
  readonly optional: true;
}

type Members = Readonly<Record<string, Description<unknown>>>;
type OptionalKeys<M> = { [K in keyof M]: M[K] extends Optional<unknown> ? K : never }[keyof M];
type MembersOf<M> = { readonly [K in Exclude<keyof M, OptionalKeys<M>>]: Described<M[K]> } & {
  readonly [K in OptionalKeys<M>]?: Described<M[K]>;
};

const describe = <T>(schema: Record<string, unknown>, description: string): Description<T> => ({
  schema: description === '' ? schema : { ...schema, description },
});

export const text = (description = ''): Description<string> => describe({ type: 'string' }, description);

export const flag = (description = ''): Description<boolean> => describe({ type: 'boolean' }, description);

/** A whole number of at least `minimum`. */
export const whole = (description = '', minimum = 0): Description<number> =>
  describe({ type: 'integer', minimum }, description);

export const constant = <const V extends string | number>(value: V, description = ''): Description<V> =>
  describe({ const: value }, description);

export const choice = <V extends string>(values: readonly V[], description = ''): Description<V> =>
  describe({ enum: values }, description);

export const nullable = <T>(inner: Description<T>): Description<T | null> => {
  const { description, ...rest } = inner.schema;
  return { schema: { ...(description === undefined ? {} : { description }), anyOf: [rest, { type: 'null' }] } };
};

export const list = <T>(items: Description<T>, description = ''): Description<readonly T[]> =>
  describe({ type: 'array', items: items.schema }, description);

/** An object whose keys are data. */
export const record = <T>(values: Description<T>, description = ''): Description<Readonly<Record<string, T>>> =>
  describe({ type: 'object', additionalProperties: values.schema }, description);

/** A member that may be absent. */
export const optional = <T>(inner: Description<T>): Optional<T> => ({ schema: inner.schema, optional: true });

/** An object with these members; unknown ones are allowed to readers, so that a version can grow. */
export const object = <M extends Members>(members: M, description = ''): Description<MembersOf<M>> =>
  describe(
    {
      type: 'object',
      properties: Object.fromEntries(Object.entries(members).map(([name, member]) => [name, member.schema])),
      required: Object.keys(members).filter(name => !('optional' in members[name]!)),
    },
    description,
  );

export const either = <A, B>(a: Description<A>, b: Description<B>): Description<A | B> => ({
  schema: { anyOf: [a.schema, b.schema] },
});

/** A description as a schema file; `id` is a relative name, since no host is ours to name. */
export const toJsonSchema = (description: Description<unknown>, id: string, title: string): object => ({
  $schema: 'http://json-schema.org/draft-07/schema#',
  $id: id,
  title,
  ...description.schema,
});
