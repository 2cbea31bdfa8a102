/** Problems of every script and vis.json of the workspace's folders, open or not. */
import { createHash } from 'node:crypto';
import {
  DocumentDiagnosticReportKind,
  type CancellationToken,
  type Diagnostic,
  type WorkspaceDocumentDiagnosticReport,
} from 'vscode-languageserver/node';
import type { Diagnostics } from './diagnostics.ts';
import type { Workspace } from '../workspace/documents.ts';
import type { FileTable } from '../workspace/fileTable.ts';
import { folderOf } from '../workspace/uris.ts';
import type { ProblemScope } from '../workspace/settings.ts';
import type { WorkspaceScripts } from '../workspace/workspaceScripts.ts';

export interface ProblemReport {
  /** The same for the same problems of a document that is open, or is not. */
  readonly resultId: string;
  readonly items: readonly Diagnostic[];
}

/** An editor forgets what it has when a document opens or closes. */
export function problemReport(items: readonly Diagnostic[], isOpen: boolean): ProblemReport {
  const hash = createHash('sha1').update(JSON.stringify(items)).digest('base64url');
  return { resultId: `${isOpen ? 'open' : 'closed'} ${hash}`, items };
}

interface Parts {
  readonly workspace: Workspace;
  readonly diagnostics: Diagnostics;
  readonly scripts: WorkspaceScripts;
  readonly files: FileTable;
  /** The editor reports when files change, so nothing need be looked at again until it does. */
  readonly hearsOfFiles: boolean;
}

/** What an editor has been told of a folder. */
interface Told {
  /** Of the folder's texts. */
  readonly stamp: string;
  /** Result IDs, by URI. */
  readonly ids: ReadonlyMap<string, string>;
}

