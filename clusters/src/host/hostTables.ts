/**
 * Tables that grow. With a folder they are on disk, see store/slicedTables.ts. In memory each is a
 * view over slices of ten minutes or of a part of its quota, of which the oldest are dropped when
 * the quota is used up or nobody can want them any more.
 */
import { totalmem } from 'node:os';
import type { Catalog, Relation } from '#language';
import type { ColumnData } from '#protocol/batch';
import {
  type CellValue,
  type Clock,
  columnDefinitions,
  quoteName,
  quoteString,
  type Rows,
  RowsBuilder,
  SlicedTables,
  type Store,
} from '#engine';

/** Of all tables together, as counted by `byteCount`. */
const BUDGET_BYTES = Math.min(512 * 2 ** 20, Math.floor(totalmem() / 16));
const SLICE_S = 600n;
/** Slices of a table that is filled fast, so that dropping one drops a tenth. */
const SLICES_PER_QUOTA = 10;
const KEPT_S = 24n * 3600n;
const NS_PER_SECOND = 1_000_000_000n;
const STORED_SLICE_NS = 3600n * NS_PER_SECOND;
/** Requests carry much more than counters do, so their table may keep more. */
const SHARES: Readonly<Partial<Record<string, number>>> = {
  http_events: 0.4,
  'stack_traces.beta': 0.1,
};
const OTHER_SHARE = 0.06;

export interface HostTablesOptions {
  readonly clock: Clock;
  readonly schema: string;
  /** Only the tables this is about. */
  readonly catalog: Catalog;
  /** Of all tables together; half a gibibyte, or less on a small machine. */
  readonly budgetBytes?: number | undefined;
  /** In memory without. */
  readonly storage?: HostStorage | undefined;
}

/** Where rows are kept beyond this process. */
export interface HostStorage {
  /** The store must be allowed to use it. */
  readonly folder: string;
  readonly quotaBytes: number;
  /** What the user should know, e.g. that stored rows cannot be read. */
  readonly onNotice: (text: string) => void;
}

interface Slice {
  readonly number: bigint;
  readonly openedS: bigint;
  bytes: number;
}

export class HostTables {
  readonly #options: HostTablesOptions;
  readonly #slices = new Map<string, readonly Slice[]>();
  #readyIn: Store | undefined;
  /** Undefined while not open, and where rows are kept in memory. */
  #stored: SlicedTables | undefined;
  #opened = 0n;
  /** Changes run one after the other. */
  #turn: Promise<unknown> = Promise.resolve();
  #waitingRows = 0;

  constructor(options: HostTablesOptions) {
    this.#options = options;
  }

  /** Rows handed over but not yet in the database. */
  get waitingRows(): number {
    return this.#waitingRows;
  }

  /** Makes all tables readable, also without rows. @throws StoreError */
  open(store: Store): Promise<void> {
    return this.#inTurn(() => this.#open(store));
  }

  /** Resolves when the rows, cells in the order of the columns, can be read. @throws StoreError */
  async append(
    store: Store,
    table: string,
    rows: readonly (readonly CellValue[])[],
  ): Promise<void> {
    if (rows.length === 0) return;
    this.#waitingRows += rows.length;
    try {
      await this.#inTurn(async () => {
        await this.#open(store);
        const builder = new RowsBuilder(this.#relation(table));
        for (const row of rows) builder.add(row);
        const columns = builder.toRows();
        if (this.#stored !== undefined) {
          await this.#stored.append(table, columns, this.#options.clock.now());
          return;
        }
        const slice = await this.#sliceFor(store, table);
        await store.append(this.#sliceName(table, slice), columns);
        slice.bytes += byteCount(columns);
      });
    } finally {
      this.#waitingRows -= rows.length;
    }
  }

