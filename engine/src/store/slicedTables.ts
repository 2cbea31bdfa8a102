/**
 * Tables of rows that keep arriving and outlive the process, in slices of time: the oldest slices
 * go when they are too old or take too much room.
 */
import type { Relation } from '#language';
import { SQL_TYPES } from './chunks.ts';
import { quoteName, quoteString } from './quoting.ts';
import { ownSliceFolder, type SliceFolder } from './sliceFolder.ts';
import type { Rows, Store } from './store.ts';

export interface SlicedTablesOptions {
  /** Schema in which the tables are read, e.g. `host`. */
  readonly schema: string;
  readonly tables: ReadonlyMap<string, Relation>;
  /** Time from one slice to the next. */
  readonly sliceNs: bigint;
  /** Slices whose rows are all older than this are dropped. */
  readonly retentionNs: bigint;
  /** Room on disk; the oldest slices go first, the newest stays. */
  readonly quotaBytes: number;
  /** The store must be allowed to use it. */
  readonly folder: string;
  /** What the user should know, e.g. that a file was set aside. */
  readonly onNotice: (text: string) => void;
}

interface Slice {
  readonly name: string;
  /** Name of the attached database, quoted. */
  readonly database: string;
  readonly startNs: bigint;
}

export class SlicedTables {
  readonly #store: Store;
  readonly #options: SlicedTablesOptions;
  readonly #folder: SliceFolder;
  /** Oldest first. */
  #slices: readonly Slice[] = [];
  /** Appends go one after the other, so that a slice is opened once. */
  #last: Promise<void> = Promise.resolve();

  private constructor(store: Store, options: SlicedTablesOptions, folder: SliceFolder) {
    this.#store = store;
    this.#options = options;
    this.#folder = folder;
  }

  /**
   * Makes every table readable as `schema.table`, with the rows earlier processes kept.
   *
   * @returns undefined when nothing can be kept; `onNotice` has said why.
   */
  static async open(store: Store, options: SlicedTablesOptions): Promise<SlicedTables | undefined> {
    const folder = await ownSliceFolder(store, options.folder, options.onNotice);
    if (folder === undefined) return undefined;
    const tables = new SlicedTables(store, options, folder);
    await store.run(`CREATE SCHEMA IF NOT EXISTS ${quoteName(options.schema)}`);
    for (const name of folder.names()) await tables.#reopen(name);
    await tables.#showViews();
    return tables;
  }

  /** Resolves once the rows are safe: however the process ends, they are there. */
  append(table: string, rows: Rows, nowNs: bigint): Promise<void> {
    const work = this.#last.then(() => this.#append(table, rows, nowNs));
    // The next append follows this one, whether it fails or not; its caller learns of it.
    this.#last = work.catch(() => undefined);
    return work;
  }

  /** SQL names of the tables that hold a table's rows, oldest first. */
  partsOf(table: string): readonly string[] {
    return this.#slices.map(({ database }) => tableOf(database, table));
  }

  async #append(table: string, rows: Rows, nowNs: bigint): Promise<void> {
    const newest = this.#slices.at(-1);
    const slice = newest !== undefined && this.#hasRoom(newest, nowNs) ? newest : undefined;
    const { database } = slice ?? (await this.#begin(nowNs));
    await this.#store.append(tableOf(database, table), rows);
  }

