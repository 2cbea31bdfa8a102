/**
 * Where the simulated shop runs: nodes, workloads, pods, containers and processes with their
 * addresses, as they are at a given minute. Workloads are rolled out weekly and one pod is killed
 * and restarted hourly, always at the start of a minute, so that identities are a function of time.
 */
import { mix, mixHex, mixUuid } from './random.ts';

export interface Workload {
  readonly namespace: string;
  readonly name: string;
  readonly kind: 'deployment' | 'statefulSet';
  readonly replicas: number;
  readonly port: number;
  /** Name of the program as in /proc. */
  readonly program: string;
  readonly cmdline: string;
  readonly runtime: 'node' | 'go' | 'java' | 'python' | 'dotnet' | 'native';
  /** Resident memory of a fresh process. */
  readonly rssMb: number;
}

export const NAMESPACES = ['shop', 'payments', 'data', 'messaging', 'kube-system'] as const;

function app(
  name: string,
  replicas: number,
  port: number,
  rest: Pick<Workload, 'program' | 'cmdline' | 'runtime' | 'rssMb'> & { namespace?: string },
): Workload {
  return { namespace: 'shop', name, kind: 'deployment', replicas, port, ...rest };
}
function store(
  name: string,
  port: number,
  rest: Pick<Workload, 'program' | 'cmdline' | 'runtime' | 'rssMb'> & { namespace?: string },
): Workload {
  return { namespace: 'data', name, kind: 'statefulSet', replicas: 1, port, ...rest };
}

/** The twelve services of the shop, then its stores, its brokers, and what the cluster itself runs. */
export const WORKLOADS = {
  frontend: app('frontend', 3, 8080, {
    program: 'node',
    cmdline: 'node /app/server.js --port=8080',
    runtime: 'node',
    rssMb: 180,
  }),
  catalog: app('productcatalogservice', 2, 3550, {
    program: 'productcatalog',
    cmdline: '/app/productcatalog --listen :3550',
    runtime: 'go',
    rssMb: 60,
  }),
  cart: app('cartservice', 2, 7070, {
    program: 'cartservice',
    cmdline: '/app/cartservice --urls http://*:7070',
    runtime: 'dotnet',
    rssMb: 210,
  }),
  checkout: app('checkoutservice', 2, 5050, {
    program: 'checkoutservice',
    cmdline: '/app/checkoutservice --listen :5050',
    runtime: 'go',
    rssMb: 55,
  }),
  payment: app('paymentservice', 3, 50051, {
    namespace: 'payments',
    program: 'node',
    cmdline: 'node /usr/src/app/index.js',
    runtime: 'node',
    rssMb: 150,
  }),
  fraud: app('fraudservice', 2, 8095, {
    namespace: 'payments',
    program: 'java',
    cmdline: 'java -Xmx512m -jar /app/fraud.jar',
    runtime: 'java',
    rssMb: 420,
  }),
  shipping: app('shippingservice', 2, 8082, {
    program: 'shippingservice',
    cmdline: '/app/shippingservice',
    runtime: 'go',
    rssMb: 45,
  }),
  currency: app('currencyservice', 2, 7000, {
    program: 'node',
    cmdline: 'node /usr/src/app/currency.js',
    runtime: 'node',
    rssMb: 120,
  }),
  recommendation: app('recommendationservice', 2, 8081, {
    program: 'python',
    cmdline: 'python /app/recommendation_server.py',
    runtime: 'python',
    rssMb: 240,
  }),
  ads: app('adservice', 2, 9555, {
    program: 'java',
    cmdline: 'java -Xmx256m -jar /app/ads.jar --port 9555',
    runtime: 'java',
    rssMb: 310,
  }),
  email: app('emailservice', 2, 8085, {
    program: 'python',
    cmdline: 'python /app/email_server.py',
    runtime: 'python',
    rssMb: 130,
  }),
  orders: app('orderservice', 3, 8090, {
    program: 'java',
    cmdline: 'java -Xmx512m -jar /app/orders.jar',
    runtime: 'java',
    rssMb: 460,
  }),
  ordersDb: store('orders-postgres', 5432, {
    program: 'postgres',
    cmdline: 'postgres -c max_connections=200',
    runtime: 'native',
    rssMb: 380,
  }),
  catalogDb: store('catalog-mysql', 3306, {
    program: 'mysqld',
    cmdline: 'mysqld --datadir=/var/lib/mysql',
    runtime: 'native',
    rssMb: 520,
  }),
  cartCache: store('cart-redis', 6379, {
    program: 'redis-server',
    cmdline: 'redis-server *:6379',
    runtime: 'native',
    rssMb: 90,
  }),
  adsDb: store('ads-cassandra', 9042, {
    program: 'java',
    cmdline: 'java -Xmx1024m org.apache.cassandra.service.CassandraDaemon',
    runtime: 'java',
    rssMb: 1100,
  }),
  fraudDb: store('fraud-mongodb', 27017, {
    program: 'mongod',
    cmdline: 'mongod --bind_ip_all',
    runtime: 'native',
    rssMb: 300,
  }),
  kafka: store('kafka', 9092, {
    namespace: 'messaging',
    program: 'java',
    cmdline: 'java -Xmx1024m kafka.Kafka /etc/kafka/server.properties',
    runtime: 'java',
    rssMb: 980,
  }),
  nats: store('nats', 4222, {
    namespace: 'messaging',
    program: 'nats-server',
    cmdline: 'nats-server --config /etc/nats/nats.conf',
    runtime: 'go',
    rssMb: 40,
  }),
  rabbit: store('rabbitmq', 5672, {
    namespace: 'messaging',
    program: 'beam.smp',
    cmdline: 'beam.smp -W w -- -root /usr/lib/erlang',
    runtime: 'native',
    rssMb: 160,
  }),
  dns: app('kube-dns', 2, 53, {
    namespace: 'kube-system',
    program: 'coredns',
    cmdline: '/coredns -conf /etc/coredns/Corefile',
    runtime: 'go',
    rssMb: 35,
  }),
  agent: app('telemetry-agent', 3, 59_300, {
    namespace: 'kube-system',
    program: 'agent',
    cmdline: '/app/agent --node-name=$(NODE_NAME)',
    runtime: 'native',
    rssMb: 340,
  }),
} as const satisfies Record<string, Workload>;

