/** A "This machine" with an OTLP receiver and an engine over it. */
import { hostname } from 'node:os';
import { expect } from 'vitest';
import { fixedClock } from '../../../engine/src/cluster/clock.ts';
import { hostCluster } from '../../../clusters/src/hostCluster.ts';
import { createEngine } from '../../../engine/src/execute/engine.ts';
import { openStore } from '../../../engine/src/execute/engineStore.ts';
import { serveOtlp } from '../../../gateway/src/otlp/otlpServer.ts';
import { fakeProc } from '../host/fakeProc.ts';
import { valuesOf } from '../../engine/support/smallCluster.ts';
import type { Runner } from '#protocol/run';
import type { Store } from '../../../engine/src/store/store.ts';
import type { Clock } from '../../../engine/src/cluster/cluster.ts';
import { LOCAL_CLUSTERS } from '#protocol/localCluster';

export const KEY = 'a-key';
export const NOW = 1_700_000_000_000_000_000n;
export const HOST = hostname();

export interface Receiver {
  readonly endpoint: string;
  /** Posts a body; objects are sent as JSON. */
  post(
    path: string,
    body: object | Buffer | string,
    headers?: Record<string, string>,
  ): Promise<Response>;
  /** Values of these columns of a table, given as PxL: `df` is the table. */
  rows(table: string, columns: readonly string[], prepare?: string): Promise<unknown[][]>;
  readonly engine: Runner;
  readonly store: Store;
  close(): void;
}

/** `folder` is where rows are kept; in memory without. */
export async function startReceiver(
  clock: Clock = fixedClock(NOW),
  folder?: string,
): Promise<Receiver> {
  const folders = folder === undefined ? [] : [folder];
  const store = await openStore({ threads: 1, folders });
  const proc = fakeProc();
  proc.process(7, { cmdline: '/bin/server', startTicks: 500 });
  const cluster = hostCluster({
    clock,
    procRoot: proc.root,
    socketStatistics: () => Promise.resolve(''),
    containerNames: () => Promise.resolve(new Map()),
    storage:
      folder === undefined
        ? undefined
        : { folder, quotaBytes: 2 ** 24, onNotice: (text) => expect(text).toBe('') },
  });
  const server = await serveOtlp(cluster.receive(store), { apiKey: KEY });
  const engine = createEngine({ clusters: [cluster], store });
  return {
    endpoint: server.endpoint,
    post: (path, body, headers = {}) =>
      fetch(server.endpoint + path, {
        method: 'POST',
        headers: {
          'content-type': Buffer.isBuffer(body) ? 'application/x-protobuf' : 'application/json',
          'pixie-api-key': KEY,
          ...headers,
        },
        body: Buffer.isBuffer(body)
          ? new Uint8Array(body)
          : typeof body === 'string'
            ? body
            : JSON.stringify(body),
      }),
    rows: (table, columns, prepare = '') => {
      const names = columns.map((name) => `'${name}'`).join(', ');
      const script = `import px\ndf = px.DataFrame('${table}')\n${prepare}\npx.display(df[[${names}]])`;
      return valuesOf(engine, script, LOCAL_CLUSTERS.host.id);
    },
    engine,
    store,
    close: () => {
      server.close();
      cluster.dispose();
      proc.remove();
      store.dispose();
    },
  };
}

/** Attributes in OTLP's JSON form; numbers are whole. */
export const attributes = (values: Readonly<Record<string, string | number | readonly string[]>>) =>
  Object.entries(values).map(([key, value]) => ({
    key,
    value:
      typeof value === 'string'
        ? { stringValue: value }
        : typeof value === 'number'
          ? { intValue: String(value) }
          : { arrayValue: { values: value.map((stringValue) => ({ stringValue })) } },
  }));
