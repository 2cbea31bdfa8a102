/**
 * Walks the call graph of every user request of a window and writes down each hop as both sides
 * see it. A request is a function of the seed, its journey and its number, so windows can be
 * generated alone, in any order, and for one protocol at a time.
 */
import {
  ENDPOINT_KEYS,
  ENDPOINTS,
  PROBED,
  shapeId,
  type Endpoint,
  type EndpointKey,
} from './endpoints.ts';
import { CHORES, JOURNEYS, type Call } from './journeys.ts';
import { mix, RandomStream } from './random.ts';
import { SpanBuffer } from './spanBuffer.ts';
import { ALL_STATEMENTS, lookupIndex, STATEMENT_KEYS, type Protocol } from './statements.ts';
import { INCIDENT_ERROR_RATE, INCIDENT_SLOWDOWN, isIncident, requestsBefore } from './timeline.ts';
import { ADDRESS, SHOPPER_ADDRESSES, SLOTS, slotsOf, type WorkloadKey } from './topology.ts';

/** No request lasts longer than this, so a window's spans start at most this much before it. */
const LONGEST_REQUEST_S = 10;
const LONGEST_STEP_MS = 1500;
const CONNECTION_LIFE_S = 300;
const CONNECTIONS_PER_PEER = 3;
const LOOKUP_CHANCE = 0.03;
/** Messages to the name server for one HTTP call: half of the look-ups take two. */
export const LOOKUPS_PER_CALL = LOOKUP_CHANCE * 1.5;
const PROBE_PERIOD_S = 10;
const MS = 1e6;

export type TrafficKind = 'http' | Protocol;

interface Answer {
  readonly latencyNs: number;
  readonly status: number;
}

/** The hop both of whose sides are written down. */
interface Hop {
  readonly kind: TrafficKind;
  readonly shape: number;
  readonly client: number;
  /** What the client dialled, e.g. the address of a service. */
  readonly dialled: number;
  readonly server: number;
  readonly startNs: number;
  readonly latencyNs: number;
  readonly networkNs: number;
}

const ENDPOINT_NUMBER = new Map(ENDPOINT_KEYS.map((key, index) => [key, index]));
const STATEMENT_NUMBER = new Map(STATEMENT_KEYS.map((key, index) => [key, index]));

class Walk {
  readonly #random = new RandomStream();
  readonly #seed: number;
  readonly #kind: TrafficKind;
  readonly #spans: SpanBuffer;
  #second = 0;
  #incident = false;
  #traceHigh = 0;
  #traceLow = 0;

  constructor(seed: number, kind: TrafficKind, spans: SpanBuffer) {
    this.#seed = seed;
    this.#kind = kind;
    this.#spans = spans;
  }

