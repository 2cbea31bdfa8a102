import { gzipSync } from 'node:zlib';
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadOtlp } from '#proto';
import { MAX_BODY_BYTES } from '../../../gateway/src/otlp/otlpBody.ts';
import { serveOtlp } from '../../../gateway/src/otlp/otlpServer.ts';
import { attributes, KEY, NOW, startReceiver, type Receiver } from '../../clusters/otlp/receive.ts';

let receiver: Receiver;
beforeAll(async () => {
  receiver = await startReceiver();
});
afterAll(() => {
  receiver.close();
});

const { messages } = loadOtlp();

/** One span of a service of its own; times as JSON gives them. */
function spanOf(service: string, span: object = {}): object {
  const base = {
    traceId: '0af7651916cd43dd8448eb211c80319c',
    spanId: 'b7ad6b7169203331',
    name: 'GET /',
    kind: 2,
    startTimeUnixNano: String(NOW - 5_000_000n),
    endTimeUnixNano: String(NOW - 2_000_000n),
    attributes: attributes({ 'http.request.method': 'GET', 'url.path': '/' }),
  };
  const resource = { attributes: attributes({ 'service.name': service }) };
  return { resourceSpans: [{ resource, scopeSpans: [{ spans: [{ ...base, ...span }] }] }] };
}

const WITH_SERVICE = `df.service = df.ctx['service']`;
async function storedFor(service: string): Promise<unknown[][]> {
  const filter = `${WITH_SERVICE}\ndf = df[df.service == 'default/${service}']`;
  return receiver.rows('http_events', ['time_', 'latency'], filter);
}

