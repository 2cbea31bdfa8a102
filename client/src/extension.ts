/** Wiring of the extension: builds the shared context and registers views and commands. */
import { createRequire } from 'node:module';
import * as vscode from 'vscode';
import type * as RunnerRoom from '#runner';
import { CatalogBook, type CatalogState } from './clusters/catalogBook.ts';
import { ClusterBook, type SelectedCluster } from './clusters/clusterBook.ts';
import { catalogFiles } from './clusters/catalogFiles.ts';
import {
  connectionsOfSetting,
  LOCAL_CONNECTION,
  secretName,
  type Connection,
} from './clusters/connection.ts';
import { EntityNameBook } from './clusters/entityNames.ts';
import { limitArguments } from './clusters/limitArguments.ts';
import { openedRecordings } from './clusters/recordings.ts';
import { createRunnerPool, type RunnerPool } from './clusters/runnerPool.ts';
import { clusterCommands } from './commands/clusterCommands.ts';
import { lastRun } from './commands/lastRun.ts';
import { handlePanelMessage } from './commands/panelMessages.ts';
import { recordingCommands } from './commands/recordingCommands.ts';
import { runCommands } from './commands/runCommands.ts';
import { telemetryCommands } from './commands/telemetryCommands.ts';
import { visCommands } from './commands/visCommands.ts';
import type { Ctx } from './ctx.ts';
import { LanguageServer } from './language/languageServer.ts';
import { PANEL_TYPE, ResultsPanel } from './panel/resultsPanel.ts';
import { RunController, type RunState } from './run/runController.ts';
import { ClustersView } from './views/clustersView.ts';
import { RunLenses } from './views/runLenses.ts';
import { SchemaStatus } from './views/schemaStatus.ts';
import { StatusBar } from './views/statusBar.ts';

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
  const statusBar = new StatusBar();
  const ctx = createCtx(extension, log, statusBar);
  const subscriptions = [
    log,
    statusBar,
    ctx.clustersView,
    ctx.panel,
    new vscode.Disposable(() => ctx.pool.dispose()),
    new vscode.Disposable(() => ctx.language.dispose()),
    ...clusterCommands(ctx),
    ...runCommands(ctx),
    ...telemetryCommands(ctx),
    ...recordingCommands(ctx),
    ...visCommands(ctx),
    ...registerViews(ctx),
    vscode.commands.registerCommand('pxl.showLog', () => log.show(true)),
    vscode.commands.registerCommand('pxl.restartLanguageServer', () => ctx.language.restart()),
    vscode.commands.registerCommand('pxl.refreshSchemas', () => ctx.catalogs.retry()),
    new vscode.Disposable(() => ctx.runs.cancel()),
  ];
  extension.subscriptions.push(...subscriptions);
  statusBar.showCluster(ctx.clusters.selected());
  // After the activation, so that the window need not wait for a process.
  setImmediate(() => {
    ctx.language.start();
    void ctx.catalogs.update();
  });
  return {
    runState: () => ctx.runs.state,
    localPid: () => ctx.pool.localPid(),
    selectedClusterId: () => ctx.clusters.selected()?.clusterId,
    catalogState: () => ctx.catalogs.state,
  };
}

