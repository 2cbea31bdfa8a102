/** Keeps the dimension tables of clusters in the database in step with their metadata. */
import type { DimensionName } from '../functions/rules.ts';
import { quoteName, quoteString } from '../store/quoting.ts';
import type { Store } from '../store/store.ts';
import type { ClusterMetadata } from './clusterMetadata.ts';
import {
  DIMENSION_COLUMNS,
  dimensionsOf,
  type DimensionRow,
  type DimensionRows,
} from './dimensions.ts';

/** Tables of one state of a cluster's metadata; released by the last query that uses them. */
export interface DimensionTables {
  table(dimension: DimensionName): string;
  release(): Promise<void>;
}

interface Generation {
  readonly metadata: ClusterMetadata;
  readonly schema: string;
  readonly ready: Promise<void>;
  users: number;
  current: boolean;
}

const ROWS_PER_INSERT = 500;

export class DimensionCache {
  readonly #store: Store;
  readonly #database: string;
  readonly #current = new Map<string, Generation>();
  #count = 0;

  /** `database` is the attached database the schemas are made in. */
  constructor(store: Store, database: string) {
    this.#store = store;
    this.#database = database;
  }

  /** Tables for `metadata`; made anew only when the cluster gives another object than before. */
  async acquire(clusterId: string, metadata: ClusterMetadata): Promise<DimensionTables> {
    let generation = this.#current.get(clusterId);
    if (generation?.metadata !== metadata) {
      if (generation !== undefined) await this.#retire(generation);
      const schema = `${this.#database}.${quoteName(`dimensions_${String(this.#count++)}`)}`;
      const ready = createTables(this.#store, schema, metadata);
      generation = { metadata, schema, ready, users: 0, current: true };
      this.#current.set(clusterId, generation);
    }
    const used = generation;
    used.users++;
    await used.ready;
    return {
      table: (dimension) => `${used.schema}.${quoteName(dimension)}`,
      release: async () => {
        used.users--;
        if (!used.current) await this.#retire(used);
      },
    };
  }

  async #retire(generation: Generation): Promise<void> {
    generation.current = false;
    if (generation.users > 0) return;
    await generation.ready;
    await this.#store.run(`DROP SCHEMA IF EXISTS ${generation.schema} CASCADE`);
  }
}

async function createTables(
  store: Store,
  schema: string,
  metadata: ClusterMetadata,
): Promise<void> {
  const statements = [`CREATE SCHEMA ${schema}`];
  const dimensions = dimensionsOf(metadata);
  for (const [name, rows] of Object.entries(dimensions) as [DimensionName, DimensionRows][]) {
    const columns = DIMENSION_COLUMNS[name];
    const table = `${schema}.${quoteName(name)}`;
    const key = `key ${name === 'process' ? 'UHUGEINT' : 'VARCHAR'}`;
    const types = columns.map((column) => `${quoteName(column)} ${typeOf(column)}`);
    statements.push(`CREATE TABLE ${table} (${[key, ...types].join(', ')})`);
    const values = [...rows].map(([rowKey, row]) => valuesOf(rowKey, row, columns));
    for (let at = 0; at < values.length; at += ROWS_PER_INSERT) {
      statements.push(
        `INSERT INTO ${table} VALUES ${values.slice(at, at + ROWS_PER_INSERT).join(', ')}`,
      );
    }
  }
  await store.run(statements.join(';\n'));
}

function typeOf(column: string): string {
  if (column === 'pods_at') {
    return 'STRUCT(pod_id VARCHAR, start_time BIGINT, stop_time BIGINT)[]';
  }
  return column.endsWith('_time') ? 'BIGINT' : 'VARCHAR';
}

function valuesOf(key: string | bigint, row: DimensionRow, columns: readonly string[]): string {
  const cells = columns.map((column) => {
    const cell = row[column];
    if (cell === undefined) return typeOf(column) === 'BIGINT' ? '0' : "''";
    if (typeof cell === 'string') return quoteString(cell);
    if (typeof cell === 'bigint') return String(cell);
    const periods = cell.map(
      ({ podId, startNs, stopNs }) =>
        `{'pod_id': ${quoteString(podId)}, 'start_time': ${String(startNs)}, 'stop_time': ${String(stopNs)}}`,
    );
    return `[${periods.join(', ')}]`;
  });
  const keyCell = typeof key === 'bigint' ? `'${String(key)}'::UHUGEINT` : quoteString(key);
  return `(${[keyCell, ...cells].join(', ')})`;
}
