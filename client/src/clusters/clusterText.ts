/** What the tree, the status bar and screen readers say about a cluster. */
import type { ClusterInfo, ClusterStatus } from '#protocol/run';

export interface ClusterText {
  /** Begins with SELECTED_MARK on the cluster that scripts run on. */
  readonly label: string;
  /** Only what isn't as usual: empty for a healthy cluster with Pixie on every node. */
  readonly description: string;
  /** Codicon and theme colour. */
  readonly icon: string;
  readonly color: string | undefined;
  readonly tooltip: readonly string[];
  readonly accessibleLabel: string;
}

/** Stands before the name, where a narrow view can't cut it off. */
const SELECTED_MARK = '● ';

const STATUS: Readonly<Record<ClusterStatus, readonly [string, string, string | undefined]>> = {
  // Colour is for what needs attention; the usual state has none.
  HEALTHY: ['healthy', 'server-environment', undefined],
  CONNECTED: ['connected', 'server-environment', undefined],
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
  const coverage = coverageOf(cluster);
  const age = heartbeatAge(cluster.lastHeartbeatNs);
  const isUsual = cluster.status === 'HEALTHY' || cluster.status === 'CONNECTED';
  const isPartly = cluster.instrumentedNodeCount !== cluster.nodeCount;
  const description = [
    ...(isUsual ? [] : [status]),
    ...(coverage === undefined || !isPartly ? [] : [`${coverage} nodes`]),
    ...(isUsual || age === '' ? [] : [age]),
  ].join(' · ');
  const tooltip = [
    `Status: ${status}`,
    ...(cluster.statusMessage === '' ? [] : [cluster.statusMessage]),
    ...(cluster.vizierVersion === '' ? [] : [`Vizier version: ${cluster.vizierVersion}`]),
    ...(coverage === undefined ? [] : [`Nodes with Pixie: ${coverage}`]),
    ...(age === '' ? [] : [`Last heartbeat: ${age}`]),
    `Cluster ID: ${cluster.id}`,
  ];
  const accessibleLabel = `${cluster.name}, ${selected ? 'selected, ' : ''}${tooltip.join(', ')}`;
  const label = selected ? `${SELECTED_MARK}${cluster.name}` : cluster.name;
  return { label, description, icon, color, tooltip, accessibleLabel };
}

/** Observed nodes of all nodes; undefined while nobody has counted them. */
const coverageOf = ({ instrumentedNodeCount, nodeCount }: ClusterInfo): string | undefined =>
  nodeCount === 0 ? undefined : `${String(instrumentedNodeCount)}/${String(nodeCount)}`;

/** The selected cluster first, the others as the connection lists them. */
export const selectedFirst = (
  clusters: readonly ClusterInfo[],
  selectedId: string | undefined,
): readonly ClusterInfo[] => [
  ...clusters.filter(({ id }) => id === selectedId),
  ...clusters.filter(({ id }) => id !== selectedId),
];
