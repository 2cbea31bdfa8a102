/** What a new object of a vis.json starts with, as snippet bodies: `$1` is where to type first. */
import type { DisplayField } from './displayKinds.ts';
import type { StructureField } from './structure.ts';
import { DISPLAY_PREFIX } from './vis.ts';

type Field = StructureField | DisplayField;

/** Fields that are not required and yet nearly always written. */
const USUAL: ReadonlySet<string> = new Set([
  'mode',
  'adjacencyList',
  'edgeWeightColumn',
  'requestorPodColumn',
  'responderPodColumn',
  'requestorServiceColumn',
  'responderServiceColumn',
  'p99Column',
  'errorRateColumn',
  'requestsPerSecondColumn',
  'description',
  'variable',
  'position',
  'x',
  'y',
  'w',
  'h',
]);

/** The fields most objects of the kind have, with numbered places to fill in. */
export function skeleton(fields: readonly Field[]): Readonly<Record<string, unknown>> {
  const counter = { next: 1 };
  return fill(fields, counter);
}

function fill(fields: readonly Field[], counter: { next: number }): Record<string, unknown> {
  const wanted = fields.filter(({ name, required }) => required === true || USUAL.has(name));
  const isStart = fields.some(({ name }) => name === 'displaySpec' || name === 'outputName');
  const named = isStart ? fields.filter(({ name }) => name === 'name') : [];
  return Object.fromEntries(
    [...named, ...wanted].map((field) => [field.name, valueOf(field, counter)]),
  );
}

function valueOf(field: Field, counter: { next: number }): unknown {
  const place = (text: string) => {
    const at = String(counter.next);
    counter.next += 1;
    return text === '' ? `$${at}` : `\${${at}:${text}}`;
  };
  switch (field.kind) {
    case 'object':
      return fill(field.fields, counter);
    case 'list':
      return field.name === 'args' ? [] : [fill(field.fields, counter)];
    case 'choice':
      return place(Object.keys(field.values)[field.name === 'type' ? 3 : 0] ?? '');
    case 'integer':
    case 'number':
      // A caret tells the editor to write a number, not a text.
      return `^${place(SIZES[field.name] ?? '0')}`;
    case 'boolean':
      return `^${place('true')}`;
    case 'display':
      return { '@type': place(`${DISPLAY_PREFIX}Table`) };
    case 'columns':
    case 'texts':
      return [place('')];
    default:
      return place(field.kind === 'column' ? field.name.replace(/Column$/, '') : '');
  }
}

const SIZES: Readonly<Record<string, string>> = { w: '12', h: '4' };
