/** Problems of open scripts, as they are typed, with those of the last run. */
import {
  DiagnosticRefreshRequest,
  DiagnosticSeverity,
  type Connection,
  type Diagnostic,
} from 'vscode-languageserver/node';
import { problemPage } from '#ide';
import { codeOf } from '#language';
import type { RunProblemsParams } from '#protocol/lsp';
import type { Failures } from '../messages/answering.ts';
import { diagnosticOf, rangeOf, SOURCE } from '../workspace/convert.ts';
import type { Snapshot, Workspace } from '../workspace/documents.ts';
import type { ClientProfile } from '../workspace/clientProfile.ts';
import { isVisUri, isWritten } from '../workspace/uris.ts';
import { visDiagnostics } from './visDiagnostics.ts';

/** Nobody types on for so long. */
const PAUSE_MS = 150;

interface Reporting {
  readonly connection: Connection;
  readonly failures: Failures;
  readonly profile: ClientProfile;
}

export class Diagnostics {
  private readonly waiting = new Map<string, NodeJS.Immediate>();
  private readonly planning = new Map<string, NodeJS.Timeout>();
  private readonly lastRuns = new Map<string, RunProblemsParams>();
  /** Documents whose problems wait for what lies beside them. */
  private readonly loading = new Set<string>();
  private isRefreshing = false;

  private readonly connection: Connection;
  private readonly failures: Failures;
  private readonly profile: ClientProfile;

  constructor(
    { connection, failures, profile }: Reporting,
    private readonly workspace: Workspace,
    /** Told of each document whose problems may be others now, and of all at once. */
    private readonly changes: (uri: string | undefined) => void,
  ) {
    this.connection = connection;
    this.failures = failures;
    this.profile = profile;
  }

  /** What the cluster said of a run. It is dropped with the next edit. */
  setRunProblems(params: RunProblemsParams): void {
    this.lastRuns.set(params.uri, params);
    this.changes(params.uri);
    this.tell(params.uri);
  }

  /** A document is opened or edited: its problems are told soon, with those beside it. */
  changed(uri: string): void {
    this.changes(uri);
    // An editor that asks does so for what it has changed by itself.
    if (!this.profile.asksForProblems) this.schedule(uri);
    this.scheduleBeside(uri);
  }

  /**
   * Tells a document's problems as soon as nothing more has been received: edits that are on their
   * way already count as one, and nobody waits for a clock.
   */
  schedule(uri: string): void {
    clearImmediate(this.waiting.get(uri));
    const afterReceiving = () => this.waiting.set(uri, setImmediate(tell));
    const tell = () => {
      this.waiting.delete(uri);
      this.tell(uri);
    };
    // A message that waits is received in between.
    this.waiting.set(uri, setImmediate(afterReceiving));
  }

  /** Publishes what a change may concern: the document, and what lies beside it. */
  scheduleWithFolder(uri: string): void {
    this.changes(uri);
    this.schedule(uri);
    this.scheduleBeside(uri);
  }

  scheduleAll(): void {
    this.changes(undefined);
    for (const uri of this.workspace.openUris()) this.schedule(uri);
  }

  close(uri: string): void {
    this.changes(uri);
    clearImmediate(this.waiting.get(uri));
    this.waiting.delete(uri);
    clearTimeout(this.planning.get(uri));
    this.planning.delete(uri);
    this.lastRuns.delete(uri);
    void this.connection.sendDiagnostics({ uri, diagnostics: [] });
    // What is still open is seen with other eyes now.
    this.scheduleBeside(uri);
  }

  /** The problems of a script or vis.json now; undefined for what is neither. */
  of(uri: string): readonly Diagnostic[] | undefined {
    if (isVisUri(uri)) {
      if (!isWritten(uri)) return [];
      const vis = this.workspace.visSnapshot(uri);
      return vis === undefined
        ? undefined
        : visDiagnostics(vis, this.profile.options.editorAppliesSchema);
    }
    const open = this.workspace.snapshot(uri);
    if (open !== undefined) this.planLater(uri);
    const snapshot = open ?? this.workspace.closedSnapshot(uri);
    return snapshot === undefined ? undefined : this.ofScript(snapshot);
  }

  /** Planning takes its time, and seldom shows anything: it waits for a pause. */
  private planLater(uri: string): void {
    clearTimeout(this.planning.get(uri));
    const plan = () => {
      this.planning.delete(uri);
      this.failures.attempt('planning', () => {
        if (!this.workspace.plan(uri)) return;
        this.changes(uri);
        this.tell(uri);
      });
    };
    this.planning.set(uri, setTimeout(plan, PAUSE_MS).unref());
  }

