/** How each simulated table gets the rows of some seconds. */
import type { Relation } from '#language';
import { type CellValue, RowsBuilder, type Store } from '#engine';
import { Connections } from './connections.ts';
import { Counters } from './counters.ts';
import { insertSql } from './eventTables.ts';
import { collectorErrors, probeStatus, processExits } from './rareEvents.ts';
import { STAGE_COLUMNS } from './spanBuffer.ts';
import { stackTraces } from './stackTraces.ts';
import { PROTOCOL_TABLES, type Protocol } from './statements.ts';
import { generateSpans, type TrafficKind } from './traffic.ts';

interface FillTarget {
  /** Seconds since the epoch, at most ten minutes and within one era. */
  readonly from: number;
  readonly to: number;
  readonly target: string;
  readonly relation: Relation;
  /** Table of the era's addresses. */
  readonly addresses: string;
  /** Schema of the dimensions and of staging tables. */
  readonly hidden: string;
}

export interface Filler {
  /** Upper estimates, for the budget. */
  readonly rowsPerSecond: number;
  readonly bytesPerRow: number;
  /** Seconds made at once: enough rows to be worth a statement, few enough to stop soon. */
  readonly chunkS: number;
  /** Appends the rows in time order, all or none, and gives their number. @throws AbortError */
  fill(store: Store, target: FillTarget, signal: AbortSignal): Promise<number>;
}

async function fillEvents(
  store: Store,
  { seed, kind }: { readonly seed: number; readonly kind: TrafficKind },
  target: FillTarget,
  signal: AbortSignal,
): Promise<number> {
  const { from, to, hidden } = target;
  const rows = generateSpans(seed, kind, from, to).toRows();
  const stage = `${hidden}.stage`;
  const columns = STAGE_COLUMNS.map((name) => `${name} BIGINT`).join(', ');
  await store.run(`CREATE OR REPLACE TABLE ${stage} (${columns})`, signal);
  await store.append(stage, rows);
  await store.run(insertSql(kind, { ...target, stage, schema: hidden }), signal);
  return rows.rowCount;
}

/** A part of ten minutes that holds about 20,000 rows. */
function chunkFor(rowsPerSecond: number): number {
  return [600, 300, 120].find((seconds) => seconds * rowsPerSecond <= 20_000) ?? 60;
}

function events(
  seed: number,
  kind: TrafficKind,
  [rowsPerSecond, bytesPerRow]: readonly [number, number],
): Filler {
  return {
    rowsPerSecond,
    bytesPerRow,
    chunkS: chunkFor(rowsPerSecond),
    fill: (store, target, signal) => fillEvents(store, { seed, kind }, target, signal),
  };
}

function samples(
  make: (from: number, to: number) => Iterable<readonly CellValue[]>,
  [rowsPerSecond, bytesPerRow]: readonly [number, number],
): Filler {
  return {
    rowsPerSecond,
    bytesPerRow,
    chunkS: chunkFor(rowsPerSecond),
    fill: async (store, { from, to, target, relation }) => {
      const builder = new RowsBuilder(relation);
      for (const row of make(from, to)) builder.add(row);
      const rows = builder.toRows();
      await store.append(target, rows);
      return rows.rowCount;
    },
  };
}

/** Rows per second at peak load and bytes per row, measured. */
const EVENT_SIZES: Readonly<Record<Protocol, readonly [number, number]>> = {
  pgsql: [20, 250],
  redis: [120, 200],
  dns: [16, 600],
  mysql: [110, 250],
  cql: [60, 250],
  mongodb: [12, 400],
  kafka: [14, 500],
  nats: [12, 200],
  amqp: [12, 250],
  mux: [40, 100],
  tls: [1, 300],
};

/** The tables of the demo cluster by name. */
export function fillers(seed: number): ReadonlyMap<string, Filler> {
  const protocols = Object.entries(PROTOCOL_TABLES) as [Protocol, string][];
  const counters = new Counters(seed);
  const connections = new Connections(seed);
  return new Map([
    [
      'conn_stats',
      {
        rowsPerSecond: 60,
        bytesPerRow: 110,
        chunkS: 600,
        fill: (store, target, signal) => connections.fill(store, target, signal),
      },
    ],
    ['process_stats', samples((from, to) => counters.processStats(from, to), [40, 110])],
    ['network_stats', samples((from, to) => counters.networkStats(from, to), [40, 110])],
    ['jvm_stats', samples((from, to) => counters.jvmStats(from, to), [2, 60])],
    ['stack_traces.beta', samples((from, to) => stackTraces(seed, counters, from, to), [12, 220])],
    ['proc_exit_events', samples((from, to) => processExits(seed, from, to), [1, 100])],
    ['stirling_error', samples((from, to) => collectorErrors(seed, from, to), [1, 150])],
    ['probe_status', samples((from, to) => probeStatus(seed, from, to), [1, 150])],
    ['http_events', events(seed, 'http', [380, 740])],
    ...protocols.map(([protocol, table]): [string, Filler] => [
      table,
      events(seed, protocol, EVENT_SIZES[protocol]),
    ]),
  ]);
}
