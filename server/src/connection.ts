/** Wires an editor to the features. Each request is guarded: one failing feature harms no other. */
import {
  DidChangeWatchedFilesNotification,
  TextDocuments,
  TextDocumentSyncKind,
  type Connection,
  type ServerCapabilities,
  type WorkspaceFolder,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { Failures } from './messages/answering.ts';
import { FEATURES } from './features.ts';
import type { Feature } from './features/feature.ts';
import { clientProfile } from './workspace/clientProfile.ts';
import type { FileSystem } from './workspace/fileSystem.ts';
import { Session } from './session.ts';
import { warmUp } from './warmUp.ts';
import { watchSettings } from './workspace/settings.ts';

export interface StartOptions {
  readonly features?: readonly Feature[] | undefined;
  /** Takes steps while the editor asks nothing; without it, nothing is done beforehand. */
  readonly whenIdle?: ((steps: Iterator<void, void>) => void) | undefined;
}

export function startServer(
  connection: Connection,
  files: FileSystem,
  { features = FEATURES, whenIdle }: StartOptions = {},
): void {
  const failures = new Failures((message) => connection.console.error(message));
  const documents = new TextDocuments(TextDocument);
  connection.onInitialize((params) => {
    const profile = clientProfile(params);
    const session = new Session({ connection, documents, failures, files, profile });
    for (const feature of features) feature.register(session.host);
    follow(connection, documents, failures, session);
    connection.onInitialized(() => {
      initialized(session);
      whenIdle?.(warmUp(BigInt(Date.now()) * 1_000_000n));
    });
    return {
      capabilities: features.reduce<ServerCapabilities>(
        (all, { capabilities: own }) => ({
          ...all,
          ...(typeof own === 'function' ? own(profile) : own),
        }),
        { textDocumentSync: TextDocumentSyncKind.Incremental },
      ),
      serverInfo: { name: 'pxl' },
    };
  });
  documents.listen(connection);
  connection.listen();
}

function follow(
  connection: Connection,
  documents: TextDocuments<TextDocument>,
  failures: Failures,
  session: Session,
): void {
  documents.onDidChangeContent(
    failures.guarded('changed documents', ({ document: { uri, languageId } }) => {
      session.documentChanged(uri, languageId);
    }),
  );
  documents.onDidClose(
    failures.guarded('closed documents', ({ document }) => session.documentClosed(document.uri)),
  );
  connection.onDidChangeWatchedFiles(
    failures.guarded('changed files', ({ changes }) => session.filesChanged(changes)),
  );
}

/** What may be asked of the editor once it has initialized. */
function initialized(session: Session): void {
  const { connection, failures, profile } = session.host;
  const { capabilities, watchesFiles, changesFolders, refreshesInlayHints } = profile;
  watchSettings(
    connection,
    capabilities,
    failures.guarded('settings', (settings) => {
      session.useSettings(settings);
      if (!refreshesInlayHints) return;
      connection.languages.inlayHint.refresh().catch((error: unknown) => {
        connection.console.warn(`inlay hints: ${String(error)}`);
      });
    }),
  );
  let folders = profile.folders;
  let isWatching = false;
  const startWatching = () => {
    isWatching = true;
    session.watchFolders(folders);
  };
  if (watchesFiles) watchFiles(connection, startWatching);
  if (!changesFolders) return;
  followFolders(connection, (added, removed) => {
    folders = session.changeFolders(added, removed);
    if (isWatching) session.watchFolders(folders);
  });
}

/** Files that lie beside what is open, and those of the whole workspace. */
function watchFiles(connection: Connection, started: () => void): void {
  const watchers = ['**/*.pxl', '**/vis.json'].map((globPattern) => ({ globPattern }));
  connection.client
    .register(DidChangeWatchedFilesNotification.type, { watchers })
    .then(started)
    .catch((error: unknown) => {
      connection.console.warn(`changes of files: ${String(error)}`);
    });
}

function followFolders(
  connection: Connection,
  apply: (added: readonly string[], removed: readonly string[]) => void,
): void {
  const uris = (folders: readonly WorkspaceFolder[]) => folders.map(({ uri }) => uri);
  connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
    apply(uris(added), uris(removed));
  });
}
