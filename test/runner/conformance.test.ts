/**
 * What every Runner promises, checked in process and through real gRPC: order, exactness, errors,
 * cancelling, and a producer that waits for its consumer.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  credentials,
  makeGenericClientConstructor,
  Metadata,
  Server,
  ServerCredentials,
  status as GrpcStatus,
  type ClientReadableStream,
  type ServerWritableStream,
  type ServiceError,
} from '@grpc/grpc-js';
import { encodeBatch, encodeBatchResponse, loadServices } from '#proto';
import { createVizierRunner } from '#runner';
import type { ColumnData } from '#protocol/batch';
import { RunFailure, type RunEvent, type Runner, type RunRequest } from '#protocol/run';
import { serveVizier, type VizierServer } from '../../engine/src/vizier/vizierServer.ts';
import {
  batch,
  column,
  DEMO,
  fakeRunner,
  stringColumn,
  table,
  type FakeRunner,
} from '../support/fakeRunner.ts';
import { plaintext } from '../support/connect.ts';

const KEY = 'key-of-this-test';

const EXACT: readonly ColumnData[] = [
  { dataType: 'TIME64NS', values: BigInt64Array.of(1_700_000_000_000_000_001n, -1n) },
  { dataType: 'INT64', values: BigInt64Array.of(2n ** 63n - 1n, -(2n ** 63n)) },
  { dataType: 'FLOAT64', values: Float64Array.of(Number.NaN, -Infinity) },
  { dataType: 'BOOLEAN', values: Uint8Array.of(1, 0) },
  { dataType: 'UINT128', values: BigUint64Array.of(2n ** 64n - 1n, 1n, 0n, 2n ** 63n) },
  stringColumn(['naïve', Uint8Array.of(0xff, 0x00, 0x80)]),
];
const EXACT_TABLE = table(
  'exact',
  ...(['TIME64NS', 'INT64', 'FLOAT64', 'BOOLEAN', 'UINT128', 'STRING'] as const).map((type) =>
    column(type.toLowerCase(), type),
  ),
);
const STATS = {
  compileNs: 1n,
  executeNs: 2n ** 53n + 1n,
  bytesProcessed: 3n,
  recordsProcessed: 4n,
};

const SCRIPTS: Readonly<Record<string, readonly RunEvent[]>> = {
  exact: [
    { kind: 'table', table: EXACT_TABLE },
    { kind: 'batch', batch: batch('exact', 2, EXACT, true) },
    { kind: 'stats', stats: STATS },
    { kind: 'done' },
  ],
  empty: [
    { kind: 'table', table: table('a', column('x', 'INT64')) },
    {
      kind: 'batch',
      batch: batch('a', 0, [{ dataType: 'INT64', values: new BigInt64Array() }], true),
    },
    { kind: 'done' },
  ],
  refused: [
    {
      kind: 'failed',
      error: {
        kind: 'compile',
        message: "Column 'nope' not found in parent dataframe",
        nextStep: 'Change naïve code.',
        compilerErrors: [
          { line: 3, column: 8, message: "Column 'nope' not found in parent dataframe" },
        ],
      },
    },
  ],
  broken: [
    { kind: 'table', table: table('a', column('x', 'INT64')) },
    {
      kind: 'failed',
      error: {
        kind: 'engine',
        message: 'out of memory',
        nextStep: 'Ask “less”.',
        compilerErrors: [],
      },
    },
  ],
};

function* endless(): Generator<RunEvent> {
  yield { kind: 'table', table: table('a', column('x', 'STRING')) };
  const rows = stringColumn(Array.from({ length: 1000 }, () => 'x'.repeat(100)));
  for (;;) yield { kind: 'batch', batch: batch('a', 1000, [rows]) };
}

const scripted = () =>
  fakeRunner(({ script }) => (script === 'endless' ? endless() : (SCRIPTS[script] ?? [])));

const request = (script: string): RunRequest => ({
  clusterId: DEMO.id,
  script,
  queryName: 'test',
  mutation: false,
  execFuncs: [{ funcName: 'f', outputTablePrefix: 'out', args: [{ name: 'a', value: '1' }] }],
});

async function collect(runner: Runner, script: string): Promise<RunEvent[]> {
  const events: RunEvent[] = [];
  for await (const event of runner.run(request(script), new AbortController().signal))
    events.push(event);
  return events;
}

/** A column's values in a form that compares exactly. */
function plain(data: ColumnData): readonly unknown[] {
  if (data.dataType !== 'STRING')
    return [...data.values].map((value) => (Number.isNaN(value) ? 'NaN' : value));
  return [...data.starts].map((start, index) => [...data.bytes.subarray(start, data.ends[index])]);
}