export type WorkloadKey = keyof typeof WORKLOADS;
export const WORKLOAD_KEYS = Object.keys(WORKLOADS) as readonly WorkloadKey[];

/** A place for a pod: the n-th replica of a workload. Pods come and go, slots stay. */
export interface Slot {
  readonly index: number;
  readonly key: WorkloadKey;
  readonly workload: Workload;
  readonly replica: number;
  readonly node: number;
}

export const NODE_COUNT = 3;
export const SLOTS: readonly Slot[] = WORKLOAD_KEYS.flatMap((key, order) =>
  Array.from({ length: WORKLOADS[key].replicas }, (_, replica) => ({
    key,
    workload: WORKLOADS[key],
    replica,
    node: (order + replica) % NODE_COUNT,
  })),
).map((slot, index) => ({ index, ...slot }));

/** Slots of a workload; the first has the lowest index. */
export function slotsOf(key: WorkloadKey): readonly Slot[] {
  return SLOTS_BY_KEY.get(key) ?? [];
}
const SLOTS_BY_KEY = new Map(
  WORKLOAD_KEYS.map((key) => [key, SLOTS.filter((slot) => slot.key === key)]),
);

export const POD_CIDR = '10.244.0.0/16';
export const SERVICE_CIDR = '10.96.0.0/12';

export function nodeName(node: number): string {
  return `demo-node-${node + 1}`;
}
export function nodeIp(node: number): string {
  return `192.168.50.${11 + node}`;
}
export function clusterIp(key: WorkloadKey): string {
  return key === 'dns' ? '10.96.0.10' : `10.96.${20 + WORKLOAD_KEYS.indexOf(key)}.15`;
}

const WEEK_MIN = 7 * 24 * 60;
/** The hourly restart: the second recommendation pod runs out of memory at minute 17. */
const RESTART_PERIOD_MIN = 60;
const RESTART_MINUTE = 17;
export const RESTARTED_SLOT = slotsOf('recommendation')[1]?.index ?? 0;

/** The pod in a slot at some minute, with its running container and process. */
export interface Instance {
  readonly slot: Slot;
  readonly podName: string;
  readonly podUid: string;
  readonly podIp: string;
  readonly podStartMin: number;
  readonly replicaSetName: string;
  readonly replicaSetUid: string;
  readonly containerId: string;
  readonly processStartMin: number;
  readonly pid: number;
  readonly upid: bigint;
}

