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
const point = (value: number, values: Values = {}) => ({
  timeUnixNano: String(NOW),
  asDouble: value,
  attributes: attributes(values),
});
const sum = (name: string, unit: string, dataPoints: readonly object[], temporality = 2) => ({
  name,
  unit,
  sum: { aggregationTemporality: temporality, isMonotonic: true, dataPoints },
});
const gauge = (name: string, dataPoints: readonly object[]) => ({
  name,
  unit: 'By',
  gauge: { dataPoints },
});

async function send(service: string, metrics: readonly object[], more: Values = {}): Promise<void> {
  const resource = { attributes: attributes({ 'service.name': service, ...more }) };
  const response = await receiver.post('/v1/metrics', {
    resourceMetrics: [{ resource, scopeMetrics: [{ metrics }] }],
  });
  expect([response.status, await response.json()]).toEqual([200, {}]);
}
const ofService = (service: string) => `df = df[df.ctx['service'] == 'default/${service}']`;

describe('process metrics', () => {
  const columns = ['cpu_utime_ns', 'cpu_ktime_ns', 'rss_bytes', 'num_threads', 'time_'];
  const metrics = [
    sum('process.cpu.time', 's', [
      point(1.5, { 'cpu.mode': 'user' }),
      point(0.25, { 'cpu.mode': 'system' }),
    ]),
    gauge('process.memory.usage', [point(4096)]),
    gauge('process.thread.count', [{ timeUnixNano: String(NOW - 1n), asInt: '3' }]),
  ];

  test('of one export become one row', async () => {
    await send('api', metrics);
    expect(await receiver.rows('process_stats', columns, ofService('api'))).toEqual([
      [1_500_000_000n, 250_000_000n, 4096n, 3n, NOW],
    ]);
  });

  test('of a process of this machine are left to /proc', async () => {
    await send('here', metrics, { 'host.name': HOST, 'process.pid': 7 });
    const rows = await receiver.rows('process_stats', columns, ofService('here'));
    expect(rows.map(([user]) => user)).toEqual([1_000_000_000n, 1_000_000_000n]);
  });
});

describe('JVM metrics', () => {
  const pool = (id: string, type = 'heap') => ({
    'jvm.memory.type': type,
    'jvm.memory.pool.name': id,
  });
  const columns = ['young_gc_time', 'full_gc_time', 'used_heap_size', 'max_heap_size'];

  test('are added up over the pools of the heap', async () => {
    const collected = (action: string, seconds: number) => ({
      timeUnixNano: String(NOW),
      count: '1',
      sum: seconds,
      attributes: attributes({ 'jvm.gc.action': action }),
    });
    await send('java', [
      gauge('jvm.memory.used', [
        point(10, pool('eden')),
        point(5, pool('old')),
        point(99, pool('code', 'non_heap')),
      ]),
      gauge('jvm.memory.limit', [point(100, pool('old'))]),
      {
        name: 'jvm.gc.duration',
        unit: 's',
        histogram: {
          aggregationTemporality: 2,
          dataPoints: [collected('end of minor GC', 0.002), collected('end of major GC', 0.5)],
        },
      },
    ]);
    expect(await receiver.rows('jvm_stats', columns, ofService('java'))).toEqual([
      [2_000_000n, 500_000_000n, 15n, 100n],
    ]);
  });

  test('sent as differences are totals in the table', async () => {
    const collected = [sum('jvm.gc.duration', 's', [point(0.001)], 1)];
    await send('delta', collected);
    await send('delta', collected);
    expect(await receiver.rows('jvm_stats', ['young_gc_time'], ofService('delta'))).toEqual([
      [1_000_000n],
      [2_000_000n],
    ]);
  });
});

test('other metrics are taken and have no row', async () => {
  await send('plain', [gauge('queue.length', [point(3)])]);
  expect(await receiver.rows('jvm_stats', ['time_'], ofService('plain'))).toEqual([]);
});
