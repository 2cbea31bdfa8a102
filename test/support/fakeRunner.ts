/** A Runner whose answers a test writes down. */
import type { Column } from '#language';
import type { ColumnData, RowBatch, TableMetadata } from '#protocol/batch';
import type { ClusterInfo, RunEvent, Runner, RunRequest } from '#protocol/run';

const encoder = new TextEncoder();

/** A STRING column from texts or raw bytes. */
export function stringColumn(values: readonly (string | Uint8Array)[]): ColumnData {
  const parts = values.map((value) => (typeof value === 'string' ? encoder.encode(value) : value));
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  const starts = new Uint32Array(parts.length);
  const ends = new Uint32Array(parts.length);
  let at = 0;
  parts.forEach((part, index) => {
    bytes.set(part, at);
    starts[index] = at;
    at += part.length;
    ends[index] = at;
  });
  return { dataType: 'STRING', bytes, starts, ends };
}

export const column = (name: string, dataType: Column['dataType']): Column => ({
  name,
  dataType,
  semanticType: 'ST_NONE',
});

export const table = (id: string, ...relation: readonly Column[]): TableMetadata => ({
  id,
  name: `table_${id}`,
  relation,
});

export const batch = (
  tableId: string,
  rowCount: number,
  columns: readonly ColumnData[],
  eos = false,
): RowBatch => ({ tableId, rowCount, columns, eow: eos, eos });

export const DEMO: ClusterInfo = {
  id: '11111111-2222-4333-8444-555555555555',
  name: 'Test cluster',
  status: 'HEALTHY',
  statusMessage: '',
  vizierVersion: '1.2.3',
  nodeCount: 3,
  instrumentedNodeCount: 2,
  lastHeartbeatNs: 9_007_199_254_740_993n,
  simulated: false,
};

export interface FakeRunner extends Runner {
  readonly requests: RunRequest[];
  /** How many events have been taken from the script so far. */
  readonly taken: () => number;
}

/** Plays `events`; cancelling ends it with `cancelled` before the next one. */
export function fakeRunner(
  events: (
    request: RunRequest,
    signal: AbortSignal,
  ) => AsyncIterable<RunEvent> | Iterable<RunEvent>,
  clusters: readonly ClusterInfo[] = [DEMO],
): FakeRunner {
  const requests: RunRequest[] = [];
  let taken = 0;
  async function* run(request: RunRequest, signal: AbortSignal): AsyncGenerator<RunEvent> {
    requests.push(request);
    for await (const event of events(request, signal)) {
      if (signal.aborted) break;
      taken += 1;
      yield event;
      if (event.kind === 'done' || event.kind === 'failed') return;
    }
    yield { kind: 'cancelled' };
  }
  return {
    requests,
    taken: () => taken,
    run,
    listClusters: () => Promise.resolve(clusters),
    dispose: () => undefined,
  };
}