  /** All requests that start in `second`, which begins `offsetNs` after the buffer's start. */
  second(second: number, offsetNs: number): void {
    this.#second = second;
    this.#incident = isIncident(second);
    JOURNEYS.forEach((journey, number) => {
      const { endpoint, ratePerSecond } = journey;
      const first = requestsBefore(this.#seed, number, ratePerSecond, second);
      const last = requestsBefore(this.#seed, number, ratePerSecond, second + 1);
      for (let request = first; request < last; request++) {
        this.#begin(number, request);
        const user = (this.#traceLow >>> 20) & 1023;
        const shopper = ADDRESS.shopper(user % SHOPPER_ADDRESSES);
        const startNs = offsetNs + Math.floor(this.#random.unit() * 1e9);
        this.#http({ endpoint, calls: journey.calls }, shopper, startNs);
      }
    });
    this.#probes(offsetNs);
    this.#chores(offsetNs);
  }

  #begin(journey: number, request: number): void {
    const low = request % 2 ** 32;
    this.#random.reset(mix(this.#seed, journey), low, Math.floor(request / 2 ** 32));
    this.#traceHigh = this.#random.bits() >>> 2;
    this.#traceLow = this.#random.bits();
  }

  #call(call: Call, client: number, startNs: number): Answer {
    if (call.chance < 1 && this.#random.unit() >= call.chance) return { latencyNs: 0, status: 200 };
    if (call.kind === 'http') return this.#http(call, client, startNs);
    const statement = STATEMENT_NUMBER.get(call.statement) ?? 0;
    if (call.kind === 'statement') return this.#statement(statement, client, startNs);
    const delayMs = Math.min(this.#random.logNormal(call.medianMs, 0.6), LONGEST_STEP_MS);
    this.#statement(statement, this.#replica(call.from), startNs + Math.floor(delayMs * MS));
    return { latencyNs: 0, status: 200 };
  }

  #http(
    call: { readonly endpoint: EndpointKey; readonly calls: readonly Call[]; required?: boolean },
    client: number,
    startNs: number,
  ): Answer {
    const endpoint: Endpoint = ENDPOINTS[call.endpoint];
    const fromOutside = client >= SLOTS.length;
    const lookupNs = fromOutside ? 0 : this.#maybeLookup(endpoint.service, client, startNs);
    const server = endpoint.service === 'bank' ? ADDRESS.bank : this.#replica(endpoint.service);
    const networkNs = Math.floor(this.#random.logNormal(0.15, 0.4) * MS);
    const slow = this.#incident && (endpoint.service === 'payment' || endpoint.service === 'bank');
    const ownMs = this.#random.logNormal(endpoint.medianMs, endpoint.sigma);
    const ownNs = Math.floor(
      Math.min(ownMs * (slow ? INCIDENT_SLOWDOWN : 1), LONGEST_STEP_MS) * MS,
    );
    const begin = startNs + lookupNs + networkNs + Math.floor(ownNs * 0.3);
    let at = begin;
    let worst = 200;
    for (const inner of call.calls) {
      const answer = this.#call(inner, server, at);
      at += answer.latencyNs;
      if (answer.status < 400 || (inner.kind === 'http' && !inner.required)) continue;
      worst = answer.status;
      break;
    }
    const outcomeIndex = this.#outcome(endpoint, worst);
    const latencyNs = ownNs + (at - begin);
    this.#write({
      kind: 'http',
      shape: shapeId(ENDPOINT_NUMBER.get(call.endpoint) ?? 0, outcomeIndex),
      client,
      // Names of HTTP/1 services lead to the service's address; gRPC clients dial pods directly.
      dialled:
        endpoint.service === 'bank' || endpoint.protocol === 'grpc'
          ? server
          : ADDRESS.service(endpoint.service),
      server,
      startNs: startNs + lookupNs,
      latencyNs,
      networkNs,
    });
    const status = endpoint.outcomes[outcomeIndex]?.status ?? 200;
    return { latencyNs: lookupNs + latencyNs + 2 * networkNs, status };
  }

  /** Which answer the endpoint gives, when the worst answer it got itself is `worst`. */
  #outcome(endpoint: Endpoint, worst: number): number {
    const draw = this.#random.unit();
    if (worst >= 400) {
      const same = endpoint.outcomes.findIndex((each) => each.status === worst);
      if (same > 0) return same;
      return Math.max(
        0,
        endpoint.outcomes.findIndex((each) => each.status >= 500),
      );
    }
    let rates = 0;
    for (let index = 1; index < endpoint.outcomes.length; index++) {
      const isRefusal = this.#incident && endpoint.service === 'bank';
      rates += isRefusal ? INCIDENT_ERROR_RATE : (endpoint.errorRates[index] ?? 0);
      if (draw < rates) return index;
    }
    return 0;
  }

  #statement(index: number, client: number, startNs: number): Answer {
    const statement = ALL_STATEMENTS[index];
    if (!statement) return { latencyNs: 0, status: 200 };
    const networkNs = Math.floor(this.#random.logNormal(0.12, 0.4) * MS);
    const ms = Math.min(this.#random.logNormal(statement.medianMs, 0.5), LONGEST_STEP_MS);
    const latencyNs = Math.floor(ms * MS);
    this.#write({
      kind: statement.protocol,
      shape: index,
      client,
      dialled: statement.to === 'bank' ? ADDRESS.bank : ADDRESS.service(statement.to),
      server: statement.to === 'bank' ? ADDRESS.bank : this.#replica(statement.to),
      startNs,
      latencyNs,
      networkNs,
    });
    return { latencyNs: latencyNs + 2 * networkNs, status: 200 };
  }

