/** `df.stream()` over telemetry that arrives. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runScript } from '../../engine/support/smallCluster.ts';
import { attributes, NOW, startReceiver, type Receiver } from './receive.ts';
import { LOCAL_CLUSTERS } from '#protocol/localCluster';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pxl-stream-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

async function send(
  receiver: Receiver,
  service: string,
  path: string,
  endNs: bigint,
): Promise<void> {
  const span = {
    kind: 2,
    startTimeUnixNano: String(endNs - 5n),
    endTimeUnixNano: String(endNs),
    attributes: attributes({ 'http.request.method': 'GET', 'url.path': path }),
  };
  const resource = { attributes: attributes({ 'service.name': service }) };
  await receiver.post('/v1/traces', {
    resourceSpans: [{ resource, scopeSpans: [{ spans: [span] }] }],
  });
}

test.each([
  ['in memory', () => undefined],
  ['on disk', () => folder],
])('rows %s come once, late ones too, with services that appear meanwhile', async (_name, kept) => {
  const receiver = await startReceiver(undefined, kept());
  await send(receiver, 'first', '/before', NOW - 1_000n);
  const script = `import px
df = px.DataFrame('http_events', start_time='-1m')
df.service = df.ctx['service']
px.display(df[['service', 'req_path']].stream())`;
  const abort = new AbortController();
  // A row of an earlier time than those already given, from a service nobody knew.
  const steps = [
    () => send(receiver, 'second', '/late', NOW - 2_000n),
    () => send(receiver, 'first', '/last', NOW),
  ];
  const rows: string[] = [];
  for await (const event of runScript(
    receiver.engine,
    script,
    abort.signal,
    LOCAL_CLUSTERS.host.id,
  )) {
    if (event.kind !== 'batch') continue;
    for (let row = 0; row < event.batch.rowCount; row++) {
      const cells = event.batch.columns.map((column) =>
        column.dataType === 'STRING'
          ? Buffer.from(column.bytes.subarray(column.starts[row], column.ends[row])).toString()
          : '',
      );
      rows.push(cells.join(' '));
    }
    const step = steps.shift();
    if (step === undefined) abort.abort();
    else await step();
  }
  receiver.close();
  expect(rows).toEqual(['default/first /before', 'default/second /late', 'default/first /last']);
});
