/** Everything the server keeps for one editor, made when the editor has said what it can do. */
import type { Connection, FileEvent, TextDocuments } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { answered, type Failures } from './messages/answering.ts';
import { Diagnostics } from './diagnostics/diagnostics.ts';
import { WorkspaceProblems } from './diagnostics/workspaceProblems.ts';
import type { FeatureHost } from './features/feature.ts';
import type { ClientProfile } from './workspace/clientProfile.ts';
import { Workspace } from './workspace/documents.ts';
import type { FileSystem } from './workspace/fileSystem.ts';
import { FileTable } from './workspace/fileTable.ts';
import { readSettings, type Settings } from './workspace/settings.ts';
import { isVisUri } from './workspace/uris.ts';
import { WorkspaceScripts } from './workspace/workspaceScripts.ts';

export interface SessionParts {
  readonly connection: Connection;
  readonly documents: TextDocuments<TextDocument>;
  readonly failures: Failures;
  readonly files: FileSystem;
  readonly profile: ClientProfile;
}

export class Session {
  /** What features work with. */
  readonly host: FeatureHost;
  private readonly files: FileTable;
  private current: Settings = readSettings(undefined);

  constructor({ connection, documents, failures, files, profile }: SessionParts) {
    this.files = new FileTable(documents, files);
    const workspace = new Workspace(documents, this.files);
    const warn = (message: string) => connection.console.warn(message);
    const scripts = new WorkspaceScripts(profile.folders, documents, files, warn);
    const diagnostics = new Diagnostics({ connection, failures, profile }, workspace, (uri) => {
      workspaceProblems.changed(uri);
    });
    const hearsOfFiles = profile.watchesFiles;
    const workspaceProblems = new WorkspaceProblems({
      workspace,
      diagnostics,
      scripts,
      files: this.files,
      hearsOfFiles,
    });
    const question = (name: string, uri: string, token: Parameters<FeatureHost['answer']>[2]) => ({
      name,
      token,
      version: () => workspace.versionOf(uri),
      ready: () => workspace.load(uri),
    });
    this.host = {
      connection,
      failures,
      workspace,
      diagnostics,
      workspaceProblems,
      scripts,
      profile,
      settings: () => this.current,
      answer: (name, uri, token, from) =>
        answered(failures, question(name, uri, token), () => {
          const snapshot = workspace.snapshot(uri);
          return snapshot === undefined ? null : from(snapshot);
        }),
      answerVis: (name, uri, token, from) =>
        answered(failures, question(name, uri, token), () => {
          const snapshot = workspace.visSnapshot(uri);
          return snapshot === undefined ? null : from(snapshot);
        }),
      answerWorkspace: (name, token, from) =>
        answered(failures, { name, token, version: () => undefined }, from),
    };
  }

  useSettings(settings: Settings): void {
    this.current = settings;
    this.host.workspace.setSeverities(settings.severities);
    this.host.workspaceProblems.setScope(settings.problemScope);
    this.host.diagnostics.scheduleAll();
  }

  /** From now on changes of files below these folders are reported. */
  watchFolders(folders: readonly string[]): void {
    this.files.watch(folders);
  }

  /** @returns the workspace's folders now. */
  changeFolders(added: readonly string[], removed: readonly string[]): readonly string[] {
    const folders = this.host.scripts.changeFolders(added, removed);
    this.host.workspaceProblems.changed(undefined);
    return folders;
  }

  documentChanged(uri: string, languageId: string): void {
    if (languageId === 'pxl' || isVisUri(uri)) this.host.diagnostics.changed(uri);
  }

  documentClosed(uri: string): void {
    this.host.workspace.forget(uri);
    this.host.diagnostics.close(uri);
  }

  filesChanged(changes: readonly FileEvent[]): void {
    for (const { uri } of changes) this.files.changed(uri);
    for (const { uri } of changes) this.host.diagnostics.scheduleWithFolder(uri);
  }
}
