import { credentials, makeGenericClientConstructor, Metadata } from '@grpc/grpc-js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadServices } from '#proto';
import type { RunEvent } from '#protocol/run';
import { createVizierRunner } from '#runner';
import { startGrpcReceiver } from '../export/otlpReceiver.ts';
import {
  openLocalEngine,
  LOCAL_CLUSTERS,
  type LocalEngine,
} from '../../../engine/src/localEngine.ts';
import { serveVizier, type VizierServer } from '../../../engine/src/vizier/vizierServer.ts';
import { plaintext } from '../../support/connect.ts';

const NOW_NS = 1_700_000_000_000_000_000n;
let engine: LocalEngine;
let server: VizierServer;
beforeAll(async () => {
  engine = await openLocalEngine({ nowNs: NOW_NS });
  const { generateOtelScript } = engine;
  server = await serveVizier(engine, { apiKey: 'k', generateOtelScript });
});
afterAll(() => {
  server.close();
  engine.dispose();
});

interface Reply {
  readonly status: {
    readonly code: number;
    readonly message: string;
    readonly error_details: readonly { readonly compiler_error: object }[];
  };
  readonly otel_script: string;
}

/** The answer of the RPC, or the message of its failure. */
function generate(script: string, key = 'k'): Promise<Reply | string> {
  const Vizier = makeGenericClientConstructor(loadServices().vizier, 'Vizier');
  const client = new Vizier(server.address, credentials.createInsecure());
  const metadata = new Metadata();
  metadata.set('pixie-api-key', key);
  const method = loadServices().vizier['GenerateOTelScript'];
  if (method === undefined) throw new Error('no such method');
  const request = { cluster_id: LOCAL_CLUSTERS['demo'], pxl_script: script };
  return new Promise((resolve) => {
    client.makeUnaryRequest(
      method.path,
      (value: object) => method.requestSerialize(value),
      (bytes) => method.responseDeserialize(bytes) as Reply,
      request,
      metadata,
      (error, reply) => {
        client.close();
        resolve(error === null ? (reply as Reply) : error.details);
      },
    );
  });
}

const FRAME = `import px
df = px.DataFrame('http_events', start_time='-5m')
df.service = df.ctx['service']
`;

test('a script comes back with its exports', async () => {
  const reply = await generate(`${FRAME}px.display(df[['time_', 'service', 'latency']], 'http')`);
  expect(reply).toMatchObject({
    status: { code: 0 },
    otel_script: expect.stringContaining('px.export(otel_df, px.otel.Data(') as string,
  });
});

test('a script that does not compile has the places of its errors', async () => {
  expect(await generate(`${FRAME}px.display(df.nothing, 'http')`)).toMatchObject({
    status: { code: 3, error_details: [{ compiler_error: { line: '4' } }] },
    otel_script: '',
  });
});

test('a script that compiles and has nothing to export says so', async () => {
  expect(await generate(`${FRAME}px.display(df[['service', 'latency']], 'http')`)).toMatchObject({
    status: {
      code: 3,
      message: "Table 'http' does not have a time_ column of TIME64NS type",
      error_details: [],
    },
  });
});

test('the generated script runs with the endpoint and times of its run', async () => {
  const receiver = await startGrpcReceiver();
  const runner = createVizierRunner(plaintext(server.address, 'k'));
  const reply = await generate(
    `${FRAME}df = df.head(5)\npx.display(df[['time_', 'service', 'latency']], 'http')`,
  );
  const request = {
    clusterId: LOCAL_CLUSTERS['demo'] ?? '',
    execFuncs: [],
    queryName: '',
    mutation: false,
    script: typeof reply === 'string' ? reply : reply.otel_script,
    configs: {
      otelEndpoint: { url: receiver.address, headers: {}, insecure: true, timeoutS: 5 },
      plugin: { startNs: NOW_NS - 60_000_000_000n, endNs: NOW_NS },
    },
  };
  let last: RunEvent | undefined;
  for await (const event of runner.run(request, new AbortController().signal)) last = event;
  expect(last).toEqual({ kind: 'done' });
  expect(JSON.stringify(receiver.requests[0]?.message)).toContain('"name":"http.latency"');
  runner.dispose();
  receiver.close();
});

test('the key is demanded', async () => {
  expect(await generate(FRAME, 'x')).toBe('invalid auth token');
});
