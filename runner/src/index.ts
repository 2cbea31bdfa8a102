/** The only door into running scripts on clusters. */
export { createVizierRunner, type VizierRunnerOptions } from './vizierRunner.ts';
export {
  createLocalRunner,
  engineEnvironment,
  type LocalClusterOptions,
  type LocalRunner,
  type VizierAddress,
} from './localCluster.ts';
export { importProfile } from './telemetryEndpoint.ts';
export { telemetryEnvironment, type ImportedProfile } from '#protocol/telemetry';
