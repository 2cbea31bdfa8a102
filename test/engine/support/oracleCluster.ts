/** The recorded dataset as a cluster, and its recorded answers beside ours. */
import { bundledCatalog, type Catalog, type Column, type DataType, type Relation } from '#language';
import type { ColumnData } from '#protocol/batch';
import type { Runner } from '#protocol/run';
import type { EngineCluster } from '../../../engine/src/clusters/cluster.ts';
import { metadataFromUpdates } from '../../../engine/src/metadata/metadataUpdates.ts';
import { SQL_TYPES, stringColumnOf } from '../../../engine/src/store/chunks.ts';
import { quoteName } from '../../../engine/src/store/quoting.ts';
import type { Store } from '../../../engine/src/store/store.ts';
import { readOracleText } from '../../support/oracle.ts';

interface RecordedTable {
  readonly name: string;
  readonly columns: readonly {
    readonly name: string;
    readonly type: DataType;
    readonly semantic_type?: Column['semanticType'];
  }[];
  readonly rows: readonly (readonly Cell[])[];
}
export type Cell = string | number | boolean | bigint | readonly [string, string];
export interface RecordedAnswer {
  readonly id?: string;
  readonly function?: string;
  readonly args?: readonly string[];
  readonly script: string;
  readonly exec_funcs?: readonly {
    readonly func_name: string;
    readonly output_table_prefix: string;
    readonly args: readonly { readonly name: string; readonly value: string }[];
  }[];
  readonly order?: string;
  readonly tables: readonly RecordedTable[];
}

const CLUSTER_ID = '00000000-0000-4000-8000-00000000000a';

/** JSON whose integers keep all their digits: whole numbers beyond doubles are bigint. */
function parseExact(text: string): unknown {
  const marked = text.replace(/"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/gu, (found) =>
    /^-?\d{16,}$/u.test(found) ? `"\\u0001${found}"` : found,
  );
  return JSON.parse(marked, (_, value: unknown) =>
    typeof value === 'string' && value.startsWith('\u0001') ? BigInt(value.slice(1)) : value,
  );
}

export function readAnswers(name: string): readonly RecordedAnswer[] {
  const lines = readOracleText(name).trim().split('\n');
  return lines.map((line) => parseExact(line) as RecordedAnswer);
}

/** Loads a dataset into `store` and gives it as a cluster whose clock stands still. */
export async function recordedCluster(store: Store, name: string): Promise<EngineCluster> {
  const dataset = parseExact(readOracleText(name)) as {
    readonly now: bigint | string;
    readonly tables: readonly RecordedTable[];
    readonly metadata: unknown;
  };
  const nowNs = BigInt(String(dataset.now));
  await store.run('CREATE SCHEMA recorded');
  const tables = new Map<
    string,
    Catalog['tables'] extends ReadonlyMap<string, infer T> ? T : never
  >();
  for (const table of dataset.tables) {
    const relation = relationOf(table);
    tables.set(table.name, { name: table.name, description: '', relation });
    const columns = relation.map((c) => `${quoteName(c.name)} ${SQL_TYPES[c.dataType]}`);
    const target = `recorded.${quoteName(table.name)}`;
    await store.run(`CREATE TABLE ${target} (${columns.join(', ')})`);
    await store.append(target, {
      rowCount: table.rows.length,
      columns: relation.map((column, index) =>
        columnOf(
          column.dataType,
          table.rows.map((row) => row[index] ?? ''),
        ),
      ),
    });
  }
  const metadata = metadataFromUpdates(dataset.metadata);
  return {
    id: CLUSTER_ID,
    alias: 'recorded',
    schema: 'recorded',
    clock: { now: () => nowNs },
    catalog: { ...singleNodeCatalog(), tables },
    retentionNs: nowNs,
    info: () =>
      Promise.resolve({
        id: CLUSTER_ID,
        name: 'recorded',
        status: 'HEALTHY',
        statusMessage: '',
        vizierVersion: '0',
        nodeCount: 1,
        instrumentedNodeCount: 1,
        lastHeartbeatNs: 0n,
      }),
    metadata: () => metadata,
    prepare: () => Promise.resolve(),
    dispose: () => undefined,
  };
}

/** The answers come from one node, where every function can run anywhere. */
function singleNodeCatalog(): Catalog {
  const catalog = bundledCatalog();
  const functions = [...catalog.functions].map(
    ([name, info]) => [name, { ...info, executor: 'all' as const }] as const,
  );
  return { ...catalog, functions: new Map(functions) };
}

const relationOf = (table: RecordedTable): Relation =>
  table.columns.map((column) => ({
    name: column.name,
    dataType: column.type,
    semanticType: column.semantic_type ?? 'ST_NONE',
  }));

function columnOf(dataType: DataType, cells: readonly Cell[]): ColumnData {
  switch (dataType) {
    case 'BOOLEAN':
      return { dataType, values: Uint8Array.from(cells, Number) };
    case 'INT64':
    case 'TIME64NS':
      return { dataType, values: BigInt64Array.from(cells, (cell) => BigInt(String(cell))) };
    case 'FLOAT64':
      return { dataType, values: Float64Array.from(cells, Number) };
    case 'UINT128':
      return { dataType, values: BigUint64Array.from(cells.flatMap((cell) => halves(cell))) };
    case 'STRING':
      return stringColumnOf(cells.map((cell) => Buffer.from(String(cell))));
  }
}

const halves = (cell: Cell): bigint[] =>
  Array.isArray(cell) ? cell.map((half) => BigInt(String(half))) : [0n, 0n];

