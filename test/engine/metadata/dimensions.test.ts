/** Lookups of cluster facts and what happens when they change. */
import { expect, test } from 'vitest';
import type {
  ClusterMetadata,
  DimensionName,
} from '../../../engine/src/metadata/clusterMetadata.ts';
import { DimensionCache, KEY_COLUMN } from '../../../engine/src/metadata/dimensionCache.ts';
import { quoteName } from '../../../engine/src/store/quoting.ts';
import { metadataFromUpdates } from '../../../engine/src/metadata/metadataUpdates.ts';
import { SCRATCH, openStore } from '../../../engine/src/execute/engineStore.ts';

const pod = (uid: string, ip: string, start: number, stop: number): object => ({
  podUpdate: {
    uid,
    name: `name-${uid}`,
    namespace: 'shop',
    podIp: ip,
    nodeName: 'n0',
    phase: 'RUNNING',
    startTimestampNs: start,
    stopTimestampNs: stop,
    ownerReferences: [{ kind: 'ReplicaSet', uid: 'rs', name: 'cart-rs' }],
  },
});
const service = (uid: string): object => ({
  serviceUpdate: { uid, name: uid, namespace: 'shop', clusterIp: `10.96.0.${uid}`, podIds: ['b'] },
});

const metadata: ClusterMetadata = metadataFromUpdates({
  asid: 1,
  k8s_updates: [
    { deploymentUpdate: { uid: 'dep', name: 'cart', namespace: 'shop' } },
    {
      replicaSetUpdate: {
        uid: 'rs',
        name: 'cart-rs',
        namespace: 'shop',
        ownerReferences: [{ kind: 'Deployment', uid: 'dep', name: 'cart' }],
      },
    },
    // The address went from the first pod to the second.
    pod('a', '10.0.0.1', 100, 200),
    pod('b', '10.0.0.1', 300, 0),
    service('1'),
    service('2'),
    {
      containerUpdate: {
        cid: 'c',
        name: 'box',
        podId: 'b',
        containerState: 'CONTAINER_STATE_RUNNING',
      },
    },
  ],
  upids: [{ asid: 1, pid: 5, start: 9, cmdline: "it's", container_id: 'c' }],
});

async function withCache(
  use: (
    look: (of: ClusterMetadata, ...what: [DimensionName, string, string]) => Promise<unknown>,
  ) => Promise<void>,
): Promise<void> {
  const store = await openStore({ threads: 1 });
  const cache = new DimensionCache(store, SCRATCH);
  await use(async (of, dimension, keySql, column) => {
    const dimensions = await cache.acquire('x', of);
    const facts = dimensions.find(dimension);
    const [row] =
      facts === undefined
        ? []
        : await store.all(
            `SELECT ${quoteName(column)} AS found FROM ${facts.table} WHERE ${quoteName(KEY_COLUMN)} = ${keySql}`,
          );
    await dimensions.release();
    return row?.['found'] ?? 'nothing';
  });
  store.dispose();
}

test.each<[DimensionName, string, string, string]>([
  ['podById', "'b'", 'pod_name', 'shop/name-b'],
  ['podByName', "'shop/name-b'", 'pod_id', 'b'],
  ['podById', "'b'", 'service_name', '["shop/1","shop/2"]'],
  ['podById', "'b'", 'deployment_name', 'shop/cart'],
  [
    'podById',
    "'b'",
    'owner_references',
    '["{\\"uid\\":\\"rs\\",\\"kind\\":\\"ReplicaSet\\",\\"name\\":\\"cart-rs\\"}"]',
  ],
  ['podById', "'?'", 'pod_name', 'nothing'],
  ['podById', "''", 'pod_name', 'nothing'],
  ['address', "'10.0.0.1'", 'pod_id', 'b'],
  ['address', "'10.0.0.1'", 'service_id', '["1","2"]'],
  ['address', "'10.96.0.2'", 'service_id', '2'],
  ['process', `'${String((1n << 96n) | (5n << 64n) | 9n)}'::UHUGEINT`, 'cmdline', "it's"],
  ['process', `'${String((1n << 96n) | (5n << 64n) | 9n)}'::UHUGEINT`, 'pod_name', 'shop/name-b'],
  ['process', '0::UHUGEINT', 'cmdline', 'nothing'],
])('%s %s %s', async (dimension, key, column, expected) => {
  await withCache(async (look) => {
    expect(await look(metadata, dimension, key, column)).toBe(expected);
  });
});

test('an address belongs to the pod that held it then', async () => {
  await withCache(async (look) => {
    const at = await look(metadata, 'address', "'10.0.0.1'", 'pods_at');
    expect(
      JSON.stringify(at, (_, value: unknown) =>
        typeof value === 'bigint' ? String(value) : value,
      ),
    ).toContain('"pod_id":"a","start_time":"100","stop_time":"200"');
  });
});

test('another state of the cluster is seen by the next query', async () => {
  await withCache(async (look) => {
    expect(await look(metadata, 'podById', "'b'", 'pod_name')).toBe('shop/name-b');
    const renamed = {
      ...metadata,
      pods: metadata.pods.map((item) => ({ ...item, name: 'other' })),
    };
    expect(await look(renamed, 'podById', "'b'", 'pod_name')).toBe('shop/other');
    expect(await look({ ...metadata, pods: [] }, 'podById', "'b'", 'pod_name')).toBe('nothing');
  });
});
