/** Wires an editor to the features. Each request is guarded: one failing feature harms no other. */
import {
  TextDocuments,
  TextDocumentSyncKind,
  type Connection,
  type ServerCapabilities,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { ServerOptions } from '#protocol/lsp';
import { answered } from './answering.ts';
import { Diagnostics } from './diagnostics.ts';
import { Workspace } from './documents.ts';
import { isVisUri } from './files.ts';
import { readSettings, watchSettings } from './settings.ts';
import { FEATURES } from './features/all.ts';
import type { Client, Feature, FeatureHost } from './features/feature.ts';

export function startServer(connection: Connection, features: readonly Feature[] = FEATURES): void {
  const documents = new TextDocuments(TextDocument);
  const workspace = new Workspace(documents);
  const diagnostics = new Diagnostics(connection, workspace);

  let settings = readSettings(undefined);
  let client: Client = { capabilities: {}, options: optionsOf(undefined) };
  connection.onInitialize(({ capabilities, initializationOptions }) => {
    client = { capabilities, options: optionsOf(initializationOptions) };
    diagnostics.editorAppliesSchema = client.options.editorAppliesSchema;
    diagnostics.editorAsks = capabilities.textDocument?.diagnostic !== undefined;
    diagnostics.canRefresh = capabilities.workspace?.diagnostics?.refreshSupport === true;
    connection.onInitialized(() => {
      watchSettings(connection, capabilities, (changed) => {
        settings = changed;
        workspace.setSeverities(settings.severities);
        diagnostics.scheduleAll();
        if (capabilities.workspace?.inlayHint?.refreshSupport === true) {
          connection.languages.inlayHint.refresh().catch((error: unknown) => {
            connection.console.warn(`inlay hints: ${String(error)}`);
          });
        }
      });
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
    ...{ connection, workspace, diagnostics },
    ...{ client: () => client, settings: () => settings },
  });
  for (const feature of features) feature.register(host);

  documents.onDidChangeContent(({ document: { uri, languageId } }) => {
    if (languageId === 'pxl' || isVisUri(uri)) diagnostics.changed(uri);
  });
  documents.onDidClose(({ document }) => {
    workspace.forget(document.uri);
    diagnostics.close(document.uri);
  });
  connection.onDidChangeWatchedFiles(({ changes }) => {
    for (const { uri } of changes) diagnostics.scheduleWithFolder(uri);
  });

  documents.listen(connection);
  connection.listen();
}

/** What the editor said when it started the server; other editors say nothing. */
function optionsOf(value: unknown): ServerOptions {
  const given = Object(value) as Record<string, unknown>;
  return {
    editorAppliesSchema: given['editorAppliesSchema'] === true,
    entityNames: given['entityNames'] === true,
    editorCommands: given['editorCommands'] === true,
  };
}

function hostOf(parts: Omit<FeatureHost, 'answer' | 'answerVis'>): FeatureHost {
  const { connection, workspace } = parts;
  return {
    ...parts,
    answer: (name, uri, token, from) =>
      answered(connection, { name, token, version: () => workspace.versionOf(uri) }, () => {
        const snapshot = workspace.snapshot(uri);
        return snapshot === undefined ? null : from(snapshot);
      }),
    answerVis: (name, uri, token, from) =>
      answered(connection, { name, token, version: () => workspace.versionOf(uri) }, () => {
        const snapshot = workspace.visSnapshot(uri);
        return snapshot === undefined ? null : from(snapshot);
      }),
  };
}
