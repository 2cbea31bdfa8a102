/** Wires an editor to the features. Each request is guarded: one failing feature harms no other. */
import {
  TextDocuments,
  TextDocumentSyncKind,
  type Connection,
  type ServerCapabilities,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { Diagnostics } from './diagnostics.ts';
import { Workspace } from './documents.ts';
import { FEATURES } from './features/all.ts';
import type { FeatureHost } from './features/feature.ts';

export function startServer(connection: Connection): void {
  const documents = new TextDocuments(TextDocument);
  const workspace = new Workspace(documents);
  const diagnostics = new Diagnostics(connection, workspace);

  connection.onInitialize(() => ({
    capabilities: FEATURES.reduce<ServerCapabilities>(
      (all, { capabilities }) => ({ ...all, ...capabilities }),
      { textDocumentSync: TextDocumentSyncKind.Incremental },
    ),
    serverInfo: { name: 'pxl' },
  }));
  const host = hostOf(connection, workspace, diagnostics);
  for (const feature of FEATURES) feature.register(host);

  documents.onDidChangeContent(({ document }) => {
    if (document.languageId === 'pxl') diagnostics.schedule(document.uri);
    else recheckSiblings(document.uri);
  });
  documents.onDidClose(({ document }) => {
    workspace.forget(document.uri);
    if (document.languageId === 'pxl') diagnostics.close(document.uri);
  });
  // A changed vis.json changes what its script calls.
  const recheckSiblings = (uri: string) => {
    const folder = uri.slice(0, uri.lastIndexOf('/'));
    for (const { uri: other, languageId } of documents.all()) {
      if (languageId === 'pxl' && other.slice(0, other.lastIndexOf('/')) === folder)
        diagnostics.schedule(other);
    }
  };
  connection.onDidChangeWatchedFiles(({ changes }) => {
    for (const { uri } of changes) recheckSiblings(uri);
  });

  documents.listen(connection);
  connection.listen();
}

const hostOf = (
  connection: Connection,
  workspace: Workspace,
  diagnostics: Diagnostics,
): FeatureHost => ({
  connection,
  workspace,
  diagnostics,
  answer: (name, uri, token, from) => {
    if (token.isCancellationRequested) return undefined;
    try {
      const snapshot = workspace.snapshot(uri);
      return snapshot === undefined ? undefined : from(snapshot);
    } catch (error) {
      const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
      connection.console.error(`${name} failed: ${reason}`);
      return undefined;
    }
  },
});
