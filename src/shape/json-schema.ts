/** Turns a shape into a JSON Schema (draft 7, which editors know best). */

import type { AnyShape } from './shape.ts';

export type JsonSchema = { readonly [key: string]: unknown };

/** The schema of whole files of this shape. */
export function toJsonSchema(
  shape: AnyShape,
  options: { readonly id?: string; readonly title?: string } = {},
): JsonSchema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    ...(options.id === undefined ? {} : { $id: options.id }),
    ...(options.title === undefined ? {} : { title: options.title }),
    ...describe(shape),
  };
}

function describe(shape: AnyShape): JsonSchema {
  const { description = shape.means } = shape;
  return {
    ...(description === undefined ? {} : { description }),
    ...(shape.default === undefined ? {} : { default: shape.default }),
    ...constrain(shape),
  };
}

function constrain(shape: AnyShape): JsonSchema {
  switch (shape.kind) {
    case 'str':
      return omitUndefined({
        type: 'string',
        enum: shape.enum,
        pattern: shape.pattern?.source,
        minLength: shape.minLength,
        maxLength: shape.maxLength,
      });
    case 'num':
      return omitUndefined({
        type: shape.integer === true ? 'integer' : 'number',
        minimum: shape.min,
        maximum: shape.max,
      });
    case 'bool':
      return { type: 'boolean' };
    case 'list': {
      const items = describe(shape.of);
      const whole = omitUndefined({ type: 'array', items, minItems: shape.minItems });
      return shape.single === true ? { anyOf: [items, whole] } : whole;
    }
    case 'map':
      return { type: 'object', additionalProperties: describe(shape.of) };
    case 'obj':
      return constrainObj(shape);
    case 'oneOf':
      return { anyOf: shape.shapes.map(describe) };
  }
}

function constrainObj(shape: AnyShape & { kind: 'obj' }): JsonSchema {
  const fields = Object.entries(shape.fields);
  const required = fields
    .filter(([, field]) => field.optional !== true && field.default === undefined)
    .map(([key]) => key);
  return {
    type: 'object',
    properties: Object.fromEntries(fields.map(([key, field]) => [key, describeField(field)])),
    ...(required.length === 0 ? {} : { required }),
    additionalProperties: shape.others === 'ignored',
  };
}

/** A key that may be left out may also be left empty, as `allow:` with all its entries commented out is. */
function describeField(field: AnyShape): JsonSchema {
  const described = describe(field);
  if (field.optional !== true && field.default === undefined) return described;
  const { description, default: fallback, ...rest } = described;
  return { ...omitUndefined({ description, default: fallback }), anyOf: [rest, { type: 'null' }] };
}

const omitUndefined = (record: Readonly<Record<string, unknown>>): JsonSchema =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));
