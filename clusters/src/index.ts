/** The only door into the clusters that live on this machine. */
export { demoCluster } from './demoCluster.ts';
export { hostCluster } from './hostCluster.ts';
export type { HostStorage } from './host/hostTables.ts';
export { openRecording } from './recordingCluster.ts';
export { record } from './recording/record.ts';
export { REDACTIONS, type Redaction } from './recording/format.ts';
