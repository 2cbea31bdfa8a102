/** Every function at the ends of what it takes; see edges/ for what and why. */
import { isUtf8 } from 'node:buffer';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bundledCatalog, type DataType, type Relation, type TableInfo } from '#language';
import type { ColumnData } from '#protocol/batch';
import type { Runner } from '#protocol/run';
import { createEngine, openStore, type Store } from '../../../engine/src/index.ts';
import type { EngineCluster } from '../../../engine/src/cluster/cluster.ts';
import { methodOf } from '../../../engine/src/functions/methods.ts';
import { SQL_TYPES, stringColumnOf } from '../../../engine/src/store/chunks.ts';
import { quoteName } from '../../../engine/src/store/quoting.ts';
import { clusterOfDataset } from '../support/oracleCluster.ts';
import { runScript } from '../support/smallCluster.ts';
import { AGGREGATE_EDGES } from './edges/aggregates.ts';
import { ARITHMETIC_EDGES } from './edges/arithmetic.ts';
import { CIDR_EDGES } from './edges/cidr.ts';
import { CODE_EDGES } from './edges/codeNames.ts';
import { NAMES, type FunctionEdges, type Value } from './edges/edge.ts';
import { JSON_EDGES } from './edges/json.ts';
import { EDGE_METADATA, METADATA_EDGES } from './edges/metadataFunctions.ts';
import { PII_EDGES } from './edges/redactPii.ts';
import { REGEX_EDGES } from './edges/regex.ts';
import { PATH_EDGES } from './edges/requestPaths.ts';
import { SQL_EDGES } from './edges/sqlNormalize.ts';
import { STRING_EDGES } from './edges/strings.ts';
import { URI_EDGES } from './edges/uri.ts';

const SCALARS: Readonly<Record<string, readonly FunctionEdges[]>> = {
  arithmetic: ARITHMETIC_EDGES,
  strings: STRING_EDGES,
  'regular expressions': REGEX_EDGES,
  URIs: URI_EDGES,
  'personal data': PII_EDGES,
  JSON: JSON_EDGES,
  SQL: SQL_EDGES,
  'request paths': PATH_EDGES,
  networks: CIDR_EDGES,
  codes: CODE_EDGES,
  metadata: METADATA_EDGES,
};

let store: Store;
let engine: Runner;
let cluster: EngineCluster;
/** The one table of the cluster, another for every case. */
const tables = new Map<string, TableInfo>();
beforeAll(async () => {
  store = await openStore({ threads: 1 });
  const empty = JSON.stringify({ now: '1000', tables: [], metadata: {} });
  const dataset = await clusterOfDataset(store, empty);
  cluster = { ...dataset, catalog: { ...dataset.catalog, tables }, metadata: () => EDGE_METADATA };
  engine = createEngine({ store, clusters: [cluster] });
});
afterAll(() => {
  engine.dispose();
  store.dispose();
});

/** Makes the table `t` of these rows. */
async function fillTable(
  types: readonly DataType[],
  rows: readonly (readonly Value[])[],
): Promise<void> {
  const relation: Relation = [
    { name: 'time_', dataType: 'TIME64NS', semanticType: 'ST_NONE' },
    ...types.map((dataType, at) => ({
      name: NAMES[at] ?? '',
      dataType,
      semanticType: 'ST_NONE' as const,
    })),
  ];
  const columns = relation.map(({ name, dataType }) => `${quoteName(name)} ${SQL_TYPES[dataType]}`);
  await store.run(`CREATE OR REPLACE TABLE recorded.t (${columns.join(', ')})`);
  await store.append('recorded.t', {
    rowCount: rows.length,
    columns: relation.map(({ dataType }, at) =>
      columnOf(
        dataType,
        rows.map((row, index) => (at === 0 ? BigInt(index) : (row[at - 1] ?? ''))),
      ),
    ),
  });
  tables.set('t', { name: 't', description: '', relation });
}

function columnOf(dataType: DataType, values: readonly Value[]): ColumnData {
  switch (dataType) {
    case 'BOOLEAN':
      return { dataType, values: Uint8Array.from(values, Number) };
    case 'INT64':
    case 'TIME64NS':
      return { dataType, values: BigInt64Array.from(values, (value) => BigInt(String(value))) };
    case 'FLOAT64':
      return { dataType, values: Float64Array.from(values, Number) };
    case 'UINT128': {
      const halves = values
        .map((value) => BigInt(String(value)))
        .flatMap((value) => [value >> 64n, BigInt.asUintN(64, value)]);
      return { dataType, values: BigUint64Array.from(halves) };
    }
    case 'STRING':
      return stringColumnOf(
        values.map((value) => (Buffer.isBuffer(value) ? value : Buffer.from(String(value)))),
      );
  }
}

function valueOf(column: ColumnData, row: number): Value {
  switch (column.dataType) {
    case 'BOOLEAN':
      return column.values[row] === 1;
    case 'STRING': {
      const found = Buffer.from(column.bytes.subarray(column.starts[row], column.ends[row]));
      return isUtf8(found) ? found.toString() : found;
    }
    case 'UINT128':
      return ((column.values[2 * row] ?? 0n) << 64n) | (column.values[2 * row + 1] ?? 0n);
    default:
      return column.values[row] ?? 0;
  }
}

