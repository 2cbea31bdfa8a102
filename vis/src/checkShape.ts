/** What the JSON schema would say: kinds of values, missing and unknown fields. */
import { DISPLAY_KINDS, displayKind, type DisplayField } from './displayKinds.ts';
import {
  innerSpan,
  items,
  member,
  properties,
  property,
  spanOf,
  textOf,
  type JsonNode,
} from './json.ts';
import { STRUCTURE, type StructureField } from './structure.ts';
import { DISPLAY_PREFIX, type Vis, type VisWidget } from './vis.ts';
import {
  didYouMean,
  remark,
  schemaDoubt,
  schemaFailure,
  schemaRemark,
  type VisProblem,
} from './visProblem.ts';
import { nearest, snakeCase } from './words.ts';

export function checkShape({ root, widgets }: Vis): readonly VisProblem[] {
  if (root === undefined) return [];
  return [
    ...checkValue(root, { kind: 'object', fields: STRUCTURE }, 'vis.json'),
    ...widgets.flatMap(checkDisplay),
  ];
}

type Shape =
  | { readonly kind: 'object' | 'list'; readonly fields: readonly StructureField[] }
  | { readonly kind: Exclude<StructureField['kind'], 'object' | 'list'> };

const KIND_WORDS: Readonly<Record<string, string>> = {
  object: 'an object',
  list: 'a list',
  text: 'a string',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  columns: 'a list of column names',
  column: 'the name of a column',
  choice: 'a string',
  texts: 'a list of strings',
};

function isKind(node: JsonNode, kind: string): boolean {
  switch (kind) {
    case 'object':
    case 'any':
      return kind === 'any' || node.type === 'object';
    case 'list':
      return node.type === 'array';
    case 'columns':
    case 'texts':
      return node.type === 'array' && items(node).every(({ type }) => type === 'string');
    case 'integer':
      return Number.isInteger(node.value);
    case 'number':
    case 'boolean':
      return node.type === kind;
    default:
      return node.type === 'string';
  }
}

function checkValue(node: JsonNode, shape: Shape, what: string): readonly VisProblem[] {
  if (!isKind(node, shape.kind)) {
    const message = `${what} must be ${KIND_WORDS[shape.kind] ?? 'something else'}.`;
    return [schemaFailure('shape', message, spanOf(node))];
  }
  if (shape.kind === 'object') return checkObject(node, shape.fields, what);
  if (shape.kind !== 'list') return [];
  return items(node).flatMap((one) =>
    checkValue(one, { kind: 'object', fields: shape.fields }, `An entry of ${what}`),
  );
}

function checkObject(
  node: JsonNode,
  fields: readonly StructureField[],
  what: string,
): readonly VisProblem[] {
  const problems: VisProblem[] = [];
  for (const { key, keyNode, value } of properties(node)) {
    if (key === '$schema') continue;
    const field = fields.find(({ name }) => name === key || snakeCase(name) === key);
    if (field === undefined) {
      problems.push(unknownField(key, keyNode, fields));
      continue;
    }
    if (field.name !== key) problems.push(dialect(keyNode, field.name));
    // The object of a display has fields of its own kind.
    if (value === undefined || value.type === 'null' || field.kind === 'display') continue;
    problems.push(...checkValue(value, field, key));
    if (field.kind === 'choice' && value.type === 'string') {
      problems.push(...checkChoice(value, field));
    }
  }
  for (const { name, required } of fields) {
    if (required !== true || property(node, name, snakeCase(name)) !== undefined) continue;
    const span = { start: node.offset, end: node.offset + 1 };
    problems.push(schemaDoubt('missingField', `${what} has no ${name}.`, span));
  }
  return problems;
}

function unknownField(
  key: string,
  keyNode: JsonNode,
  fields: readonly { readonly name: string }[],
): VisProblem {
  const replacement = nearest(
    key,
    fields.map(({ name }) => name),
  );
  const message = `There is no field '${key}' here; it is ignored.${didYouMean(replacement)}`;
  return schemaDoubt('unknownField', message, innerSpan(keyNode), { replacement });
}