/** Minutes since the epoch at which the slot's pod was last rolled out. */
function rolloutMinute(slot: Slot, minute: number): number {
  const offset = (mix(WORKLOAD_KEYS.indexOf(slot.key), 77) % (WEEK_MIN / 60)) * 60;
  return minute - ((((minute - offset) % WEEK_MIN) + WEEK_MIN) % WEEK_MIN);
}

function processStartMinute(slot: Slot, minute: number): number {
  const rollout = rolloutMinute(slot, minute);
  if (slot.index !== RESTARTED_SLOT) return rollout;
  const phase = (minute - RESTART_MINUTE) % RESTART_PERIOD_MIN;
  return Math.max(rollout, minute - ((phase + RESTART_PERIOD_MIN) % RESTART_PERIOD_MIN));
}

/** Who occupies a slot at `minute` (since the epoch). */
export function instanceAt(seed: number, slot: Slot, minute: number): Instance {
  const { workload, index } = slot;
  const podStartMin = rolloutMinute(slot, minute);
  const processStartMin = processStartMinute(slot, minute);
  const generation = Math.floor(podStartMin / 60);
  const order = WORKLOAD_KEYS.indexOf(slot.key);
  const replicaSetName = `${workload.name}-${mixHex(10, seed, order, generation)}`;
  const stateful = workload.kind === 'statefulSet';
  const pid = 1000 + (mix(seed, index, processStartMin, 5) % 60_000);
  // Clock ticks (10 ms) since the node was booted, four weeks before the pod's rollout.
  const startTicks = BigInt(4 * WEEK_MIN + processStartMin - podStartMin) * 6000n + BigInt(index);
  return {
    slot,
    podStartMin,
    processStartMin,
    replicaSetName: stateful ? '' : replicaSetName,
    replicaSetUid: stateful ? '' : mixUuid(seed, order + 500, generation),
    podName: stateful
      ? `${workload.name}-${slot.replica}`
      : `${replicaSetName}-${mixHex(5, seed, index + 100, generation)}`,
    podUid: mixUuid(seed, index + 1000, generation),
    podIp: `10.244.${slot.node}.${10 + index + (generation % 2 === 0 ? 0 : 100)}`,
    containerId: mixHex(64, seed, index + 2000, processStartMin),
    pid,
    upid: (BigInt(slot.node + 1) << 96n) | (BigInt(pid) << 64n) | startTicks,
  };
}

/** First minute of the era of `minute`: no pod, container or process changes within an era. */
export function eraStart(minute: number): number {
  return Math.max(...SLOTS.map((slot) => processStartMinute(slot, minute)));
}
/** First minute after the era of `minute`. */
export function eraEnd(minute: number): number {
  const next = SLOTS.map((slot) => {
    const rollout = rolloutMinute(slot, minute) + WEEK_MIN;
    if (slot.index !== RESTARTED_SLOT) return rollout;
    const phase = (minute - RESTART_MINUTE) % RESTART_PERIOD_MIN;
    const restart = minute - ((phase + RESTART_PERIOD_MIN) % RESTART_PERIOD_MIN);
    return Math.min(rollout, restart + RESTART_PERIOD_MIN);
  });
  return Math.min(...next);
}

/** Address numbers used in compact rows: pods by slot, then services, nodes and the outside. */
export const ADDRESS = {
  service: (key: WorkloadKey): number => SLOTS.length + WORKLOAD_KEYS.indexOf(key),
  node: (node: number): number => SLOTS.length + WORKLOAD_KEYS.length + node,
  bank: SLOTS.length + WORKLOAD_KEYS.length + NODE_COUNT,
  shopper: (n: number): number => SLOTS.length + WORKLOAD_KEYS.length + NODE_COUNT + 1 + n,
} as const;
export const SHOPPER_ADDRESSES = 40;

/** The text and UPID of every address number during one era. UPID is 0 outside of pods. */
export function addressesAt(
  seed: number,
  minute: number,
): readonly { readonly ip: string; readonly upid: bigint }[] {
  const outside = (ip: string) => ({ ip, upid: 0n });
  return [
    ...SLOTS.map((slot) => {
      const { podIp, upid } = instanceAt(seed, slot, minute);
      return { ip: podIp, upid };
    }),
    ...WORKLOAD_KEYS.map((key) => outside(clusterIp(key))),
    ...Array.from({ length: NODE_COUNT }, (_, node) => outside(nodeIp(node))),
    // Addresses reserved for documentation, so that no real host is named.
    outside('203.0.113.40'),
    ...Array.from({ length: SHOPPER_ADDRESSES }, (_, n) => outside(`198.51.100.${20 + n}`)),
  ];
}
