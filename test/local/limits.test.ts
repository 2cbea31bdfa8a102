/** What the local cluster's process may use, and that queries leave room for one another. */
import { afterEach, describe, expect, test } from 'vitest';
import type { RunEvent } from '#protocol/run';
import { startEngine, type EngineProcess } from './engineProcess.ts';
import { LOCAL_CLUSTERS } from '#protocol/localCluster';

let engine: EngineProcess | undefined;
afterEach(() => {
  engine?.stop();
  engine = undefined;
});

const NOW = ['--seed', '7', '--now', '1700000000000000000'];

/** Pairs of all requests of five minutes: hours of work. */
const ENDLESS = `import px
df = px.DataFrame('http_events', start_time='-5m')
df.k = 1
df = df.merge(df, how='inner', left_on='k', right_on='k', suffixes=['', '_r'])
df = df.merge(df, how='inner', left_on='k', right_on='k', suffixes=['', '_s'])
px.display(df.agg(n=('latency', px.sum)))`;
/** A group for each pair of requests. */
const WIDE = `import px
df = px.DataFrame('http_events', start_time='-5m')
df.k = 1
df = df.merge(df, how='inner', left_on='k', right_on='k', suffixes=['', '_r'])
px.display(df.groupby(['time_', 'latency', 'latency_r', 'upid_r']).agg(n=('k', px.count)))`;
const SMALL = `import px
px.display(px.DataFrame('process_stats', start_time='-1m').head(5))`;

async function lastEvent(script: string, signal: AbortSignal): Promise<RunEvent | undefined> {
  if (engine === undefined) throw new Error('no engine');
  const clusterId = LOCAL_CLUSTERS.demo.id;
  const request = { clusterId, script, execFuncs: [], queryName: '', mutation: false };
  let last: RunEvent | undefined;
  for await (const event of engine.runner.run(request, signal)) last = event;
  return last;
}
const never = new AbortController().signal;

describe('the local cluster', () => {
  test('answers small queries while many long ones run', async () => {
    engine = await startEngine(...NOW);
    expect(await lastEvent(SMALL, never)).toEqual({ kind: 'done' });
    const abort = new AbortController();
    const ended: (RunEvent | undefined)[] = [];
    const long = Array.from({ length: 5 }, async () => {
      ended.push(await lastEvent(ENDLESS, abort.signal));
    });
    for (let turn = 0; turn < 3; turn += 1) {
      expect(await lastEvent(SMALL, never)).toEqual({ kind: 'done' });
    }
    expect(ended).toEqual([]);
    abort.abort();
    await Promise.all(long);
    expect(ended).toEqual(Array.from({ length: 5 }, () => ({ kind: 'cancelled' })));
  });

  test('stops a query that takes too long and says what to do', async () => {
    engine = await startEngine(...NOW, '--query-timeout', '1');
    expect(await lastEvent(ENDLESS, never)).toMatchObject({
      kind: 'failed',
      error: {
        kind: 'timeout',
        message: 'The query took longer than 1 s and was stopped.',
        nextStep:
          'Ask for a shorter time range, or allow more time: --query-timeout, in VS Code pxl.localCluster.queryTimeout.',
      },
    });
    expect(await lastEvent(SMALL, never)).toEqual({ kind: 'done' });
  });

  test('stops a query that needs more room than it may use and says what to do', async () => {
    engine = await startEngine(...NOW, '--memory-limit', '64', '--spill-limit', '8');
    expect(await lastEvent(WIDE, never)).toMatchObject({
      kind: 'failed',
      error: {
        kind: 'limit',
        message: 'The query needs more room on the disk than the local cluster may use.',
        nextStep:
          'Ask for a shorter time range or fewer groups, or allow more room: --spill-limit, in VS Code pxl.localCluster.spillLimit.',
      },
    });
    expect(await lastEvent(SMALL, never)).toEqual({ kind: 'done' });
  });
});
