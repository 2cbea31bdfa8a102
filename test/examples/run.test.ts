import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createEngine, openStore, type Store } from '#engine';
import type { RunEvent, Runner, RunRequest } from '#protocol/run';
import { fixedClock, systemClock } from '../../engine/src/cluster/clock.ts';
import { demoCluster } from '../../clusters/src/demoCluster.ts';
import { hostCluster } from '../../clusters/src/hostCluster.ts';
import { executedFunctions, readExamples } from './readExamples.ts';
import { LOCAL_CLUSTERS } from '#protocol/localCluster';

const NOW_NS = 1_700_000_000_000_000_000n;
const never = new AbortController().signal;

let store: Store;
let engine: Runner;
const host = hostCluster({ clock: systemClock() });
beforeAll(async () => {
  store = await openStore();
  const demo = demoCluster({ seed: 1, clock: fixedClock(NOW_NS) });
  engine = createEngine({ clusters: [demo, host], store });
});
afterAll(() => {
  engine.dispose();
  host.dispose();
  store.dispose();
});

/** Rows of each result table by name, and how the run ended. */
async function run(request: Pick<RunRequest, 'clusterId' | 'script' | 'execFuncs'>) {
  const names = new Map<string, string>();
  const rows = new Map<string, number>();
  let end: RunEvent | undefined;
  for await (const event of engine.run({ queryName: 'test', mutation: false, ...request }, never)) {
    if (event.kind === 'table') {
      names.set(event.table.id, event.table.name);
      rows.set(event.table.name, 0);
    }
    if (event.kind === 'batch') {
      const name = names.get(event.batch.tableId) ?? '';
      rows.set(name, (rows.get(name) ?? 0) + event.batch.rowCount);
    }
    end = event;
  }
  return { rows, end };
}

describe.each(readExamples())('$name on the demo cluster', ({ script, vis }) => {
  test('shows rows in every table when the file runs', async () => {
    const { rows, end } = await run({ clusterId: LOCAL_CLUSTERS.demo.id, script, execFuncs: [] });
    expect(end).toEqual({ kind: 'done' });
    expect(rows.size).toBeGreaterThan(0);
    for (const count of rows.values()) expect(count).toBeGreaterThan(0);
  });

  test('shows rows in every widget', async () => {
    const execFuncs = executedFunctions(vis);
    const { rows, end } = await run({ clusterId: LOCAL_CLUSTERS.demo.id, script, execFuncs });
    expect(end).toEqual({ kind: 'done' });
    expect(rows.size).toBe(execFuncs.length);
    for (const count of rows.values()) expect(count).toBeGreaterThan(0);
  });
});

describe.runIf(process.platform === 'linux')('on this machine', () => {
  const scriptOf = (name: string) =>
    readExamples().find((each) => each.name === name)?.script ?? '';
  const runOnHost = (name: string) =>
    run({ clusterId: LOCAL_CLUSTERS.host.id, script: scriptOf(name), execFuncs: [] });

  test('process-resources shows the processes of this computer', async () => {
    const { rows, end } = await runOnHost('process-resources');
    expect(end).toEqual({ kind: 'done' });
    expect(rows.get('by_process')).toBeGreaterThan(0);
  });

  test('connections-map runs', async () => {
    const { rows, end } = await runOnHost('connections-map');
    expect(end).toEqual({ kind: 'done' });
    expect([...rows.keys()]).toEqual(['map', 'table']);
  });

  test('dns says which table is missing', async () => {
    const { end } = await runOnHost('dns');
    expect(end).toMatchObject({
      kind: 'failed',
      error: { kind: 'compile', message: expect.stringContaining('dns_events') as string },
    });
  });
});
