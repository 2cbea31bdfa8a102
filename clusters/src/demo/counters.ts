/**
 * Counters of processes, pods and connections at any second: what the exact number of requests
 * since the start of a process amounts to, plus idle work. No state, so they agree however the
 * windows are asked for, and start again at zero when a process does.
 */
import type { CellValue } from '#engine';
import { expectedTraffic, type Edge, type ExpectedTraffic } from './expectedTraffic.ts';
import { JOURNEYS } from './journeys.ts';
import { mix, mixUnit } from './random.ts';
import { loadAt, requestsBefore } from './timeline.ts';
import {
  instanceAt,
  RESTARTED_SLOT,
  SLOTS,
  slotsOf,
  type Instance,
  type Workload,
} from './topology.ts';

const MB = 1024 * 1024;
const NS = 1_000_000_000n;

/** Idle CPU use in ns per second and threads of each runtime. */
const RUNTIMES: Readonly<
  Record<Workload['runtime'], { readonly idleNs: number; readonly threads: number }>
> = {
  node: { idleNs: 4e6, threads: 11 },
  go: { idleNs: 2e6, threads: 9 },
  java: { idleNs: 14e6, threads: 46 },
  python: { idleNs: 5e6, threads: 6 },
  dotnet: { idleNs: 9e6, threads: 24 },
  native: { idleNs: 6e6, threads: 18 },
};

/** Requests of each journey before `second`. */
export const requestsUntil = (seed: number, second: number): readonly number[] =>
  JOURNEYS.map(({ ratePerSecond }, journey) =>
    requestsBefore(seed, journey, ratePerSecond, second),
  );

interface SlotTraffic {
  readonly sent: readonly number[];
  readonly received: readonly number[];
  readonly cpuNs: readonly number[];
}

function sumOf(edges: readonly Edge[], pick: (edge: Edge) => readonly number[]): readonly number[] {
  return JOURNEYS.map((_, journey) =>
    edges.reduce((sum, edge) => sum + (pick(edge)[journey] ?? 0), 0),
  );
}

export class Counters {
  readonly #seed: number;
  readonly #expected: ExpectedTraffic = expectedTraffic();
  readonly #slots: readonly SlotTraffic[];

