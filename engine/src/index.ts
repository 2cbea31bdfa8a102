/** The only door into the engine. */
export { openStore } from './execute/engineStore.ts';
export { createEngine, type EngineOptions } from './execute/engine.ts';
export { otelScriptOf } from './execute/otelScript.ts';
export { fixedClock, systemClock } from './cluster/clock.ts';
export type { Clock, EngineCluster } from './cluster/cluster.ts';
export { RowsBuilder, type CellValue } from './cluster/rowsBuilder.ts';
export { columnDefinitions, createTableOf } from './cluster/tableSql.ts';
export { SQL_TYPES } from './store/chunks.ts';
export { openStore as openPlainStore, StoreError } from './store/duckdbStore.ts';
export { quoteName, quoteString } from './store/quoting.ts';
export { SlicedTables } from './store/slicedTables.ts';
export type { Rows, Store } from './store/store.ts';
export type * from './metadata/clusterMetadata.ts';
