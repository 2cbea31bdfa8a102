/** What the tree, the status bar and screen readers say about a cluster. */
import type { ClusterInfo, ClusterStatus } from '#protocol/run';

export interface ClusterText {
  readonly label: string;
  readonly description: string;
  /** Codicon and theme colour. */
  readonly icon: string;
  readonly color: string | undefined;
  readonly tooltip: readonly string[];
  readonly accessibleLabel: string;
}

const STATUS: Readonly<Record<ClusterStatus, readonly [string, string, string | undefined]>> = {
  HEALTHY: ['healthy', 'pass-filled', 'testing.iconPassed'],
  CONNECTED: ['connected', 'pass', 'testing.iconPassed'],
  DEGRADED: ['degraded', 'warning', 'list.warningForeground'],
  UPDATING: ['updating', 'sync', undefined],
  UNHEALTHY: ['unhealthy', 'error', 'list.errorForeground'],
  UPDATE_FAILED: ['update failed', 'error', 'list.errorForeground'],
  DISCONNECTED: ['disconnected', 'debug-disconnect', 'disabledForeground'],
  UNKNOWN: ['unknown', 'question', 'disabledForeground'],
};

const AGES = [
  [86_400n, 'd'],
  [3_600n, 'h'],
  [60n, 'min'],
  [1n, 's'],
] as const;

/** Age of a heartbeat in its largest whole unit; empty when there was none. */
export function heartbeatAge(ageNs: bigint): string {
  if (ageNs < 0n) return '';
  const seconds = ageNs / 1_000_000_000n;
  for (const [size, unit] of AGES) {
    if (seconds >= size) return `${String(seconds / size)} ${unit} ago`;
  }
  return 'just now';
}

export function clusterText(cluster: ClusterInfo, selected: boolean): ClusterText {
  const [status, icon, color] = STATUS[cluster.status];
  const coverage = `${String(cluster.instrumentedNodeCount)}/${String(cluster.nodeCount)}`;
  const age = heartbeatAge(cluster.lastHeartbeatNs);
  const description = [
    ...(selected ? ['selected'] : []),
    ...(cluster.status === 'HEALTHY' ? [] : [status]),
    ...(cluster.vizierVersion === '' ? [] : [cluster.vizierVersion]),
    `${coverage} nodes`,
    ...(age === '' ? [] : [age]),
  ].join(' · ');
  const tooltip = [
    `Status: ${status}`,
    ...(cluster.statusMessage === '' ? [] : [cluster.statusMessage]),
    ...(cluster.vizierVersion === '' ? [] : [`Vizier version: ${cluster.vizierVersion}`]),
    `Instrumented nodes: ${coverage}`,
    ...(age === '' ? [] : [`Last heartbeat: ${age}`]),
    `Cluster ID: ${cluster.id}`,
  ];
  const accessibleLabel = `${cluster.name}, ${selected ? 'selected, ' : ''}${tooltip.join(', ')}`;
  return { label: cluster.name, description, icon, color, tooltip, accessibleLabel };
}
