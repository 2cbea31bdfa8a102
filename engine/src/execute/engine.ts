/** Runs scripts on the clusters of this process. */
import { analyze, compile, type Analysis, type CompileRequest, type Plan } from '#language';
import type { RunError } from '#protocol/errors';
import { LIMITS, unknownLocalCluster } from '#protocol/localCluster';
import {
  RunFailure,
  type ClusterInfo,
  type RunEvent,
  type Runner,
  type RunRequest,
} from '#protocol/run';
import type { EngineCluster } from '../cluster/cluster.ts';
import { unsupportedFunctions } from '../functions/functionTable.ts';
import { DimensionCache } from '../metadata/dimensionCache.ts';
import type { Store } from '../store/store.ts';
import { SCRATCH } from './engineStore.ts';
import { runPlan, type PlanRun } from './runPlan.ts';
import { compileFailure, engineFailure, timedOut, unsupportedFailure } from './failures.ts';
import { withinTime } from './timeout.ts';
import { Tracepoints } from './tracepoints.ts';
import { udtfProblem } from './udtfs.ts';

export interface EngineOptions {
  readonly clusters: readonly EngineCluster[];
  /** Made by this room's `openStore`. The engine does not dispose of it. */
  readonly store: Store;
  /** Shown by `px.Version()`. */
  readonly version?: string | undefined;
  /** A query that takes longer fails; streaming ones never do. Default 5 minutes. */
  readonly queryTimeoutMs?: number | undefined;
}

const DEFAULT_QUERY_TIMEOUT_MS = LIMITS.queryTimeout.default * LIMITS.queryTimeout.factor;

/** A Runner over local clusters. Its rows come from `store`, its cluster facts from `clusters`. */
export function createEngine(options: EngineOptions): Runner {
  return new Engine(options);
}

/** The script displays nothing. */
const NO_OUTPUT = 'PXL214';

class Engine implements Runner {
  readonly #options: EngineOptions;
  readonly #dimensions: DimensionCache;
  readonly #running = new Set<AbortController>();
  readonly #tracepoints = new Tracepoints();

  constructor(options: EngineOptions) {
    this.#options = options;
    this.#dimensions = new DimensionCache(options.store, SCRATCH);
  }

  async listClusters(signal: AbortSignal): Promise<readonly ClusterInfo[]> {
    return Promise.all(this.#options.clusters.map((cluster) => cluster.info(signal)));
  }

  async *run(request: RunRequest, signal: AbortSignal): AsyncGenerator<RunEvent> {
    const controller = new AbortController();
    const timeout = new AbortController();
    const cancelled = AbortSignal.any([signal, controller.signal]);
    this.#running.add(controller);
    try {
      yield* this.#timed(request, timeout, AbortSignal.any([cancelled, timeout.signal]));
      yield { kind: 'done' };
    } catch (error) {
      if (cancelled.aborted) yield { kind: 'cancelled' };
      else if (timeout.signal.aborted) yield { kind: 'failed', error: timedOut(this.#timeoutMs) };
      else yield { kind: 'failed', error: errorOf(error) };
    } finally {
      // Also reached when the consumer stops reading: what still runs ends with it.
      controller.abort();
      this.#running.delete(controller);
    }
  }

  dispose(): void {
    for (const controller of this.#running) controller.abort();
  }

  get #timeoutMs(): number {
    return this.#options.queryTimeoutMs ?? DEFAULT_QUERY_TIMEOUT_MS;
  }

  async *#timed(
    request: RunRequest,
    timeout: AbortController,
    signal: AbortSignal,
  ): AsyncGenerator<RunEvent> {
    signal.throwIfAborted();
    const cluster = this.#options.clusters.find((item) => item.id === request.clusterId);
    if (cluster === undefined) throw new RunFailure(unknownLocalCluster(request.clusterId));
    const started = process.hrtime.bigint();
    const analysis = compile(compileRequest(request, cluster));
    if (analysis.mutations.length > 0) yield* this.#mutate(request, cluster);
    const plan = planOf(analysis);
    const compileNs = process.hrtime.bigint() - started;
    const events = this.#events({ plan, cluster, compileNs }, signal);
    const endless = plan.operators.some(
      (operator) => operator.kind === 'memorySource' && operator.streaming,
    );
    if (endless) yield* events;
    else {
      yield* withinTime(events, this.#timeoutMs, () => {
        timeout.abort();
      });
    }
  }

  /** As Vizier does, before the query; @throws RunFailure where the query cannot follow. */
  *#mutate(request: RunRequest, cluster: EngineCluster): Generator<RunEvent> {
    // Unlike a run, this knows the tables that tracepoints make, so what it refuses is wrong.
    const checked = analyze(compileRequest(request, cluster));
    // The table of a probe in PxL has no relation before the probe runs, so showing it is no output.
    const isWrong = checked.problems.some(
      ({ reportedByCompiler, severity, code }) =>
        reportedByCompiler && severity === 'error' && code !== NO_OUTPUT,
    );
    if (isWrong) throw new RunFailure(compileFailure(checked));
    const { states, failure } = this.#tracepoints.apply(cluster.id, checked.mutations);
    yield { kind: 'mutation', states };
    if (failure !== undefined) throw failure;
  }

  async *#events(
    { plan, cluster, compileNs }: Pick<PlanRun, 'plan' | 'cluster' | 'compileNs'>,
    signal: AbortSignal,
  ): AsyncGenerator<RunEvent> {
    await cluster.open?.(this.#options.store);
    // Made while the cluster prepares its rows: neither needs the other.
    const dimensions = this.#dimensions.acquire(cluster.id, cluster.metadata());
    // A failure is the run's when it waits for them; until then nobody listens.
    dimensions.catch(() => undefined);
    try {
      const info = await cluster.info(signal);
      const run: PlanRun = {
        plan,
        cluster,
        clusterName: info.name,
        version: this.#options.version ?? info.vizierVersion,
        tracepoints: this.#tracepoints.of(cluster.id),
        store: this.#options.store,
        dimensions,
        currentDimensions: () => this.#dimensions.acquire(cluster.id, cluster.metadata()),
        compileNs,
      };
      yield* runPlan(run, signal);
    } finally {
      await (await dimensions).release();
    }
  }
}

const compileRequest = (request: RunRequest, cluster: EngineCluster): CompileRequest => ({
  script: request.script,
  execFuncs: request.execFuncs,
  catalog: cluster.catalog,
  nowNs: cluster.clock.now(),
  configs: request.configs,
});

function planOf(analysis: Analysis): Plan {
  const { plan } = analysis;
  if (plan === undefined) throw new RunFailure(compileFailure(analysis));
  const tables = plan.operators.flatMap((operator) =>
    operator.kind === 'udtfSource' ? [udtfProblem(operator.udtf)] : [],
  );
  const problems = [
    ...unsupportedFunctions(plan),
    ...tables.filter((problem) => problem !== undefined),
  ];
  if (problems.length > 0) throw new RunFailure(unsupportedFailure(problems));
  return plan;
}

function errorOf(error: unknown): RunError {
  return error instanceof RunFailure ? error.error : engineFailure(error);
}