const dialect = (keyNode: JsonNode, name: string): VisProblem =>
  schemaRemark(
    'otherDialect',
    `The Live UI reads ${name}; only the command line knows this spelling.`,
    innerSpan(keyNode),
    { replacement: name },
  );

function checkDisplay({ display, displayKind: name }: VisWidget): readonly VisProblem[] {
  if (display?.type !== 'object') return [];
  const type = member(display, '@type');
  if (type === undefined) {
    const span = { start: display.offset, end: display.offset + 1 };
    return [schemaDoubt('missingField', 'displaySpec has no @type.', span)];
  }
  const kind = displayKind(name);
  const isKnown = kind !== undefined && textOf(type) === DISPLAY_PREFIX + kind.name;
  if (!isKnown) {
    const known = nearest(
      name ?? '',
      DISPLAY_KINDS.map((one) => one.name),
    );
    const replacement = known === undefined ? undefined : DISPLAY_PREFIX + known;
    const message = `There is no display kind '${textOf(type) ?? ''}'.${didYouMean(replacement)}`;
    return [schemaDoubt('unknownDisplayKind', message, innerSpan(type), { replacement })];
  }
  return checkDisplayObject(display, kind.fields, kind.name);
}

function checkDisplayObject(
  node: JsonNode,
  fields: readonly DisplayField[],
  what: string,
): readonly VisProblem[] {
  const problems: VisProblem[] = [];
  const isProto = fields.some(
    ({ name, dialect: only }) => only === 'proto' && property(node, name) !== undefined,
  );
  for (const { key, keyNode, value } of properties(node)) {
    if (key === '@type') continue;
    const field = fields.find(({ name }) => name === key || snakeCase(name) === key);
    if (field === undefined) {
      problems.push(unknownField(key, keyNode, fields));
      continue;
    }
    if (field.name !== key) problems.push(dialect(keyNode, field.name));
    if (field.dialect === 'proto') problems.push(protoOnly(key, keyNode, fields));
    if (value !== undefined && value.type !== 'null') problems.push(...checkField(value, field));
  }
  for (const { name, required, dialect: only } of fields) {
    if (required !== true || (only === 'ui' && isProto)) continue;
    if (isFilled(member(node, name, snakeCase(name)))) continue;
    const type = member(node, '@type');
    const span =
      type === undefined ? { start: node.offset, end: node.offset + 1 } : innerSpan(type);
    problems.push(schemaDoubt('missingField', `${what} needs ${name}.`, span));
  }
  return problems;
}

/** The Live UI takes an empty name or list for a missing one. */
const isFilled = (node: JsonNode | undefined): boolean =>
  node !== undefined && node.value !== '' && !(node.type === 'array' && items(node).length === 0);

function protoOnly(key: string, keyNode: JsonNode, fields: readonly DisplayField[]): VisProblem {
  const wrapper = fields.find((one) => one.dialect === 'ui')?.name ?? '';
  const message = `The Live UI reads ${key} inside "${wrapper}"; here only the proto has it.`;
  return remark('otherDialect', message, innerSpan(keyNode));
}

function checkField(value: JsonNode, field: DisplayField): readonly VisProblem[] {
  if (!isKind(value, field.kind)) {
    const message = `${field.name} must be ${KIND_WORDS[field.kind] ?? 'something else'}.`;
    return [schemaDoubt('shape', message, spanOf(value))];
  }
  if (field.kind === 'object') return checkDisplayObject(value, field.fields, field.name);
  if (field.kind === 'list') {
    return items(value).flatMap((one) => checkDisplayObject(one, field.fields, field.name));
  }
  return field.kind === 'choice' ? checkChoice(value, field) : [];
}

function checkChoice(
  value: JsonNode,
  { name, values }: { readonly name: string; readonly values: Readonly<Record<string, string>> },
): readonly VisProblem[] {
  const text = textOf(value) ?? '';
  if (Object.hasOwn(values, text)) return [];
  const replacement = nearest(text, Object.keys(values));
  const message = `${name} is one of ${Object.keys(values).join(', ')}.`;
  return [schemaDoubt('shape', message, innerSpan(value), { replacement })];
}
