/**
 * Starts the local cluster while the window is idle and has it make its first rows, so that the
 * first run of a script need not wait for either.
 */
import type { Runner, RunRequest } from '#protocol/run';
import type { SelectedCluster } from './clusterRegistry.ts';
import { DEMO_CLUSTER } from './localClusters.ts';

export interface IdleStartOptions {
  /** The cluster to start; undefined when none is to be started now. */
  readonly wanted: () => SelectedCluster | undefined;
  readonly runnerOf: (selected: SelectedCluster) => Promise<Runner>;
  /** It runs and is warm. */
  readonly onStarted: () => void;
  readonly onFailure: (text: string) => void;
  /** @returns what calls it off. */
  readonly after: (delayMs: number, work: () => void) => () => void;
}

/** Long enough that the window, its editors and the language server are up. */
const IDLE_MS = 2_000;

/** Makes the simulated shop's requests and compiles once. */
const WARM_UP =
  "import px\npx.display(px.DataFrame('http_events', start_time='-5m').head(1), 'warm_up')\n";

export class IdleStart {
  private callOff: () => void = () => undefined;
  private readonly abort = new AbortController();
  private isDone = false;

  constructor(private readonly options: IdleStartOptions) {}

  /** To be called when something has happened in the window: idleness begins anew. */
  touch(): void {
    this.callOff();
    if (this.isDone || this.options.wanted() === undefined) return;
    this.callOff = this.options.after(IDLE_MS, () => void this.start());
  }

  dispose(): void {
    this.callOff();
    this.abort.abort();
  }

  private async start(): Promise<void> {
    const { wanted, runnerOf, onStarted, onFailure } = this.options;
    const selected = wanted();
    if (selected === undefined || this.isDone) return;
    this.isDone = true;
    const { signal } = this.abort;
    try {
      const runner = await runnerOf(selected);
      await runner.listClusters(signal);
      if (selected.clusterId === DEMO_CLUSTER.id) {
        for await (const event of runner.run(warmUp(selected), signal)) {
          if (event.kind === 'failed') onFailure(event.error.message);
        }
      }
      // Not before: whoever is interested asks the cluster too.
      if (!signal.aborted) onStarted();
    } catch (error) {
      // Nobody has asked for it: the first run says what is wrong.
      if (!signal.aborted) onFailure(error instanceof Error ? error.message : String(error));
    }
  }
}

const warmUp = ({ clusterId }: SelectedCluster): RunRequest => ({
  clusterId,
  script: WARM_UP,
  execFuncs: [],
  queryName: 'warm-up',
  mutation: false,
});
