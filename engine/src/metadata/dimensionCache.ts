/**
 * Lookups of cluster facts as plain expressions: the key is cast to an ENUM of all keys, which is a
 * hash lookup, and its number picks the value from a list. Unlike a join this keeps the order of
 * rows on any number of threads and lets filters and limits pass.
 */
import type { DimensionName } from '../functions/rules.ts';
import { quoteName, quoteString } from '../store/quoting.ts';
import type { Store } from '../store/store.ts';
import type { ClusterMetadata } from './clusterMetadata.ts';
import { dimensionsOf, type DimensionRow, type DimensionRows } from './dimensions.ts';

export type Lookup = (
  dimension: DimensionName,
  keySql: string,
  column: string,
  fallbackSql: string,
) => string;

/** Lookups in one state of a cluster's metadata; released by the last query that uses them. */
export interface Dimensions {
  readonly lookup: Lookup;
  release(): Promise<void>;
}

interface Generation {
  readonly metadata: ClusterMetadata;
  readonly schema: string;
  readonly lookup: Lookup;
  readonly ready: Promise<void>;
  users: number;
  current: boolean;
}

export class DimensionCache {
  readonly #store: Store;
  readonly #database: string;
  readonly #current = new Map<string, Generation>();
  #count = 0;

  /** `database` is the attached database the types are made in. */
  constructor(store: Store, database: string) {
    this.#store = store;
    this.#database = database;
  }

  /** Lookups for `metadata`; made anew only when the cluster gives another object than before. */
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
      lookup: used.lookup,
      release: async () => {
        used.users--;
        if (!used.current) await this.#retire(used);
      },
    };
  }

  #create(metadata: ClusterMetadata): Generation {
    const schema = `${this.#database}.${quoteName(`dimensions_${String(this.#count++)}`)}`;
    const dimensions = new Map(Object.entries(dimensionsOf(metadata)).map(withoutEmptyKey));
    const types = [...dimensions]
      .filter(([, rows]) => rows.size > 0)
      .map(([name, rows]) => {
        const keys = [...rows.keys()].map((key) => quoteString(keyText(key)));
        return `CREATE TYPE ${schema}.${quoteName(name)} AS ENUM (${keys.join(', ')})`;
      });
    const ready = this.#store.run([`CREATE SCHEMA ${schema}`, ...types].join(';\n'));
    const lookup: Lookup = (dimension, keySql, column, fallbackSql) => {
      const rows = dimensions.get(dimension);
      if (rows === undefined || rows.size === 0) return fallbackSql;
      const key = dimension === 'process' ? `hex(${keySql})` : keySql;
      const number = `enum_code(try_cast(${key} AS ${schema}.${quoteName(dimension)}))`;
      const values = [...rows.values()].map((row) => cellSql(row[column] ?? ''));
      return `coalesce(([${values.join(', ')}])[${number} + 1], ${fallbackSql})`;
    };
    return { metadata, schema, lookup, ready, users: 0, current: true };
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

/** UPIDs as the database's hex(): upper case, no leading zeros. */
const keyText = (key: string | bigint): string =>
  typeof key === 'bigint' ? key.toString(16).toUpperCase() : key;

function cellSql(cell: DimensionRow[string]): string {
  if (typeof cell === 'string') return quoteString(cell);
  if (typeof cell === 'bigint') return `${String(cell)}::BIGINT`;
  const periods = cell.map(
    ({ podId, startNs, stopNs }) =>
      `{'pod_id': ${quoteString(podId)}, 'start_time': ${String(startNs)}::BIGINT, 'stop_time': ${String(stopNs)}::BIGINT}`,
  );
  return periods.length === 0 ? NO_PERIODS : `[${periods.join(', ')}]`;
}

const NO_PERIODS = '[]::STRUCT(pod_id VARCHAR, start_time BIGINT, stop_time BIGINT)[]';
