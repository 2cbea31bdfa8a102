import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { RunEvent, Runner } from '#protocol/run';
import { createEngine } from '../../../engine/src/execute/engine.ts';
import { openStore } from '../../../engine/src/execute/engineStore.ts';
import type { Store } from '../../../engine/src/store/store.ts';
import { NOW_NS, runScript, smallCluster } from '../support/smallCluster.ts';
import { startGrpcReceiver, type Answer, type GrpcReceiver } from './otlpReceiver.ts';

let store: Store;
let engine: Runner;
let receiver: GrpcReceiver | undefined;
beforeAll(async () => {
  store = await openStore({ threads: 1 });
  engine = createEngine({ clusters: [await smallCluster(store, 3)], store });
});
afterEach(() => {
  receiver?.close();
  receiver = undefined;
});
afterAll(() => {
  store.dispose();
});

interface Run {
  readonly data: string;
  /** Lines between the frame and the export. */
  readonly prepare?: string;
  readonly resource?: string;
  readonly endpoint?: string;
}

/** Rows n = 0, 1, 2; one second apart. */
const script = (
  address: string,
  { data, prepare = '', resource = `'service.name': 'shop'`, endpoint = 'insecure=True' }: Run,
) => `import px
df = px.DataFrame('events')
${prepare}
px.export(df, px.otel.Data(
  endpoint=px.otel.Endpoint(url='${address}', ${endpoint}),
  resource={${resource}},
  data=[${data}],
))`;

async function lastEvent(run: Run, answer?: Answer): Promise<RunEvent | undefined> {
  receiver = await startGrpcReceiver(answer);
  return eventOf(script(receiver.address, run));
}

async function eventOf(text: string, signal?: AbortSignal): Promise<RunEvent | undefined> {
  let last: RunEvent | undefined;
  for await (const event of runScript(engine, text, signal)) last = event;
  return last;
}

async function checkSent(run: Run, expected: readonly unknown[]): Promise<void> {
  expect(await lastEvent(run)).toEqual({ kind: 'done' });
  expect(receiver?.requests.map(({ message }) => message)).toEqual(expected);
}

const time = (row: number) => String(NOW_NS - BigInt(2 - row) * 1_000_000_000n);
const text = (key: string, stringValue: string) => ({ key, value: { stringValue } });
const GAUGE = `px.otel.metric.Gauge(name='n', value=df.n)`;

