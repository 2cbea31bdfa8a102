/**
 * Cluster facts as tables, one per kind of key, for the lookups of queries. Every table has a row
 * without values under a key that nothing has, so that a lookup can always find a row. Texts are
 * values of one enumeration: rows are grouped, joined and sorted by small numbers in their order.
 */
import { quoteName, quoteString } from '../store/quoting.ts';
import type { Store } from '../store/store.ts';
import type { ClusterMetadata, DimensionName } from './clusterMetadata.ts';
import { dimensionsOf, type DimensionRow, type DimensionRows } from './dimensions.ts';

/** Column of every dimension table that holds the key. */
export const KEY_COLUMN = '\\key';
/** Rows of one INSERT. */
const INSERT_ROWS = 500;

/** One kind of key with its facts, as SQL. */
export interface Dimension {
  /** One row per key. */
  readonly table: string;
  /** The key of the row without values. */
  readonly noKey: string;
  /** The enumeration of all texts and the empty one, in the order of texts. */
  readonly codeType: string;
  /** Columns of that type. */
  readonly codedColumns: ReadonlySet<string>;
}

/** The dimension of that name; undefined where it has no rows. */
export type FindDimension = (name: DimensionName) => Dimension | undefined;

/** One state of a cluster's metadata; released by the last query that uses it. */
export interface Dimensions {
  readonly find: FindDimension;
  release(): Promise<void>;
}

interface Generation {
  readonly metadata: ClusterMetadata;
  readonly schema: string;
  readonly find: FindDimension;
  readonly ready: Promise<void>;
  users: number;
  current: boolean;
}

export class DimensionCache {
  readonly #store: Store;
  readonly #database: string;
  readonly #current = new Map<string, Generation>();
  #count = 0;

  /** `database` is the attached database the tables are made in. */
  constructor(store: Store, database: string) {
    this.#store = store;
    this.#database = database;
  }

  /** Tables for `metadata`; made anew only when the cluster gives another object than before. */
  async acquire(clusterId: string, metadata: ClusterMetadata): Promise<Dimensions> {
    let generation = this.#current.get(clusterId);
    if (generation?.metadata !== metadata) {
      const before = generation;
      generation = this.#create(metadata);
      this.#current.set(clusterId, generation);
      if (before !== undefined) await this.#retire(before);
    }
    const used = generation;
    used.users++;
    await used.ready;
    return {
      find: used.find,
      release: async () => {
        used.users--;
        if (!used.current) await this.#retire(used);
      },
    };
  }

  #create(metadata: ClusterMetadata): Generation {
    const schema = `${this.#database}.${quoteName(`dimensions_${String(this.#count++)}`)}`;
    const filled = Object.entries(dimensionsOf(metadata))
      .map(withoutEmptyKey)
      .filter(([, rows]) => rows.size > 0);
    const nameOf = (name: string): string => `${schema}.${quoteName(name)}`;
    const codeType = nameOf('\\text');
    const dimensions = new Map<string, Dimension>(
      filled.map(([name, rows]) => [
        name,
        {
          table: nameOf(name),
          noKey: noKeySql(rows),
          codeType,
          codedColumns: new Set(columnsOf(rows).filter((column) => isText(rows, column))),
        },
      ]),
    );
    const statements = [
      ...textsSql(codeType, filled),
      ...filled.flatMap(([name, rows]) => tableSql(nameOf(name), rows, codeType)),
    ];
    return {
      metadata,
      schema,
      find: (name) => dimensions.get(name),
      ready: this.#store.run([`CREATE SCHEMA ${schema}`, ...statements].join(';\n')),
      users: 0,
      current: true,
    };
  }

  async #retire(generation: Generation): Promise<void> {
    generation.current = false;
    if (generation.users > 0) return;
    await generation.ready;
    await this.#store.run(`DROP SCHEMA IF EXISTS ${generation.schema} CASCADE`);
  }
}