  #hasRoom({ name, startNs }: Slice, nowNs: bigint): boolean {
    const { sliceNs, quotaBytes } = this.#options;
    // Slices of a quarter keep the room that dropping one frees small.
    return nowNs < startNs + sliceNs && this.#folder.bytesOf(name) <= quotaBytes / 4;
  }

  async #begin(nowNs: bigint): Promise<Slice> {
    const slice = this.#sliceOf(nowNs.toString().padStart(20, '0'));
    const path = quoteString(this.#folder.pathOf(slice.name));
    await this.#store.run(`ATTACH ${path} AS ${slice.database}`);
    await this.#createTables(slice);
    this.#slices = [...this.#slices, slice];
    await this.#drop(this.#tooMuch(nowNs));
    await this.#showViews();
    return slice;
  }

  #sliceOf(name: string): Slice {
    const database = quoteName(`px_${this.#options.schema}_${name}`);
    return { name, database, startNs: BigInt(/^\d+/u.exec(name)?.[0] ?? '0') };
  }

  /** Slices that are too old, then those that take too much room; never the newest. */
  #tooMuch(nowNs: bigint): readonly Slice[] {
    const { retentionNs, sliceNs, quotaBytes } = this.#options;
    const older = this.#slices.slice(0, -1);
    const old = older.filter(({ startNs }) => startNs + sliceNs < nowNs - retentionNs);
    let bytes = 0;
    const big = older.toReversed().filter(({ name }) => {
      bytes += this.#folder.bytesOf(name);
      return bytes > quotaBytes;
    });
    return older.filter((slice) => old.includes(slice) || big.includes(slice));
  }

  async #drop(slices: readonly Slice[]): Promise<void> {
    if (slices.length === 0) return;
    this.#slices = this.#slices.filter((slice) => !slices.includes(slice));
    // Views first: nothing may name what goes.
    await this.#showViews();
    for (const { database, name } of slices) {
      await this.#store.run(`DETACH ${database}`);
      this.#folder.remove(name);
    }
  }

  /** Opens what an earlier process kept and reads it once; what cannot be read is set aside. */
  async #reopen(name: string): Promise<void> {
    const slice = this.#sliceOf(name);
    let attached = false;
    try {
      await this.#store.run(
        `ATTACH ${quoteString(this.#folder.pathOf(name))} AS ${slice.database}`,
      );
      attached = true;
      await this.#createTables(slice);
      await this.#check(slice);
      this.#slices = [...this.#slices, slice];
    } catch (error) {
      if (attached) await this.#store.run(`DETACH ${slice.database}`);
      const reason = error instanceof Error ? error.message : String(error);
      const path = this.#folder.setAside(name);
      this.#options.onNotice(`Stored rows cannot be read and were moved to ${path}: ${reason}`);
    }
  }

  /** @throws StoreError when a column differs from what the table has now, or a block is damaged. */
  async #check({ database }: Slice): Promise<void> {
    for (const [table, relation] of this.#options.tables) {
      const columns = relation.map(
        ({ name, dataType }) => `${quoteName(name)}::${SQL_TYPES[dataType]}`,
      );
      await this.#store.all(
        `SELECT sum(hash(${columns.join(', ')})::HUGEINT) AS h FROM ${tableOf(database, table)}`,
      );
    }
  }

  async #createTables({ database }: Slice): Promise<void> {
    const statements = [...this.#options.tables].map(([table, relation]) => {
      const columns = relation.map(
        ({ name, dataType }) => `${quoteName(name)} ${SQL_TYPES[dataType]}`,
      );
      return `CREATE TABLE IF NOT EXISTS ${tableOf(database, table)} (${columns.join(', ')})`;
    });
    await this.#store.run(statements.join(';\n'));
  }

  async #showViews(): Promise<void> {
    const statements = [...this.#options.tables].map(([table, relation]) => {
      const view = `${quoteName(this.#options.schema)}.${quoteName(table)}`;
      const columns = relation.map(({ name }) => quoteName(name)).join(', ');
      const parts = this.#slices.map(
        ({ database }) => `SELECT ${columns} FROM ${tableOf(database, table)}`,
      );
      return `CREATE OR REPLACE VIEW ${view} AS ${parts.length > 0 ? parts.join(' UNION ALL ') : emptyOf(relation)}`;
    });
    await this.#store.run(statements.join(';\n'));
  }
}

const tableOf = (database: string, table: string): string => `${database}.main.${quoteName(table)}`;

/** A query with these columns and no rows. */
function emptyOf(relation: Relation): string {
  const columns = relation.map(
    ({ name, dataType }) => `NULL::${SQL_TYPES[dataType]} AS ${quoteName(name)}`,
  );
  return `SELECT ${columns.join(', ')} WHERE false`;
}
