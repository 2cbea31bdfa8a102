/** Streaming queries through real gRPC: rows as they arrive, until the client has enough. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createEngine, openStore, type Store } from '#engine';
import { createVizierRunner } from '#runner';
import type { RunEvent, Runner } from '#protocol/run';
import { serveVizier, type VizierServer } from '../../../gateway/src/vizier/vizierServer.ts';
import { runScript, smallCluster, type SmallCluster } from '../support/smallCluster.ts';
import { plaintext } from '../../support/connect.ts';

let store: Store;
let cluster: SmallCluster;
/** How often the stream has looked for new rows. */
let looks: number;
let engine: Runner;
/** Resolves when the engine works for no run any more. */
let ended: Promise<void>;
let server: VizierServer;

beforeEach(async () => {
  store = await openStore({ threads: 1 });
  cluster = await smallCluster(store, 3);
  looks = 0;
  const watched = {
    ...cluster,
    prepare: () => {
      looks += 1;
      return Promise.resolve();
    },
  };
  engine = createEngine({ store, clusters: [watched] });
  server = await serveVizier(untilEnded(engine), { apiKey: 'key' });
});
/** The same, and `ended` is the end of its next run. */
function untilEnded(runner: Runner): Runner {
  let end = (): void => undefined;
  ended = new Promise((resolve) => {
    end = resolve;
  });
  return {
    listClusters: (signal) => runner.listClusters(signal),
    async *run(...args) {
      try {
        yield* runner.run(...args);
      } finally {
        end();
      }
    },
    dispose: () => {
      runner.dispose();
    },
  };
}
afterEach(() => {
  server.close();
  engine.dispose();
  store.dispose();
});

const STREAM = `import px
df = px.DataFrame('events')
df = df[df.n != 4]
px.display(df[['time_', 'n']].stream())
`;

const connect = (encrypt: boolean): Runner =>
  createVizierRunner({ ...plaintext(server.address, 'key'), encrypt });

function numbersOf(event: RunEvent): readonly bigint[] {
  const column = event.kind === 'batch' ? event.batch.columns[1] : undefined;
  return column?.dataType === 'INT64' ? [...column.values] : [];
}

describe.each([false, true])('a stream, encrypted: %s', (encrypt) => {
  test('gives each row once, in order, and ends when it is cancelled', async () => {
    const client = connect(encrypt);
    const abort = new AbortController();
    const numbers: bigint[] = [];
    const kinds: string[] = [];
    let sent = 3;
    for await (const event of runScript(client, STREAM, abort.signal)) {
      kinds.push(event.kind);
      if (event.kind === 'failed') throw new Error(event.error.message);
      numbers.push(...numbersOf(event));
      if (event.kind !== 'batch') continue;
      // The next row arrives only when the one before has come through.
      if (sent < 8) await cluster.arrive(store, sent++);
      if (sent === 5) await cluster.arrive(store, sent++);
      if (numbers.includes(7n)) abort.abort();
    }
    expect(numbers).toEqual([0n, 1n, 2n, 3n, 5n, 6n, 7n]);
    expect(kinds[0]).toBe('table');
    expect(kinds.at(-1)).toBe('cancelled');
    expect(new Set(kinds.slice(1, -1))).toEqual(new Set(['batch']));
    client.dispose();
  });
});

describe('cancelling a stream', () => {
  test('before it begins', async () => {
    const client = connect(false);
    const abort = new AbortController();
    abort.abort();
    const events: RunEvent[] = [];
    for await (const event of runScript(client, STREAM, abort.signal)) events.push(event);
    expect(events).toEqual([{ kind: 'cancelled' }]);
    expect(looks).toBe(0);
    client.dispose();
  });

  test('while it waits for rows ends the work of the cluster', async () => {
    const client = connect(false);
    const abort = new AbortController();
    for await (const event of runScript(client, STREAM, abort.signal)) {
      if (event.kind === 'batch') abort.abort();
    }
    await ended;
    client.dispose();
  });

  test('by a client that is gone ends the work of the cluster', async () => {
    const client = connect(false);
    for await (const event of runScript(client, STREAM)) {
      if (event.kind === 'batch') break;
    }
    client.dispose();
    await ended;
  });

  test('after it has ended changes nothing', async () => {
    const client = connect(false);
    const abort = new AbortController();
    const kinds: string[] = [];
    const once = STREAM.replace('.stream()', '');
    for await (const event of runScript(client, once, abort.signal)) kinds.push(event.kind);
    abort.abort();
    expect(kinds.at(-1)).toBe('done');
    client.dispose();
  });
});

describe('by a clock of its own', () => {
  /** Time that passes only while the stream waits; `meanwhile` says what happens then. */
  function streaming(meanwhile: (waits: number) => Promise<void>): {
    readonly runner: Runner;
    readonly waitsMs: readonly number[];
  } {
    const waitsMs: number[] = [];
    const clock = {
      now: () => cluster.clock.now(),
      sleep: async (ms: number, signal: AbortSignal) => {
        signal.throwIfAborted();
        waitsMs.push(ms);
        await meanwhile(waitsMs.length);
      },
    };
    return { runner: createEngine({ store, clusters: [{ ...cluster, clock }] }), waitsMs };
  }

  test('rows come before the next wait, and no wait is longer than a second', async () => {
    const { runner, waitsMs } = streaming(async (waits) => {
      if (waits % 3 === 0) await cluster.arrive(store, 100 + waits);
    });
    const abort = new AbortController();
    const seen: (readonly [row: bigint, waits: number])[] = [];
    for await (const event of runScript(runner, STREAM, abort.signal)) {
      for (const number of numbersOf(event)) seen.push([number, waitsMs.length]);
      if (seen.length === 6) abort.abort();
    }
    expect(seen).toEqual([
      ...[0n, 1n, 2n].map((row) => [row, 0]),
      ...[3, 6, 9].map((waits) => [BigInt(100 + waits), waits]),
    ]);
    expect(Math.max(...waitsMs)).toBeLessThanOrEqual(1000);
    runner.dispose();
  });

  test('a client that does not read holds the stream back', async () => {
    const { runner, waitsMs } = streaming(() => arriveMany());
    const slow = await serveVizier(runner, { apiKey: 'key' });
    const client = createVizierRunner(plaintext(slow.address, 'key'));
    const abort = new AbortController();
    const events = runScript(client, WIDE, abort.signal)[Symbol.asyncIterator]();
    await events.next();
    const waitsAfter = async (queries: number): Promise<number> => {
      for (let turn = 0; turn < queries; turn += 1) await store.all('SELECT 1');
      return waitsMs.length;
    };
    // Some batches are under way; then nothing more is read from the store.
    const before = await waitsAfter(2000);
    expect(before).toBeLessThan(20);
    expect(await waitsAfter(1000)).toBe(before);
    // It goes on as soon as the client does.
    while (waitsMs.length === before) await events.next();
    abort.abort();
    await events.return?.();
    client.dispose();
    slow.close();
    runner.dispose();
  });

  const WIDE = `import px\npx.display(px.DataFrame('events')[['time_', 'name']].stream())\n`;

  /** 6.4 MB at once. */
  async function arriveMany(): Promise<void> {
    await cluster.arrive(store, 1);
    const now = String(cluster.clock.now());
    await store.run(
      `INSERT INTO small.events SELECT ${now}, range, repeat('x', 100000) FROM range(64)`,
    );
  }
});
