/** The only door into the engine. */
export { openStore } from './execute/engineStore.ts';
export { createEngine, type EngineOptions } from './execute/engine.ts';
export { unsupportedFunctions } from './functions/functionTable.ts';
export { StoreError, type StoreOptions } from './store/duckdbStore.ts';
export type { Rows, Store } from './store/store.ts';
export type * from './metadata/clusterMetadata.ts';
export type { Clock, EngineCluster } from './clusters/cluster.ts';
export {
  LOCAL_CLUSTERS,
  openLocalEngine,
  type LocalEngine,
  type LocalEngineOptions,
} from './localEngine.ts';
export { readProfile } from './profiles/readProfile.ts';
export { defaultStateFolder } from './store/stateFolder.ts';
export { record, type RecordOptions } from './recording/record.ts';
export { readManifest, REDACTIONS, type Manifest, type Redaction } from './recording/format.ts';
