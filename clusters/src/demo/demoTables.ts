/**
 * Keeps the asked windows of the simulated tables in the database. A table is a view over slices
 * of at most ten minutes; windows are generated in chunks of one to ten minutes,
 * so a cancel loses at most the chunk that was being made.
 */
import { totalmem } from 'node:os';
import type { Catalog, Relation } from '#language';
import { runError } from '#protocol/errors';
import { RunFailure } from '#protocol/run';
import { columnDefinitions, quoteName, type Store } from '#engine';
import { createAddresses, createFixedDimensions } from './dimensions.ts';
import { fillers, type Filler } from './fillers.ts';
import { cutRange, missingRanges, slicesToDrop, type MissingRange, type Slice } from './slices.ts';
import { eraEnd, eraStart } from './topology.ts';

/**
 * Rows exist from this long ago for a read without a start: one round of the incident, and what
 * can be generated in three seconds. A read with a start may go back further.
 */
export const RETENTION_S = 1800;
/** No history is generated further back than this. */
export const LONGEST_HISTORY_S = 24 * 3600;
const SLICE_S = 600;
/** Estimated size of all slices of all tables: half of what the database may use. */
const BUDGET_BYTES = Math.min(1_500_000_000, totalmem() / 8);

/** What nobody asks for is given up after this long: a cluster that runs for days stays small. */
const IDLE_S = 600;

export interface DemoTablesOptions {
  readonly seed: number;
  readonly schema: string;
  readonly catalog: Catalog;
}

export class DemoTables {
  readonly #options: DemoTablesOptions;
  /** Schema of everything a script does not see. */
  readonly #hidden: string;
  readonly #fillers: ReadonlyMap<string, Filler>;
  /** Slices of each table, ordered by time. */
  readonly #tables = new Map<string, readonly Slice[]>();
  /** The present definition of each table's view. */
  readonly #views = new Map<string, string>();
  readonly #addresses = new Map<number, string>();
  #ready = false;
  #uses = 0;
  /** The latest second asked for. */
  #latestS = 0;
  /** Preparations run one after the other: they share slices and staging tables. */
  #turn: Promise<void> = Promise.resolve();

  constructor(options: DemoTablesOptions) {
    this.#options = options;
    this.#hidden = `${options.schema}_data`;
    this.#fillers = fillers(options.seed);
  }

  /**
   * Makes the seconds `from` to `to` (exclusive, since the epoch) of a table readable.
   * @throws RunFailure of kind `limit` when the window is too large; AbortError when cancelled.
   */
  async prepare(
    store: Store,
    table: string,
    window: MissingRange,
    signal: AbortSignal,
  ): Promise<void> {
    const before = this.#turn;
    const work = before.then(() => this.#prepareInTurn(store, table, window, signal));
    // The next in line waits for this one's end, not for its success.
    this.#turn = work.then(
      () => undefined,
      () => undefined,
    );
    await work;
  }