  constructor(seed: number) {
    this.#seed = seed;
    this.#slots = SLOTS.map(({ index, key }) => {
      const own = this.#expected.edges.filter((edge) => edge.slot === index);
      const costs = this.#expected.cpuNs.get(key) ?? [];
      return {
        sent: sumOf(own, (edge) => edge.sent),
        received: sumOf(own, (edge) => edge.received),
        cpuNs: JOURNEYS.map((_, journey) => (costs[journey] ?? 0) / slotsOf(key).length),
      };
    });
  }

  /** Requests of each journey in [from, to). */
  #requests(from: number, to: number): readonly number[] {
    const before = requestsUntil(this.#seed, from);
    return requestsUntil(this.#seed, to).map((count, journey) => count - (before[journey] ?? 0));
  }

  /** Rows of process_stats: one for each process and second. */
  *processStats(from: number, to: number): Iterable<readonly CellValue[]> {
    const instances = this.instances(from);
    for (let second = from; second < to; second++) {
      for (const instance of instances) yield this.#processRow(instance, second);
    }
  }

  /** CPU time of a process since it started. */
  cpuNs({ slot, processStartMin }: Instance, second: number): number {
    const { idleNs } = RUNTIMES[slot.workload.runtime];
    const started = processStartMin * 60;
    const requests = this.#requests(started, second);
    // Less than a second's idle work, so that the counter never falls.
    const jitter = 0.9 * idleNs * mixUnit(this.#seed, slot.index, second, 3);
    return idleNs * (second - started) + jitter + weigh(requests, this.#slots[slot.index]?.cpuNs);
  }

  #processRow(instance: Instance, second: number): readonly CellValue[] {
    const { slot } = instance;
    const traffic = this.#slots[slot.index];
    const started = instance.processStartMin * 60;
    const requests = this.#requests(started, second);
    const age = second - started;
    const { threads } = RUNTIMES[slot.workload.runtime];
    const cpuNs = this.cpuNs(instance, second);
    const readChars = weigh(requests, traffic?.received);
    const writtenChars = weigh(requests, traffic?.sent);
    const stores = slot.workload.kind === 'statefulSet';
    const rss = this.#rssBytes(instance, second);
    return [
      BigInt(second) * NS + sampleOffset(slot.node),
      instance.upid,
      12 + Math.floor(age / 3600),
      4000 + Math.floor(age * 3.2 + writtenChars / 9000),
      cpuNs * 0.78,
      cpuNs * 0.22,
      threads + (slot.index % 3),
      rss * 3.4 + 220 * MB,
      rss,
      readChars + age * 900,
      writtenChars + age * 400,
      stores ? readChars * 0.05 : 2 * MB,
      stores ? readChars * 0.6 + age * 120 : age * 24,
    ];
  }

  #rssBytes({ slot, processStartMin }: Instance, second: number): number {
    const base = slot.workload.rssMb * MB;
    const wave = 0.04 * Math.sin(second / 97 + slot.index) + 0.08 * (loadAt(second) - 1);
    const noise = 0.01 * mixUnit(this.#seed, slot.index, second, 8);
    // The pod that is killed every hour leaks until then.
    const leak = slot.index === RESTARTED_SLOT ? (second - processStartMin * 60) / 3600 : 0;
    return Math.floor(base * (1 + wave + noise + leak * 1.4));
  }

  /** Rows of jvm_stats: one for each Java process every five seconds. */
  *jvmStats(from: number, to: number): Iterable<readonly CellValue[]> {
    const instances = this.instances(from).filter((each) => each.slot.workload.runtime === 'java');
    for (let second = Math.ceil(from / 5) * 5; second < to; second += 5) {
      for (const instance of instances) yield this.#jvmRow(instance, second);
    }
  }

  #jvmRow(instance: Instance, second: number): readonly CellValue[] {
    const { slot } = instance;
    const age = second - instance.processStartMin * 60;
    const maximum = Number(/-Xmx(\d+)m/.exec(slot.workload.cmdline)?.[1] ?? 256) * MB;
    // A collection every 20 to 40 seconds; the heap fills up in between.
    const period = 20 + (mix(this.#seed, slot.index, 61) % 21);
    const total = Math.floor(maximum * 0.75);
    return [
      BigInt(second) * NS + sampleOffset(slot.node),
      instance.upid,
      Math.floor(age / period) * 11_000_000,
      Math.floor(age / 5400) * 160_000_000,
      Math.floor(total * (0.35 + (0.55 * (age % period)) / period)),
      total,
      maximum,
    ];
  }

  /** Rows of network_stats: one for each pod and second. */
  *networkStats(from: number, to: number): Iterable<readonly CellValue[]> {
    const instances = this.instances(from);
    for (let second = from; second < to; second++) {
      for (const instance of instances) yield this.#networkRow(instance, second);
    }
  }

  #networkRow(instance: Instance, second: number): readonly CellValue[] {
    const { slot } = instance;
    const traffic = this.#slots[slot.index];
    const started = instance.podStartMin * 60;
    const requests = this.#requests(started, second);
    const age = second - started;
    // Headers of the lower layers, and what pods exchange when nobody asks for anything.
    const receivedBytes = weigh(requests, traffic?.received) * 1.08 + age * 350;
    const sentBytes = weigh(requests, traffic?.sent) * 1.08 + age * 280;
    return [
      BigInt(second) * NS + sampleOffset(slot.node),
      instance.podUid,
      receivedBytes,
      receivedBytes / 620,
      0,
      slot.index % 9 === 4 ? age / 240 : 0,
      sentBytes,
      sentBytes / 640,
      0,
      0,
    ];
  }

  /** The processes of a second, ordered by node. */
  instances(second: number): readonly Instance[] {
    const minute = Math.floor(second / 60);
    return [...SLOTS]
      .sort((a, b) => a.node - b.node || a.index - b.index)
      .map((slot) => instanceAt(this.#seed, slot, minute));
  }
}

/** Nodes are sampled one after the other within a second. */
export function sampleOffset(node: number): bigint {
  return BigInt(node) * 37_000_000n;
}

function weigh(requests: readonly number[], weights: readonly number[] | undefined): number {
  return requests.reduce((sum, count, journey) => sum + count * (weights?.[journey] ?? 0), 0);
}
