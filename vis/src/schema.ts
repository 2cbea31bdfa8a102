/**
 * The JSON schema of vis.json, for editors: made from the tables the checks use. The file
 * server/schemas/vis.schema.json is written from it by scripts/generateVisSchema.mjs.
 */
import { DISPLAY_KINDS, type DisplayField, type DisplayKind } from './displayKinds.ts';
import { skeleton } from './skeleton.ts';
import { STRUCTURE, type StructureField } from './structure.ts';
import { DISPLAY_PREFIX } from './vis.ts';
import { snakeCase } from './words.ts';

export interface Schema {
  readonly [key: string]: unknown;
}

export function visSchema(): Schema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'vis.json',
    description:
      'A Live View of Pixie: variables, functions to call, and widgets that show results.',
    ...objectSchema(STRUCTURE, { $schema: { type: 'string', description: 'Ignored by Pixie.' } }),
    definitions: {
      displaySpec: displaySchema(),
      ...Object.fromEntries(DISPLAY_KINDS.map((kind) => [kind.name, kindSchema(kind)])),
    },
  };
}

type Field = StructureField | DisplayField;

function objectSchema(fields: readonly Field[], more: Schema = {}): Schema {
  const required = fields.flatMap((field) => (field.required === true ? [field.name] : []));
  const ui = new Set(
    fields.flatMap((field) => ('dialect' in field && field.dialect === 'ui' ? [field.name] : [])),
  );
  // Of two dialects, neither can be demanded.
  const demanded = required.filter((name) => !ui.has(name));
  const spelled = demanded.filter((name) => snakeCase(name) !== name);
  const plain = demanded.filter((name) => snakeCase(name) === name);
  return {
    type: 'object',
    additionalProperties: false,
    ...(plain.length === 0 ? {} : { required: plain }),
    ...(spelled.length === 0 ? {} : { allOf: spelled.map(eitherSpelling) }),
    properties: {
      ...more,
      ...Object.fromEntries(fields.flatMap((field) => propertySchemas(field))),
    },
  };
}

const eitherSpelling = (name: string): Schema => ({
  anyOf: [{ required: [name] }, { required: [snakeCase(name)] }],
});

/** A field, and its spelling in the proto where that is another. */
function propertySchemas(field: Field): readonly (readonly [string, Schema])[] {
  const schema: Schema = { ...fieldSchema(field), description: field.description };
  const snake = snakeCase(field.name);
  if (snake === field.name) return [[field.name, schema]];
  const deprecationMessage = `The Live UI reads ${field.name}; only the command line knows this spelling.`;
  const plain = Object.entries(schema).filter(([key]) => key !== 'defaultSnippets');
  return [
    [field.name, schema],
    [snake, { ...Object.fromEntries(plain), deprecationMessage, doNotSuggest: true }],
  ];
}

/** null stands for a field that is not there, except where there must be one. */
const orNull = (type: string, { required }: Field): Schema => ({
  type: required === true ? type : [type, 'null'],
});

function fieldSchema(field: Field): Schema {
  switch (field.kind) {
    case 'object':
      return {
        ...objectSchema(field.fields),
        ...orNull('object', field),
        ...snippet(`{ ${field.name} }`, field.description, field.fields),
      };
    case 'list':
      return {
        ...orNull('array', field),
        items: {
          ...objectSchema(field.fields),
          ...snippet('New entry', field.description, field.fields),
        },
      };
    case 'columns':
    case 'texts':
      return { ...orNull('array', field), items: { type: 'string' } };
    case 'choice':
      return { enum: Object.keys(field.values), enumDescriptions: Object.values(field.values) };
    case 'display':
      return { $ref: '#/definitions/displaySpec' };
    case 'any':
      return {};
    case 'integer':
    case 'number':
    case 'boolean':
      return orNull(field.kind, field);
    case 'column':
    case 'text':
      return orNull('string', field);
  }
}

function snippet(label: string, description: string, fields: readonly Field[]): Schema {
  const body = skeleton(fields);
  return Object.keys(body).length === 0 ? {} : { defaultSnippets: [{ label, description, body }] };
}

const typeOf = ({ name }: DisplayKind): string => DISPLAY_PREFIX + name;

function displaySchema(): Schema {
  return {
    type: 'object',
    required: ['@type'],
    properties: {
      '@type': {
        description: 'How the result is shown.',
        enum: DISPLAY_KINDS.map(typeOf),
        enumDescriptions: DISPLAY_KINDS.map(({ description }) => description),
      },
    },
    defaultSnippets: DISPLAY_KINDS.map((kind) => ({
      label: kind.name,
      description: kind.description,
      body: { '@type': typeOf(kind), ...skeleton(kind.fields) },
    })),
    allOf: DISPLAY_KINDS.map((kind) => ({
      if: { required: ['@type'], properties: { '@type': { const: typeOf(kind) } } },
      then: { $ref: `#/definitions/${kind.name}` },
    })),
  };
}

const kindSchema = ({ fields, description }: DisplayKind): Schema => ({
  description,
  ...objectSchema(fields, { '@type': { type: 'string', description } }),
});