function createCtx(
  extension: vscode.ExtensionContext,
  log: vscode.LogOutputChannel,
  statusBar: StatusBar,
): Ctx {
  const bundle = (name: string) => extension.asAbsolutePath(`dist/${name}.js`);
  const pool = createPool(extension, log, bundle, () => clusters.refresh(LOCAL_CONNECTION.id));
  const clusters = new ClusterBook({
    connections: () => [
      ...openedRecordings(extension.workspaceState),
      ...configuredConnections(log),
    ],
    pool,
    memory: extension.workspaceState,
    onChange: () => {
      clustersView.update();
      statusBar.showCluster(clusters.selected());
      void catalogs.update();
    },
  });
  const clustersView = new ClustersView(clusters);
  const panel: ResultsPanel = new ResultsPanel({
    extensionUri: extension.extensionUri,
    log,
    onMessage: (message) => {
      handlePanelMessage(ctx, message).catch((error: unknown) => {
        log.error(`results panel, ${message.type}: ${String(error)}`);
      });
    },
    onLost: () => runs.cancel(),
    restored: () => ({ type: 'restored', run: lastRun(extension.workspaceState)?.header }),
  });
  const runs: RunController = new RunController({
    post: (message) => panel.post(message),
    onState: (state) => {
      statusBar.showRun(state);
      void vscode.commands.executeCommand('setContext', 'pxl.running', state.kind === 'running');
    },
    onMutation: (states) => {
      for (const { name, state } of states) log.info(`tracepoint ${name}: ${state}`);
    },
    now: () => Date.now(),
  });
  // Asking the local cluster would start its process.
  const isRunning = ({ connectionId }: SelectedCluster) =>
    connectionId !== LOCAL_CONNECTION.id || pool.localPid() !== undefined;
  const runnerOf = (selected: SelectedCluster) => clusters.runnerOf(selected);
  const selected = () => clusters.selected();
  const entities = new EntityNameBook({
    selected,
    isRunning,
    runnerOf,
    now: () => Date.now(),
    onFailure: (text) => log.debug(text),
  });
  const language = new LanguageServer(bundle('server'), log, ({ kind }, signal) =>
    entities.names(kind, signal),
  );
  const schemaStatus = new SchemaStatus();
  const catalogs = new CatalogBook({
    selected,
    isRunning,
    runnerOf,
    files: catalogFiles(extension.globalStorageUri),
    isKept: ({ connectionId }) => connectionId !== LOCAL_CONNECTION.id,
    infoOf: (one, signal) => clusters.infoOf(one, signal),
    send: (params) => void language.useCatalog(params),
    onState: (state) => schemaStatus.show(state),
    onFailure: (text) => log.warn(text),
  });
  extension.subscriptions.push(
    schemaStatus,
    catalogs,
    language.onDidStart(() => catalogs.resend()),
  );
  const ctx: Ctx = {
    extension,
    log,
    pool,
    clusters,
    clustersView,
    catalogs,
    language,
    panel,
    runs,
  };
  return ctx;
}

function createPool(
  extension: vscode.ExtensionContext,
  log: vscode.LogOutputChannel,
  bundle: (name: string) => string,
  onGone: () => void,
): RunnerPool {
  return createRunnerPool({
    load: () => createRequire(bundle('client'))(bundle('runner')) as typeof RunnerRoom,
    enginePath: bundle('engine'),
    engineArgs: () => limitArguments(vscode.workspace.getConfiguration('pxl.localCluster')),
    apiKeyOf: (address) => extension.secrets.get(secretName(address)),
    onLog: (text) => log.info(`local cluster: ${text.trimEnd()}`),
    onWarning: (text) => log.warn(text),
    onDeath: (how) => {
      log.warn(`local cluster ended: ${how}`);
      onGone();
      const showLog = 'Show Log';
      const message = `The local cluster stopped (${how}). The next run starts it again.`;
      void vscode.window.showWarningMessage(message, showLog).then((chosen) => {
        if (chosen === showLog) log.show(true);
      });
    },
  });
}

function configuredConnections(log: vscode.LogOutputChannel): readonly Connection[] {
  const value = vscode.workspace.getConfiguration('pxl').get('connections');
  const { connections, problems } = connectionsOfSetting(value);
  for (const problem of problems) log.warn(problem);
  return connections;
}

function registerViews({ clusters, clustersView, language, log, panel }: Ctx): vscode.Disposable[] {
  const lenses = new RunLenses(language, log);
  return [
    vscode.Disposable.from(lenses),
    vscode.window.registerTreeDataProvider('pxl.clusters', clustersView),
    vscode.languages.registerCodeLensProvider({ language: 'pxl' }, lenses),
    vscode.window.registerWebviewPanelSerializer(PANEL_TYPE, panel),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('pxl.connections')) clusters.refresh();
    }),
  ];
}