function withoutEmptyKey([name, rows]: [string, DimensionRows]): [string, DimensionRows] {
  return [name, new Map([...rows].filter(([key]) => key !== ''))];
}

/** UPIDs end long before their type, and texts that are keys are not empty. */
const noKeySql = (rows: DimensionRows): string =>
  holdsNumbers(rows) ? `'${String(2n ** 128n - 1n)}'::UHUGEINT` : "''";

const holdsNumbers = (rows: DimensionRows): boolean => typeof [...rows.keys()][0] === 'bigint';

/** All rows have the columns of the first. */
const columnsOf = (rows: DimensionRows): string[] => Object.keys([...rows.values()][0] ?? {});
const isText = (rows: DimensionRows, column: string): boolean =>
  typeof ([...rows.values()][0]?.[column] ?? '') === 'string';

/** Statements that make the enumeration of all texts. */
function textsSql(type: string, tables: readonly (readonly [string, DimensionRows])[]): string[] {
  const texts = new Set(['']);
  for (const [, rows] of tables) {
    for (const row of rows.values()) {
      for (const cell of Object.values(row)) if (typeof cell === 'string') texts.add(cell);
    }
  }
  const values = [...texts].map((text) => `(${quoteString(text)})`);
  return [
    `CREATE TABLE ${type} (text VARCHAR)`,
    ...insertsSql(type, values),
    `CREATE TYPE ${type} AS ENUM (SELECT text FROM ${type} ORDER BY text)`,
    `DROP TABLE ${type}`,
  ];
}

/** Statements that make a table of the rows. */
function tableSql(table: string, rows: DimensionRows, codeType: string): string[] {
  const columns = columnsOf(rows);
  const [firstRow] = rows.values();
  const types = columns.map(
    (column) => `${quoteName(column)} ${sqlType(firstRow?.[column], codeType)}`,
  );
  const key = `${quoteName(KEY_COLUMN)} ${holdsNumbers(rows) ? 'UHUGEINT' : 'VARCHAR'}`;
  const values = [...rows].map(([rowKey, row]) => {
    const cells = columns.map((column) => row[column] ?? '');
    return `(${[keySql(rowKey), ...cells.map(cellSql)].join(', ')})`;
  });
  values.push(`(${[noKeySql(rows), ...columns.map(() => 'NULL')].join(', ')})`);
  return [`CREATE TABLE ${table} (${[key, ...types].join(', ')})`, ...insertsSql(table, values)];
}

function insertsSql(table: string, values: readonly string[]): string[] {
  const inserts: string[] = [];
  for (let at = 0; at < values.length; at += INSERT_ROWS) {
    inserts.push(`INSERT INTO ${table} VALUES ${values.slice(at, at + INSERT_ROWS).join(', ')}`);
  }
  return inserts;
}

const keySql = (key: string | bigint): string =>
  typeof key === 'bigint' ? `'${String(key)}'` : quoteString(key);

type Cell = DimensionRow[string] | undefined;

function sqlType(cell: Cell, codeType: string): string {
  if (typeof cell === 'bigint') return 'BIGINT';
  return typeof cell === 'object' ? PERIODS_TYPE : codeType;
}

const PERIODS_TYPE = 'STRUCT(pod_id VARCHAR, start_time BIGINT, stop_time BIGINT)[]';

function cellSql(cell: DimensionRow[string]): string {
  if (typeof cell === 'string') return quoteString(cell);
  if (typeof cell === 'bigint') return `${String(cell)}::BIGINT`;
  const periods = cell.map(
    ({ podId, startNs, stopNs }) =>
      `{'pod_id': ${quoteString(podId)}, 'start_time': ${String(startNs)}::BIGINT, 'stop_time': ${String(stopNs)}::BIGINT}`,
  );
  return periods.length === 0 ? `[]::${PERIODS_TYPE}` : `[${periods.join(', ')}]`;
}
