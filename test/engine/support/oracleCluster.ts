/** The recorded dataset as a cluster, and its recorded answers beside ours. */
import { bundledCatalog, type Catalog, type Column, type DataType, type Relation } from '#language';
import type { ColumnData } from '#protocol/batch';
import type { Runner } from '#protocol/run';
import type { EngineCluster } from '../../../engine/src/cluster/cluster.ts';
import { metadataFromUpdates } from '../../../engine/src/metadata/metadataUpdates.ts';
import { SQL_TYPES, stringColumnOf } from '../../../engine/src/store/chunks.ts';
import { quoteName } from '../../../engine/src/store/quoting.ts';
import type { Store } from '../../../engine/src/store/store.ts';
import { readOracleText } from '../../support/oracle.ts';

export interface RecordedTable {
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

/** Answers written one a line. */
export const answersOf = (text: string): readonly RecordedAnswer[] =>
  text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => parseExact(line) as RecordedAnswer);

export const readAnswers = (name: string): readonly RecordedAnswer[] =>
  answersOf(readOracleText(name));

/** Loads the text of a dataset into `store` and gives it as a cluster whose clock stands still. */
export async function clusterOfDataset(store: Store, text: string): Promise<EngineCluster> {
  const dataset = parseExact(text) as {
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
