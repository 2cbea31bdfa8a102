import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { attributes, NOW, startReceiver, type Receiver } from './receive.ts';

let receiver: Receiver;
beforeAll(async () => {
  receiver = await startReceiver();
});
afterAll(() => {
  receiver.close();
});

const SERVER = 2;
const CLIENT = 3;
type Values = Parameters<typeof attributes>[0];
let count = 0;

/** Sends one span and gives the named columns of its row; undefined without a row. */
async function rowOf(
  {
    table,
    kind,
    span = {},
  }: { readonly table: string; readonly kind: number; readonly span?: object },
  values: Values,
  columns: readonly string[],
): Promise<unknown[] | undefined> {
  const service = `s${String(count++)}`;
  const sent = {
    name: 'the name',
    kind,
    startTimeUnixNano: String(NOW - 7n),
    endTimeUnixNano: String(NOW),
    attributes: attributes(values),
    ...span,
  };
  const resource = { attributes: attributes({ 'service.name': service }) };
  const response = await receiver.post('/v1/traces', {
    resourceSpans: [{ resource, scopeSpans: [{ spans: [sent] }] }],
  });
  expect(await response.json()).toEqual({});
  const filter = `df = df[df.ctx['service'] == 'default/${service}']`;
  const rows = await receiver.rows(table, columns, filter);
  expect(rows.length).toBeLessThanOrEqual(1);
  return rows[0];
}

describe('HTTP spans', () => {
  const columns = [
    'trace_role',
    'req_method',
    'req_path',
    'resp_status',
    'remote_addr',
    'remote_port',
    'encrypted',
    'major_version',
    'minor_version',
    'req_body_size',
    'resp_body_size',
  ];
  const expected = [2n, 'POST', '/cart?id=3', 503n, '10.1.2.3', 40_000n, true, 1n, 1n, 12n, 340n];

  test('by the stable conventions', async () => {
    const row = await rowOf(
      { table: 'http_events', kind: SERVER },
      {
        'http.request.method': 'POST',
        'url.path': '/cart',
        'url.query': 'id=3',
        'url.scheme': 'https',
        'http.response.status_code': 503,
        'client.address': '10.1.2.3',
        'client.port': 40_000,
        'network.protocol.version': '1.1',
        'http.request.body.size': 12,
        'http.response.body.size': 340,
      },
      columns,
    );
    expect(row).toEqual(expected);
  });

  test('by the conventions before', async () => {
    const row = await rowOf(
      { table: 'http_events', kind: SERVER },
      {
        'http.method': 'POST',
        'http.target': '/cart?id=3',
        'http.scheme': 'https',
        'http.status_code': 503,
        'net.sock.peer.addr': '10.1.2.3',
        'net.sock.peer.port': 40_000,
        'http.flavor': '1.1',
        'http.request_content_length': 12,
        'http.response_content_length': 340,
      },
      columns,
    );
    expect(row).toEqual(expected);
  });

  test.each([
    ['stable', { 'http.request.method': 'GET', 'url.full': 'https://shop:8443/a/b?c=d#e' }],
    ['before', { 'http.method': 'GET', 'http.url': 'https://shop:8443/a/b?c=d#e' }],
  ])('of clients have the path of the address (%s)', async (_name, values) => {
    const peer = { 'server.address': 'shop', 'server.port': 8443 };
    const row = await rowOf({ table: 'http_events', kind: CLIENT }, { ...values, ...peer }, [
      'trace_role',
      'req_path',
      'remote_addr',
      'remote_port',
      'encrypted',
      'latency',
    ]);
    expect(row).toEqual([1n, '/a/b?c=d', 'shop', 8443n, true, 7n]);
  });

  test.each([
    ['https://shop.example/a', 'shop.example', 443n],
    ['http://[::1]:8080/a', '::1', 8080n],
    ['no address', '-', 0n],
  ])('of clients that name only %s have their peer from it', async (url, address, port) => {
    const values = { 'http.method': 'GET', 'http.url': url };
    const row = await rowOf({ table: 'http_events', kind: CLIENT }, values, [
      'remote_addr',
      'remote_port',
    ]);
    expect(row).toEqual([address, port]);
  });

  test('keep headers and name their trace', async () => {
    const ids = { traceId: 'ab'.repeat(16), spanId: 'cd'.repeat(8), parentSpanId: 'ef'.repeat(8) };
    const row = await rowOf(
      { table: 'http_events', kind: SERVER, span: ids },
      {
        'http.request.method': 'GET',
        'user_agent.original': 'curl/8',
        'http.request.header.x-id': ['7', '8'],
        'http.response.header.content-type': ['application/json'],
      },
      ['req_headers', 'resp_headers', 'content_type'],
    );
    expect(
      row?.map((cell) => (typeof cell === 'string' ? (JSON.parse(cell) as unknown) : cell)),
    ).toEqual([
      {
        'user-agent': 'curl/8',
        'x-id': '7, 8',
        'otel.trace_id': ids.traceId,
        'otel.span_id': ids.spanId,
        'otel.parent_span_id': ids.parentSpanId,
      },
      { 'content-type': 'application/json' },
      1n,
    ]);
  });

  test('without an answer have status 0 and what went wrong', async () => {
    const row = await rowOf(
      { table: 'http_events', kind: CLIENT, span: { status: { code: 2, message: 'refused' } } },
      { 'http.request.method': 'GET' },
      ['resp_status', 'resp_message', 'remote_addr'],
    );
    expect(row).toEqual([0n, 'refused', '-']);
  });

  test('of gRPC, old and new', async () => {
    const columns = ['req_path', 'content_type', 'major_version', 'resp_headers'];
    const expected = ['/shop.Cart/Get', 2n, 2n];
    const now = { 'rpc.system.name': 'grpc', 'rpc.method': 'shop.Cart/Get' };
    expect(
      await rowOf(
        { table: 'http_events', kind: SERVER },
        { ...now, 'rpc.response.status_code': 'NOT_FOUND' },
        columns,
      ),
    ).toEqual([...expected, '{"grpc-status":"NOT_FOUND"}']);
    const before = { 'rpc.system': 'grpc', 'rpc.service': 'shop.Cart', 'rpc.method': 'Get' };
    expect(
      await rowOf(
        { table: 'http_events', kind: SERVER },
        { ...before, 'rpc.grpc.status_code': 5 },
        columns,
      ),
    ).toEqual([...expected, '{"grpc-status":"5"}']);
  });
});