interface Setup {
  readonly runner: Runner;
  readonly source: FakeRunner;
  readonly server: VizierServer | undefined;
}

const SETUPS: Readonly<Record<string, () => Promise<Setup>>> = {
  'in process': () => {
    const source = scripted();
    return Promise.resolve({ runner: source, source, server: undefined });
  },
  'over gRPC': () => served(false),
  'over gRPC, encrypted': () => served(true),
};

async function served(encrypt: boolean): Promise<Setup> {
  const source = scripted();
  const server = await serveVizier(source, { apiKey: KEY });
  // A warning would mean that rows came plain.
  const onWarning = (message: string): void => {
    throw new Error(message);
  };
  return {
    runner: createVizierRunner({ ...plaintext(server.address, KEY), encrypt, onWarning }),
    source,
    server,
  };
}

describe.each(Object.keys(SETUPS))('a runner %s', (name) => {
  let setup: Setup;
  beforeAll(async () => {
    setup = await (SETUPS[name] ?? (() => Promise.reject(new Error(name))))();
  });
  afterAll(() => {
    setup.runner.dispose();
    setup.server?.close();
  });

  test('lists clusters exactly', async () => {
    expect(await setup.runner.listClusters(new AbortController().signal)).toEqual([DEMO]);
  });

  test('passes the request on', async () => {
    await collect(setup.runner, 'empty');
    expect(setup.source.requests.at(-1)).toEqual(request('empty'));
  });

  test('keeps order and every value', async () => {
    const events = await collect(setup.runner, 'exact');
    expect(events.map(({ kind }) => kind)).toEqual(['table', 'batch', 'stats', 'done']);
    const [meta, rows, stats] = events;
    expect(meta).toEqual({ kind: 'table', table: EXACT_TABLE });
    expect(stats).toEqual({ kind: 'stats', stats: STATS });
    if (rows?.kind !== 'batch') throw new Error('no batch');
    expect(rows.batch).toMatchObject({ tableId: 'exact', rowCount: 2, eos: true });
    expect(rows.batch.columns.map(plain)).toEqual(EXACT.map(plain));
  });

  test('gives an empty table', async () => {
    const events = await collect(setup.runner, 'empty');
    expect(events.map(({ kind }) => kind)).toEqual(['table', 'batch', 'done']);
  });

  test('ends with compile errors and their positions', async () => {
    expect(await collect(setup.runner, 'refused')).toEqual(SCRIPTS['refused']);
  });

  test('ends once when the engine fails, after what came before', async () => {
    expect(await collect(setup.runner, 'broken')).toEqual(SCRIPTS['broken']);
  });

  test('is cancelled before it starts', async () => {
    const abort = new AbortController();
    abort.abort();
    const events: RunEvent[] = [];
    for await (const event of setup.runner.run(request('endless'), abort.signal))
      events.push(event);
    expect(events).toEqual([{ kind: 'cancelled' }]);
  });

  test('is cancelled while it runs, and nothing follows', async () => {
    const abort = new AbortController();
    const kinds: string[] = [];
    for await (const event of setup.runner.run(request('endless'), abort.signal)) {
      kinds.push(event.kind);
      if (kinds.length === 5) abort.abort();
    }
    expect(kinds.at(-1)).toBe('cancelled');
    expect(kinds.filter((kind) => kind === 'cancelled')).toHaveLength(1);
  });

  test('cancelling after the end changes nothing', async () => {
    const abort = new AbortController();
    const kinds: string[] = [];
    for await (const event of setup.runner.run(request('exact'), abort.signal))
      kinds.push(event.kind);
    abort.abort();
    expect(kinds.at(-1)).toBe('done');
  });

  test('waits for a consumer that does not read', async () => {
    const abort = new AbortController();
    const before = setup.source.taken();
    const events = setup.runner.run(request('endless'), abort.signal)[Symbol.asyncIterator]();
    await events.next();
    // Long enough for a producer that does not wait to run far ahead.
    for (let turn = 0; turn < 200; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(setup.source.taken() - before).toBeLessThan(200);
    abort.abort();
    await events.return?.(undefined);
  });
});

describe('a Vizier server', () => {
  test('refuses a wrong key, and the key is in no message', async () => {
    const server = await serveVizier(scripted(), { apiKey: KEY });
    const runner = createVizierRunner(plaintext(server.address, 'guess'));
    const [event] = await collect(runner, 'exact');
    expect(event).toMatchObject({ kind: 'failed', error: { kind: 'auth' } });
    expect(JSON.stringify(event)).not.toContain('guess');
    await expect(runner.listClusters(new AbortController().signal)).rejects.toBeInstanceOf(
      RunFailure,
    );
    runner.dispose();
    server.close();
  });

  test('that dies during a run leaves one failure', async () => {
    const server = await serveVizier(scripted(), { apiKey: KEY });
    const runner = createVizierRunner(plaintext(server.address, KEY));
    const kinds: string[] = [];
    for await (const event of runner.run(request('endless'), new AbortController().signal)) {
      kinds.push(event.kind);
      if (kinds.length === 3) server.close();
    }
    expect(kinds.slice(0, 2)).toEqual(['table', 'batch']);
    expect(kinds.filter((kind) => kind === 'failed')).toHaveLength(1);
    expect(kinds.at(-1)).toBe('failed');
    runner.dispose();
  });

  test('that is not there is a network failure with a next step', async () => {
    const runner = createVizierRunner(plaintext('127.0.0.1:1', KEY));
    const [event] = await collect(runner, 'exact');
    expect(event).toMatchObject({ kind: 'failed', error: { kind: 'network' } });
    runner.dispose();
  });

  test('refuses a key it cannot encrypt for, with the reason', async () => {
    const server = await serveVizier(scripted(), { apiKey: KEY });
    const { vizier } = loadServices();
    const client = new (makeGenericClientConstructor(vizier, 'VizierService'))(
      server.address,
      credentials.createInsecure(),
    );
    const metadata = new Metadata();
    metadata.set('pixie-api-key', KEY);
    const options = { jwk_key: '{}', key_alg: 'RSA-OAEP-256', content_alg: 'A256GCM' };
    const method = client['ExecuteScript'];
    if (method === undefined) throw new Error('no ExecuteScript');
    const call = method.call(
      client,
      { cluster_id: DEMO.id, query_str: 'exact', encryption_options: options },
      metadata,
    ) as ClientReadableStream<unknown>;
    const error = await new Promise<ServiceError>((resolve, reject) => {
      call.on('data', () => {
        reject(new Error('rows came'));
      });
      call.on('error', resolve);
    });
    expect(error.code).toBe(GrpcStatus.INVALID_ARGUMENT);
    expect(error.details).toMatch(/^encryption_options cannot be used/u);
    client.close();
    server.close();
  });

  test('that sends plain rows to a client that wants them encrypted is reported, once', async () => {
    const warnings: string[] = [];
    const plain = await plainServer();
    const runner = createVizierRunner({
      ...plaintext(plain.address, KEY),
      encrypt: true,
      onWarning: (message) => warnings.push(message),
    });
    const events = await collect(runner, 'any');
    expect(events.map(({ kind }) => kind)).toEqual(['table', 'batch', 'batch', 'done']);
    expect(warnings).toEqual([`${plain.address} sent rows that are not encrypted end to end.`]);
    runner.dispose();
    plain.close();
  });
});

/** Answers as a cluster older than encryption: two plain batches, whatever is asked. */
async function plainServer(): Promise<{ readonly address: string; readonly close: () => void }> {
  const server = new Server();
  const rows = batch('a', 1, [{ dataType: 'INT64', values: BigInt64Array.of(1n) }]);
  server.addService(loadServices().vizier, {
    ExecuteScript: (call: ServerWritableStream<unknown, unknown>) => {
      const columns = [{ column_name: 'n', column_type: 'INT64' }];
      call.write({ meta_data: { id: 'a', name: 'a', relation: { columns } } });
      for (let sent = 0; sent < 2; sent += 1) {
        call.write(encodeBatchResponse('batch', encodeBatch(rows), 'query'));
      }
      call.end();
    },
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) => {
      if (error === null) resolve(bound);
      else reject(error);
    });
  });
  return {
    address: `127.0.0.1:${String(port)}`,
    close: () => {
      server.forceShutdown();
    },
  };
}