describe('metrics', () => {
  test('of equal resources are one metric with a point for each row', () =>
    checkSent(
      {
        data: `px.otel.metric.Gauge(name='requests', description='How many', unit='1', value=df.n, attributes={'row': df.name, 'fixed': 'x'})`,
      },
      [
        {
          resourceMetrics: [
            {
              resource: { attributes: [text('service.name', 'shop')] },
              scopeMetrics: [
                {
                  metrics: [
                    {
                      name: 'requests',
                      description: 'How many',
                      unit: '1',
                      gauge: {
                        dataPoints: [0, 1, 2].map((row) => ({
                          timeUnixNano: time(row),
                          asInt: String(row),
                          attributes: [text('row', `row ${String(row)}`), text('fixed', 'x')],
                        })),
                      },
                    },
                  ],
                },
              ],
            },
          ],
        },
      ],
    ));

  test('have a resource for each value of its columns', async () => {
    await lastEvent({ data: GAUGE, resource: `'service.name': df.name` });
    expect(receiver?.requests[0]?.message).toMatchObject({
      resourceMetrics: [0, 1, 2].map((row) => ({
        resource: { attributes: [text('service.name', `row ${String(row)}`)] },
      })),
    });
  });

  test('are sent for each service of a list of services', async () => {
    const prepare = `df = df[df.n == 0]
df.service = px.Service('["shop/a","shop/b"]')`;
    await lastEvent({ data: GAUGE, prepare, resource: `'service.name': df.service, 'n': df.n` });
    const n = { key: 'n', value: { intValue: '0' } };
    expect(receiver?.requests[0]?.message).toMatchObject({
      resourceMetrics: [
        { resource: { attributes: [n, text('service.name', 'shop/a')] } },
        { resource: { attributes: [n, text('service.name', 'shop/b')] } },
      ],
    });
  });

  test('of doubles, and summaries', async () => {
    const prepare = `df = df[df.n == 2]
df.half = df.n / 4
df.sum = df.n * 1.5`;
    const data = `px.otel.metric.Gauge(name='half', value=df.half),
  px.otel.metric.Summary(name='latency', count=df.n, sum=df.sum, quantile_values={0.5: df.half, 0.99: df.sum})`;
    await lastEvent({ data, prepare });
    expect(receiver?.requests[0]?.message).toMatchObject({
      resourceMetrics: [
        {
          scopeMetrics: [
            {
              metrics: [
                { name: 'half', gauge: { dataPoints: [{ asDouble: 0.5 }] } },
                {
                  name: 'latency',
                  summary: {
                    dataPoints: [
                      {
                        timeUnixNano: time(2),
                        count: '2',
                        sum: 3,
                        quantileValues: [
                          { quantile: 0.5, value: 0.5 },
                          { quantile: 0.99, value: 3 },
                        ],
                      },
                    ],
                  },
                },
              ],
            },
          ],
        },
      ],
    });
  });

  test('more than a table would show are all sent', async () => {
    const many = await openStore({ threads: 1 });
    const cluster = await smallCluster(many, 25_000);
    receiver = await startGrpcReceiver();
    const runner = createEngine({ clusters: [cluster], store: many });
    for await (const event of runScript(runner, script(receiver.address, { data: GAUGE }))) {
      expect(event.kind).not.toBe('failed');
    }
    many.dispose();
    const points = receiver.requests.map(
      ({ message }) => JSON.stringify(message).split('timeUnixNano').length - 1,
    );
    expect(points.reduce((sum, count) => sum + count, 0)).toBe(25_000);
    expect(points.length).toBeGreaterThan(1);
  });
});

describe('spans', () => {
  const span = (ids: string) =>
    `px.otel.trace.Span(name=df.name, start_time=df.time_, end_time=df.time_, kind=px.otel.trace.SPAN_KIND_CLIENT, attributes={'n': df.n}${ids})`;
  const only = `df = df[df.n == 1]\ndf.id = '0a0b0c0d0e0f0102'`;

  /** The sent span with its IDs as hexadecimal text. */
  async function sentSpan(ids: string): Promise<Record<string, unknown>> {
    expect(await lastEvent({ data: span(ids), prepare: only })).toEqual({ kind: 'done' });
    const [request] = receiver?.requests ?? [];
    expect(request?.signal).toBe('trace');
    const sent = request?.message as {
      resourceSpans: { scopeSpans: { spans: Record<string, unknown>[] }[] }[];
    };
    const found = sent.resourceSpans[0]?.scopeSpans[0]?.spans[0] ?? {};
    return Object.fromEntries(
      Object.entries(found).map(([key, value]) => [
        key,
        Buffer.isBuffer(value) ? value.toString('hex') : value,
      ]),
    );
  }

  test('have the IDs of their columns; short trace IDs are filled up', async () => {
    expect(await sentSpan(', trace_id=df.id, span_id=df.id, parent_span_id=df.id')).toEqual({
      traceId: '00000000000000000a0b0c0d0e0f0102',
      spanId: '0a0b0c0d0e0f0102',
      parentSpanId: '0a0b0c0d0e0f0102',
      name: 'row 1',
      kind: 3,
      startTimeUnixNano: time(1),
      endTimeUnixNano: time(1),
      attributes: [{ key: 'n', value: { intValue: '1' } }],
      status: { code: 0 },
    });
  });

  test('have new IDs and no parent where columns are missing or unfit', async () => {
    const ids = {
      traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
      spanId: expect.stringMatching(/^[0-9a-f]{16}$/),
    } as Record<string, unknown>;
    const without = await sentSpan('');
    expect(without).toMatchObject(ids);
    expect(without).not.toHaveProperty('parentSpanId');
    receiver?.close();
    const unfit = await sentSpan(', trace_id=df.name, span_id=df.name, parent_span_id=df.name');
    expect(unfit).toMatchObject(ids);
    expect(unfit).not.toHaveProperty('parentSpanId');
  });
});

