import { expect, test } from 'vitest';
import type { RunEvent, Runner } from '#protocol/run';
import type { SelectedCluster } from '../../../client/src/clusters/clusterRegistry.ts';
import { IdleStart } from '../../../client/src/clusters/idleStart.ts';
import { DEMO_CLUSTER, HOST_CLUSTER } from '../../../client/src/clusters/localClusters.ts';
import { fakeRunner } from '../../support/fakeRunner.ts';

const selectedOf = ({ id, name, simulated }: typeof DEMO_CLUSTER): SelectedCluster => ({
  connectionId: 'local',
  clusterId: id,
  name,
  simulated,
});

function setUp(cluster = DEMO_CLUSTER, events: readonly RunEvent[] = [{ kind: 'done' }]) {
  const state: { wanted: SelectedCluster | undefined; runner: Runner | Error } = {
    wanted: selectedOf(cluster),
    runner: fakeRunner(() => events),
  };
  const life: string[] = [];
  let due: (() => void) | undefined;
  const idle = new IdleStart({
    wanted: () => state.wanted,
    runnerOf: () => {
      life.push('start');
      const { runner } = state;
      return runner instanceof Error ? Promise.reject(runner) : Promise.resolve(runner);
    },
    onStarted: () => life.push('started'),
    onFailure: (text) => life.push(`failed: ${text}`),
    after: (_, work) => {
      life.push('wait');
      due = work;
      return () => {
        due = undefined;
      };
    },
  });
  const pass = async () => {
    due?.();
    for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
  };
  return { idle, state, life, pass };
}

test('a window that is idle starts the cluster, once', async () => {
  const { idle, life, pass } = setUp();
  idle.touch();
  idle.touch();
  await pass();
  idle.touch();
  expect(life).toEqual(['wait', 'wait', 'start', 'started']);
});

test('the simulated shop makes its rows, this machine need not', async () => {
  for (const [cluster, runs] of [
    [DEMO_CLUSTER, 1],
    [HOST_CLUSTER, 0],
  ] as const) {
    const { idle, state, pass } = setUp(cluster);
    idle.touch();
    await pass();
    expect(state.runner).toMatchObject({ requests: { length: runs } });
  }
});

test('nothing is started that is not wanted, before or when its time has come', async () => {
  const { idle, state, life, pass } = setUp();
  const { wanted } = state;
  state.wanted = undefined;
  idle.touch();
  expect(life).toEqual([]);
  state.wanted = wanted;
  idle.touch();
  state.wanted = undefined;
  await pass();
  expect(life).toEqual(['wait']);
});

test('a failure is only logged', async () => {
  const error = { kind: 'cluster', message: 'broken', nextStep: '', compilerErrors: [] } as const;
  const { idle, life, pass } = setUp(DEMO_CLUSTER, [{ kind: 'failed', error }]);
  idle.touch();
  await pass();
  expect(life).toEqual(['wait', 'start', 'failed: broken', 'started']);
  const dead = setUp();
  dead.state.runner = new Error('no process');
  dead.idle.touch();
  await dead.pass();
  expect(dead.life).toEqual(['wait', 'start', 'failed: no process']);
});

test('a window that closes starts nothing', async () => {
  const { idle, life, pass } = setUp();
  idle.touch();
  idle.dispose();
  await pass();
  expect(life).toEqual(['wait']);
});
