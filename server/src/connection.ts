/** Wires an editor to the features. Each request is guarded: one failing feature harms no other. */
import {
  DidChangeWatchedFilesNotification,
  TextDocuments,
  TextDocumentSyncKind,
  type Connection,
  type InitializeParams,
  type ServerCapabilities,
  type WorkspaceFolder,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { readServerOptions } from '#protocol/lsp';
import { answered, Failures } from './answering.ts';
import { Diagnostics } from './diagnostics/diagnostics.ts';
import { Workspace } from './session/documents.ts';
import { isVisUri } from './session/uris.ts';
import { readSettings, watchSettings, type Settings } from './session/settings.ts';
import { FEATURES } from './features/all.ts';
import type { Client, Feature, FeatureHost } from './features/feature.ts';
import { WorkspaceProblems } from './diagnostics/workspaceProblems.ts';
import { WorkspaceScripts } from './session/workspaceScripts.ts';

export function startServer(connection: Connection, features: readonly Feature[] = FEATURES): void {
  const failures = new Failures((message) => connection.console.error(message));
  const documents = new TextDocuments(TextDocument);
  const workspace = new Workspace(documents);
  const scripts = new WorkspaceScripts(documents, (message) => connection.console.warn(message));
  const diagnostics = new Diagnostics({ connection, failures }, workspace, (uri) => {
    workspaceProblems.changed(uri);
  });
  const workspaceProblems = new WorkspaceProblems({ workspace, diagnostics, scripts });

  let settings = readSettings(undefined);
  let client: Client = { capabilities: {}, options: readServerOptions(undefined) };
  connection.onInitialize((params) => {
    const { capabilities } = params;
    client = { capabilities, options: readServerOptions(params.initializationOptions) };
    scripts.setFolders(foldersOf(params));
    diagnostics.editorAppliesSchema = client.options.editorAppliesSchema;
    diagnostics.editorAsks = capabilities.textDocument?.diagnostic !== undefined;
    workspaceProblems.hearsOfFiles =
      capabilities.workspace?.didChangeWatchedFiles?.dynamicRegistration === true;
    diagnostics.canRefresh = capabilities.workspace?.diagnostics?.refreshSupport === true;
    connection.onInitialized(() => {
      const apply = failures.guarded('settings', (changed: Settings) => {
        settings = changed;
        workspace.setSeverities(settings.severities);
        workspaceProblems.setScope(settings.problemScope);
        diagnostics.scheduleAll();
        if (capabilities.workspace?.inlayHint?.refreshSupport === true) {
          connection.languages.inlayHint.refresh().catch((error: unknown) => {
            connection.console.warn(`inlay hints: ${String(error)}`);
          });
        }
      });
      watchSettings(connection, capabilities, apply);
      if (workspaceProblems.hearsOfFiles) watchFiles(connection);
      if (capabilities.workspace?.workspaceFolders === true) {
        followFolders(connection, (added, removed) => {
          scripts.changeFolders(added, removed);
          workspaceProblems.changed(undefined);
        });
      }
    });
    return {
      capabilities: features.reduce<ServerCapabilities>(
        (all, { capabilities }) => ({ ...all, ...capabilities }),
        { textDocumentSync: TextDocumentSyncKind.Incremental },
      ),
      serverInfo: { name: 'pxl' },
    };
  });
  const host = hostOf({
    connection,
    failures,
    workspace,
    diagnostics,
    workspaceProblems,
    scripts,
    client: () => client,
    settings: () => settings,
  });
  for (const feature of features) feature.register(host);

  documents.onDidChangeContent(
    failures.guarded('changed documents', ({ document: { uri, languageId } }) => {
      if (languageId === 'pxl' || isVisUri(uri)) diagnostics.changed(uri);
    }),
  );
  documents.onDidClose(
    failures.guarded('closed documents', ({ document: { uri } }) => {
      workspace.forget(uri);
      diagnostics.close(uri);
    }),
  );
  connection.onDidChangeWatchedFiles(
    failures.guarded('changed files', ({ changes }) => {
      for (const { uri } of changes) diagnostics.scheduleWithFolder(uri);
    }),
  );

  documents.listen(connection);
  connection.listen();
}

/** Files that lie beside what is open, and those of the whole workspace. */
function watchFiles(connection: Connection): void {
  const watchers = ['**/*.pxl', '**/vis.json'].map((globPattern) => ({ globPattern }));
  connection.client
    .register(DidChangeWatchedFilesNotification.type, { watchers })
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

function foldersOf(params: InitializeParams): readonly string[] {
  if (params.workspaceFolders) return params.workspaceFolders.map(({ uri }) => uri);
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- older editors know one folder only
  return params.rootUri === null ? [] : [params.rootUri];
}

function hostOf(parts: Omit<FeatureHost, 'answer' | 'answerVis' | 'answerWorkspace'>): FeatureHost {
  const { failures, workspace } = parts;
  return {
    ...parts,
    answer: (name, uri, token, from) =>
      answered(failures, { name, token, version: () => workspace.versionOf(uri) }, () => {
        const snapshot = workspace.snapshot(uri);
        return snapshot === undefined ? null : from(snapshot);
      }),
    answerVis: (name, uri, token, from) =>
      answered(failures, { name, token, version: () => workspace.versionOf(uri) }, () => {
        const snapshot = workspace.visSnapshot(uri);
        return snapshot === undefined ? null : from(snapshot);
      }),
    answerWorkspace: (name, token, from) =>
      answered(failures, { name, token, version: () => undefined }, from),
  };
}
