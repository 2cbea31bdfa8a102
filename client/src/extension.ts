/** The extension: builds what the features share, then registers each of them. */
import * as vscode from 'vscode';
import type { CatalogState } from './clusters/catalogCache.ts';
import { registerRecordingCommands } from './commands/recordingCommands.ts';
import { registerTelemetryCommands } from './commands/telemetryCommands.ts';
import { registerVisCommands } from './commands/visCommands.ts';
import { registerClusters } from './features/clusters.ts';
import { registerLanguage } from './features/language.ts';
import { registerNewcomers } from './features/newcomers.ts';
import { registerRuns } from './features/runs.ts';
import type { RunState } from './run/runController.ts';
import { createServices } from './services/services.ts';

/** For the tests that run inside VS Code; not an interface for other extensions. */
export interface TestApi {
  readonly runState: () => RunState;
  /** Process number of the local cluster; undefined while it does not run. */
  readonly localPid: () => number | undefined;
  readonly selectedClusterId: () => string | undefined;
  readonly catalogState: () => CatalogState;
}

export function activate(extension: vscode.ExtensionContext): TestApi {
  const log = vscode.window.createOutputChannel('PxL', { log: true });
  const services = createServices(extension, log);
  extension.subscriptions.push(
    log,
    registerClusters(services),
    registerLanguage(services),
    registerRuns(services),
    registerNewcomers(services),
    registerTelemetryCommands(services),
    registerRecordingCommands(services),
    registerVisCommands(services),
    vscode.commands.registerCommand('pxl.showLog', () => log.show(true)),
  );
  const { runs, pool, clusters, catalogs } = services;
  return {
    runState: () => runs.state,
    localPid: () => pool.localPid(),
    selectedClusterId: () => clusters.selected()?.clusterId,
    catalogState: () => catalogs.state,
  };
}
