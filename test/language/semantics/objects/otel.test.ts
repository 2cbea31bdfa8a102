/** `px.otel`: what an export holds, and what is refused. */
import { describe, expect, test } from 'vitest';
import { bundledCatalog, compile } from '#language';
import { compiled, refusals } from '../scripts.ts';

const script = (data: string, rest = "resource={'service.name': df.req_path}") =>
  [
    'import px',
    "df = px.DataFrame('http_events', start_time='-5m')",
    `e = px.otel.Endpoint(url='otel:4317', headers={'k': 'v'}, insecure=True)`,
    `data = ${data}`,
    `px.export(df, px.otel.Data(endpoint=e, data=data, ${rest}))`,
  ].join('\n');

function exported(data: string) {
  const { plan, status } = compiled(script(data));
  expect(status).toBe('');
  const sink = plan?.operators.find((operator) => operator.kind === 'otelSink');
  return sink?.config;
}

describe('what a run brings along', () => {
  const nowNs = 1_700_000_000_000_000_000n;
  const request = { catalog: bundledCatalog(), nowNs };
  const endpoint = { url: 'otel:4317', headers: {}, insecure: false, timeoutS: 5 };
  const plugin = { startNs: nowNs - 60n, endNs: nowNs - 30n };
  const times = 'start_time=px.plugin.start_time, end_time=px.plugin.end_time';
  const text = [
    'import px',
    `df = px.DataFrame('http_events', ${times})`,
    "gauge = px.otel.metric.Gauge(name='lat', value=df.latency)",
    "px.export(df, px.otel.Data(resource={'service.name': df.req_path}, data=[gauge]))",
  ].join('\n');

  test('are the endpoint and the times of a script that names none', () => {
    const configs = { otelEndpoint: endpoint, plugin };
    const { plan, status } = compile({ ...request, script: text, configs });
    expect(status).toBe('');
    expect(plan?.operators.at(0)).toMatchObject(plugin);
    expect(plan?.operators.at(-1)).toMatchObject({ config: { endpoint } });
  });

  test('is missed by such a script', () => {
    const without = (configs: object) => compile({ ...request, script: text, configs }).status;
    expect(without({ otelEndpoint: endpoint })).toContain('No plugin config found');
    expect(without({ plugin })).toContain('no default config found for endpoint');
  });
});

describe('an export', () => {
  test('has its endpoint and resource', () => {
    const config = exported("[px.otel.metric.Gauge(name='lat', value=df.latency)]");
    const endpoint = { url: 'otel:4317', headers: { k: 'v' }, insecure: true, timeoutS: 5 };
    expect(config).toMatchObject({
      endpoint,
      resource: [{ name: 'service.name', value: { name: 'req_path', dataType: 'STRING' } }],
    });
  });

  test("has metrics with their column's unit", () => {
    const config = exported(
      "[px.otel.metric.Gauge(name='lat', value=df.latency, attributes={'a': 'b'})]",
    );
    const metric = { kind: 'gauge', name: 'lat', unit: 'ns', value: { name: 'latency' } };
    expect(config?.metrics).toMatchObject([{ ...metric, attributes: [{ name: 'a', value: 'b' }] }]);
  });

  test('has spans of a kind', () => {
    const config = exported(
      "[px.otel.trace.Span(name='s', start_time=df.time_, end_time=df.time_, kind=px.otel.trace.SPAN_KIND_CLIENT)]",
    );
    expect(config?.spans).toMatchObject([{ name: 's', spanKind: 3, traceId: undefined }]);
  });
});

describe('refused', () => {
  const gauge = "[px.otel.metric.Gauge(name='lat', value=df.latency)]";
  test.each([
    ["[px.otel.metric.Gauge(name='1', value=df.latency)]", 'Metric name is invalid'],
    ["[px.otel.metric.Gauge(name='a', value=1)]", "as type 'Column', received 'Int'"],
    ["[px.otel.metric.Gauge(name='a', value=df.req_path)]", 'to be INT64 or FLOAT64'],
    [
      "[px.otel.metric.Summary(name='a', count=df.latency, sum=df.latency, quantile_values={})]",
      'at least one quantile',
    ],
    [
      "[px.otel.metric.Summary(name='a', count=df.latency, sum=df.latency, quantile_values={0.5: df.latency})]",
      "sum column 'latency' to be FLOAT64, received INT64",
    ],
    [
      "[px.otel.trace.Span(name='s', start_time=df.latency, end_time=df.time_)]",
      "time column 'latency' to be TIME64NS",
    ],
    ['[px.otel.trace.Span(name=1, start_time=df.time_, end_time=df.time_)]', "'name' 'Int'"],
    ["'x'", 'Expected data to be a collection, received String'],
    ["['x']", 'Expected an OTelDataContainer, received String'],
  ])('%s', (data, message) => {
    expect(refusals(script(data))).toEqual([expect.stringContaining(message)]);
  });

  test.each([
    ['resource={}', "'service.name' must be specified in resource"],
    ["resource='x'", 'Expected resource to be a dictionary, received String'],
    ["resource={'': 'x'}", 'Attribute key must be a non-empty string'],
    ["resource={'service.name': 1}", 'Expected column or string for attribute value'],
    [
      "resource={'service.name': df.upid}",
      "attribute column 'upid' to be STRING, INT64, FLOAT64, or BOOLEAN, received UINT128",
    ],
  ])('%s', (resource, message) => {
    const [first = ''] = refusals(script(gauge, resource));
    expect(first).toContain(message);
  });

  test('no endpoint', () => {
    const given = `import px\npx.otel.Data(resource={}, data=[])`;
    expect(refusals(given)).toEqual([
      expect.stringContaining('no default config found for endpoint'),
    ]);
  });
});
