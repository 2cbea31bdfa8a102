/**
 * What one request of each journey means on average for connections and processes. Together with
 * the exact number of requests up to a second it gives counters as closed forms of the time, which
 * agree with the generated events to within the chance in their texts and calls.
 */
import { ENDPOINTS, type Endpoint } from './endpoints.ts';
import { CHORES, JOURNEYS, type Call } from './journeys.ts';
import {
  ALL_STATEMENTS,
  lookupIndex,
  STATEMENT_KEYS,
  type Protocol,
  type Statement,
} from './statements.ts';
import { LOOKUPS_PER_CALL } from './traffic.ts';
import { ADDRESS, SHOPPER_ADDRESSES, slotsOf, type WorkloadKey } from './topology.ts';

/** Protocol numbers of conn_stats. */
const PROTOCOL_NUMBERS: Readonly<Record<Protocol | 'http' | 'grpc', number>> = {
  http: 1,
  grpc: 2,
  mysql: 3,
  cql: 4,
  pgsql: 5,
  dns: 6,
  redis: 7,
  nats: 8,
  mongodb: 9,
  kafka: 10,
  mux: 11,
  amqp: 12,
  tls: 13,
};

/** One connection counter: a process, its peer as an address number, and the average traffic. */
export interface Edge {
  readonly slot: number;
  readonly peer: number;
  /** 0 where this side is the server: its peers' ports differ. */
  readonly peerPort: number;
  readonly isServer: boolean;
  readonly protocol: number;
  readonly encrypted: boolean;
  /** Bytes for one request of each journey, by journey number. */
  readonly sent: readonly number[];
  readonly received: readonly number[];
  /** Open connections at any moment. */
  readonly connections: number;
}

type Party = WorkloadKey | 'bank' | 'shopper';

interface Flow {
  readonly from: Party;
  readonly to: WorkloadKey | 'bank';
  readonly port: number;
  readonly protocol: Protocol | 'http' | 'grpc';
  readonly encrypted: boolean;
  readonly dialsPods: boolean;
  readonly calls: number[];
  readonly requestBytes: number[];
  readonly responseBytes: number[];
}

const HEADER_BYTES = 260;
const RESPONSE_HEADER_BYTES = 90;
/** CPU share of a server's own time; the rest is waiting. */
const CPU_SHARE = 0.3;
const PLACEHOLDER_BYTES = 10;

function textBytes(text: string): number {
  const plain = text
    .replace(/\{\{|\}\}/g, '-')
    .replace(/\$\w+|\{\d+[^}]*\}/g, '-'.repeat(PLACEHOLDER_BYTES));
  return plain.length;
}

class Flows {
  readonly all = new Map<string, Flow>();
  readonly cpuNs = new Map<WorkloadKey, number[]>();

  add(flow: Omit<Flow, 'calls' | 'requestBytes' | 'responseBytes'>, traffic: Traffic): void {
    const key = `${flow.from} ${flow.to} ${flow.port} ${flow.protocol}`;
    const zeros = () => JOURNEYS.map(() => 0);
    const known = this.all.get(key) ?? {
      ...flow,
      calls: zeros(),
      requestBytes: zeros(),
      responseBytes: zeros(),
    };
    this.all.set(key, known);
    const { journey, weight, requestBytes, responseBytes } = traffic;
    known.calls[journey] = (known.calls[journey] ?? 0) + weight;
    known.requestBytes[journey] = (known.requestBytes[journey] ?? 0) + weight * requestBytes;
    known.responseBytes[journey] = (known.responseBytes[journey] ?? 0) + weight * responseBytes;
  }

  spend(key: WorkloadKey | 'bank', journey: number, ns: number): void {
    if (key === 'bank') return;
    const costs = this.cpuNs.get(key) ?? JOURNEYS.map(() => 0);
    costs[journey] = (costs[journey] ?? 0) + ns;
    this.cpuNs.set(key, costs);
  }
}

interface Traffic {
  readonly journey: number;
  readonly weight: number;
  readonly requestBytes: number;
  readonly responseBytes: number;
}

function addHttp(
  flows: Flows,
  from: Party,
  endpoint: Endpoint,
  { journey, weight }: Pick<Traffic, 'journey' | 'weight'>,
): void {
  const success = endpoint.outcomes[0];
  const bodyBytes = success ? Math.max(success.fullSize, textBytes(success.body)) : 0;
  const flow = {
    from,
    to: endpoint.service,
    port: endpoint.service === 'bank' ? 443 : (slotsOf(endpoint.service)[0]?.workload.port ?? 0),
    protocol: endpoint.protocol === 'grpc' ? ('grpc' as const) : ('http' as const),
    encrypted: endpoint.encrypted,
    dialsPods: endpoint.protocol === 'grpc',
  };
  flows.add(flow, {
    journey,
    weight,
    requestBytes: HEADER_BYTES + textBytes(endpoint.path) + textBytes(endpoint.requestBody),
    responseBytes: RESPONSE_HEADER_BYTES + bodyBytes,
  });
  flows.spend(endpoint.service, journey, weight * endpoint.medianMs * 1e6 * CPU_SHARE);
}

