/** An editor that speaks to the language server over an in-memory connection. */
import { PassThrough } from 'node:stream';
import {
  createConnection,
  createProtocolConnection,
  ProgressType,
  StreamMessageReader,
  StreamMessageWriter,
  type CancellationToken,
  type ClientCapabilities,
  type ConfigurationParams,
  type Diagnostic,
  type Disposable,
  type InitializeResult,
  type LogMessageParams,
  type Position,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { startServer, type StartOptions } from '../../../server/src/connection.ts';
import type { Feature } from '../../../server/src/features/feature.ts';
import { nodeFiles } from '../../../server/src/node/nodeFiles.ts';
import type { FileSystem } from '../../../server/src/workspace/fileSystem.ts';
import { parseFixture, type Fixture } from '../../support/fixture.ts';

const LANGUAGES: Readonly<Record<string, string>> = { pxl: 'pxl', json: 'json' };

/** What the editor can do, and how it answers what the server asks. */
export interface ClientParts {
  readonly capabilities?: ClientCapabilities;
  readonly answers?: Readonly<Record<string, (params: never, token: CancellationToken) => unknown>>;
  /** Below `pxl`, as the user has them at first. */
  readonly settings?: unknown;
  /** In place of all that the server has. */
  readonly features?: readonly Feature[] | undefined;
  readonly whenIdle?: StartOptions['whenIdle'];
  /** In place of the disk. */
  readonly files?: FileSystem;
  /** URIs of the workspace's folders. */
  readonly folders?: readonly string[];
}

export class Editor {
  private readonly documents = new Map<string, TextDocument>();
  private readonly published = new Map<string, PublishDiagnosticsParams>();
  private readonly waiting = new Set<() => void>();
  private refreshes = 0;
  /** What the server has logged. */
  readonly log: string[] = [];

  private constructor(
    private readonly connection: ProtocolConnection,
    readonly initialized: InitializeResult,
    readonly fixture: Fixture,
  ) {}

  /** Settings below `pxl`, as the user has them now. */
  settings: unknown = {};

  /** Starts a server and opens every file of the fixture under `file:///ws`. */
  static async open(
    source: string,
    initializationOptions?: unknown,
    {
      capabilities = {},
      answers = {},
      settings,
      features,
      whenIdle,
      files = nodeFiles,
      folders = ['file:///ws'],
    }: ClientParts = {},
  ): Promise<Editor> {
    const root = 'file:///ws';
    const [toServer, toClient] = [new PassThrough(), new PassThrough()];
    startServer(
      createConnection(new StreamMessageReader(toServer), new StreamMessageWriter(toClient)),
      files,
      { features, whenIdle },
    );
    const connection = createProtocolConnection(
      new StreamMessageReader(toClient),
      new StreamMessageWriter(toServer),
    );
    connection.listen();
    const initialized = await connection.sendRequest<InitializeResult>('initialize', {
      processId: null,
      rootUri: folders[0] ?? null,
      workspaceFolders: folders.map((uri) => ({ uri, name: uri })),
      initializationOptions,
      capabilities: {
        ...capabilities,
        workspace: { ...capabilities.workspace, workspaceFolders: true },
      },
    });
    const editor = new Editor(connection, initialized, parseFixture(source));
    connection.onNotification(
      'textDocument/publishDiagnostics',
      (params: PublishDiagnosticsParams) => {
        editor.published.set(params.uri, params);
        for (const look of editor.waiting) look();
      },
    );
    editor.settings = settings;
    connection.onRequest('workspace/configuration', ({ items }: ConfigurationParams) =>
      items.map(() => editor.settings),
    );
    connection.onRequest('workspace/diagnostic/refresh', () => {
      editor.refreshes += 1;
      for (const look of editor.waiting) look();
      return null;
    });
    connection.onRequest('client/registerCapability', () => null);
    for (const [method, answer] of Object.entries(answers)) connection.onRequest(method, answer);
    connection.onNotification('window/logMessage', ({ message }: LogMessageParams) => {
      editor.log.push(message);
    });
    await connection.sendNotification('initialized', {});
    for (const [path, text] of editor.fixture.files) await editor.openFile(root + path, text);
    return editor;
  }

  async openFile(
    uri: string,
    text: string,
    languageId = LANGUAGES[uri.slice(uri.lastIndexOf('.') + 1)] ?? 'plaintext',
  ): Promise<void> {
    this.documents.set(uri, TextDocument.create(uri, languageId, 1, text));
    await this.connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId, version: 1, text },
    });
  }

  /** Replaces the whole text, as version `version + 1`. */
  async change(uri: string, text: string): Promise<void> {
    const version = this.document(uri).version + 1;
    const { languageId } = this.document(uri);
    this.documents.set(uri, TextDocument.create(uri, languageId, version, text));
    await this.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version },
      contentChanges: [{ text }],
    });
  }

  document(uri: string): TextDocument {
    const found = this.documents.get(uri);
    if (found === undefined) throw new Error(`${uri} is not open`);
    return found;
  }

  /** Where the fixture's `$0` is: the first one, or the one asked for. */
  cursor(index = 0): {
    readonly textDocument: { readonly uri: string };
    readonly position: Position;
  } {
    const place = this.fixture.cursors[index];
    if (place === undefined) throw new Error('the fixture has no such $0');
    const uri = `file:///ws${place.path}`;
    return { textDocument: { uri }, position: this.document(uri).positionAt(place.offset) };
  }

  request<T>(method: string, params: unknown, token?: CancellationToken): Promise<T> {
    // A token that is not there would count as a further parameter.
    return token === undefined
      ? this.connection.sendRequest<T>(method, params)
      : this.connection.sendRequest<T>(method, params, token);
  }

  /** Resolves when the server has asked once more to be asked for problems. */
  refreshed(): Promise<void> {
    const before = this.refreshes;
    return new Promise((resolve) => {
      const look = () => {
        if (this.refreshes === before) return;
        this.waiting.delete(look);
        resolve();
      };
      this.waiting.add(look);
    });
  }

  /** The next notification of a kind. */
  notified(method: string): Promise<void> {
    return new Promise((resolve) => {
      const subscription = this.connection.onNotification(method, () => {
        subscription.dispose();
        resolve();
      });
    });
  }

  /** Parts of an answer, by the token they were asked with. */
  onProgress(token: string, use: (part: unknown) => void): Disposable {
    return this.connection.onProgress(new ProgressType<unknown>(), token, use);
  }

  /** Whether anything has been published of a document. */
  hasPublished(uri: string): boolean {
    return this.published.has(uri);
  }

  notify(method: string, params: unknown): Promise<void> {
    return this.connection.sendNotification(method, params);
  }

  /** The problems published for the text as it is now. */
  diagnostics(uri = 'file:///ws/main.pxl'): Promise<readonly Diagnostic[]> {
    return this.publishedWhere(uri, ({ version }) => version === this.document(uri).version);
  }

  /** Whether the server has said of any problems of a document, or that it has none. */
  everPublished(uri: string): boolean {
    return this.published.has(uri);
  }

  /** The first problems published, now or later, for which the condition holds. */
  publishedWhere(
    uri: string,
    holds: (params: PublishDiagnosticsParams) => boolean,
  ): Promise<readonly Diagnostic[]> {
    return new Promise((resolve) => {
      const look = () => {
        const found = this.published.get(uri);
        if (found === undefined || !holds(found)) return;
        this.waiting.delete(look);
        resolve(found.diagnostics);
      };
      this.waiting.add(look);
      look();
    });
  }

  dispose(): void {
    this.connection.dispose();
  }
}

/** Runs `use` with a server that has the fixture's files open. */
export async function withEditor<T>(
  source: string,
  use: (editor: Editor) => T | Promise<T>,
  initializationOptions?: unknown,
  client: ClientParts = {},
): Promise<T> {
  const editor = await Editor.open(source, initializationOptions, client);
  try {
    return await use(editor);
  } finally {
    editor.dispose();
  }
}
