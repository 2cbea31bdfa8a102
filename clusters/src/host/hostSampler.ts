/** Samples this machine from the first use of a sampled table on. */
import type { Clock, Store } from '#engine';
import { podUidOf } from './containerMetadata.ts';
import type { ContainerNames } from './containerNames.ts';
import { ConnectionCounters } from './connectionCounters.ts';
import { connectionRow, exitRow, networkRows, processRow, upidOf } from './hostRows.ts';
import type { HostTables } from './hostTables.ts';
import { containerFact, processFact, type KnownObjects } from './knownObjects.ts';
import { ProcessHistory } from './processHistory.ts';
import { readFacts, readSnapshot, type HostFacts } from './procReader.ts';

export const SAMPLED_TABLES = [
  'process_stats',
  'network_stats',
  'conn_stats',
  'proc_exit_events',
] as const;

export const SAMPLE_PERIOD_MS = 5000;
const ASK_AGAIN_NS = 30_000_000_000n;
/** Between the two samples of the first use: long enough for counters to move. */
const FIRST_PAUSE_MS = 200;

export interface HostSamplerOptions {
  readonly clock: Clock;
  readonly tables: HostTables;
  /** Undefined where rows are not kept beyond this process. */
  readonly known: KnownObjects | undefined;
  readonly procRoot: string;
  readonly samplePeriodMs: number;
  readonly containerNames: () => Promise<ContainerNames>;
  /** Output of `ss -tinHOe`, or '' without it. */
  readonly socketStatistics: () => Promise<string>;
}

export class HostSampler {
  readonly history: ProcessHistory;
  readonly #options: HostSamplerOptions;
  readonly #facts: HostFacts;
  readonly #connections = new ConnectionCounters();
  readonly #stop = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #first: Promise<void> | undefined;
  #failure: unknown;
  #nextAskNs = 0n;

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
    await orAborted(this.#first, signal);
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

  /** Asks when a new container has appeared, though not again and again for one without a name. */
  async #nameContainers(timeNs: bigint): Promise<void> {
    if (!this.history.hasUnnamedContainer || timeNs < this.#nextAskNs) return;
    this.#nextAskNs = timeNs + ASK_AGAIN_NS;
    this.history.nameContainers(await this.#options.containerNames());
  }

  async #sample(store: Store, timeNs: bigint): Promise<void> {
    const { procRoot, socketStatistics, tables } = this.#options;
    const snapshot = await readSnapshot(procRoot, socketStatistics, this.#stop.signal);
    const running = snapshot.processes.filter(({ exit }) => exit === undefined);
    const ended = this.history.update(snapshot.processes, timeNs);
    await this.#nameContainers(timeNs);
    const counters = this.#connections.update(snapshot, upidOf);
    await Promise.all([
      tables.append(
        store,
        'process_stats',
        running.map((each) => processRow(each, timeNs, this.#facts)),
      ),
      tables.append(
        store,
        'network_stats',
        networkRows(snapshot, timeNs, (id) => podUidOf(this.history.containerNames.get(id))),
      ),
      tables.append(
        store,
        'conn_stats',
        counters.map((each) => connectionRow(each, timeNs)),
      ),
      tables.append(
        store,
        'proc_exit_events',
        ended.map((each) => exitRow(each, timeNs)),
      ),
      this.#options.known?.remember(store, [
        ...[...this.history.processes].map(processFact),
        ...[...this.history.containerNames].map(containerFact),
      ]),
    ]);
  }
}

function orAborted(work: Promise<void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      reject(asError(signal.reason));
    };
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', stop);
    });
  });
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}
