import { describe, expect, it } from 'vitest';
import type { RowBatch } from '#protocol/batch';
import { PANEL_WINDOW, type ToPanel } from '#protocol/panel';
import { RunFailure, type RunEvent, type Runner, type RunRequest } from '#protocol/run';
import { RunController } from '../../../client/src/run/runController.ts';
import type { RunSummary } from '../../../client/src/run/runSession.ts';
import { DESCRIPTION } from './runHeader.ts';

const REQUEST: RunRequest = {
  clusterId: 'c',
  script: 's',
  execFuncs: [],
  queryName: 'q',
  mutation: false,
};
const TABLE: RunEvent = { kind: 'table', table: { id: 't', name: 'output', relation: [] } };
const STATS: RunEvent = {
  kind: 'stats',
  stats: {
    compileNs: 1n,
    executeNs: 9_007_199_254_740_993n,
    bytesProcessed: 3n,
    recordsProcessed: 4n,
  },
};

const batch = (rowCount: number, eos = false): RunEvent => ({
  kind: 'batch',
  batch: {
    tableId: 't',
    rowCount,
    eow: eos,
    eos,
    columns: [{ dataType: 'INT64', values: new BigInt64Array(rowCount) }],
  } satisfies RowBatch,
});

/** A runner that gives these events and counts how many were taken. */
function runnerOf(events: readonly RunEvent[]) {
  const taken = { count: 0 };
  const runner: Runner = {
    listClusters: () => Promise.resolve([]),
    async *run() {
      for (const event of events) {
        taken.count += 1;
        yield await Promise.resolve(event);
      }
    },
    dispose: () => undefined,
  };
  return { runner, taken };
}

/** A runner that never answers. */
const silent: Runner = {
  listClusters: () => Promise.resolve([]),
  run: () => ({ [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => undefined) }) }),
  dispose: () => undefined,
};

function setUp(acknowledge: boolean) {
  const posted: ToPanel[] = [];
  const states: string[] = [];
  let made = 0;
  const controller: RunController = new RunController({
    newRunId: () => `run-${String((made += 1))}`,
    post: (message) => {
      posted.push(message);
      if (acknowledge && message.type === 'batch') {
        queueMicrotask(() => controller.acknowledge(message.runId, message.seq));
      }
    },
    onState: ({ kind }) => states.push(kind),
    now: () => 1_000,
  });
  const start = (runner: Runner): Promise<RunSummary> =>
    controller.start(() => Promise.resolve(runner), REQUEST, DESCRIPTION).ended;
  return { posted, states, controller, start };
}

const typesOf = (posted: readonly ToPanel[]) => posted.map(({ type }) => type);
const turns = async () => {
  for (let turn = 0; turn < 200; turn += 1) await Promise.resolve();
};

describe('a run', () => {
  it('reaches the panel in order, with its statistics exact', async () => {
    const { posted, states, start } = setUp(true);
    const { runner } = runnerOf([TABLE, batch(3), batch(2, true), STATS, { kind: 'done' }]);
    const summary = await start(runner);
    expect(typesOf(posted)).toEqual(['runStarted', 'table', 'batch', 'batch', 'stats', 'runEnded']);
    expect(posted[4]).toMatchObject({ stats: { executeNs: '9007199254740993' } });
    expect(summary.rows).toEqual(new Map([['output', 5]]));
    expect(states).toEqual(['running', 'idle']);
  });

  it('takes no more from the cluster than the page and one message hold', async () => {
    const { posted, start, controller } = setUp(false);
    const many = Array.from({ length: 40 }, () => batch(4_000));
    const { runner, taken } = runnerOf([TABLE, ...many, { kind: 'done' }]);
    const running = start(runner);
    await turns();
    expect(typesOf(posted).filter((type) => type === 'batch')).toHaveLength(PANEL_WINDOW);
    // The table, the window, two joined batches, and the one that waits.
    expect(taken.count).toBe(1 + PANEL_WINDOW + 2 + 1);
    controller.acknowledge('run-1', 1);
    await turns();
    expect(posted.at(-1)).toMatchObject({ type: 'batch', seq: 5, rowCount: 8_000 });
    controller.cancel();
    expect((await running).outcome).toEqual({ kind: 'cancelled' });
  });

  it('shows what is waited for, and what becomes of tracepoints', async () => {
    const { posted, start } = setUp(true);
    const states = [{ id: '', name: 'tp', state: 'RUNNING' }] as const;
    const runner: Runner = {
      listClusters: () => Promise.resolve([]),
      async *run(_request, _signal, onProgress) {
        onProgress?.('Waiting for tracepoints…');
        yield await Promise.resolve({ kind: 'mutation', states });
        yield { kind: 'done' };
      },
      dispose: () => undefined,
    };
    await start(runner);
    expect(posted.slice(1, 3)).toEqual([
      { type: 'progress', runId: 'run-1', message: 'Waiting for tracepoints…' },
      { type: 'mutation', runId: 'run-1', states },
    ]);
  });

  it('ignores acknowledgements it did not wait for', async () => {
    const { posted, start, controller } = setUp(false);
    const many = Array.from({ length: 40 }, () => batch(4_000));
    const running = start(runnerOf([TABLE, ...many, { kind: 'done' }]).runner);
    await turns();
    controller.acknowledge('run-1', 99);
    controller.acknowledge('run-7', 1);
    await turns();
    expect(typesOf(posted).filter((type) => type === 'batch')).toHaveLength(PANEL_WINDOW);
    controller.cancel();
    await running;
  });

  it('is cancelled at once, even when the cluster is silent', async () => {
    const { posted, start, controller } = setUp(true);
    const running = start(silent);
    controller.cancel();
    expect((await running).outcome).toEqual({ kind: 'cancelled' });
    expect(typesOf(posted)).toEqual(['runStarted', 'runEnded']);
  });

  it('is cancelled by the next run, which stays', async () => {
    const { start, controller } = setUp(true);
    const first = start(silent);
    const second = start(runnerOf([TABLE, batch(1, true), { kind: 'done' }]).runner);
    expect((await first).outcome).toEqual({ kind: 'cancelled' });
    expect((await second).outcome).toEqual({ kind: 'done' });
    expect(controller.state).toMatchObject({ kind: 'idle', last: { header: { runId: 'run-2' } } });
  });

  it('keeps its rows when it fails', async () => {
    const error = { kind: 'cluster', message: 'm', nextStep: 'n', compilerErrors: [] } as const;
    const { posted, start } = setUp(true);
    const summary = await start(runnerOf([TABLE, batch(3), { kind: 'failed', error }]).runner);
    expect(summary.outcome).toEqual({ kind: 'failed', error });
    expect(typesOf(posted)).toEqual(['runStarted', 'table', 'batch', 'runEnded']);
  });

  it('fails with what to do when there is no runner or no last event', async () => {
    const error = { kind: 'auth', message: 'm', nextStep: 'n', compilerErrors: [] } as const;
    const { controller, start } = setUp(true);
    const refused = () => Promise.reject(new RunFailure(error));
    const summary = await controller.start(refused, REQUEST, DESCRIPTION).ended;
    expect(summary.outcome).toEqual({ kind: 'failed', error });
    expect((await start(runnerOf([TABLE]).runner)).outcome).toMatchObject({
      kind: 'failed',
      error: { message: 'The cluster ended the run without a result.' },
    });
  });
});
