/** A cluster of one small table, for tests of how the engine runs scripts. */
import { bundledCatalog, type Relation } from '#language';
import type { RunEvent, Runner } from '#protocol/run';
import type { EngineCluster } from '../../../engine/src/cluster/cluster.ts';
import { metadataFromUpdates } from '../../../engine/src/metadata/metadataUpdates.ts';
import type { Store } from '../../../engine/src/store/store.ts';

const SMALL_ID = '00000000-0000-4000-8000-00000000000b';
export const NOW_NS = 1_700_000_000_000_000_000n;

const relation: Relation = [
  { name: 'time_', dataType: 'TIME64NS', semanticType: 'ST_TIME_NS' },
  { name: 'n', dataType: 'INT64', semanticType: 'ST_NONE' },
  { name: 'name', dataType: 'STRING', semanticType: 'ST_NONE' },
];

export interface SmallCluster extends EngineCluster {
  /** Moves the clock and adds a row at that time. */
  arrive(store: Store, n: number): Promise<void>;
}

/** `rows` rows one second apart, the last one at `NOW_NS`; row i is (i, `row i`). */
export async function smallCluster(store: Store, rows: number): Promise<SmallCluster> {
  await store.run(
    `CREATE SCHEMA small; CREATE TABLE small.events AS
     SELECT ${String(NOW_NS)} - (${String(rows - 1)} - range) * 1000000000 AS time_, range AS n,
       'row ' || range AS name FROM range(${String(rows)})`,
  );
  const metadata = metadataFromUpdates({
    asid: 7,
    hostname: 'here',
    k8s_updates: [{ podUpdate: { uid: 'uid-a', name: 'a', namespace: 'shop', phase: 'RUNNING' } }],
  });
  let now = NOW_NS;
  const catalog = bundledCatalog();
  return {
    id: SMALL_ID,
    alias: 'small',
    schema: 'small',
    clock: { now: () => now },
    catalog: {
      ...catalog,
      tables: new Map([['events', { name: 'events', description: 'Events.', relation }]]),
    },
    retentionNs: NOW_NS,
    info: () =>
      Promise.resolve({
        id: SMALL_ID,
        name: 'small',
        status: 'HEALTHY',
        statusMessage: '',
        vizierVersion: '0',
        nodeCount: 1,
        instrumentedNodeCount: 1,
        lastHeartbeatNs: 0n,
      }),
    metadata: () => metadata,
    prepare: () => Promise.resolve(),
    dispose: () => undefined,
    arrive: async (target, n) => {
      now += 1_000_000_000n;
      await target.run(`INSERT INTO small.events VALUES (${String(now)}, ${String(n)}, 'new')`);
    },
  };
}

export function runScript(
  runner: Runner,
  script: string,
  signal = new AbortController().signal,
  clusterId = SMALL_ID,
): AsyncIterable<RunEvent> {
  return runner.run({ clusterId, script, execFuncs: [], queryName: '', mutation: false }, signal);
}

/** Events in one line each, rows by their count. */
export async function eventsOf(runner: Runner, script: string): Promise<string[]> {
  const names = new Map<string, string>();
  const lines: string[] = [];
  for await (const event of runScript(runner, script)) {
    switch (event.kind) {
      case 'table':
        names.set(event.table.id, event.table.name);
        lines.push(`table ${event.table.name}`);
        break;
      case 'batch': {
        const { tableId, rowCount, eos } = event.batch;
        lines.push(`${names.get(tableId) ?? '?'} ${String(rowCount)}${eos ? ' end' : ''}`);
        break;
      }
      case 'failed':
        lines.push(`failed ${event.error.kind}: ${event.error.message}`);
        break;
      case 'stats':
        lines.push(`stats ${String(event.stats.recordsProcessed)}`);
        break;
      case 'mutation':
      case 'done':
      case 'cancelled':
        lines.push(event.kind);
    }
  }
  return lines;
}

/** The rows of the script's only table. @throws Error when the run fails. */
export async function valuesOf(
  runner: Runner,
  script: string,
  clusterId = SMALL_ID,
): Promise<unknown[][]> {
  const rows: unknown[][] = [];
  for await (const event of runScript(runner, script, undefined, clusterId)) {
    if (event.kind === 'failed') throw new Error(event.error.message);
    if (event.kind !== 'batch') continue;
    for (let row = 0; row < event.batch.rowCount; row++) {
      rows.push(
        event.batch.columns.map((column) => {
          if (column.dataType === 'BOOLEAN') return column.values[row] === 1;
          if (column.dataType !== 'STRING') return column.values[row];
          return Buffer.from(
            column.bytes.subarray(column.starts[row], column.ends[row]),
          ).toString();
        }),
      );
    }
  }
  return rows;
}
