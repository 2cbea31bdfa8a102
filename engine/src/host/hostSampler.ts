/**
 * Samples this machine from the first use on and keeps the samples in the database: a view over
 * slices of ten minutes, of which the oldest are dropped.
 */
import type { Catalog } from '#language';
import type { Clock } from '../clusters/cluster.ts';
import { RowsBuilder } from '../clusters/rowsBuilder.ts';
import { columnDefinitions } from '../clusters/tableSql.ts';
import { quoteName } from '../store/quoting.ts';
import type { Store } from '../store/store.ts';
import { ConnectionCounters } from './connectionCounters.ts';
import { connectionRow, networkRow, processRow, upidOf } from './hostRows.ts';
import { ProcessHistory } from './processHistory.ts';
import { readFacts, readSnapshot, type HostFacts, type HostSnapshot } from './procReader.ts';

export const HOST_TABLES = ['process_stats', 'network_stats', 'conn_stats'] as const;
export type HostTable = (typeof HOST_TABLES)[number];

/** Samples are kept this long. */
export const HOST_RETENTION_S = 3600;
export const SAMPLE_PERIOD_MS = 5000;
/** Between the two samples of the first use: long enough for counters to move. */
const FIRST_PAUSE_MS = 200;
const SAMPLES_PER_SLICE = 120;
const MAX_SLICES = Math.ceil((HOST_RETENTION_S * 1000) / SAMPLE_PERIOD_MS / SAMPLES_PER_SLICE);

export interface HostSamplerOptions {
  readonly clock: Clock;
  readonly schema: string;
  readonly catalog: Catalog;
  readonly procRoot: string;
  readonly samplePeriodMs: number;
  /** Output of `ss -tinHOe`, or '' without it. */
  readonly socketStatistics: () => Promise<string>;
}

export class HostSampler {
  readonly history: ProcessHistory;
  readonly #options: HostSamplerOptions;
  readonly #facts: HostFacts;
  readonly #connections = new ConnectionCounters();
  readonly #stop = new AbortController();
  /** Numbers of the slices in the database, oldest first. */
  #slices: readonly number[] = [];
  #samples = 0;
  #timer: NodeJS.Timeout | undefined;
  #first: Promise<void> | undefined;
  #failure: unknown;

  constructor(options: HostSamplerOptions) {
    this.#options = options;
    this.#facts = readFacts(options.procRoot);
    this.history = new ProcessHistory(options.procRoot, this.#facts);
  }

  /**
   * Waits for the first two samples, which count as taken when the query started, so that a first
   * query shows rows. @throws what made sampling fail since the last query; AbortError.
   */
  async prepare(store: Store, endNs: bigint, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    this.#first ??= this.#start(store, endNs).catch((error: unknown) => {
      // The next query tries again.
      this.#first = undefined;
      throw error;
    });
    await Promise.race([this.#first, aborted(signal)]);
    if (this.#failure === undefined) return;
    const failure = asError(this.#failure);
    // Told once; the next query begins to sample anew.
    this.#failure = undefined;
    this.#first = undefined;
    throw failure;
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#stop.abort();
  }

  async #start(store: Store, endNs: bigint): Promise<void> {
    const now = this.#options.clock.now();
    const lastNs = endNs < now ? endNs : now;
    await store.run(`CREATE SCHEMA IF NOT EXISTS ${this.#options.schema}`);
    await store.run(`CREATE SCHEMA IF NOT EXISTS ${this.#hidden()}`);
    await this.#sample(store, lastNs - BigInt(FIRST_PAUSE_MS) * 1_000_000n);
    await new Promise((resolve) => setTimeout(resolve, FIRST_PAUSE_MS));
    await this.#sample(store, lastNs);
    this.#schedule(store);
  }

  #schedule(store: Store): void {
    if (this.#stop.signal.aborted) return;
    this.#timer = setTimeout(() => {
      this.#sample(store, this.#options.clock.now()).then(
        () => {
          this.#schedule(store);
        },
        (error: unknown) => {
          // Told by the next query; a disposed sampler has no next query.
          this.#failure = error;
        },
      );
    }, this.#options.samplePeriodMs);
    this.#timer.unref();
  }

  async #sample(store: Store, timeNs: bigint): Promise<void> {
    const { procRoot, socketStatistics } = this.#options;
    const snapshot = await readSnapshot(procRoot, socketStatistics, this.#stop.signal);
    this.history.update(snapshot.processes, timeNs);
    const slice = Math.floor(this.#samples / SAMPLES_PER_SLICE);
    this.#samples += 1;
    if (!this.#slices.includes(slice)) await this.#openSlice(store, slice);
    for (const [table, rows] of this.#rows(snapshot, timeNs)) {
      const relation = this.#relation(table);
      const builder = new RowsBuilder(relation);
      for (const row of rows) builder.add(row);
      await store.append(this.#sliceName(table, slice), builder.toRows());
    }
  }

  #rows(snapshot: HostSnapshot, timeNs: bigint) {
    const counters = this.#connections.update(snapshot, upidOf);
    return [
      ['process_stats', snapshot.processes.map((each) => processRow(each, timeNs, this.#facts))],
      ['network_stats', [networkRow(snapshot, timeNs)]],
      ['conn_stats', counters.map((each) => connectionRow(each, timeNs))],
    ] as const;
  }

  async #openSlice(store: Store, slice: number): Promise<void> {
    const kept = [...this.#slices, slice].slice(-MAX_SLICES);
    const dropped = this.#slices.filter((each) => !kept.includes(each));
    for (const table of HOST_TABLES) {
      const columns = columnDefinitions(this.#relation(table));
      await store.run(`CREATE OR REPLACE TABLE ${this.#sliceName(table, slice)} ${columns}`);
      const union = kept.map((each) => `SELECT * FROM ${this.#sliceName(table, each)}`);
      const view = `${this.#options.schema}.${quoteName(table)}`;
      await store.run(`CREATE OR REPLACE VIEW ${view} AS ${union.join(' UNION ALL ')}`);
      for (const old of dropped) await store.run(`DROP TABLE ${this.#sliceName(table, old)}`);
    }
    this.#slices = kept;
  }

  #relation(table: HostTable) {
    return this.#options.catalog.tables.get(table)?.relation ?? [];
  }

  #hidden(): string {
    return `${this.#options.schema}_data`;
  }

  #sliceName(table: HostTable, slice: number): string {
    return `${this.#hidden()}.${quoteName(`${table}_${slice}`)}`;
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const stop = () => {
      reject(asError(signal.reason));
    };
    signal.addEventListener('abort', stop, { once: true });
  });
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}