/** The column `r` of the only table that the lines after the DataFrame `df` display. */
async function results(lines: string): Promise<Value[]> {
  const script = `import px\ndf = px.DataFrame('t')\n${lines}\npx.display(df[['r']])`;
  const found: Value[] = [];
  for await (const event of runScript(engine, script, undefined, cluster.id)) {
    if (event.kind === 'failed') throw new Error(event.error.message);
    const column = event.kind === 'batch' ? event.batch.columns[0] : undefined;
    if (event.kind !== 'batch' || column === undefined) continue;
    for (let row = 0; row < event.batch.rowCount; row++) found.push(valueOf(column, row));
  }
  return found;
}

describe.each(Object.entries(SCALARS))('%s', (_, functions) => {
  test.each(functions.map((one) => [one.call, one] as const))('%s', async (__, one) => {
    const rows = one.edges.map(({ args }) => args);
    await fillTable(one.types, rows);
    const found = await results(`df.r = ${one.call}`);
    const named = (values: readonly Value[]): Readonly<Record<string, unknown>> =>
      Object.fromEntries(one.edges.map(({ what }, at) => [what, shown(values[at])]));
    expect(named(found)).toEqual(named(one.edges.map(({ expected }) => expected)));
  });
});

describe.each(Object.entries(SCALARS))('%s with a literal', (_, functions) => {
  const literals = functions.filter(
    ({ types, call, edges }) =>
      call.includes(lastColumn(types)) &&
      edges.some(({ args }) => literalOf(args.at(-1), types.at(-1)) !== undefined),
  );
  test.each(literals.map((one) => [one.call, one] as const))('%s', async (__, one) => {
    const wanted: Record<string, unknown> = {};
    const found: Record<string, unknown> = {};
    for (const { what, args, expected } of one.edges) {
      const literal = literalOf(args.at(-1), one.types.at(-1));
      if (literal === undefined) continue;
      await fillTable(one.types, [args]);
      const call = one.call.replaceAll(lastColumn(one.types), () => literal);
      wanted[what] = shown(expected);
      found[what] = shown((await results(`df.r = ${call}`))[0]);
    }
    expect(found).toEqual(wanted);
  });
});

const lastColumn = (types: readonly DataType[]): string => `df.${NAMES[types.length - 1] ?? '?'}`;

/** As a script writes it; undefined where it cannot. */
function literalOf(value: Value | undefined, type: DataType | undefined): string | undefined {
  switch (type) {
    case 'INT64':
      return typeof value === 'bigint' && value >= 0n ? String(value) : undefined;
    case 'FLOAT64': {
      if (typeof value !== 'number' || !Number.isFinite(value) || value < 0) return undefined;
      return Number.isInteger(value) ? value.toFixed(1) : String(value);
    }
    case 'STRING':
      return typeof value === 'string' && /^[ -&(-[\]-~\u00a0-\ud7ff]*$/u.test(value)
        ? `'${value}'`
        : undefined;
    default:
      return undefined;
  }
}

/** Near enough for logarithms, and readable. */
const shown = (value: Value | undefined): unknown => {
  if (Buffer.isBuffer(value)) return `bytes ${value.toString('hex')}`;
  if (typeof value !== 'number' || Math.abs(value) > 1e300) return value;
  return Number(value.toPrecision(15));
};

describe('aggregates', () => {
  const cases = AGGREGATE_EDGES.flatMap(({ name, types, edges }) =>
    edges.map((edge) => [`${name}(${types.join(', ')}) ${edge.what}`, name, types, edge] as const),
  );
  test.each(cases)('%s', async (_, name, types, { rows, expected }) => {
    const columns = types.map((__, at) => `'${NAMES[at] ?? ''}'`).join(', ');
    await fillTable(types, rows);
    const found = await results(`df = df.agg(r=(${columns}, px.${name}))`);
    expect(found.map(shown)).toEqual([shown(expected)]);
  });
});

test('a divisor of zero fails the query, which ends the process on a cluster', async () => {
  await fillTable(['INT64', 'INT64'], [[1n, 0n]]);
  for (const call of ['df.a % df.b', 'px.bin(df.a, df.b)']) {
    await expect(results(`df.r = ${call}`)).rejects.toThrow('modulo by zero');
  }
});

test.each(['[]', '{"a":1}', '{'])('rules %s are refused', async (rules) => {
  await fillTable(['STRING'], [['a']]);
  const failing = results(`df.r = px._match_regex_rule('${rules}', df.a)`);
  await expect(failing).rejects.toThrow('px._match_regex_rule: the ');
});

test('every function has an edge here, unless it is refused', () => {
  const tested = new Set([
    ...Object.values(SCALARS).flatMap((functions) => functions.map(({ name }) => name)),
    ...AGGREGATE_EDGES.map(({ name }) => name),
  ]);
  const all = [...bundledCatalog().functions.values()];
  const missing = all.filter((info) => !tested.has(info.name) && methodOf(info) !== 'refused');
  expect(missing.map(({ name }) => name)).toEqual([]);
  expect([...tested].filter((name) => !all.some((info) => info.name === name))).toEqual([]);
});
