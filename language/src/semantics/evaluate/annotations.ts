/** Parameter types: what an argument must be, and how a text argument becomes one. */
import type { Module } from '../../syntax/tree.ts';
import type { DataType } from '../../catalog/types.ts';
import type { IrExpr, IrGraph, LiteralValue, Place } from '../ir/ir.ts';
import { Refusal } from '../ir/refusal.ts';
import { kindName, objectName, type TypeValue, type Value } from '../values/values.ts';

export function docstringText(tree: Module, graph: IrGraph): Value {
  const node = tree.docstring;
  const place: Place = { at: node?.at ?? tree.at, span: node?.span ?? tree.span };
  const expr = graph.literal('STRING', node?.value ?? '', place);
  return { kind: 'expr', expr, place };
}

const dataTypeOf = (expr: IrExpr): string =>
  expr.kind === 'literal' ? expr.dataType : 'DATA_TYPE_UNKNOWN';

/** The type's name in messages: its semantic type where it has one. */
export function typeName({ dataType, semanticType }: TypeValue): string {
  if (dataType === undefined) return 'klist';
  return (semanticType === 'ST_NONE' ? dataType : semanticType).toLowerCase();
}

/** @throws Refusal where an argument does not fit its parameter's annotation. */
export function matchAnnotation(value: Value, annotation: Value): void {
  if (value.kind === 'unknown' || annotation.kind === 'unknown') return;
  if (annotation.kind !== 'type') {
    const same =
      value.kind === annotation.kind ||
      (annotation.kind === 'frameClass' && value.kind === 'frame');
    if (same) return;
    const message = `Expected '${objectName(annotation)}', received '${objectName(value)}'`;
    throw new Refusal(value.place, message);
  }
  const { type } = annotation;
  if (type.dataType === undefined) {
    if (value.kind === 'list') return;
    throw new Refusal(value.place, `Expected '${typeName(type)}', received '${kindName(value)}'`);
  }
  if (value.kind !== 'expr') {
    throw new Refusal(value.place, `Expected '${typeName(type)}', received '${kindName(value)}'`);
  }
  const { expr } = value;
  if (dataTypeOf(expr) !== type.dataType) {
    const wanted = type.dataType.toLowerCase();
    const received = dataTypeOf(expr).toLowerCase();
    throw new Refusal(expr.place, `Expected '${wanted}', received '${received}'`);
  }
}

const TRUE = new Set(['true', 't', 'yes', 'y', '1']);
const FALSE = new Set(['false', 'f', 'no', 'n', '0']);
const INT64 = { min: -(2n ** 63n), max: 2n ** 63n - 1n };

function parseInteger(text: string): bigint | undefined {
  const trimmed = text.trim();
  if (!/^[+-]?\d+$/.test(trimmed)) return undefined;
  const value = BigInt(trimmed.replace(/^\+/, ''));
  return value >= INT64.min && value <= INT64.max ? value : undefined;
}

function parseFloatText(text: string): number | undefined {
  const trimmed = text.trim();
  if (/^[+-]?(inf|infinity)$/i.test(trimmed)) return trimmed.startsWith('-') ? -Infinity : Infinity;
  if (/^[+-]?nan$/i.test(trimmed)) return NaN;
  return /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(trimmed) ? Number(trimmed) : undefined;
}

type Parsed = { readonly value: LiteralValue } | { readonly complaint: string };

/** A text as a value of a type, or why it is none. */
function parseArgument(text: string, dataType: DataType | undefined): Parsed {
  const parsed = (value: LiteralValue | undefined, as: string): Parsed =>
    value === undefined
      ? { complaint: `Failed to parse arg with value '${text}' as ${as}.` }
      : { value };
  switch (dataType) {
    case 'BOOLEAN': {
      const word = text.toLowerCase();
      return parsed(TRUE.has(word) ? true : FALSE.has(word) ? false : undefined, 'bool');
    }
    case 'STRING':
      return parsed(text, 'string');
    case 'INT64':
      return parsed(parseInteger(text), 'int64');
    case 'FLOAT64':
      return parsed(parseFloatText(text), 'float64');
    case 'TIME64NS':
      return parsed(parseInteger(text), 'time');
    case 'UINT128':
      return { complaint: 'Passing arg of type UINT128 is currently unsupported.' };
    case undefined:
      return {
        complaint: 'All arguments to executed functions must have an underlying concrete type.',
      };
  }
}

/** A text argument of an executed function as a literal. @throws Refusal */
export function literalArgument(
  text: string,
  { dataType }: TypeValue,
  place: Place,
  graph: IrGraph,
): Value {
  const parsed = parseArgument(text, dataType);
  if ('complaint' in parsed) throw new Refusal(place, parsed.complaint);
  if (dataType === undefined) throw new Error('a value has a type');
  return { kind: 'expr', expr: graph.literal(dataType, parsed.value, place), place };
}

/** Why a text cannot become a literal of a type; undefined when it can. */
export function argumentComplaint(text: string, { dataType }: TypeValue): string | undefined {
  const parsed = parseArgument(text, dataType);
  return 'complaint' in parsed ? parsed.complaint : undefined;
}