  /** Some calls resolve the name of the service first; half of these try the search path. */
  #maybeLookup(target: WorkloadKey | 'bank', client: number, startNs: number): number {
    const draw = this.#random.unit();
    if (draw >= LOOKUP_CHANCE) return 0;
    let spent = 0;
    if (draw < LOOKUP_CHANCE / 2) {
      spent += this.#statement(lookupIndex(target, false), client, startNs).latencyNs;
    }
    return spent + this.#statement(lookupIndex(target, true), client, startNs + spent).latencyNs;
  }

  #replica(key: WorkloadKey): number {
    const slots = slotsOf(key);
    return slots[this.#random.below(slots.length)]?.index ?? 0;
  }

  #probes(offsetNs: number): void {
    for (const slot of SLOTS) {
      const probe = PROBED.indexOf(slot.key);
      if (probe < 0 || (this.#second + slot.index) % PROBE_PERIOD_S !== 0) continue;
      this.#random.reset(mix(this.#seed, slot.index, 4711), this.#second % 2 ** 32, 0);
      this.#traceHigh = this.#random.bits() >>> 2;
      this.#traceLow = this.#random.bits();
      this.#write({
        kind: 'http',
        shape: shapeId(ENDPOINT_KEYS.length + probe, 0),
        client: ADDRESS.node(slot.node),
        dialled: slot.index,
        server: slot.index,
        startNs: offsetNs + Math.floor(this.#random.unit() * 1e9),
        latencyNs: Math.floor(this.#random.logNormal(0.4, 0.4) * MS),
        networkNs: 0,
      });
    }
  }

  #chores(offsetNs: number): void {
    CHORES.forEach(({ from, periodS, calls }, number) => {
      if (this.#second % periodS !== 0) return;
      for (const slot of slotsOf(from)) {
        this.#random.reset(mix(this.#seed, slot.index, 815 + number), this.#second % 2 ** 32, 0);
        // The low bits number the period, the bits above them the replica.
        this.#traceHigh = 0;
        this.#traceLow = (Math.floor(this.#second / 600) % 2 ** 20) + slot.replica * 2 ** 20;
        let at = offsetNs + Math.floor(this.#random.unit() * 1e8);
        for (const each of calls) at += this.#call(each, slot.index, at).latencyNs;
      }
    });
  }

  #write(hop: Hop): void {
    const spanHigh = this.#random.bits() >>> 2;
    const spanLow = this.#random.bits();
    const connection = this.#random.below(CONNECTIONS_PER_PEER);
    if (hop.kind !== this.#kind) return;
    const age = Math.floor(this.#second / CONNECTION_LIFE_S);
    const ids = {
      shape: hop.shape,
      port: 32_768 + (mix(hop.client, hop.server, connection, age) % 28_000),
      traceHigh: this.#traceHigh,
      traceLow: this.#traceLow,
      spanHigh,
      spanLow,
    };
    const { client, server, dialled, startNs, networkNs, latencyNs } = hop;
    // Only processes in pods are traced: shoppers, nodes and the bank have no rows of their own.
    if (client < SLOTS.length) {
      const roundTripNs = latencyNs + 2 * networkNs;
      const side = {
        startNs,
        latencyNs: roundTripNs,
        local: client,
        remote: dialled,
        isServer: false,
      };
      this.#spans.add(side, ids);
    }
    if (server < SLOTS.length) {
      const side = {
        startNs: startNs + networkNs,
        latencyNs,
        local: server,
        remote: client,
        isServer: true,
      };
      this.#spans.add(side, ids);
    }
  }
}

/** Spans of one protocol that start in the seconds `from` (inclusive) to `to` (exclusive). */
export function generateSpans(
  seed: number,
  kind: TrafficKind,
  from: number,
  to: number,
): SpanBuffer {
  const spans = new SpanBuffer(BigInt(from) * 1_000_000_000n, (to - from) * 1e9);
  const walk = new Walk(seed, kind, spans);
  for (let second = from - LONGEST_REQUEST_S; second < to; second++) {
    walk.second(second, (second - from) * 1e9);
  }
  return spans;
}