function addStatement(
  flows: Flows,
  from: Party,
  statement: Statement,
  { journey, weight }: Pick<Traffic, 'journey' | 'weight'>,
): void {
  const bytes = (isResponse: boolean) =>
    Object.entries(statement.fields)
      .filter(([name]) => name.startsWith('resp') === isResponse)
      .reduce((sum, [, value]) => sum + (typeof value === 'string' ? textBytes(value) : 4), 16);
  const { to, port, protocol, medianMs } = statement;
  const flow = { from, to, port, protocol, encrypted: protocol === 'tls', dialsPods: false };
  flows.add(flow, { journey, weight, requestBytes: bytes(false), responseBytes: bytes(true) });
  flows.spend(to, journey, weight * medianMs * 1e6 * CPU_SHARE);
}

function addCalls(
  flows: Flows,
  from: Party,
  calls: readonly Call[],
  { journey, weight }: Pick<Traffic, 'journey' | 'weight'>,
): void {
  for (const call of calls) {
    const share = { journey, weight: weight * call.chance };
    if (call.kind === 'http') {
      const endpoint: Endpoint = ENDPOINTS[call.endpoint];
      const lookup = ALL_STATEMENTS[lookupIndex(endpoint.service, true)];
      const lookups = { journey, weight: share.weight * LOOKUPS_PER_CALL };
      if (lookup) addStatement(flows, from, lookup, lookups);
      addHttp(flows, from, endpoint, share);
      addCalls(flows, endpoint.service, call.calls, share);
      continue;
    }
    const statement = ALL_STATEMENTS[STATEMENT_KEYS.indexOf(call.statement)];
    if (statement) addStatement(flows, call.kind === 'later' ? call.from : from, statement, share);
  }
}

function partySlots(party: Party): readonly number[] {
  if (party === 'shopper') {
    return Array.from({ length: SHOPPER_ADDRESSES }, (_, n) => ADDRESS.shopper(n));
  }
  return party === 'bank' ? [ADDRESS.bank] : slotsOf(party).map((slot) => slot.index);
}

const CONNECTIONS_PER_PEER = 3;

function edgesOf(flow: Flow): readonly Edge[] {
  const clients = partySlots(flow.from);
  const servers = partySlots(flow.to);
  const common = { protocol: PROTOCOL_NUMBERS[flow.protocol], encrypted: flow.encrypted };
  const scaled = (values: readonly number[], parts: number) => values.map((value) => value / parts);
  const isTraced = (party: Party) => party !== 'shopper' && party !== 'bank';
  const dialled = flow.dialsPods || flow.to === 'bank' ? servers : [ADDRESS.service(flow.to)];
  const clientParts = clients.length * dialled.length;
  const clientEdges = clients.flatMap((slot) =>
    dialled.map((peer) => ({
      ...common,
      slot,
      peer,
      peerPort: flow.port,
      isServer: false,
      sent: scaled(flow.requestBytes, clientParts),
      received: scaled(flow.responseBytes, clientParts),
      connections: (CONNECTIONS_PER_PEER * servers.length) / dialled.length,
    })),
  );
  const serverParts = clients.length * servers.length;
  const serverEdges = servers.flatMap((slot) =>
    clients.map((peer) => ({
      ...common,
      slot,
      peer,
      peerPort: 0,
      isServer: true,
      sent: scaled(flow.responseBytes, serverParts),
      received: scaled(flow.requestBytes, serverParts),
      connections: CONNECTIONS_PER_PEER,
    })),
  );
  return [...(isTraced(flow.from) ? clientEdges : []), ...(isTraced(flow.to) ? serverEdges : [])];
}

export interface ExpectedTraffic {
  readonly edges: readonly Edge[];
  /** CPU time of a whole workload for one request of each journey, by journey number. */
  readonly cpuNs: ReadonlyMap<WorkloadKey, readonly number[]>;
}

/** Averages of all journeys; chores only show up in the events, they are too few to matter. */
export function expectedTraffic(): ExpectedTraffic {
  const flows = new Flows();
  JOURNEYS.forEach(({ endpoint, calls }, journey) => {
    const whole = { journey, weight: 1 };
    addHttp(flows, 'shopper', ENDPOINTS[endpoint], whole);
    addCalls(flows, ENDPOINTS[endpoint].service, calls, whole);
  });
  CHORES.forEach(({ from, calls }) => {
    addCalls(flows, from, calls, { journey: 0, weight: 0 });
  });
  return { edges: [...flows.all.values()].flatMap(edgesOf), cpuNs: flows.cpuNs };
}
