/**
 * The fields of a vis.json outside its displays: one source for checks, hover and the JSON schema.
 *
 * @see pixie-io/pixie src/api/proto/vispb/vis.proto
 */
import { VARIABLE_TYPES } from './variableTypes.ts';

interface StructureBase {
  readonly name: string;
  readonly description: string;
  readonly required?: boolean;
}
export type StructureField = StructureBase &
  (
    | { readonly kind: 'text' | 'texts' | 'integer' | 'any' | 'display' }
    | { readonly kind: 'choice'; readonly values: Readonly<Record<string, string>> }
    | { readonly kind: 'object' | 'list'; readonly fields: readonly StructureField[] }
  );

const FUNC: readonly StructureField[] = [
  { kind: 'text', name: 'name', description: 'A function of the script.', required: true },
  {
    kind: 'list',
    name: 'args',
    required: true,
    description: 'Its arguments: every parameter, by name.',
    fields: [
      { kind: 'text', name: 'name', description: 'A parameter of the function.', required: true },
      {
        kind: 'text',
        name: 'value',
        description: 'A fixed value, as text. Give either this or variable.',
      },
      {
        kind: 'text',
        name: 'variable',
        description: 'The variable whose value is given. Give either this or value.',
      },
    ],
  },
];

const VARIABLE: readonly StructureField[] = [
  {
    kind: 'text',
    name: 'name',
    required: true,
    description: 'Name of the variable: what the Live UI and px show, and arguments refer to.',
  },
  {
    kind: 'choice',
    name: 'type',
    required: true,
    values: VARIABLE_TYPES,
    description: 'What a value must be; the Live UI offers values by it.',
  },
  {
    kind: 'text',
    name: 'defaultValue',
    description:
      'Taken when the user gives nothing. Without it a value must be given; "" makes it optional.',
  },
  { kind: 'text', name: 'description', description: 'Tells the user what to give.' },
  { kind: 'texts', name: 'validValues', description: 'The only values that may be given.' },
];

const POSITION: readonly StructureField[] = [
  { kind: 'integer', name: 'x', description: 'First column, from 0; the grid has 12.' },
  { kind: 'integer', name: 'y', description: 'First row, from 0.' },
  { kind: 'integer', name: 'w', description: 'Columns, at least 2.' },
  { kind: 'integer', name: 'h', description: 'Rows, at least 2.' },
];

const WIDGET: readonly StructureField[] = [
  {
    kind: 'text',
    name: 'name',
    description:
      'Heading of the widget, and the name of its table where it calls a function itself. Each is used once.',
  },
  {
    kind: 'object',
    name: 'position',
    fields: POSITION,
    description: 'Place on the grid. If one widget has none, the Live UI places all of them.',
  },
  {
    kind: 'object',
    name: 'func',
    fields: FUNC,
    description: 'The function whose result is shown. Give either this or globalFuncOutputName.',
  },
  {
    kind: 'text',
    name: 'globalFuncOutputName',
    description: 'The outputName of the global function whose result is shown.',
  },
  { kind: 'display', name: 'displaySpec', required: true, description: 'How the result is shown.' },
];

export const STRUCTURE: readonly StructureField[] = [
  {
    kind: 'list',
    name: 'variables',
    fields: VARIABLE,
    description: 'What a user can set before a run.',
  },
  {
    kind: 'list',
    name: 'globalFuncs',
    description: 'Functions called once whose results several widgets can show.',
    fields: [
      {
        kind: 'text',
        name: 'outputName',
        required: true,
        description: 'Name of the result, for widgets and of its table.',
      },
      {
        kind: 'object',
        name: 'func',
        required: true,
        fields: FUNC,
        description: 'The function and its arguments.',
      },
    ],
  },
  {
    kind: 'list',
    name: 'widgets',
    fields: WIDGET,
    description: 'What is shown: charts, tables and texts.',
  },
];
