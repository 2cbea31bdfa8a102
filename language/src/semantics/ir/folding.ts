/**
 * Operators over literals, computed while compiling with the engine's arithmetic.
 *
 * @see pixie-io/pixie src/carnot/funcs/builtins/math_ops.h
 */
import type { DataType } from '../../catalog/types.ts';
import type { IrLiteral, LiteralValue } from './ir.ts';

export interface Folded {
  readonly dataType: DataType;
  readonly value: LiteralValue;
}

const wrap = (value: bigint): bigint => BigInt.asIntN(64, value);
const int = (value: bigint): Folded => ({ dataType: 'INT64', value: wrap(value) });
const float = (value: number): Folded => ({ dataType: 'FLOAT64', value });
const bool = (value: boolean): Folded => ({ dataType: 'BOOLEAN', value });
const time = (value: bigint): Folded => ({ dataType: 'TIME64NS', value: wrap(value) });

/** Floats count as equal when they differ by less than this. */
const EPSILON = 2.220446049250313e-16;

const isInteger = ({ dataType }: IrLiteral) => dataType === 'INT64' || dataType === 'TIME64NS';
const isNumber = ({ dataType }: IrLiteral) => dataType === 'INT64' || dataType === 'FLOAT64';

/** @returns undefined where the operator has no overload for these types. */
export function fold(name: string, args: readonly IrLiteral[]): Folded | undefined {
  const [left, right] = args;
  if (left === undefined) return undefined;
  if (right === undefined) return foldUnary(name, left);
  if (name === 'logicalAnd' || name === 'logicalOr') return foldLogical(name, left, right);
  if (COMPARISONS.has(name)) return foldComparison(name, left, right);
  return foldArithmetic(name, left, right);
}

function foldUnary(name: string, { dataType, value }: IrLiteral): Folded | undefined {
  if (name === 'negate') {
    if (dataType === 'INT64') return int(-BigInt(value));
    if (dataType === 'FLOAT64') return float(-Number(value));
  }
  if (name === 'invert' && dataType === 'INT64') return int(~BigInt(value));
  if (name === 'logicalNot') {
    if (dataType === 'BOOLEAN') return bool(value !== true);
    if (dataType === 'INT64') return bool(BigInt(value) === 0n);
  }
  return undefined;
}

function foldLogical(name: string, left: IrLiteral, right: IrLiteral): Folded | undefined {
  const truth = ({ dataType, value }: IrLiteral): boolean | undefined => {
    if (dataType === 'BOOLEAN') return value === true;
    return dataType === 'INT64' ? BigInt(value) !== 0n : undefined;
  };
  const [a, b] = [truth(left), truth(right)];
  if (a === undefined || b === undefined || left.dataType !== right.dataType) return undefined;
  return bool(name === 'logicalAnd' ? a && b : a || b);
}

const COMPARISONS: ReadonlySet<string> = new Set([
  'equal',
  'notEqual',
  'lessThan',
  'lessThanEqual',
  'greaterThan',
  'greaterThanEqual',
]);

function foldComparison(name: string, left: IrLiteral, right: IrLiteral): Folded | undefined {
  const same = left.dataType === right.dataType;
  if (!same && !(isNumber(left) && isNumber(right))) return undefined;
  const order = compare(left, right);
  switch (name) {
    case 'equal':
      return bool(order === 0);
    case 'notEqual':
      return bool(order !== 0);
    case 'lessThan':
      return bool(order < 0);
    case 'lessThanEqual':
      return bool(order <= 0);
    case 'greaterThan':
      return bool(order > 0);
    default:
      return bool(order >= 0);
  }
}

function compare(left: IrLiteral, right: IrLiteral): number {
  if (left.dataType === 'FLOAT64' || right.dataType === 'FLOAT64') {
    const difference = Number(left.value) - Number(right.value);
    return Math.abs(difference) < EPSILON ? 0 : difference;
  }
  return left.value === right.value ? 0 : left.value < right.value ? -1 : 1;
}

function foldArithmetic(name: string, left: IrLiteral, right: IrLiteral): Folded | undefined {
  if (name === 'add' && left.dataType === 'STRING' && right.dataType === 'STRING') {
    return { dataType: 'STRING', value: String(left.value) + String(right.value) };
  }
  if (isInteger(left) && isInteger(right)) return foldIntegers(name, left, right);
  if (!isNumber(left) || !isNumber(right)) return undefined;
  const [a, b] = [Number(left.value), Number(right.value)];
  switch (name) {
    case 'add':
      return float(a + b);
    case 'subtract':
      return float(a - b);
    case 'multiply':
      return float(a * b);
    case 'divide':
      return float(a / b);
    default:
      return undefined;
  }
}

function foldIntegers(name: string, left: IrLiteral, right: IrLiteral): Folded | undefined {
  const [a, b] = [BigInt(left.value), BigInt(right.value)];
  const times = Number(left.dataType === 'TIME64NS') + Number(right.dataType === 'TIME64NS');
  switch (name) {
    case 'add':
      return times === 2 ? undefined : times === 1 ? time(a + b) : int(a + b);
    case 'subtract':
      if (times === 0) return int(a - b);
      if (left.dataType !== 'TIME64NS') return undefined;
      return times === 2 ? int(a - b) : time(a - b);
    case 'multiply':
      return times === 0 ? int(a * b) : undefined;
    case 'divide':
      return times === 0 ? float(Number(a) / Number(b)) : undefined;
    case 'modulo':
      // The engine stops the process here; 0 keeps the compilation going.
      return times === 0 ? int(b === 0n ? 0n : a % b) : undefined;
    default:
      return undefined;
  }
}
