/** Runs one script at a time into the panel. */
import type { RunHeader, RunOutcome, ToPanel } from '#protocol/panel';
import type { MutationState, RunEvent, Runner, RunRequest, RunStats } from '#protocol/run';
import { runErrorOf } from '#protocol/errors';
import { BatchSender } from './batchSender.ts';

export interface RunSummary {
  readonly header: RunHeader;
  readonly outcome: RunOutcome;
  /** Rows received of each table, by name. */
  readonly rows: ReadonlyMap<string, number>;
  readonly stats: RunStats | undefined;
  readonly elapsedMs: number;
}

export type RunState =
  | { readonly kind: 'idle'; readonly last: RunSummary | undefined }
  | { readonly kind: 'running'; readonly header: RunHeader };

export interface RunControllerOptions {
  readonly post: (message: ToPanel) => void;
  readonly onState: (state: RunState) => void;
  readonly onMutation: (states: readonly MutationState[]) => void;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** A run without the parts the controller gives it. */
export type RunDescription = Omit<RunHeader, 'runId' | 'startedAtMs'>;

interface ActiveRun {
  readonly header: RunHeader;
  readonly abort: AbortController;
  readonly sender: BatchSender;
  readonly rows: Map<string, number>;
  readonly names: Map<string, string>;
  stats: RunStats | undefined;
}

export class RunController {
  private lastRunId = 0;
  private active: ActiveRun | undefined;
  private last: RunSummary | undefined;

  constructor(private readonly options: RunControllerOptions) {}

  get state(): RunState {
    return this.active === undefined
      ? { kind: 'idle', last: this.last }
      : { kind: 'running', header: this.active.header };
  }

  /**
   * Runs a script into the panel and cancels the run before it. Never rejects: failures are the
   * summary's outcome. `runner` may take time or fail, as a missing key does.
   */
  async start(
    runner: () => Promise<Runner>,
    request: RunRequest,
    description: RunDescription,
  ): Promise<RunSummary> {
    this.cancel();
    this.lastRunId += 1;
    const startedAtMs = this.options.now();
    const header: RunHeader = { ...description, runId: this.lastRunId, startedAtMs };
    const abort = new AbortController();
    const sender = new BatchSender(header.runId, this.options.post, abort.signal);
    const run: ActiveRun = {
      header,
      abort,
      sender,
      stats: undefined,
      rows: new Map<string, number>(),
      names: new Map<string, string>(),
    };
    this.active = run;
    this.options.post({ type: 'runStarted', run: header });
    this.options.onState(this.state);
    const outcome = await this.follow(run, runner, request);
    const elapsedMs = this.options.now() - startedAtMs;
    const summary: RunSummary = { header, outcome, rows: run.rows, stats: run.stats, elapsedMs };
    this.options.post({ type: 'runEnded', runId: header.runId, outcome });
    this.last = summary;
    if (this.active === run) {
      this.active = undefined;
      this.options.onState(this.state);
    }
    return summary;
  }

  /** Stops the running script; rows so far are kept. */
  cancel(runId = this.active?.header.runId): void {
    if (this.active?.header.runId === runId) this.active?.abort.abort();
  }

  acknowledge(runId: number, seq: number): void {
    if (this.active?.header.runId === runId) this.active.sender.acknowledge(seq);
  }

  private async follow(
    run: ActiveRun,
    runner: () => Promise<Runner>,
    request: RunRequest,
  ): Promise<RunOutcome> {
    const { signal } = run.abort;
    // Cancelling takes effect at once, even while a cluster does not answer.
    const aborted = new Promise<'aborted'>((resolve) => {
      signal.addEventListener('abort', () => resolve('aborted'), { once: true });
    });
    let events: AsyncIterator<RunEvent> | undefined;
    try {
      const found = await Promise.race([runner(), aborted]);
      if (found === 'aborted') return { kind: 'cancelled' };
      events = found.run(request, signal)[Symbol.asyncIterator]();
      for (;;) {
        const next = await Promise.race([events.next(), aborted]);
        if (next === 'aborted' || signal.aborted) {
          void events.return?.().catch(() => undefined);
          return { kind: 'cancelled' };
        }
        if (next.done === true) throw new Error('The cluster ended the run without a result.');
        const outcome = await this.take(run, next.value);
        if (outcome !== undefined) return outcome;
      }
    } catch (error) {
      return signal.aborted ? { kind: 'cancelled' } : { kind: 'failed', error: runErrorOf(error) };
    }
  }

  /** @returns the outcome when the event is the last. */
  private async take(run: ActiveRun, event: RunEvent): Promise<RunOutcome | undefined> {
    const { runId } = run.header;
    if (event.kind === 'batch') {
      const { batch } = event;
      const name = run.names.get(batch.tableId) ?? batch.tableId;
      run.rows.set(name, (run.rows.get(name) ?? 0) + batch.rowCount);
      await run.sender.send(batch);
      return undefined;
    }
    await run.sender.flush();
    switch (event.kind) {
      case 'table':
        run.names.set(event.table.id, event.table.name);
        run.rows.set(event.table.name, 0);
        this.options.post({ type: 'table', runId, table: event.table });
        return undefined;
      case 'stats': {
        run.stats = event.stats;
        const { compileNs, executeNs, bytesProcessed, recordsProcessed } = event.stats;
        const stats = {
          compileNs: String(compileNs),
          executeNs: String(executeNs),
          bytesProcessed: String(bytesProcessed),
          recordsProcessed: String(recordsProcessed),
        };
        this.options.post({ type: 'stats', runId, stats });
        return undefined;
      }
      case 'mutation':
        this.options.onMutation(event.states);
        return undefined;
      case 'done':
      case 'cancelled':
      case 'failed':
        return event;
    }
  }
}
