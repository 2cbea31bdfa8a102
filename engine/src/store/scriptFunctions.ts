/** Makes the functions written in TypeScript known to the database. */
import {
  ARRAY,
  BIGINT,
  BOOLEAN,
  DOUBLE,
  DuckDBArrayVector,
  DuckDBListVector,
  DuckDBScalarFunction,
  LIST,
  VARCHAR,
  type DuckDBConnection,
  type DuckDBDataChunk,
  type DuckDBType,
  type DuckDBVector,
} from '@duckdb/node-api';
import type { DataType } from '#language';

/** A function written in TypeScript, called by the database as `px_js_<name>`. */
export interface ScriptFunction {
  readonly name: string;
  readonly parameters: readonly DataType[];
  readonly returns: 'STRING' | 'INT64' | 'FLOAT64' | 'BOOLEAN';
  /** Strings are stored text (see quoting.ts), INT64 is bigint. Pure: results are remembered. */
  call(...args: readonly ScriptValue[]): ScriptValue;
}
export type ScriptValue = string | bigint | number | boolean;

/** Quantiles of many numbers at once, which rows of single values could not have. */
export interface QuantileFunctions {
  /** How many quantiles there are. */
  readonly count: number;
  /**
   * Writes the quantiles at the positions `wanted` of `values[start .. start + count)` to `target`
   * from `at` on. The values are reordered.
   */
  compute(
    values: Float64Array,
    group: { readonly start: number; readonly count: number; readonly wanted: readonly number[] },
    target: Float64Array,
    at: number,
  ): void;
  text(values: ArrayLike<number>): string;
}

/** What a store can call beside the functions of its database. */
export interface StoreFunctions {
  readonly scripts: readonly ScriptFunction[];
  readonly quantiles: QuantileFunctions;
}

const TYPES: Readonly<Record<'STRING' | 'INT64' | 'FLOAT64' | 'BOOLEAN', DuckDBType>> = {
  STRING: VARCHAR,
  INT64: BIGINT,
  FLOAT64: DOUBLE,
  BOOLEAN,
};
/** Values of a column repeat; this many results of a function are remembered. */
const REMEMBERED = 4096;
/** Longer arguments are not worth keeping. */
const REMEMBERED_LENGTH = 1024;

/** Registers all of them for every connection of the database. */
export function registerFunctions(
  connection: DuckDBConnection,
  { scripts, quantiles }: StoreFunctions,
): void {
  for (const script of scripts) {
    const call = remembering(script);
    connection.registerScalarFunction(
      DuckDBScalarFunction.create({
        name: `px_js_${script.name}`,
        parameterTypes: script.parameters.map(typeOf),
        returnType: TYPES[script.returns],
        // A call costs so much that the database must not repeat it above its own projection.
        volatile: true,
        mainFunction: (_, input, output) => {
          computeRows(call, input, output);
        },
      }),
    );
  }
  registerQuantiles(connection, quantiles);
}

/**
 * Quantiles of a list of numbers, those of the given bits, and their text. Both work on the numbers
 * of a whole chunk.
 */
function registerQuantiles(connection: DuckDBConnection, quantiles: QuantileFunctions): void {
  const numbers = ARRAY(DOUBLE, quantiles.count);
  const all = Array.from({ length: quantiles.count }, (_, index) => index);
  connection.registerScalarFunction(
    DuckDBScalarFunction.create({
      name: 'px_js_select_quantiles',
      parameterTypes: [LIST(DOUBLE), BIGINT],
      returnType: numbers,
      volatile: true,
      mainFunction: (_, input, output) => {
        const lists = input.getColumnVector(0);
        if (!(lists instanceof DuckDBListVector)) throw new Error('quantiles of what is no list');
        const values = numbersOf(Reflect.get(lists, 'childData'));
        const results = numbersOf(Reflect.get(output, 'childData'));
        const bits = Number(input.getColumnVector(1).getItem(0));
        const wanted = all.filter((index) => (bits & (1 << index)) !== 0);
        for (let row = 0; row < input.rowCount; row++) {
          const [start, count] = [lists.getEntryOffset(row), lists.getEntryLength(row)];
          quantiles.compute(values, { start, count, wanted }, results, row * quantiles.count);
        }
        output.flush();
      },
    }),
  );
  connection.registerScalarFunction(
    DuckDBScalarFunction.create({
      name: 'px_js_quantiles',
      parameterTypes: [numbers],
      returnType: VARCHAR,
      volatile: true,
      mainFunction: (_, input, output) => {
        const arrays = input.getColumnVector(0);
        if (!(arrays instanceof DuckDBArrayVector)) throw new Error('text of what is no quantiles');
        const values = numbersOf(Reflect.get(arrays, 'childData'));
        for (let row = 0; row < input.rowCount; row++) {
          const start = row * quantiles.count;
          output.setItem(row, quantiles.text(values.subarray(start, start + quantiles.count)));
        }
        output.flush();
      },
    }),
  );
}

/** The typed array behind the numbers of nested values, which the declarations hide. */
function numbersOf(vector: unknown): Float64Array {
  const items: unknown =
    typeof vector === 'object' && vector !== null && Reflect.get(vector, 'items');
  if (items instanceof Float64Array) return items;
  throw new Error('the database gave other numbers than doubles');
}

function typeOf(dataType: ScriptFunction['parameters'][number]): DuckDBType {
  if (dataType === 'UINT128') throw new Error('functions in TypeScript take no UINT128');
  return TYPES[dataType === 'TIME64NS' ? 'INT64' : dataType];
}

type Call = (args: readonly ScriptValue[]) => ScriptValue;

function computeRows(call: Call, input: DuckDBDataChunk, output: DuckDBVector): void {
  const columns = Array.from({ length: input.columnCount }, (_, index) =>
    input.getColumnVector(index),
  );
  for (let row = 0; row < input.rowCount; row++) {
    output.setItem(row, call(columns.map((column) => valueOf(column.getItem(row)))));
  }
  output.flush();
}

function valueOf(item: unknown): ScriptValue {
  switch (typeof item) {
    case 'string':
    case 'bigint':
    case 'number':
    case 'boolean':
      return item;
    default:
      return '';
  }
}

/** Texts may hold anything, so each says how long it is. */
const keyOf = (args: readonly ScriptValue[]): string =>
  args.length === 1
    ? String(args[0])
    : args.map((arg) => `${String(String(arg).length)}:${String(arg)}`).join('');

function remembering(script: ScriptFunction): Call {
  const results = new Map<string, ScriptValue>();
  return (args) => {
    const key = keyOf(args);
    if (key.length > REMEMBERED_LENGTH) return script.call(...args);
    const known = results.get(key);
    if (known !== undefined) return known;
    const value = script.call(...args);
    if (results.size >= REMEMBERED) results.clear();
    results.set(key, value);
    return value;
  };
}
