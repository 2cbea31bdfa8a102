/** The only door into running scripts on clusters. */
export { createVizierRunner, type VizierRunnerOptions } from './vizierRunner.ts';
export type { Transport } from './channel.ts';
export { apiKeyCredentials, directVizierCredentials, type Credentials } from './credentials.ts';
export { checkedEvents } from './checkedEvents.ts';
export {
  createLocalRunner,
  engineEnvironment,
  type LocalClusterOptions,
  type LocalRunner,
  type VizierAddress,
} from './localCluster.ts';
export { importProfile, telemetryStatus } from './telemetryEndpoint.ts';
export type { ImportedProfile } from '#protocol/telemetry';
