/** Wires requests to the language. Each request is guarded: one failing feature harms no other. */
import {
  MarkupKind,
  TextDocuments,
  TextDocumentSyncKind,
  type CancellationToken,
  type Connection,
  type TextDocumentPositionParams,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { complete, hover } from '#language';
import { LSP_METHODS, type RunProblemsParams, type RunTargets } from '#protocol/lsp';
import { completionItemOf, rangeOf, runTargetsOf } from './convert.ts';
import { Diagnostics } from './diagnostics.ts';
import { Workspace, type Snapshot } from './documents.ts';

export function startServer(connection: Connection): void {
  const documents = new TextDocuments(TextDocument);
  const workspace = new Workspace(documents);
  const diagnostics = new Diagnostics(connection, workspace);

  connection.onInitialize(() => ({
    capabilities: {
      textDocumentSync: TextDocumentSyncKind.Incremental,
      completionProvider: { triggerCharacters: ['.', "'", '"', '('] },
      hoverProvider: true,
    },
    serverInfo: { name: 'pxl' },
  }));

  /** Answers from the document as it is; undefined when it is no PxL or the request is cancelled. */
  const guarded = <T>(
    name: string,
    uri: string,
    token: CancellationToken,
    answer: (s: Snapshot) => T,
  ): T | undefined => {
    if (token.isCancellationRequested) return undefined;
    try {
      const snapshot = workspace.snapshot(uri);
      return snapshot === undefined ? undefined : answer(snapshot);
    } catch (error) {
      const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
      connection.console.error(`${name} failed: ${reason}`);
      return undefined;
    }
  };
  const offsetOf = ({ lines }: Snapshot, { position }: TextDocumentPositionParams) =>
    lines.offsetOf(position);

  connection.onCompletion((params, token) =>
    guarded('completion', params.textDocument.uri, token, (snapshot) =>
      complete(snapshot.analysis, offsetOf(snapshot, params), workspace.catalog).map(
        completionItemOf,
      ),
    ),
  );
  connection.onHover((params, token) =>
    guarded('hover', params.textDocument.uri, token, (snapshot) => {
      const found = hover(snapshot.analysis, offsetOf(snapshot, params), workspace.catalog);
      if (found === undefined) return null;
      const contents = { kind: MarkupKind.Markdown, value: found.text };
      return { contents, range: rangeOf(snapshot.lines, found.span) };
    }),
  );
  connection.onRequest(
    LSP_METHODS.runTargets,
    ({ uri }: { readonly uri: string }, token: CancellationToken): RunTargets | null =>
      guarded('run targets', uri, token, runTargetsOf) ?? null,
  );
  connection.onNotification(LSP_METHODS.runProblems, (params: RunProblemsParams) => {
    diagnostics.setRunProblems(params);
  });

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