  private scheduleBeside(uri: string): void {
    this.whenLoaded(uri, () => {
      for (const one of this.beside(uri)) this.schedule(one);
    });
  }

  /** At once where everything is known. */
  private whenLoaded(uri: string, use: () => void): void {
    const loading = this.workspace.load(uri);
    if (loading === undefined) use();
    else {
      const usable = this.failures.guarded('problems', use);
      // Problems are told from what is known, also when the folder cannot be read.
      void loading.catch((error: unknown) => this.failures.tell('folder', error)).then(usable);
    }
  }

  private beside(uri: string): ReadonlySet<string> {
    const vis = this.workspace.visBeside(uri);
    const all = [...this.workspace.openBeside(uri), ...(vis === undefined ? [] : [vis])];
    return new Set(all.filter((one) => one !== uri));
  }

  private tell(uri: string): void {
    this.failures.attempt('problems', () => {
      const isOpen = this.workspace.isOpen(uri);
      if (this.profile.asksForProblems && isOpen) this.askAgain();
      else this.publishLoaded(uri);
    });
  }

  /** Once, however often it is typed while the folder is read. */
  private publishLoaded(uri: string): void {
    if (this.loading.has(uri)) return;
    this.loading.add(uri);
    this.whenLoaded(uri, () => {
      this.loading.delete(uri);
      this.publish(uri, this.workspace.isOpen(uri));
    });
  }

  /** Once for all documents of which something has changed. */
  private askAgain(): void {
    if (!this.profile.asksAgain || this.isRefreshing) return;
    this.isRefreshing = true;
    setImmediate(() => {
      this.isRefreshing = false;
      this.connection.sendRequest(DiagnosticRefreshRequest.type).catch((error: unknown) => {
        this.connection.console.warn(`refresh of problems: ${String(error)}`);
      });
    });
  }

  /** With the version that was looked at, which is the document's own: all this is one turn. */
  private publish(uri: string, isOpen: boolean): void {
    const isSeen = isOpen || (isVisUri(uri) && this.workspace.openBeside(uri).length > 0);
    const diagnostics = isSeen ? this.of(uri) : [];
    if (diagnostics === undefined && !isVisUri(uri)) return;
    const version = this.workspace.versionOf(uri);
    void this.connection.sendDiagnostics({
      uri,
      ...(version === undefined ? {} : { version }),
      diagnostics: [...(diagnostics ?? [])],
    });
  }

  private ofScript(snapshot: Snapshot): readonly Diagnostic[] {
    const run = this.lastRuns.get(snapshot.uri);
    if (run !== undefined && run.version !== snapshot.version) this.lastRuns.delete(snapshot.uri);
    const { analysis, problems } = snapshot;
    const isBlank = analysis.text.trim() === '';
    // A run of what cannot be edited was asked for; anything else about it was not.
    const isSilent = isBlank || !isWritten(snapshot.uri);
    const live = isSilent ? [] : problems.map((problem) => diagnosticOf(snapshot, problem));
    const fromRun =
      run !== undefined && run.version === snapshot.version ? runDiagnostics(snapshot, run) : [];
    // The same mistake is not listed twice.
    const known = new Set(
      live.map(({ message, range }) => `${String(range.start.line)}:${message}`),
    );
    const added = fromRun.filter(
      ({ message, range }) => !known.has(`${String(range.start.line)}:${message}`),
    );
    return [...live, ...added];
  }
}

/** A cluster says what is wrong in words alone. */
const codeFields = (message: string): Pick<Diagnostic, 'code' | 'codeDescription'> => {
  const code = codeOf(message);
  return { code, codeDescription: { href: problemPage(code) } };
};

function runDiagnostics({ lines }: Snapshot, { errors, status }: RunProblemsParams): Diagnostic[] {
  const common = { severity: DiagnosticSeverity.Error, source: SOURCE };
  if (errors.length === 0) {
    if (status === '') return [];
    const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } };
    return [{ ...common, ...codeFields(status), range, message: status }];
  }
  return errors.map(({ line, column, message }) => {
    const start = lines.offsetOfCompilerPosition({ line: Math.max(1, line), column });
    const word = /^(\.?\w+|.)/s.exec(lines.text.slice(start))?.[0].length ?? 0;
    const range = rangeOf(lines, { start, end: start + word });
    return { ...common, ...codeFields(message), range, message };
  });
}
