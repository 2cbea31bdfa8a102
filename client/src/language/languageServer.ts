/** The language server's process, started beside the activation and asked when it is up. */
import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import {
  answerOf,
  CATALOG,
  ENTITY_NAMES,
  NEW_VIS,
  PREPARE_RUN,
  paramsOf,
  RUN_PROBLEMS,
  RUN_TARGETS,
  type CatalogParams,
  type EntityNames,
  type EntityNamesParams,
  type NewVis,
  type NotificationType,
  type PreparedRun,
  type PrepareRunParams,
  type RequestType,
  type RunProblemsParams,
  type RunTargets,
  type ServerOptions,
} from '#protocol/lsp';

/** A server that does not answer must not keep a script from running. */
const ANSWER_TIMEOUT_MS = 5_000;

const SERVER_OPTIONS: ServerOptions = {
  // VS Code's own JSON support reports what the schema of vis.json finds.
  editorAppliesSchema: true,
  entityNames: true,
  editorCommands: true,
  formatsByRange: true,
};

/** Answers the server's question for names on the selected cluster. Never rejects. */
export type AnswerEntityNames = (
  params: EntityNamesParams,
  signal: AbortSignal,
) => Promise<EntityNames>;

export class LanguageServer implements vscode.Disposable {
  private client: Promise<LanguageClient> | undefined;
  private readonly changed = new vscode.EventEmitter<void>();
  /** The server has started or restarted, so its answers may be new. */
  readonly onDidStart = this.changed.event;

  constructor(
    private readonly serverPath: string,
    private readonly log: vscode.LogOutputChannel,
    private readonly entityNames: AnswerEntityNames,
  ) {}

  /** Starts the process; failures are shown and logged, the rest of the extension works on. */
  start(): void {
    const starting = this.launch();
    this.client = starting;
    starting.then(
      () => this.changed.fire(),
      (error: unknown) => this.showFailure(error),
    );
  }

  async restart(): Promise<void> {
    const old = this.client;
    this.client = undefined;
    if (old !== undefined) await stop(old, this.log);
    this.start();
  }

  /** @throws Error when the server does not run or does not answer in time. */
  async targets(uri: string): Promise<RunTargets> {
    return this.scriptAnswer(RUN_TARGETS, { uri });
  }

  /** @throws Error when the server does not run or does not answer in time. */
  async prepareRun(params: PrepareRunParams): Promise<PreparedRun> {
    return this.scriptAnswer(PREPARE_RUN, params);
  }

  /** The compiler's errors of a run, shown until the script is edited. */
  async reportProblems(params: RunProblemsParams): Promise<void> {
    await this.notify(RUN_PROBLEMS, params);
  }

  /** @throws Error when the server does not run or does not answer in time. */
  async newVis(uri: string): Promise<NewVis> {
    return this.scriptAnswer(NEW_VIS, { uri });
  }

  /** A server that is not up gets it when it has started. */
  async useCatalog(params: CatalogParams): Promise<void> {
    try {
      await this.notify(CATALOG, params);
    } catch (error) {
      this.log.debug(`catalog of the cluster: ${String(error)}`);
    }
  }

  dispose(): Thenable<void> {
    this.changed.dispose();
    return this.client === undefined ? Promise.resolve() : stop(this.client, this.log);
  }

  private async notify<P>({ method }: NotificationType<P>, params: P): Promise<void> {
    const client = await this.running();
    await client.sendNotification(method, params);
  }

  private scriptAnswer<P, R>(type: RequestType<P, R | null>, params: P): Promise<R> {
    return this.inTime(async () => {
      const client = await this.running();
      const answer = answerOf(type, await client.sendRequest<unknown>(type.method, params));
      if (answer === null) throw new Error('it is no PxL script');
      return answer;
    });
  }

  private running(): Promise<LanguageClient> {
    return this.client ?? Promise.reject(new Error('the language server is not started'));
  }

  private async inTime<T>(ask: () => Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        reject(new Error('the language server does not answer'));
      }, ANSWER_TIMEOUT_MS);
    });
    try {
      return await Promise.race([ask(), late]);
    } finally {
      clearTimeout(timer);
    }
  }

  private async launch(): Promise<LanguageClient> {
    // Loaded late: the library is large, and the activation need not wait for it.
    const { LanguageClient: Client, TransportKind } = await import('vscode-languageclient/node');
    const run = { module: this.serverPath, transport: TransportKind.ipc };
    const client = new Client(
      'pxl',
      'PxL Language Server',
      { run, debug: run },
      {
        documentSelector: [
          { language: 'pxl' },
          { pattern: '**/vis.json', language: 'json' },
          { pattern: '**/vis.json', language: 'jsonc' },
        ],
        initializationOptions: SERVER_OPTIONS,
        outputChannel: this.log,
      },
    );
    client.onRequest(ENTITY_NAMES.method, (params: unknown, token: vscode.CancellationToken) => {
      const abort = new AbortController();
      token.onCancellationRequested(() => abort.abort());
      return this.entityNames(paramsOf(ENTITY_NAMES, params), abort.signal);
    });
    await client.start();
    return client;
  }

  private showFailure(error: unknown): void {
    this.log.error(`language server: ${String(error)}`);
    const restart = 'Restart Language Server';
    void vscode.window
      .showErrorMessage('The PxL language server did not start. Scripts can still be run.', restart)
      .then((chosen) => (chosen === restart ? this.restart() : undefined));
  }
}

async function stop(client: Promise<LanguageClient>, log: vscode.LogOutputChannel): Promise<void> {
  try {
    await (await client).dispose();
  } catch (error) {
    log.debug(`language server while stopping: ${String(error)}`);
  }
}
