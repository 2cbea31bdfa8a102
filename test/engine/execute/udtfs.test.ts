/** What the local cluster tells of itself is read as a real cluster's is. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bundledCatalog, mergeCatalog, readLiveCatalog } from '#language';
import type { Runner } from '#protocol/run';
import { queryCatalog } from '../../../client/src/clusters/catalogQuery.ts';
import { createEngine, openStore, type Store } from '../../../engine/src/index.ts';
import { smallCluster, type SmallCluster } from '../support/smallCluster.ts';

let store: Store;
let cluster: SmallCluster;
let engine: Runner;
beforeAll(async () => {
  store = await openStore({ threads: 1 });
  cluster = await smallCluster(store, 10);
  engine = createEngine({ store, clusters: [cluster], version: '1.2.3' });
});
afterAll(() => {
  engine.dispose();
  store.dispose();
});

test('its tables, and functions without those that are hidden', async () => {
  const rows = await queryCatalog(engine, cluster.id, new AbortController().signal);
  const live = readLiveCatalog(rows);
  expect(live.tables.get('events')).toEqual(
    cluster.catalog.tables.get('events')?.relation.map(({ name, dataType, description = '' }) => ({
      ...{ name, dataType, description },
    })),
  );
  const bundled = bundledCatalog();
  const { functions, udtfs, lacking } = mergeCatalog(bundled, live, 'local');
  expect(functions).toEqual(bundled.functions);
  expect(udtfs).toEqual(bundled.udtfs);
  expect([...live.functions.keys()].filter((name) => name.startsWith('_'))).toEqual([]);
  expect([lacking?.functions.size, lacking?.udtfs.size]).toEqual([0, 0]);
});
