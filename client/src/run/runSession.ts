/** One run: its events, given to every sink in order, and how it ends. */
import type { RunHeader, RunOutcome } from '#protocol/panel';
import type { RunEvent, Runner, RunRequest, RunStats } from '#protocol/run';
import { runErrorOf } from '#protocol/errors';

/** Takes the events of a run in order. The run waits for its slowest sink. */
export interface RunSink {
  take(event: RunEvent): Promise<void>;
  /** What the run waits for, until the next event. */
  progress?(message: string): void;
  /** Follows the last event, also when the run ended without one. */
  end(outcome: RunOutcome): void;
}

export interface RunSummary {
  readonly header: RunHeader;
  readonly outcome: RunOutcome;
  /** Rows received of each table, by name. */
  readonly rows: ReadonlyMap<string, number>;
  readonly stats: RunStats | undefined;
  readonly elapsedMs: number;
}

export interface RunSessionOptions {
  readonly header: RunHeader;
  /** May take time or fail, as a missing key does. */
  readonly runner: () => Promise<Runner>;
  readonly request: RunRequest;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

export class RunSession {
  readonly header: RunHeader;
  private readonly abort = new AbortController();
  private readonly rows = new Map<string, number>();
  private readonly names = new Map<string, string>();
  private stats: RunStats | undefined;

  constructor(private readonly options: RunSessionOptions) {
    this.header = options.header;
  }

  /** Aborted by `cancel`; for sinks that wait. */
  get signal(): AbortSignal {
    return this.abort.signal;
  }

  /** Stops the run; rows so far are kept. */
  cancel(): void {
    this.abort.abort();
  }

  /** Runs to the end; to be called once. Never rejects: failures are the summary's outcome. */
  async run(sinks: readonly RunSink[]): Promise<RunSummary> {
    const { header, options } = this;
    const outcome = await this.follow(sinks);
    for (const sink of sinks) sink.end(outcome);
    const elapsedMs = options.now() - header.startedAtMs;
    return { header, outcome, rows: this.rows, stats: this.stats, elapsedMs };
  }

  private async follow(sinks: readonly RunSink[]): Promise<RunOutcome> {
    const { signal } = this;
    const { runner, request } = this.options;
    // Cancelling takes effect at once, even while a cluster does not answer.
    const aborted = new Promise<'aborted'>((resolve) => {
      signal.addEventListener('abort', () => resolve('aborted'), { once: true });
    });
    let events: AsyncIterator<RunEvent> | undefined;
    try {
      const found = await Promise.race([runner(), aborted]);
      if (found === 'aborted') return { kind: 'cancelled' };
      const onProgress = (message: string) => {
        for (const sink of sinks) sink.progress?.(message);
      };
      events = found.run(request, signal, onProgress)[Symbol.asyncIterator]();
      for (;;) {
        const next = await Promise.race([events.next(), aborted]);
        if (next === 'aborted' || signal.aborted) {
          void events.return?.().catch(() => undefined);
          return { kind: 'cancelled' };
        }
        if (next.done === true) throw new Error('The cluster ended the run without a result.');
        const event = next.value;
        this.count(event);
        await Promise.all(sinks.map((sink) => sink.take(event)));
        if (event.kind === 'done' || event.kind === 'cancelled' || event.kind === 'failed') {
          return event;
        }
      }
    } catch (error) {
      return signal.aborted ? { kind: 'cancelled' } : { kind: 'failed', error: runErrorOf(error) };
    }
  }

  private count(event: RunEvent): void {
    if (event.kind === 'stats') this.stats = event.stats;
    else if (event.kind === 'table') {
      this.names.set(event.table.id, event.table.name);
      this.rows.set(event.table.name, 0);
    } else if (event.kind === 'batch') {
      const { tableId, rowCount } = event.batch;
      const name = this.names.get(tableId) ?? tableId;
      this.rows.set(name, (this.rows.get(name) ?? 0) + rowCount);
    }
  }
}
