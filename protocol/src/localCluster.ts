/** What the process of the local clusters and those who start it agree on. */

/** The clusters every local process has. Their IDs are constant, so that a selection survives restarts. */
export const LOCAL_CLUSTERS = {
  demo: { id: '0de30000-0000-4000-8000-000000000001', name: 'Demo (simulated)', simulated: true },
  host: { id: '05700000-0000-4000-8000-000000000002', name: 'This machine', simulated: false },
} as const;

/** The short name of the command line. */
export type LocalClusterName = keyof typeof LOCAL_CLUSTERS;
