/** What the features share, built once by the activation. Later ones may use earlier ones only. */
import { randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import * as vscode from 'vscode';
import type * as RunnerRoom from '#runner';
import { CatalogCache, type CatalogState } from '../clusters/catalogCache.ts';
import { catalogFiles } from '../clusters/catalogFiles.ts';
import { ClusterRegistry, type SelectedCluster } from '../clusters/clusterRegistry.ts';
import { EntityNameCache } from '../clusters/entityNameCache.ts';
import { limitArguments, telemetryArguments } from '../clusters/limitArguments.ts';
import { openedRecordings } from '../clusters/recordings.ts';
import { IdleStart } from '../clusters/idleStart.ts';
import {
  createRunnerPool,
  type RunnerPool,
  type RunnerPoolOptions,
} from '../clusters/runnerPool.ts';
import { LOCAL_CONNECTION_ID, type Connection } from '../connections/connection.ts';
import { ConnectionKeys } from '../connections/connectionKeys.ts';
import { connectionsOfSetting } from '../connections/connectionSettings.ts';
import { lastRun } from '../run/lastRun.ts';
import { LanguageServer } from '../language/languageServer.ts';
import { ResultsPanel } from '../panel/resultsPanel.ts';
import { RunController, type RunState } from '../run/runController.ts';
import { movedFrom } from '../telemetry/movedEndpoint.ts';
import { TelemetryWatch } from '../telemetry/telemetryWatch.ts';
import type { Memory } from '../workspace/memory.ts';

export interface Services {
  readonly extension: vscode.ExtensionContext;
  readonly log: vscode.LogOutputChannel;
  /** Values of this workspace. */
  readonly memory: Memory;
  readonly keys: ConnectionKeys;
  readonly pool: RunnerPool;
  readonly clusters: ClusterRegistry;
  /** Connections, listings or the selected cluster. */
  readonly onDidChangeClusters: vscode.Event<void>;
  readonly telemetry: TelemetryWatch;
  readonly onDidChangeTelemetry: vscode.Event<void>;
  readonly idleStart: IdleStart;
  readonly language: LanguageServer;
  readonly catalogs: CatalogCache;
  readonly onDidChangeCatalog: vscode.Event<CatalogState>;
  readonly panel: ResultsPanel;
  readonly runs: RunController;
  readonly onDidChangeRun: vscode.Event<RunState>;
}

export function createServices(
  extension: vscode.ExtensionContext,
  log: vscode.LogOutputChannel,
): Services {
  const memory = extension.workspaceState;
  const keys = new ConnectionKeys(extension.secrets);
  const died = new vscode.EventEmitter<string>();
  const pool = createPool(extension, log, keys, {
    onReady: ({ endpoint }) => {
      telemetry.refresh();
      void reportMovedEndpoint(extension.globalState, endpoint);
    },
    onDeath: (how) => died.fire(how),
  });
  const clusterChange = new vscode.EventEmitter<void>();
  const clusters = new ClusterRegistry({
    connections: () => [...openedRecordings(memory), ...configuredConnections(log)],
    pool,
    memory,
    onChange: () => clusterChange.fire(),
  });
  const telemetryChange = new vscode.EventEmitter<void>();
  const telemetry = new TelemetryWatch({
    ask: (signal) => pool.receivedTelemetry(signal),
    onChange: () => telemetryChange.fire(),
    onFailure: (text) => log.debug(text),
    after,
  });
  const idleStart = new IdleStart({
    wanted: () => clusterToStart(clusters, pool),
    runnerOf: (selected) => clusters.runnerOf(selected),
    onStarted: () => clusters.refresh(LOCAL_CONNECTION_ID),
    onFailure: (text) => log.warn(`start while idle: ${text}`),
    after,
  });
  const deaths = died.event((how) => {
    telemetry.refresh();
    clusters.refresh(LOCAL_CONNECTION_ID);
    void reportDeath(log, how);
  });
  // Asking the local cluster would start its process.
  const asking = {
    selected: () => clusters.selected(),
    isRunning: ({ connectionId }: SelectedCluster) =>
      connectionId !== LOCAL_CONNECTION_ID || pool.localPid() !== undefined,
    runnerOf: (selected: SelectedCluster) => clusters.runnerOf(selected),
  };
  const entities = new EntityNameCache({
    ...asking,
    now: () => Date.now(),
    onFailure: (text) => log.debug(text),
  });
  const language = new LanguageServer(bundlePath(extension, 'server'), log, ({ kind }, signal) =>
    entities.names(kind, signal),
  );
  const catalogChange = new vscode.EventEmitter<CatalogState>();
  const catalogs = new CatalogCache({
    ...asking,
    files: catalogFiles(extension.globalStorageUri),
    isKept: ({ connectionId }) => connectionId !== LOCAL_CONNECTION_ID,
    infoOf: (one, signal) => clusters.infoOf(one, signal),
    send: (params) => void language.useCatalog(params),
    onState: (state) => catalogChange.fire(state),
    onFailure: (text) => log.warn(text),
  });
  const panel = new ResultsPanel({
    extensionUri: extension.extensionUri,
    log,
    restored: () => ({ type: 'restored', run: lastRun(memory)?.header }),
  });
  const runChange = new vscode.EventEmitter<RunState>();
  const runs = createRuns(panel, (state) => runChange.fire(state));
  extension.subscriptions.push(
    died,
    deaths,
    clusterChange,
    telemetryChange,
    catalogChange,
    runChange,
    catalogs,
    panel,
    new vscode.Disposable(() => telemetry.stop()),
    idleStart,
    new vscode.Disposable(() => language.dispose()),
    new vscode.Disposable(() => pool.dispose()),
    new vscode.Disposable(() => runs.cancelAll()),
  );
  return {
    extension,
    log,
    memory,
    keys,
    pool,
    clusters,
    onDidChangeClusters: clusterChange.event,
    telemetry,
    onDidChangeTelemetry: telemetryChange.event,
    idleStart,
    language,
    catalogs,
    onDidChangeCatalog: catalogChange.event,
    panel,
    runs,
    onDidChangeRun: runChange.event,
  };
}

const bundlePath = (extension: vscode.ExtensionContext, name: string): string =>
  extension.asAbsolutePath(`dist/${name}.js`);

function createPool(
  extension: vscode.ExtensionContext,
  log: vscode.LogOutputChannel,
  keys: ConnectionKeys,
  events: Pick<RunnerPoolOptions, 'onReady' | 'onDeath'>,
): RunnerPool {
  const load = createRequire(bundlePath(extension, 'client'));
  return createRunnerPool({
    load: () => load(bundlePath(extension, 'runner')) as typeof RunnerRoom,
    enginePath: bundlePath(extension, 'engine'),
    engineArgs: () => limitArguments(vscode.workspace.getConfiguration('pxl.localCluster')),
    telemetryArgs: () => telemetryArguments(vscode.workspace.getConfiguration('pxl.telemetry')),
    keys,
    onLog: (text) => log.info(`local cluster: ${text.trimEnd()}`),
    onWarning: (text) => log.warn(text),
    ...events,
  });
}

const createRuns = (panel: ResultsPanel, onState: (state: RunState) => void): RunController =>
  new RunController({
    post: (message) => panel.post(message),
    onState,
    now: () => Date.now(),
    newRunId: randomUUID,
  });

function after(delayMs: number, work: () => void): () => void {
  const timer = setTimeout(work, delayMs);
  return () => clearTimeout(timer);
}

/** The selected cluster, when it is one of this machine, is down and a script is in sight. */
function clusterToStart(
  clusters: ClusterRegistry,
  pool: Pick<RunnerPool, 'localPid'>,
): SelectedCluster | undefined {
  const isWanted = vscode.workspace.getConfiguration('pxl.localCluster').get('startWhenIdle');
  const isSeen = vscode.window.visibleTextEditors.some(
    ({ document }) => document.languageId === 'pxl',
  );
  const selected = clusters.selected();
  const isLocal = selected?.connectionId === LOCAL_CONNECTION_ID;
  return isWanted === true && isSeen && isLocal && pool.localPid() === undefined
    ? selected
    : undefined;
}

/** Only for who has pointed programs at the endpoint. */
async function reportMovedEndpoint(memory: Memory, endpoint: string): Promise<void> {
  const before = movedFrom(memory, endpoint);
  if (before === undefined) return;
  const copy = 'Copy OTLP Endpoint…';
  const message = `This machine now receives telemetry at ${endpoint}. Programs that send to ${before} do not reach this window.`;
  if ((await vscode.window.showWarningMessage(message, copy)) === copy) {
    await vscode.commands.executeCommand('pxl.copyOtlpEndpoint');
  }
}

async function reportDeath(log: vscode.LogOutputChannel, how: string): Promise<void> {
  log.warn(`local cluster ended: ${how}`);
  const showLog = 'Show Log';
  const message = `The local cluster stopped (${how}). The next run starts it again.`;
  if ((await vscode.window.showWarningMessage(message, showLog)) === showLog) log.show(true);
}

function configuredConnections(log: vscode.LogOutputChannel): readonly Connection[] {
  const value = vscode.workspace.getConfiguration('pxl').get('connections');
  const { connections, problems } = connectionsOfSetting(value);
  for (const problem of problems) log.warn(problem);
  return connections;
}
