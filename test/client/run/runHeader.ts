/** The run that tests of the client are about. */
import type { RunHeader } from '#protocol/panel';

/** Without what a controller gives it. */
export const DESCRIPTION = {
  title: 'a.pxl',
  clusterName: 'Demo',
  clusterId: 'c',
  simulated: true,
  scriptUri: 'file:///a.pxl',
  functions: [],
  rowLimit: 10_000,
};

export const headerOf = (runId: string): RunHeader => ({ ...DESCRIPTION, runId, startedAtMs: 0 });
