/** The only door into the local clusters as they run together. */
export { openLocalEngine, type LocalEngine } from './localEngine.ts';
export { onParentGone } from './parentProcess.ts';
export { defaultStateFolder } from './stateFolder.ts';
export { knownTelemetryKey } from './telemetryKey.ts';