describe('database spans', () => {
  test.each([
    ['stable', { 'db.system.name': 'mysql', 'db.query.text': 'SELECT 1' }],
    ['before', { 'db.system': 'mysql', 'db.statement': 'SELECT 1' }],
    ['mariadb', { 'db.system.name': 'mariadb', 'db.query.text': 'SELECT 1' }],
  ])('of MySQL (%s)', async (_name, values) => {
    const columns = ['req_cmd', 'req_body', 'resp_status', 'resp_body', 'latency', 'trace_role'];
    const row = await rowOf({ table: 'mysql_events', kind: CLIENT }, values, columns);
    expect(row).toEqual([3n, 'SELECT 1', 2n, '', 7n, 1n]);
  });

  test('of MySQL that failed', async () => {
    const row = await rowOf(
      { table: 'mysql_events', kind: CLIENT, span: { status: { code: 2, message: 'no table x' } } },
      { 'db.system.name': 'mysql', 'db.query.text': 'SELECT * FROM x' },
      ['resp_status', 'resp_body'],
    );
    expect(row).toEqual([3n, 'no table x']);
  });

  test.each([
    [
      'stable',
      { 'db.system.name': 'postgresql', 'db.query.text': 'SELECT 2', 'error.type': '42P01' },
    ],
    ['before', { 'db.system': 'postgresql', 'db.statement': 'SELECT 2', 'error.type': '42P01' }],
  ])('of PostgreSQL (%s)', async (_name, values) => {
    const columns = ['req_cmd', 'req', 'resp', 'remote_addr', 'remote_port'];
    const peer = { 'server.address': 'db.local', 'server.port': 5432 };
    const row = await rowOf(
      { table: 'pgsql_events', kind: CLIENT },
      { ...values, ...peer },
      columns,
    );
    expect(row).toEqual(['Query', 'SELECT 2', '42P01', 'db.local', 5432n]);
  });

  test.each([
    [
      'stable',
      { 'db.system.name': 'redis', 'db.operation.name': 'HSET', 'db.query.text': 'HSET k f ?' },
    ],
    ['before', { 'db.system': 'redis', 'db.statement': 'hset k f ?' }],
  ])('of Redis (%s)', async (_name, values) => {
    const row = await rowOf({ table: 'redis_events', kind: CLIENT }, values, [
      'req_cmd',
      'req_args',
      'resp',
    ]);
    expect(row).toEqual(['HSET', '["k","f","?"]', '']);
  });
});

describe('no row is made of', () => {
  test.each([
    ['an internal span', 1, { 'http.request.method': 'GET' }],
    ['a call that is neither HTTP nor a known database', CLIENT, { 'db.system.name': 'oracle.db' }],
  ])('%s', async (_name, kind, values) => {
    for (const table of ['http_events', 'mysql_events', 'pgsql_events', 'redis_events']) {
      expect(await rowOf({ table, kind }, values, ['time_'])).toBeUndefined();
    }
  });
});
