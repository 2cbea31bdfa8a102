import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { attributes, HOST, NOW, startReceiver, type Receiver } from './receive.ts';

let receiver: Receiver;
beforeAll(async () => {
  receiver = await startReceiver();
});
afterAll(() => {
  receiver.close();
});

type Values = Parameters<typeof attributes>[0];
let count = 0;

/** Sends one request of a resource and gives what PxL says of it. */
async function contextOf(
  resource: Values,
  keys: readonly string[],
): Promise<unknown[] | undefined> {
  const path = `/${String(count++)}`;
  const span = {
    kind: 2,
    startTimeUnixNano: String(NOW - 7n),
    endTimeUnixNano: String(NOW),
    attributes: attributes({ 'http.request.method': 'GET', 'url.path': path }),
  };
  await receiver.post('/v1/traces', {
    resourceSpans: [
      { resource: { attributes: attributes(resource) }, scopeSpans: [{ spans: [span] }] },
    ],
  });
  const columns = keys.map((key) => `df.${key} = df.ctx['${key}']`);
  const prepare = [`df = df[df.req_path == '${path}']`, ...columns].join('\n');
  return (await receiver.rows('http_events', keys, prepare))[0];
}

const KUBERNETES = {
  'service.name': 'cart',
  'k8s.namespace.name': 'shop',
  'k8s.pod.name': 'cart-5d-x7',
  'k8s.pod.uid': '11111111-2222-3333-4444-555555555555',
  'k8s.deployment.name': 'cart',
  'k8s.replicaset.name': 'cart-5d',
  'k8s.node.name': 'node-1',
  'k8s.container.name': 'main',
  'process.command_line': 'node cart.js',
  'process.pid': 7,
};

describe('the context of a row', () => {
  test('is the pod that Kubernetes attributes name', async () => {
    const keys = ['service', 'pod', 'namespace', 'node', 'deployment', 'container', 'cmdline'];
    expect(await contextOf(KUBERNETES, keys)).toEqual([
      'shop/cart',
      'shop/cart-5d-x7',
      'shop',
      'node-1',
      'shop/cart',
      'main',
      'node cart.js',
    ]);
    expect(await contextOf(KUBERNETES, ['pod_id'])).toEqual([KUBERNETES['k8s.pod.uid']]);
  });

  test('is the service alone for a sender that says no more', async () => {
    const keys = ['service', 'pod', 'namespace', 'cmdline'];
    expect(await contextOf({ 'service.name': 'tool' }, keys)).toEqual([
      'default/tool',
      'default/tool',
      'default',
      '',
    ]);
    expect(await contextOf({}, ['service'])).toEqual(['default/unknown_service']);
  });

  test('is the process of this machine, if it is one, with the service it names', async () => {
    const resource = { 'service.name': 'local', 'host.name': HOST, 'process.pid': 7 };
    const row = await contextOf(resource, ['service', 'pod', 'cmdline', 'pid']);
    expect(row).toEqual(['default/local', `default/local-${HOST}-7`, '/bin/server', 7n]);
    const asid = await receiver.rows(
      'http_events',
      ['asid', 'start'],
      `df = df[df.ctx['service'] == 'default/local']
df.asid = px.upid_to_asid(df.upid)
df.start = px.upid_to_start_ts(df.upid)`,
    );
    expect(asid).toHaveLength(1);
    expect(asid[0]?.[0]).toBe(1n);
  });

  test('has the command from its parts, and cuts off what is endless', async () => {
    const args = { 'service.name': 'args', 'process.command_args': ['node', 'a b.js'] };
    expect(await contextOf(args, ['cmdline'])).toEqual(['node a b.js']);
    const [service] = (await contextOf({ 'service.name': 'x'.repeat(5000) }, ['service'])) ?? [];
    expect(String(service)).toMatch(/^default\/x{1024}…$/);
  });

  test('has one service for several pods', async () => {
    const of = (instance: string) =>
      contextOf({ 'service.name': 'twin', 'service.instance.id': instance }, ['service', 'pod']);
    expect(await of('a')).toEqual(['default/twin', 'default/a']);
    expect(await of('b')).toEqual(['default/twin', 'default/b']);
    const pods = await receiver.rows(
      'http_events',
      ['pods'],
      `df.pod = df.ctx['pod']
df = df[df.ctx['service'] == 'default/twin']
df = df.groupby('pod').agg(n=('latency', px.count)).agg(pods=('pod', px.count))`,
    );
    expect(pods).toEqual([[2n]]);
  });
});
