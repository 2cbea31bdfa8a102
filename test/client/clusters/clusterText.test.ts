/** What's said about a cluster: the selected one first, nothing that nobody has counted. */
import { describe, expect, test } from 'vitest';
import type { ClusterInfo } from '#protocol/run';
import {
  clusterText,
  heartbeatAge,
  selectedFirst,
} from '../../../client/src/clusters/clusterText.ts';
import { LOCAL_CLUSTERS } from '../../../client/src/clusters/localClusters.ts';

const CLUSTER: ClusterInfo = {
  id: 'id',
  name: 'prod',
  status: 'DEGRADED',
  statusMessage: 'One agent is missing.',
  vizierVersion: '0.14.1',
  nodeCount: 5,
  instrumentedNodeCount: 4,
  lastHeartbeatNs: 90_000_000_000n,
  simulated: false,
};

test('a cluster is described for eyes and ears', () => {
  const text = clusterText(CLUSTER, true);
  expect(text.label).toBe('● prod');
  expect(text.description).toBe('degraded · 4/5 nodes · 1 min ago');
  expect(text.accessibleLabel).toContain('prod, selected, Status: degraded');
  expect(text.tooltip).toContain('One agent is missing.');
});

test('a healthy cluster with Pixie on every node has nothing to say', () => {
  const healthy: ClusterInfo = { ...CLUSTER, status: 'HEALTHY', instrumentedNodeCount: 5 };
  expect(clusterText(healthy, false)).toMatchObject({ description: '', color: undefined });
  expect(clusterText(healthy, false).tooltip).toContain('Vizier version: 0.14.1');
});

test('only the selected one is marked', () => {
  expect(clusterText(CLUSTER, false).label).toBe('prod');
});

test.each(LOCAL_CLUSTERS)('$name has no numbers before its process runs', (cluster) => {
  const { description, tooltip } = clusterText(cluster, false);
  expect(description).toBe('');
  expect(tooltip.join()).not.toContain('odes');
});

test('the selected one is listed first, the others keep their order', () => {
  const clusters = ['a', 'b', 'c'].map((id) => ({ ...CLUSTER, id }));
  const idsFor = (selected: string | undefined) =>
    selectedFirst(clusters, selected)
      .map(({ id }) => id)
      .join('');
  expect(idsFor('b')).toBe('bac');
  expect(idsFor(undefined)).toBe('abc');
});

describe('a heartbeat', () => {
  test.each([
    [-1n, ''],
    [0n, 'just now'],
    [59_999_999_999n, '59 s ago'],
    [3_600_000_000_000n, '1 h ago'],
    [200_000_000_000_000n, '2 d ago'],
  ])('of %d ns: %s', (ageNs, expected) => {
    expect(heartbeatAge(ageNs)).toBe(expected);
  });
});
