/** The runs of the window. The panel shows the latest; others may run beside it. */
import type { RunHeader, RunId, ToPanel } from '#protocol/panel';
import type { Runner, RunRequest } from '#protocol/run';
import { PanelSink } from './panelSink.ts';
import { RunSession, type RunSink, type RunSummary } from './runSession.ts';

/** What the panel shows: a run, or how the last one ended. */
export type RunState =
  | { readonly kind: 'idle'; readonly last: RunSummary | undefined }
  | { readonly kind: 'running'; readonly header: RunHeader };

export interface RunControllerOptions {
  readonly post: (message: ToPanel) => void;
  readonly onState: (state: RunState) => void;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Never the same twice in a workspace. */
  readonly newRunId: () => RunId;
}

/** A run that goes on. */
export interface StartedRun {
  readonly header: RunHeader;
  /** Never rejects: failures are the summary's outcome. */
  readonly ended: Promise<RunSummary>;
}

/** A run without the parts the controller gives it. */
export type RunDescription = Omit<RunHeader, 'runId' | 'startedAtMs'>;

interface Running {
  readonly session: RunSession;
  readonly panel: PanelSink;
}

export class RunController {
  private readonly running = new Map<RunId, Running>();
  /** The run whose events the panel shows; it may have ended. */
  private shownId: RunId | undefined;
  private last: RunSummary | undefined;

  constructor(private readonly options: RunControllerOptions) {}

  get state(): RunState {
    const shown = this.shownId === undefined ? undefined : this.running.get(this.shownId);
    return shown === undefined
      ? { kind: 'idle', last: this.last }
      : { kind: 'running', header: shown.session.header };
  }

  /**
   * Runs a script into the panel and the sinks. The run shown there before is cancelled, because its
   * rows would reach nobody.
   */
  start(
    runner: () => Promise<Runner>,
    request: RunRequest,
    description: RunDescription,
    sinks: readonly RunSink[] = [],
  ): StartedRun {
    this.cancel();
    const { now, newRunId, post } = this.options;
    const header: RunHeader = { ...description, runId: newRunId(), startedAtMs: now() };
    const session = new RunSession({ header, runner, request, now });
    const panel = new PanelSink(header, post, session.signal);
    this.running.set(header.runId, { session, panel });
    this.shownId = header.runId;
    this.options.onState(this.state);
    return { header, ended: this.follow(session, [panel, ...sinks]) };
  }

  private async follow(session: RunSession, sinks: readonly RunSink[]): Promise<RunSummary> {
    const { runId } = session.header;
    const summary = await session.run(sinks);
    this.running.delete(runId);
    if (this.shownId === runId) {
      this.last = summary;
      this.options.onState(this.state);
    }
    return summary;
  }

  /** Stops a run, or the one that is shown. */
  cancel(runId = this.shownId): void {
    if (runId !== undefined) this.running.get(runId)?.session.cancel();
  }

  cancelAll(): void {
    for (const { session } of this.running.values()) session.cancel();
  }

  acknowledge(runId: RunId, seq: number): void {
    this.running.get(runId)?.panel.acknowledge(seq);
  }
}
