/** Rows of this machine across the end of the local cluster's process, however it comes. */
import { afterEach, expect, test } from 'vitest';
import { mkdtempSync, readdirSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LOCAL_CLUSTERS } from '#engine';
import { cellOf } from '#protocol/cells';
import { startEngine, type EngineProcess } from './support/engineProcess.ts';

const engines: EngineProcess[] = [];
const folders: string[] = [];
afterEach(() => {
  for (const engine of engines.splice(0)) engine.stop();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function stateFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'pxl-state-'));
  folders.push(folder);
  return folder;
}

async function start(state: string): Promise<EngineProcess> {
  const engine = await startEngine('--state', state);
  engines.push(engine);
  return engine;
}

/** Ends the process as `kill -9` does and waits for its end. */
async function kill(engine: EngineProcess): Promise<void> {
  const pid = engine.runner.pid();
  if (pid === undefined) throw new Error('the process does not run');
  process.kill(pid, 'SIGKILL');
  while (engine.runner.pid() !== undefined) await new Promise((resolve) => setTimeout(resolve, 10));
}

/** The times of network_stats' rows in ms; asking takes two samples. */
async function times({ runner }: EngineProcess): Promise<readonly number[]> {
  const script = "import px\npx.display(px.DataFrame('network_stats')[['time_']])\n";
  const clusterId = LOCAL_CLUSTERS['host'] ?? '';
  const request = { clusterId, script, execFuncs: [], queryName: '', mutation: false };
  const found: number[] = [];
  for await (const event of runner.run(request, new AbortController().signal)) {
    if (event.kind === 'failed') throw new Error(event.error.message);
    const column = event.kind === 'batch' ? event.batch.columns[0] : undefined;
    if (event.kind !== 'batch' || column === undefined) continue;
    for (let row = 0; row < event.batch.rowCount; row += 1) {
      found.push(Number(BigInt(cellOf(column, row)) / 1_000_000n));
    }
  }
  return found;
}

test.runIf(process.platform === 'linux')('rows of a killed process are there again', async () => {
  const state = stateFolder();
  const first = await start(state);
  const before = await times(first);
  expect(before).toHaveLength(2);
  await kill(first);
  const second = await start(state);
  const after = await times(second);
  expect(after.slice(0, 2)).toEqual(before);
  expect(after.length).toBeGreaterThanOrEqual(4);
  expect(second.log()).toBe('');
});

test.runIf(process.platform === 'linux')('two processes keep rows at the same time', async () => {
  const state = stateFolder();
  const [first, second] = [await start(state), await start(state)];
  expect(await times(first)).toHaveLength(2);
  expect(await times(second)).toHaveLength(2);
  expect(first.log() + second.log()).toBe('');
});

test.runIf(process.platform === 'linux')('a damaged file is named in the cluster', async () => {
  const state = stateFolder();
  const first = await start(state);
  await times(first);
  await kill(first);
  const folder = join(state, 'host', '1');
  const [slice = ''] = readdirSync(folder).filter((name) => name.endsWith('.slice'));
  truncateSync(join(folder, slice), 100);
  const second = await start(state);
  expect((await times(second)).length).toBeGreaterThanOrEqual(2);
  const clusters = await second.runner.listClusters(new AbortController().signal);
  const aside = join(folder, 'set-aside', slice);
  expect(clusters.find(({ name }) => name === 'This machine')?.statusMessage).toContain(aside);
  expect(second.log()).toContain(aside);
});
