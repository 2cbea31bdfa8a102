/**
 * Cluster facts for the lookups of queries, each kind of key in two forms. As a table they are
 * joined, which is fastest. As an expression they keep the order of rows and let filters and limits
 * pass: the key is cast to an ENUM of all keys, which is a hash lookup, and its number picks the
 * value from a list.
 */
import type { DimensionName } from '../functions/rules.ts';
import { quoteName, quoteString } from '../store/quoting.ts';
import type { Store } from '../store/store.ts';
import type { ClusterMetadata } from './clusterMetadata.ts';
import { dimensionsOf, type DimensionRow, type DimensionRows } from './dimensions.ts';

/** Column of every dimension table that holds the key. */
export const KEY_COLUMN = '\\key';
/** Rows of one INSERT. */
const INSERT_ROWS = 500;

/** One kind of key with its facts. */
export interface Dimension {
  /** The table as SQL, one row per key. */
  readonly table: string;
  /** The value of `column` in the row of `keySql` as expression, NULL where there is none. */
  value(keySql: string, column: string): string;
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
    const dimensions = new Map(
      filled.map(([name, rows]) => [name, dimensionOf(`${schema}.${quoteName(name)}`, rows)]),
    );
    const statements = filled.flatMap(([name, rows]) =>
      dimensionSql(`${schema}.${quoteName(name)}`, rows),
    );
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

function dimensionOf(table: string, rows: DimensionRows): Dimension {
  const isNumber = typeof [...rows.keys()][0] === 'bigint';
  const lists = new Map<string, string>();
  return {
    table,
    value: (keySql, column) => {
      const list =
        lists.get(column) ??
        `[${[...rows.values()].map((row) => cellSql(row[column] ?? '')).join(', ')}]`;
      lists.set(column, list);
      const text = isNumber ? `hex(${keySql})` : keySql;
      return `(${list})[enum_code(try_cast(${text} AS ${table})) + 1]`;
    },
  };
}

/** Statements that make a table and a type of the keys; all rows have the columns of the first. */
function dimensionSql(name: string, rows: DimensionRows): string[] {
  const [[firstKey, firstRow] = ['', EMPTY_ROW]] = rows;
  const columns = Object.keys(firstRow);
  const types = columns.map((column) => `${quoteName(column)} ${sqlType(firstRow[column])}`);
  const key = `${quoteName(KEY_COLUMN)} ${typeof firstKey === 'bigint' ? 'UHUGEINT' : 'VARCHAR'}`;
  const values = [...rows].map(([rowKey, row]) => {
    const cells = columns.map((column) => row[column] ?? '');
    return `(${[keySql(rowKey), ...cells.map(cellSql)].join(', ')})`;
  });
  const inserts: string[] = [];
  for (let at = 0; at < values.length; at += INSERT_ROWS) {
    inserts.push(`INSERT INTO ${name} VALUES ${values.slice(at, at + INSERT_ROWS).join(', ')}`);
  }
  const keys = [...rows.keys()].map((each) => quoteString(keyText(each)));
  return [
    `CREATE TYPE ${name} AS ENUM (${keys.join(', ')})`,
    `CREATE TABLE ${name} (${[key, ...types].join(', ')})`,
    ...inserts,
  ];
}

const keySql = (key: string | bigint): string =>
  typeof key === 'bigint' ? `'${String(key)}'` : quoteString(key);

/** UPIDs as the database's hex(): upper case, no leading zeros. */
const keyText = (key: string | bigint): string =>
  typeof key === 'bigint' ? key.toString(16).toUpperCase() : key;

type Cell = DimensionRow[string] | undefined;
const EMPTY_ROW: DimensionRow = {};

function sqlType(cell: Cell): string {
  if (typeof cell === 'bigint') return 'BIGINT';
  return typeof cell === 'object' ? PERIODS_TYPE : 'VARCHAR';
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