type Tell = (reports: readonly WorkspaceDocumentDiagnosticReport[]) => void;

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export class WorkspaceProblems {
  private scope: ProblemScope = 'openFiles';
  private readonly told = new Map<string, Told>();
  /** Folders of which something has changed since. */
  private readonly stale = new Set<string>();
  /** Where scripts are, as found last. */
  private folders: ReadonlySet<string> | undefined;
  private hasNews = true;
  private readonly waiting = new Set<() => void>();

  constructor(private readonly parts: Parts) {}

  setScope(scope: ProblemScope): void {
    if (scope === this.scope) return;
    this.scope = scope;
    this.told.clear();
    this.wake();
  }

  /** @param uri What has changed; undefined when it may concern every document. */
  changed(uri: string | undefined): void {
    if (uri === undefined) {
      this.told.clear();
      this.folders = undefined;
    } else {
      const folder = folderOf(uri);
      this.stale.add(folder);
      // What is open is told of by itself, and found once it is closed.
      const isNew = this.folders?.has(folder) === false && !this.parts.workspace.isOpen(uri);
      if (isNew) this.folders = undefined;
    }
    if (this.scope === 'workspace') this.wake();
  }

  /**
   * Waits until there is something to tell, and tells it folder by folder.
   *
   * @param previous Result IDs the editor has, by URI.
   */
  async report(
    previous: ReadonlyMap<string, string>,
    token: CancellationToken,
    tell: Tell,
  ): Promise<void> {
    const isCancelled = () => token.isCancellationRequested;
    await this.news(token);
    if (isCancelled()) return;
    this.hasNews = false;
    const found =
      this.scope === 'workspace' ? await this.reportFolders(previous, token, tell) : new Set();
    if (isCancelled()) {
      this.hasNews = true;
      return;
    }
    const gone = [...previous.keys()].filter((uri) => !found.has(uri));
    if (gone.length > 0) tell(gone.map((uri) => full(uri, null, problemReport([], false))));
  }

  /** @returns The URIs that were looked at. */
  private async reportFolders(
    previous: ReadonlyMap<string, string>,
    token: CancellationToken,
    tell: Tell,
  ): Promise<ReadonlySet<string>> {
    const folders = await this.list(token);
    const seen = new Set<string>();
    for (const folder of folders) {
      const reports =
        this.asBefore(folder, previous) ?? (await this.reportFolder(folder, previous, token));
      if (token.isCancellationRequested) return seen;
      for (const { uri } of reports) seen.add(uri);
      if (reports.length > 0) tell(reports);
    }
    for (const folder of this.told.keys()) if (!folders.has(folder)) this.told.delete(folder);
    return seen;
  }

  private async list(token: CancellationToken): Promise<ReadonlySet<string>> {
    const known = this.parts.hearsOfFiles ? this.folders : undefined;
    if (known !== undefined) return known;
    const found = new Set((await this.parts.scripts.find(token)).map(folderOf));
    if (!token.isCancellationRequested) this.folders = found;
    return found;
  }

  private async reportFolder(
    folder: string,
    previous: ReadonlyMap<string, string>,
    token: CancellationToken,
  ): Promise<readonly WorkspaceDocumentDiagnosticReport[]> {
    const { workspace, scripts, files } = this.parts;
    await files.load(folder, true);
    const known = this.stale.delete(folder) ? undefined : this.told.get(folder);
    const vis = workspace.visBeside(`${folder}/`);
    const all = [...workspace.scriptsIn(folder), ...(vis === undefined ? [] : [vis])];
    const stamps = await Promise.all(all.map((uri) => scripts.stampOf(uri)));
    const stamp = all.map((uri, index) => `${uri} ${String(stamps[index])}`).join('\n');
    if (known?.stamp === stamp && isKnown(known, previous)) return this.unchangedAll(known);
    const ids = new Map<string, string>();
    const reports: WorkspaceDocumentDiagnosticReport[] = [];
    for (const [index, uri] of all.entries()) {
      // Requests that wait are answered in between.
      await nextTurn();
      if (token.isCancellationRequested) {
        this.stale.add(folder);
        return [];
      }
      const items = stamps[index] === undefined ? undefined : this.parts.diagnostics.of(uri);
      if (items === undefined) continue;
      const report = problemReport(items, workspace.isOpen(uri));
      ids.set(uri, report.resultId);
      reports.push(
        previous.get(uri) === report.resultId
          ? this.unchanged(uri, report.resultId)
          : full(uri, workspace.versionOf(uri) ?? null, report),
      );
    }
    this.told.set(folder, { stamp, ids });
    if (!all.some((uri) => workspace.isOpen(uri))) files.release(folder);
    return reports;
  }

  /** Of a folder of which nothing has been heard since; undefined where one has to look. */
  private asBefore(folder: string, previous: ReadonlyMap<string, string>) {
    const known =
      this.parts.hearsOfFiles && !this.stale.has(folder) ? this.told.get(folder) : undefined;
    return known !== undefined && isKnown(known, previous) ? this.unchangedAll(known) : undefined;
  }

  private unchangedAll({ ids }: Told): readonly WorkspaceDocumentDiagnosticReport[] {
    return [...ids].map(([uri, resultId]) => this.unchanged(uri, resultId));
  }

  private unchanged(uri: string, resultId: string): WorkspaceDocumentDiagnosticReport {
    const version = this.parts.workspace.versionOf(uri) ?? null;
    return { kind: DocumentDiagnosticReportKind.Unchanged, uri, version, resultId };
  }

  private news(token: CancellationToken): Promise<void> {
    const waits = this.scope === 'openFiles' || this.parts.hearsOfFiles;
    if (this.hasNews || !waits || token.isCancellationRequested) return Promise.resolve();
    return new Promise((resolve) => {
      const done = () => {
        this.waiting.delete(done);
        cancelled.dispose();
        resolve();
      };
      const cancelled = token.onCancellationRequested(done);
      this.waiting.add(done);
    });
  }

  private wake(): void {
    this.hasNews = true;
    for (const done of [...this.waiting]) done();
  }
}

const isKnown = ({ ids }: Told, previous: ReadonlyMap<string, string>): boolean =>
  [...ids].every(([uri, id]) => previous.get(uri) === id);

const full = (
  uri: string,
  version: number | null,
  { resultId, items }: ProblemReport,
): WorkspaceDocumentDiagnosticReport => ({
  kind: DocumentDiagnosticReportKind.Full,
  uri,
  version,
  resultId,
  items: [...items],
});