/** The tables a script gives, rows as recorded ones are written. */
export async function ourTables(runner: Runner, answer: RecordedAnswer): Promise<RecordedTable[]> {
  const tables = new Map<string, { table: RecordedTable; rows: Cell[][] }>();
  const request = {
    clusterId: CLUSTER_ID,
    script: answer.script,
    execFuncs: (answer.exec_funcs ?? []).map((call) => ({
      funcName: call.func_name,
      outputTablePrefix: call.output_table_prefix,
      args: call.args,
    })),
    queryName: '',
    mutation: false,
  };
  for await (const event of runner.run(request, new AbortController().signal)) {
    if (event.kind === 'failed') throw new Error(event.error.message);
    if (event.kind === 'table') {
      const rows: Cell[][] = [];
      const columns = event.table.relation.map((column) => ({
        name: column.name,
        type: column.dataType,
        semantic_type: column.semanticType,
      }));
      tables.set(event.table.id, { table: { name: event.table.name, columns, rows }, rows });
    }
    if (event.kind === 'batch') {
      const rows = tables.get(event.batch.tableId)?.rows;
      for (let row = 0; row < event.batch.rowCount; row++) {
        rows?.push(event.batch.columns.map((column) => cellOf(column, row)));
      }
    }
  }
  return [...tables.values()].map(({ table }) => table);
}

function cellOf(column: ColumnData, row: number): Cell {
  switch (column.dataType) {
    case 'BOOLEAN':
      return column.values[row] === 1;
    case 'STRING':
      return Buffer.from(column.bytes.subarray(column.starts[row], column.ends[row])).toString();
    case 'UINT128':
      return `${String(column.values[2 * row])}:${String(column.values[2 * row + 1])}`;
    case 'INT64':
    case 'TIME64NS':
    case 'FLOAT64':
      return column.values[row] ?? 0;
  }
}

/** What differs between two sets of tables, in one line; undefined when nothing does. */
export function differenceOf(
  answer: RecordedAnswer,
  ours: readonly RecordedTable[],
  exactOrder: boolean,
): string | undefined {
  for (const expected of answer.tables) {
    const actual = ours.find((table) => table.name === expected.name);
    if (actual === undefined) return `no table ${expected.name}`;
    const header = (table: RecordedTable): string =>
      table.columns.map((c) => `${c.name} ${c.type}`).join(', ');
    if (header(actual) !== header(expected)) {
      return `columns: ${header(actual)} instead of ${header(expected)}`;
    }
    const types = expected.columns.map((column) => column.type);
    const rows = rowsDifference(
      exactOrder ? expected.rows : sorted(expected.rows, types),
      exactOrder ? actual.rows : sorted(actual.rows, types),
      types,
    );
    if (rows !== undefined) return `${expected.name}: ${rows}`;
  }
  return ours.length === answer.tables.length ? undefined : `${String(ours.length)} tables`;
}

/** Sorted by what is equal exactly; doubles and estimates in text come last. */
const sorted = (
  rows: readonly (readonly Cell[])[],
  types: readonly DataType[],
): readonly (readonly Cell[])[] =>
  rows
    .map((row) => ({ row, key: row.map((cell, at) => sortKey(cell, types[at])).join('\u0000') }))
    .sort((a, b) => (a.key < b.key ? -1 : Number(a.key > b.key)))
    .map(({ row }) => row);

function sortKey(cell: Cell, type: DataType | undefined): string {
  if (type === 'FLOAT64') return Number(cell).toPrecision(6);
  return hasQuantiles(cell)
    ? cell.replace(NUMBERS, (found) => Number(found).toPrecision(3))
    : String(cell);
}

const NUMBERS = /(?<![p\d])\d[\d.e-]*/gu;
const hasQuantiles = (cell: Cell): cell is string =>
  typeof cell === 'string' && cell.includes('{"p01":');

/** Estimates anywhere in a text agree to half a percent, the rest exactly. */
function isNearText(expected: string, ours: string): boolean {
  const numbers = (text: string): number[] => (text.match(NUMBERS) ?? []).map(Number);
  const actual = numbers(ours);
  return (
    expected.replace(NUMBERS, '#') === ours.replace(NUMBERS, '#') &&
    numbers(expected).every((value, index) => isNear(value, actual[index] ?? NaN, 0.005))
  );
}

function rowsDifference(
  expected: readonly (readonly Cell[])[],
  actual: readonly (readonly Cell[])[],
  types: readonly DataType[],
): string | undefined {
  if (expected.length !== actual.length) {
    return `${String(actual.length)} rows instead of ${String(expected.length)}`;
  }
  for (const [at, row] of expected.entries()) {
    for (const [column, cell] of row.entries()) {
      const ours = actual[at]?.[column];
      if (ours === undefined || !isEqual(cell, ours, types[column])) {
        const show = (value: unknown): string =>
          typeof value === 'string' ? JSON.stringify(value) : String(value);
        return `row ${String(at)} (${row.slice(2, -1).map(show).join(', ')}): ${show(ours)} instead of ${show(cell)}`;
      }
    }
  }
  return undefined;
}

function isEqual(expected: Cell, ours: Cell, type: DataType | undefined): boolean {
  if (type === 'FLOAT64') return isNear(Number(expected), Number(ours), 1e-9);
  if (hasQuantiles(expected) && hasQuantiles(ours)) return isNearText(expected, ours);
  return String(expected) === String(ours);
}

function isNear(expected: number, ours: number, tolerance: number): boolean {
  if (Number.isNaN(expected)) return Number.isNaN(ours);
  return expected === ours || Math.abs(expected - ours) <= tolerance * Math.abs(expected);
}