  async #prepareInTurn(
    store: Store,
    table: string,
    { from, to }: MissingRange,
    signal: AbortSignal,
  ): Promise<void> {
    signal.throwIfAborted();
    const filler = this.#fillers.get(table);
    if (!filler) throw new Error(`The demo cluster has no table ${table}.`);
    checkSize(table, filler, to - from);
    if (!this.#ready) await this.#createFixed(store, signal);
    const use = ++this.#uses;
    this.#latestS = Math.max(this.#latestS, to);
    try {
      for (const range of missingRanges(this.#slices(table), from, to)) {
        for (const piece of cutRange(range, filler.chunkS, eraBoundaryAfter)) {
          signal.throwIfAborted();
          await this.#generate(store, { table, filler, piece }, signal);
        }
      }
    } finally {
      this.#markUsed(table, { from, to }, use);
    }
    await this.#dropOld(store, use);
    await this.#writeView(store, table);
  }

  #slices(table: string): readonly Slice[] {
    return this.#tables.get(table) ?? [];
  }

  async #createFixed(store: Store, signal: AbortSignal): Promise<void> {
    const schemas = [this.#options.schema, this.#hidden];
    await store.run(
      schemas.map((name) => `CREATE SCHEMA IF NOT EXISTS ${name}`).join(';\n'),
      signal,
    );
    await createFixedDimensions(store, this.#hidden, this.#options.seed, signal);
    this.#ready = true;
  }

  async #addressesOf(store: Store, minute: number, signal: AbortSignal): Promise<string> {
    const era = eraStart(minute);
    const known = this.#addresses.get(era);
    if (known !== undefined) return known;
    const place = { seed: this.#options.seed, minute: era };
    const table = await createAddresses(store, this.#hidden, place, signal);
    this.#addresses.set(era, table);
    return table;
  }

  async #generate(
    store: Store,
    job: { readonly table: string; readonly filler: Filler; readonly piece: MissingRange },
    signal: AbortSignal,
  ): Promise<void> {
    const { table, filler, piece } = job;
    const minute = Math.floor(piece.from / 60);
    const addresses = await this.#addressesOf(store, minute, signal);
    const slices = this.#slices(table);
    const sameBlock = Math.floor(piece.from / SLICE_S);
    const open = slices.find(
      (slice) =>
        slice.to === piece.from &&
        slice.addresses === addresses &&
        Math.floor(slice.from / SLICE_S) === sameBlock,
    );
    const target = open?.table ?? `${this.#hidden}.${quoteName(`${table}_${piece.from}`)}`;
    const relation = this.#options.catalog.tables.get(table)?.relation ?? [];
    if (!open) {
      const columns = filler.compact?.columns ?? columnDefinitions(relation);
      await store.run(`CREATE OR REPLACE TABLE ${target} ${columns}`, signal);
    }
    const place = { ...piece, target, relation, hidden: this.#hidden };
    const rows = await filler.fill(store, place, signal);
    const grown: Slice = {
      table: target,
      addresses,
      from: open?.from ?? piece.from,
      to: piece.to,
      bytes: (open?.bytes ?? 0) + rows * filler.bytesPerRow,
      usedAt: this.#uses,
      usedAtS: this.#latestS,
    };
    const others = slices.filter((slice) => slice !== open);
    this.#setSlices(
      table,
      [...others, grown].sort((a, b) => a.from - b.from),
    );
  }

  #setSlices(table: string, slices: readonly Slice[]): void {
    this.#tables.set(table, slices);
  }

  #markUsed(table: string, { from, to }: MissingRange, usedAt: number): void {
    const slices = this.#slices(table).map((slice) =>
      slice.from < to && slice.to > from ? { ...slice, usedAt, usedAtS: this.#latestS } : slice,
    );
    this.#setSlices(table, slices);
  }

  async #dropOld(store: Store, use: number): Promise<void> {
    const all = [...this.#tables.values()].flat();
    const idleBeforeS = this.#latestS - IDLE_S;
    const limits = { budgetBytes: BUDGET_BYTES, currentUse: use, idleBeforeS };
    const old = new Set(slicesToDrop(all, limits));
    if (old.size === 0) return;
    for (const [table, slices] of [...this.#tables]) {
      const kept = slices.filter((slice) => !old.has(slice));
      if (kept.length === slices.length) continue;
      this.#setSlices(table, kept);
      // The view must not name a table that is gone.
      await this.#writeView(store, table);
    }
    for (const slice of old) await store.run(`DROP TABLE IF EXISTS ${slice.table}`);
  }

  /** Queries of the rows of a table, in the order of time. */
  #partsOf(table: string, relation: Relation): readonly string[] {
    const compact = this.#fillers.get(table)?.compact;
    return byEra(this.#slices(table)).map((slices) => {
      const rows = slices.map((slice) => `SELECT * FROM ${slice.table}`).join(' UNION ALL ');
      const addresses = slices[0]?.addresses;
      if (compact === undefined || addresses === undefined) return rows;
      return compact.select({ rows: `(${rows})`, addresses, schema: this.#hidden, relation });
    });
  }

  async #writeView(store: Store, table: string): Promise<void> {
    const relation = this.#options.catalog.tables.get(table)?.relation ?? [];
    const empty = `${this.#hidden}.${quoteName(`${table}_empty`)}`;
    const slices = this.#slices(table);
    if (slices.length === 0) {
      await store.run(`CREATE TABLE IF NOT EXISTS ${empty} ${columnDefinitions(relation)}`);
    }
    const parts = this.#partsOf(table, relation);
    const name = `${this.#options.schema}.${quoteName(table)}`;
    const union = parts.length === 0 ? `SELECT * FROM ${empty}` : parts.join(' UNION ALL ');
    if (this.#views.get(table) === union) return;
    await store.run(`CREATE OR REPLACE VIEW ${name} AS ${union}`);
    this.#views.set(table, union);
  }
}

/** Slices that follow each other within one era, together. */
function byEra(slices: readonly Slice[]): readonly (readonly Slice[])[] {
  const groups: Slice[][] = [];
  for (const slice of slices) {
    const last = groups.at(-1);
    if (last?.[0]?.addresses === slice.addresses) last.push(slice);
    else groups.push([slice]);
  }
  return groups;
}

function eraBoundaryAfter(second: number): number {
  return eraEnd(Math.floor(second / 60)) * 60;
}

function checkSize(table: string, filler: Filler, seconds: number): void {
  const rows = Math.round(filler.rowsPerSecond * seconds);
  if (rows * filler.bytesPerRow <= BUDGET_BYTES) return;
  const longest = Math.floor(BUDGET_BYTES / filler.bytesPerRow / filler.rowsPerSecond / 60);
  throw new RunFailure(
    runError(
      'limit',
      `${table}: the asked time range holds about ${rows.toLocaleString('en-US')} simulated rows, more than the demo cluster keeps; it can show ${longest} minutes of this table at once.`,
      'Ask for a shorter time range, with start_time and end_time.',
    ),
  );
}
