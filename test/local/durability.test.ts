/** Rows of this machine across the end of the local cluster's process, however it comes. */
import { afterEach, expect, test } from 'vitest';
import { mkdtempSync, readdirSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cellOf } from '#rows';
import { startEngine, type EngineProcess } from './engineProcess.ts';
import { LOCAL_CLUSTERS } from '#protocol/localCluster';

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
  const died = engine.died();
  process.kill(pid, 'SIGKILL');
  await died;
}

/** The times of network_stats' rows in ms; asking takes two samples. */
async function times({ runner }: EngineProcess): Promise<readonly number[]> {
  const script = "import px\npx.display(px.DataFrame('network_stats')[['time_']])\n";
  const clusterId = LOCAL_CLUSTERS.host.id;
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

/** Asked anew each time: another client may have killed it meanwhile. */
const isKilled = (state: { readonly killed: boolean }): boolean => state.killed;

/** Numbers that look random and are the same every time. @see Marsaglia, xorshift */
function* pseudoRandom(seed: number): Generator<number, never> {
  for (let state = seed; ;) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    yield state >>> 0;
  }
}

/** Posts one span for each path. @returns whether the receiver acknowledged them. */
async function postSpans({ runner }: EngineProcess, paths: readonly string[]): Promise<boolean> {
  const { endpoint, apiKey } = await runner.telemetry();
  const now = BigInt(Date.now()) * 1_000_000n;
  const text = (key: string, stringValue: string) => ({ key, value: { stringValue } });
  const spans = paths.map((path) => ({
    kind: 2,
    startTimeUnixNano: String(now - 5n),
    endTimeUnixNano: String(now),
    attributes: [text('http.request.method', 'GET'), text('url.path', path)],
  }));
  const resource = { attributes: [text('service.name', 'shop')] };
  const body = JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ spans }] }] });
  const headers = { 'content-type': 'application/json', 'pixie-api-key': apiKey };
  try {
    const answer = await fetch(`${endpoint}/v1/traces`, { method: 'POST', headers, body });
    await answer.arrayBuffer();
    return answer.ok;
  } catch (error) {
    // The process was killed before it answered.
    if (error instanceof TypeError) return false;
    throw error;
  }
}

/** How often each path is stored. */
async function storedPaths({ runner }: EngineProcess): Promise<ReadonlyMap<string, number>> {
  const script = "import px\npx.display(px.DataFrame('http_events')[['req_path']])\n";
  const clusterId = LOCAL_CLUSTERS.host.id;
  const request = { clusterId, script, execFuncs: [], queryName: '', mutation: false };
  const found = new Map<string, number>();
  for await (const event of runner.run(request, new AbortController().signal)) {
    if (event.kind === 'failed') throw new Error(event.error.message);
    const column = event.kind === 'batch' ? event.batch.columns[0] : undefined;
    if (event.kind !== 'batch' || column === undefined) continue;
    for (let row = 0; row < event.batch.rowCount; row += 1) {
      const path = String(cellOf(column, row));
      found.set(path, (found.get(path) ?? 0) + 1);
    }
  }
  return found;
}

test(
  'no acknowledged row is lost or doubled, whenever the process is killed',
  { timeout: 120_000 },
  async () => {
    const engine = await start(stateFolder());
    const random = pseudoRandom(20_240_501);
    const acknowledged = new Set<string>();
    const sent = new Set<string>();
    for (let round = 0; round < 8; round += 1) {
      const end = acknowledged.size + 1 + (random.next().value % 60);
      const state = { killed: false };
      const post = async (client: number): Promise<void> => {
        for (let turn = 0; !state.killed; turn += 1) {
          const count = 1 + (random.next().value % 5);
          const paths = Array.from(
            { length: count },
            (_, at) => `/${[round, client, turn, at].map(String).join('/')}`,
          );
          for (const path of paths) sent.add(path);
          if (await postSpans(engine, paths)) for (const path of paths) acknowledged.add(path);
          // The other clients' requests are under way.
          if (acknowledged.size >= end && !isKilled(state)) {
            state.killed = true;
            await kill(engine);
          }
        }
      };
      await Promise.all([0, 1, 2].map(post));
      const stored = await storedPaths(engine);
      expect([...acknowledged].filter((path) => stored.get(path) !== 1)).toEqual([]);
      // What was not acknowledged may be there, once.
      const others = [...stored].filter(([path]) => !acknowledged.has(path));
      expect(others.filter(([path, count]) => count !== 1 || !sent.has(path))).toEqual([]);
    }
    expect(acknowledged.size).toBeGreaterThan(100);
    expect(engine.log()).toBe('');
  },
);

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