describe('a request is stored', () => {
  const cells = [[NOW - 2_000_000n, 3_000_000n]];

  test('from JSON', async () => {
    const response = await receiver.post('/v1/traces', spanOf('json'));
    expect([response.status, response.headers.get('content-type')]).toEqual([
      200,
      'application/json',
    ]);
    expect(await response.json()).toEqual({});
    expect(await storedFor('json')).toEqual(cells);
  });

  test('from JSON with times as numbers, exactly', async () => {
    const json = JSON.stringify(spanOf('numbers')).replace(
      /TimeUnixNano":"(\d+)"/g,
      'TimeUnixNano":$1',
    );
    expect(json).toContain(`"endTimeUnixNano":${NOW - 2_000_000n}`);
    await receiver.post(
      '/v1/traces',
      json.replace(String(NOW - 5_000_000n), String(NOW - 5_000_001n)),
    );
    expect(await storedFor('numbers')).toEqual([[NOW - 2_000_000n, 3_000_001n]]);
  });

  test('from protobuf, with a protobuf answer', async () => {
    const response = await receiver.post('/v1/traces', protobuf(spanOf('protobuf')));
    expect([response.status, response.headers.get('content-type')]).toEqual([
      200,
      'application/x-protobuf',
    ]);
    expect(messages.traceResponse.decode(Buffer.from(await response.arrayBuffer()))).toEqual({});
    expect(await storedFor('protobuf')).toEqual(cells);
  });

  test('from gzip', async () => {
    const body = gzipSync(JSON.stringify(spanOf('gzip')));
    const headers = { 'content-encoding': 'gzip', 'content-type': 'application/json' };
    expect((await receiver.post('/v1/traces', body, headers)).status).toBe(200);
    expect(await storedFor('gzip')).toEqual(cells);
  });

  test('with the key as bearer token', async () => {
    const response = await fetch(`${receiver.endpoint}/v1/traces`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${KEY}` },
      body: JSON.stringify(spanOf('bearer')),
    });
    expect(response.status).toBe(200);
    expect(await storedFor('bearer')).toEqual(cells);
  });

  test('without spans, as exporters do to try the address', async () => {
    expect((await receiver.post('/v1/traces', {})).status).toBe(200);
    expect((await receiver.post('/v1/metrics', Buffer.alloc(0))).status).toBe(200);
  });
});

/** The message in protobuf: IDs are bytes there. */
function protobuf(message: object): Buffer {
  const text = JSON.stringify(message, (key, value: unknown) =>
    typeof value === 'string' && /^(?:traceId|spanId)$/.test(key)
      ? Buffer.from(value, 'hex').toString('base64')
      : value,
  );
  return messages.traceRequest.encode(JSON.parse(text) as object);
}

describe('spans that cannot be used are counted, the others stored', () => {
  const partialSuccess = async (span: object) => {
    const good = spanOf('partial') as { resourceSpans: unknown[] };
    const bad = spanOf('partial', span) as { resourceSpans: unknown[] };
    const body = { resourceSpans: [...good.resourceSpans, ...bad.resourceSpans] };
    const response = await receiver.post('/v1/traces', body);
    return [response.status, await response.json()] as const;
  };
  const cases: readonly (readonly [string, object, string])[] = [
    ['an end before the start', { endTimeUnixNano: '1' }, 'a span ends before it starts'],
    ['no start', { startTimeUnixNano: undefined }, 'a span has no start'],
    ['a broken ID', { traceId: 'xyz' }, 'traceId has no 32 hexadecimal digits'],
    ['a kind as name', { kind: 'SERVER' }, 'kind is no whole number'],
    ['attributes as object', { attributes: { a: 1 } }, 'attributes is no list'],
  ];
  test.each(cases)('%s', async (_name, span, errorMessage) => {
    const partial = { rejectedSpans: '1', errorMessage };
    expect(await partialSuccess(span)).toEqual([200, { partialSuccess: partial }]);
  });
});

describe('a request is refused', () => {
  /** The status and the code of the google.rpc.Status in the body. */
  async function checkRefused(response: Response, status: number, code: number): Promise<string> {
    const body = (await response.json()) as { code: number; message: string };
    expect([response.status, body.code]).toEqual([status, code]);
    return body.message;
  }

  test.each([
    ['that is not JSON', '{"resourceSpans": [', 'the body is not JSON'],
    ['that is a list', '[]', 'the request is no object'],
    ['with spans of another shape', '{"resourceSpans": 5}', 'resourceSpans is no list'],
  ])('%s', async (_name, body, message) => {
    expect(await checkRefused(await receiver.post('/v1/traces', body), 400, 3)).toBe(message);
  });

  test('that is not protobuf, in protobuf', async () => {
    const response = await receiver.post('/v1/traces', Buffer.from([0x0a, 0xff, 0x01]));
    expect(response.status).toBe(400);
    expect(messages.status.decode(Buffer.from(await response.arrayBuffer()))).toMatchObject({
      code: 3,
      message: expect.stringContaining('not protobuf') as string,
    });
  });

  test('that is no gzip', async () => {
    const headers = { 'content-encoding': 'gzip' };
    await checkRefused(await receiver.post('/v1/traces', '{}', headers), 400, 3);
  });

  test('that unpacks to too much', async () => {
    const bomb = gzipSync(Buffer.alloc(MAX_BODY_BYTES + 1, 0x20));
    expect(bomb.length).toBeLessThan(50_000);
    const headers = { 'content-encoding': 'gzip', 'content-type': 'application/json' };
    await checkRefused(await receiver.post('/v1/traces', bomb, headers), 413, 8);
  });

  test('that is announced as too large, before it is sent', async () => {
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const sent = request(`${receiver.endpoint}/v1/traces`, {
        method: 'POST',
        headers: { 'pixie-api-key': KEY, 'content-length': 5_000_000_000 },
      });
      sent.once('response', (response) => {
        resolve(response.statusCode);
        sent.destroy();
      });
      sent.once('error', reject);
      sent.flushHeaders();
    });
    expect(status).toBe(413);
  });

  test('that is too large, once that shows', async () => {
    // Sent in chunks, so that its size is not announced.
    const piece = new Uint8Array(2 ** 20);
    let left = MAX_BODY_BYTES / piece.length + 1;
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        if (left-- > 0) controller.enqueue(piece);
        else controller.close();
      },
    });
    // Node demands `duplex` for a body that streams; the types of fetch do not know it.
    const request: RequestInit & { readonly duplex: 'half' } = {
      method: 'POST',
      headers: { 'pixie-api-key': KEY },
      body,
      duplex: 'half',
    };
    const response = await fetch(`${receiver.endpoint}/v1/traces`, request);
    await checkRefused(response, 413, 8);
  });

  test.each([
    ['without a key', {}],
    ['with a wrong key', { 'pixie-api-key': 'b-key' }],
    ['with a key of another length', { authorization: 'Bearer x' }],
  ])('%s', async (_name, headers) => {
    const response = await fetch(`${receiver.endpoint}/v1/traces`, { method: 'POST', headers });
    expect(await checkRefused(response, 401, 16)).toContain('OTEL_EXPORTER_OTLP_HEADERS');
  });

  test('of another type, encoding, path or method', async () => {
    const text = { 'content-type': 'text/plain' };
    await checkRefused(await receiver.post('/v1/traces', 'x', text), 415, 3);
    const deflate = { 'content-encoding': 'deflate' };
    await checkRefused(await receiver.post('/v1/traces', '{}', deflate), 415, 3);
    await checkRefused(await receiver.post('/v1/logs', {}), 404, 5);
    const got = await fetch(`${receiver.endpoint}/v1/traces`);
    expect(got.headers.get('allow')).toBe('POST');
    await checkRefused(got, 405, 12);
  });

  test('of a page', async () => {
    const origin = { origin: 'https://evil.example' };
    await checkRefused(await receiver.post('/v1/traces', {}, origin), 403, 7);
  });

  test('for another host name', async () => {
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const headers = { host: 'evil.example', 'pixie-api-key': KEY };
      const sent = request(`${receiver.endpoint}/v1/traces`, { method: 'POST', headers });
      sent.once('response', (response) => {
        resolve(response.statusCode);
        response.resume();
      });
      sent.once('error', reject);
      sent.end();
    });
    expect(status).toBe(421);
  });
});

describe('senders are asked to come again', () => {
  const failing = (isBusy: boolean) =>
    serveOtlp(
      {
        isBusy,
        traces: () => Promise.reject(new Error('the disk is full')),
        metrics: () => Promise.reject(new Error('not asked for')),
        profile: () => Promise.reject(new Error('not asked for')),
      },
      { apiKey: KEY },
    );

  test.each([
    ['while much waits', true, 'Too much waits to be stored.'],
    ['when the database fails', false, 'Not stored: the disk is full'],
  ])('%s', async (_name, isBusy, message) => {
    const server = await failing(isBusy);
    const headers = { 'pixie-api-key': KEY, 'content-type': 'application/json' };
    const body = JSON.stringify(spanOf('x'));
    const response = await fetch(`${server.endpoint}/v1/traces`, { method: 'POST', headers, body });
    server.close();
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1']);
    expect(await response.json()).toEqual({ code: 14, message });
  });
});