  /** Rows of each slice of a table, see EngineCluster. @throws StoreError */
  arrivals(store: Store, table: string, signal: AbortSignal): Promise<ReadonlyMap<string, bigint>> {
    return this.#inTurn(async () => {
      const slices = this.#slices.get(table) ?? [];
      const parts =
        this.#stored?.partsOf(table) ?? slices.map((slice) => this.#sliceName(table, slice));
      const counts = parts.map(
        (part) => `SELECT ${quoteString(part)} AS part, count(*) AS n FROM ${part}`,
      );
      const rows = parts.length === 0 ? [] : await store.all(counts.join(' UNION ALL '), signal);
      return new Map(
        rows.map(({ part, n }) => [String(part), typeof n === 'bigint' ? n : 0n] as const),
      );
    });
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work);
    // The next in line waits for this one's end, not for its success.
    this.#turn = done.catch(() => undefined);
    return done;
  }

  async #open(store: Store): Promise<void> {
    if (this.#readyIn === store) return;
    const { schema, catalog } = this.#options;
    this.#stored = await this.#openStored(store);
    if (this.#stored !== undefined) {
      this.#readyIn = store;
      return;
    }
    await store.run(`CREATE SCHEMA IF NOT EXISTS ${schema}`);
    await store.run(`CREATE SCHEMA IF NOT EXISTS ${this.#hidden()}`);
    this.#slices.clear();
    for (const table of catalog.tables.keys()) {
      const empty = `${this.#hidden()}.${quoteName(`${table}_empty`)}`;
      await store.run(
        `CREATE OR REPLACE TABLE ${empty} ${columnDefinitions(this.#relation(table))}`,
      );
      await store.run(`CREATE OR REPLACE VIEW ${this.#viewName(table)} AS SELECT * FROM ${empty}`);
    }
    this.#readyIn = store;
  }

  #openStored(store: Store): Promise<SlicedTables | undefined> {
    const { schema, catalog, storage } = this.#options;
    if (storage === undefined) return Promise.resolve(undefined);
    return SlicedTables.open(store, {
      ...storage,
      schema,
      sliceNs: STORED_SLICE_NS,
      retentionNs: KEPT_S * NS_PER_SECOND,
      tables: new Map([...catalog.tables].map(([name, { relation }]) => [name, relation])),
    });
  }

  async #sliceFor(store: Store, table: string): Promise<Slice> {
    const nowS = this.#options.clock.now() / NS_PER_SECOND;
    const quota = this.#quota(table);
    const slices = this.#slices.get(table) ?? [];
    const last = slices.at(-1);
    const isOpen =
      last !== undefined && nowS - last.openedS < SLICE_S && last.bytes < quota / SLICES_PER_QUOTA;
    if (isOpen) return last;
    const slice: Slice = { number: (this.#opened += 1n), openedS: nowS, bytes: 0 };
    const kept = keptSlices([...slices, slice], quota, nowS);
    const columns = columnDefinitions(this.#relation(table));
    await store.run(`CREATE TABLE ${this.#sliceName(table, slice)} ${columns}`);
    const union = kept.map((each) => `SELECT * FROM ${this.#sliceName(table, each)}`);
    await store.run(
      `CREATE OR REPLACE VIEW ${this.#viewName(table)} AS ${union.join(' UNION ALL ')}`,
    );
    this.#slices.set(table, kept);
    for (const old of slices.filter((each) => !kept.includes(each))) {
      await store.run(`DROP TABLE ${this.#sliceName(table, old)}`);
    }
    return slice;
  }

  #quota(table: string): number {
    return (SHARES[table] ?? OTHER_SHARE) * (this.#options.budgetBytes ?? BUDGET_BYTES);
  }

  #relation(table: string): Relation {
    const found = this.#options.catalog.tables.get(table);
    if (found === undefined) throw new Error(`This machine has no table ${table}.`);
    return found.relation;
  }

  #hidden(): string {
    return `${this.#options.schema}_data`;
  }

  #viewName(table: string): string {
    return `${this.#options.schema}.${quoteName(table)}`;
  }

  #sliceName(table: string, { number }: Slice): string {
    return `${this.#hidden()}.${quoteName(`${table}_${String(number)}`)}`;
  }
}

/** The newest slices that fit into the quota beside the one that is being filled. */
function keptSlices(slices: readonly Slice[], quota: number, nowS: bigint): readonly Slice[] {
  let bytes = quota / SLICES_PER_QUOTA;
  return slices
    .toReversed()
    .filter((slice, index) => {
      bytes += slice.bytes;
      return index === 0 || (bytes <= quota && nowS - slice.openedS < KEPT_S);
    })
    .toReversed();
}

function byteCount({ rowCount, columns }: Rows): number {
  const sizeOf = (column: ColumnData): number => {
    if (column.dataType === 'STRING') return column.bytes.length + 16 * rowCount;
    return column.dataType === 'UINT128' ? 16 * rowCount : 8 * rowCount;
  };
  return columns.reduce((sum, column) => sum + sizeOf(column), 0);
}
