/** Spans of the official OpenTelemetry SDK, as a user's service would send them. */
import { ROOT_CONTEXT, SpanKind, trace } from '@opentelemetry/api';
import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtobufExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { NodeTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../../engine/src/cluster/clock.ts';
import { valuesOf } from '../../engine/support/smallCluster.ts';
import { KEY, startReceiver, type Receiver } from './receive.ts';
import { LOCAL_CLUSTERS } from '#protocol/localCluster';

let receiver: Receiver;
beforeAll(async () => {
  receiver = await startReceiver(systemClock());
});
afterAll(() => {
  receiver.close();
});

/** px/http_data in short. */
const HTTP_DATA = `import px
df = px.DataFrame(table='http_events', start_time='-5m')
df.node = df.ctx['node']
df.pid = px.upid_to_pid(df.upid)
df.pod = df.ctx['pod']
df.service = df.ctx['service']
df = df[px.contains(df.service, 'SERVICE')]
px.display(df[['service', 'pod', 'req_method', 'req_path', 'resp_status', 'trace_role']])`;

describe.each([
  ['protobuf', ProtobufExporter],
  ['json', JsonExporter],
])('the exporter for %s', (form, Exporter) => {
  const service = `checkout-${form}`;

  test('fills the tables of requests and statements', async () => {
    const exporter = new Exporter({
      url: `${receiver.endpoint}/v1/traces`,
      headers: { 'pixie-api-key': KEY },
    });
    const provider = new NodeTracerProvider({
      resource: resourceFromAttributes({
        'service.name': service,
        'k8s.namespace.name': 'shop',
        'k8s.pod.name': `${service}-1`,
      }),
      spanProcessors: [new SimpleSpanProcessor(exporter)],
    });
    const tracer = provider.getTracer('test');
    const server = tracer.startSpan('POST /orders', {
      kind: SpanKind.SERVER,
      attributes: {
        'http.request.method': 'POST',
        'url.path': '/orders',
        'url.scheme': 'http',
        'http.response.status_code': 201,
      },
    });
    const inside = trace.setSpan(ROOT_CONTEXT, server);
    const attributes = { 'db.system.name': 'postgresql', 'db.query.text': 'INSERT INTO orders' };
    tracer.startSpan('INSERT', { kind: SpanKind.CLIENT, attributes }, inside).end();
    server.end();
    await provider.forceFlush();
    await provider.shutdown();

    const script = HTTP_DATA.replace('SERVICE', service);
    expect(await valuesOf(receiver.engine, script, LOCAL_CLUSTERS.host.id)).toEqual([
      [`shop/${service}`, `shop/${service}-1`, 'POST', '/orders', 201n, 2n],
    ]);
    const statements = `df = df[df.ctx['service'] == 'shop/${service}']`;
    expect(await receiver.rows('pgsql_events', ['req', 'trace_role'], statements)).toEqual([
      ['INSERT INTO orders', 1n],
    ]);
  });
});
