/**
 * Rows of conn_stats: one for each connection counter every ten seconds. The database makes them of
 * a table of the era's connections and the requests until each sample, as all of them are sums.
 */
import type { Relation } from '#language';
import { columnDefinitions, quoteName, RowsBuilder, type Store } from '#engine';
import { requestsUntil, sampleOffset } from './counters.ts';
import { expectedTraffic, type Edge } from './expectedTraffic.ts';
import { JOURNEYS } from './journeys.ts';
import { addressesAt, eraStart, instanceAt, SLOTS } from './topology.ts';

const PERIOD_S = 10;
const IPV4 = 2;
/** Connections are replaced every five minutes, as in the generated events. */
const CONNECTION_LIFE_S = 300;

const column = (name: string, dataType: Relation[number]['dataType']): Relation[number] => ({
  name,
  dataType,
  semanticType: 'ST_NONE',
});
const ofJourneys = (prefix: string): string[] => JOURNEYS.map((_, at) => `${prefix}${String(at)}`);

const CONNECTION_COLUMNS: Relation = [
  column('place', 'INT64'),
  column('offset_ns', 'INT64'),
  column('upid', 'UINT128'),
  column('remote_addr', 'STRING'),
  ...['remote_port', 'trace_role', 'protocol'].map((name) => column(name, 'INT64')),
  column('encrypted', 'BOOLEAN'),
  ...['connections', 'lives'].map((name) => column(name, 'INT64')),
  // Requests when the process started, and bytes for one request.
  ...['before_', 'sent_', 'received_'].flatMap((prefix) =>
    ofJourneys(prefix).map((name) => column(name, 'FLOAT64')),
  ),
];
const SAMPLE_COLUMNS: Relation = [
  ...['place', 'second', 'lives'].map((name) => column(name, 'INT64')),
  ...ofJourneys('until_').map((name) => column(name, 'FLOAT64')),
];

const livesAt = (second: number): number => Math.floor(second / CONNECTION_LIFE_S);

interface Window {
  /** Seconds since the epoch within one era. */
  readonly from: number;
  readonly to: number;
  readonly target: string;
  /** Schema of what scripts do not see. */
  readonly hidden: string;
}

export class Connections {
  readonly #seed: number;
  /** Samples of one node come together, so ordering by node orders rows by time. */
  readonly #edges: readonly Edge[] = expectedTraffic().edges.toSorted(
    (a, b) => nodeOf(a) - nodeOf(b) || a.slot - b.slot,
  );
  #era: number | undefined;

  constructor(seed: number) {
    this.#seed = seed;
  }

  /** Appends the rows of a window in time order and gives their number. @throws AbortError */
  async fill(store: Store, window: Window, signal: AbortSignal): Promise<number> {
    const { from, to, target, hidden } = window;
    const connections = `${hidden}.${quoteName('connections')}`;
    const samples = `${hidden}.${quoteName('connection_samples')}`;
    const era = eraStart(Math.floor(from / 60));
    if (this.#era !== era) {
      this.#era = undefined;
      await make(store, connections, this.#connections(from), CONNECTION_COLUMNS, signal);
      this.#era = era;
    }
    const seconds: number[] = [];
    for (let second = Math.ceil(from / PERIOD_S) * PERIOD_S; second < to; second += PERIOD_S) {
      seconds.push(second);
    }
    await make(store, samples, this.#samples(seconds), SAMPLE_COLUMNS, signal);
    const rowCount = seconds.length * this.#edges.length;
    await store.run(
      insertSql({ target, connections, samples }, rowCount, this.#edges.length),
      signal,
    );
    return rowCount;
  }

  #connections(second: number): RowsBuilder {
    const minute = Math.floor(second / 60);
    const instances = SLOTS.map((slot) => instanceAt(this.#seed, slot, minute));
    const addresses = addressesAt(this.#seed, minute);
    const rows = new RowsBuilder(CONNECTION_COLUMNS);
    this.#edges.forEach((edge, place) => {
      const instance = instances[edge.slot];
      if (instance === undefined) throw new Error(`no process is at slot ${String(edge.slot)}`);
      const started = instance.processStartMin * 60;
      rows.add([
        place,
        sampleOffset(instance.slot.node),
        instance.upid,
        addresses[edge.peer]?.ip ?? '-',
        edge.peerPort,
        edge.isServer ? 2 : 1,
        edge.protocol,
        edge.encrypted,
        edge.connections,
        livesAt(started),
        ...requestsUntil(this.#seed, started),
        ...JOURNEYS.map((_, journey) => edge.sent[journey] ?? 0),
        ...JOURNEYS.map((_, journey) => edge.received[journey] ?? 0),
      ]);
    });
    return rows;
  }

  #samples(seconds: readonly number[]): RowsBuilder {
    const rows = new RowsBuilder(SAMPLE_COLUMNS);
    seconds.forEach((second, place) => {
      rows.add([place, second, livesAt(second), ...requestsUntil(this.#seed, second)]);
    });
    return rows;
  }
}

async function make(
  store: Store,
  table: string,
  rows: RowsBuilder,
  relation: Relation,
  signal: AbortSignal,
): Promise<void> {
  await store.run(`CREATE OR REPLACE TABLE ${table} ${columnDefinitions(relation)}`, signal);
  await store.append(table, rows.toRows());
}

function insertSql(
  { target, connections, samples }: Readonly<Record<'target' | 'connections' | 'samples', string>>,
  rowCount: number,
  perSample: number,
): string {
  const bytes = (prefix: string): string => {
    const parts = JOURNEYS.map((_, at) => {
      const journey = String(at);
      return `(s.until_${journey} - c.before_${journey}) * c.${prefix}${journey}`;
    });
    return `floor(${parts.reduce((sum, part) => `(${sum} + ${part})`, '0::DOUBLE')})::BIGINT`;
  };
  const closed = '(s.lives - c.lives) * c.connections';
  // The range is the side that is read row by row, so it gives the order.
  return `INSERT INTO ${target}
    SELECT s.second * 1000000000 + c.offset_ns, c.upid, c.remote_addr, c.remote_port, c.trace_role,
      ${String(IPV4)}, c.protocol, c.encrypted, ${closed} + c.connections, ${closed}, c.connections,
      ${bytes('sent_')}, ${bytes('received_')}
    FROM range(${String(rowCount)}) AS r(i)
    JOIN ${samples} AS s ON s.place = r.i // ${String(perSample)}
    JOIN ${connections} AS c ON c.place = r.i % ${String(perSample)}`;
}

const nodeOf = (edge: Edge): number => SLOTS[edge.slot]?.node ?? 0;
