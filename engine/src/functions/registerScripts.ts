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
import type { ScriptFunction, ScriptValue } from './rules.ts';
import { SCRIPT_FUNCTIONS } from './functionTable.ts';
import { ALL_QUANTILES, computeQuantiles, QUANTILES, quantilesText } from './quantiles.ts';

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
export function registerScripts(connection: DuckDBConnection): void {
  for (const script of SCRIPT_FUNCTIONS) {
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
  registerQuantiles(connection);
}

const QUANTILE_NUMBERS = ARRAY(DOUBLE, QUANTILES.length);

/**
 * Quantiles of a list of numbers, those of the given bits, and their text. Both work on the numbers
 * of a whole chunk.
 */
function registerQuantiles(connection: DuckDBConnection): void {
  connection.registerScalarFunction(
    DuckDBScalarFunction.create({
      name: 'px_js_select_quantiles',
      parameterTypes: [LIST(DOUBLE), BIGINT],
      returnType: QUANTILE_NUMBERS,
      volatile: true,
      mainFunction: (_, input, output) => {
        const lists = input.getColumnVector(0);
        if (!(lists instanceof DuckDBListVector)) throw new Error('quantiles of what is no list');
        const values = numbersOf(Reflect.get(lists, 'childData'));
        const results = numbersOf(Reflect.get(output, 'childData'));
        const bits = Number(input.getColumnVector(1).getItem(0));
        const wanted = ALL_QUANTILES.filter((index) => (bits & (1 << index)) !== 0);
        for (let row = 0; row < input.rowCount; row++) {
          const [start, count] = [lists.getEntryOffset(row), lists.getEntryLength(row)];
          computeQuantiles(values, { start, count, wanted }, results, row * QUANTILES.length);
        }
        output.flush();
      },
    }),
  );
  connection.registerScalarFunction(
    DuckDBScalarFunction.create({
      name: 'px_js_quantiles',
      parameterTypes: [QUANTILE_NUMBERS],
      returnType: VARCHAR,
      volatile: true,
      mainFunction: (_, input, output) => {
        const arrays = input.getColumnVector(0);
        if (!(arrays instanceof DuckDBArrayVector)) throw new Error('text of what is no quantiles');
        const values = numbersOf(Reflect.get(arrays, 'childData'));
        for (let row = 0; row < input.rowCount; row++) {
          const start = row * QUANTILES.length;
          output.setItem(row, quantilesText(values.subarray(start, start + QUANTILES.length)));
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