test('headers go with every request', async () => {
  await lastEvent({ data: GAUGE, endpoint: `insecure=True, headers={'X-Team': 'blue'}` });
  const metadata = receiver?.requests[0]?.metadata;
  expect(metadata?.get('x-team')).toEqual(['blue']);
});

test('a run may show tables and export', async () => {
  receiver = await startGrpcReceiver();
  const kinds: string[] = [];
  const both = `${script(receiver.address, { data: GAUGE })}\npx.display(df, 'shown')`;
  for await (const event of runScript(engine, both)) kinds.push(event.kind);
  expect(kinds).toEqual(['table', 'batch', 'batch', 'stats', 'done']);
  expect(receiver.requests).toHaveLength(1);
});

describe('a run fails', () => {
  const failed = (message: string) => ({
    kind: 'failed',
    error: expect.objectContaining({
      kind: 'engine',
      message: expect.stringContaining(message) as string,
    }) as object,
  });

  test('with the status of the endpoint', async () => {
    const answer = { code: 7, details: 'wrong tenant' };
    expect(await lastEvent({ data: GAUGE }, answer)).toEqual(
      failed('failed with PERMISSION_DENIED: wrong tenant'),
    );
  });

  test('when the endpoint takes only a part', async () => {
    const partialSuccess = { rejectedDataPoints: '2', errorMessage: 'too old' };
    expect(await lastEvent({ data: GAUGE }, { partialSuccess })).toEqual(
      failed('2 items were refused (too old).'),
    );
  });

  test('when nobody listens', async () => {
    const gone = await startGrpcReceiver();
    gone.close();
    expect(await eventOf(script(gone.address, { data: GAUGE }))).toEqual(
      failed('failed with UNAVAILABLE'),
    );
  });

  test('when TLS is expected of a plain endpoint', async () => {
    expect(await lastEvent({ data: GAUGE, endpoint: 'timeout=1' })).toEqual(
      failed(`insecure=True`),
    );
  });

  test('when the endpoint does not answer in time', async () => {
    const endpoint = 'insecure=True, timeout=1';
    expect(await lastEvent({ data: GAUGE, endpoint }, 'silence')).toEqual(
      failed('DEADLINE_EXCEEDED'),
    );
  });

  test.each([
    [
      'with a scheme',
      'http://collector:4317',
      'insecure=True',
      'the endpoint of OTLP/gRPC is host:port',
    ],
    ['with a header of blanks', 'collector:4317', `headers={'a b': 'c'}`, 'the header a b'],
  ])('%s', async (_name, url, endpoint, message) => {
    expect(await eventOf(script(url, { data: GAUGE, endpoint }))).toEqual(failed(message));
  });
});

test('a stream exports what arrives, until it is cancelled', async () => {
  const own = await openStore({ threads: 1 });
  const cluster = await smallCluster(own, 2);
  const runner = createEngine({ clusters: [cluster], store: own });
  const abort = new AbortController();
  let sent = 2;
  receiver = await startGrpcReceiver({}, () => {
    if (sent === 4) abort.abort();
    else void cluster.arrive(own, sent++);
  });
  const streamed = script(receiver.address, { data: GAUGE, prepare: 'df = df.stream()' });
  const kinds: string[] = [];
  for await (const event of runScript(runner, streamed, abort.signal)) kinds.push(event.kind);
  runner.dispose();
  own.dispose();
  expect(kinds).toEqual(['cancelled']);
  const values = receiver.requests.map(({ message }) =>
    [...JSON.stringify(message).matchAll(/"asInt":"([0-9]+)"/gu)].map(([, value]) => value),
  );
  expect(values).toEqual([['0', '1'], ['2'], ['3']]);
});

test('cancelling ends a request that waits', async () => {
  const abort = new AbortController();
  receiver = await startGrpcReceiver('silence', () => {
    abort.abort();
  });
  const endpoint = 'insecure=True, timeout=0';
  const last = await eventOf(script(receiver.address, { data: GAUGE, endpoint }), abort.signal);
  expect(last).toEqual({ kind: 'cancelled' });
});
