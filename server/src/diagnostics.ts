/** Problems of open scripts, published as they are typed, with those of the last run. */
import { DiagnosticSeverity, type Connection, type Diagnostic } from 'vscode-languageserver/node';
import type { RunProblemsParams } from '#protocol/lsp';
import { diagnosticOf, rangeOf, SOURCE } from './convert.ts';
import type { OpenSnapshot, Workspace } from './documents.ts';
import { isVisUri } from './files.ts';
import { visDiagnostics } from './visDiagnostics.ts';

/** Long enough to gather the keystrokes of one word, short enough not to be noticed. */
const DEBOUNCE_MS = 10;

export class Diagnostics {
  private readonly timers = new Map<string, NodeJS.Timeout>();
  private readonly lastRuns = new Map<string, RunProblemsParams>();
  /** The editor itself tells what the JSON schema of vis.json finds. */
  editorAppliesSchema = false;

  constructor(
    private readonly connection: Connection,
    private readonly workspace: Workspace,
  ) {}

  /** Publishes a document's problems soon; a later change replaces an earlier one. */
  schedule(uri: string): void {
    clearTimeout(this.timers.get(uri));
    this.timers.set(
      uri,
      setTimeout(() => {
        this.timers.delete(uri);
        this.publish(uri);
      }, DEBOUNCE_MS),
    );
  }

  /** What the cluster said of a run. It is dropped with the next edit. */
  setRunProblems(params: RunProblemsParams): void {
    this.lastRuns.set(params.uri, params);
    this.publish(params.uri);
  }

  /** Publishes what a change may concern: the document, and what lies beside it. */
  scheduleWithFolder(uri: string): void {
    this.schedule(uri);
    for (const one of this.beside(uri)) this.schedule(one);
  }

  close(uri: string): void {
    clearTimeout(this.timers.get(uri));
    this.timers.delete(uri);
    this.lastRuns.delete(uri);
    void this.connection.sendDiagnostics({ uri, diagnostics: [] });
    // What is still open is seen with other eyes now.
    for (const one of this.beside(uri)) this.schedule(one);
  }

  private beside(uri: string): ReadonlySet<string> {
    const vis = this.workspace.visBeside(uri);
    return new Set([...this.workspace.openBeside(uri), ...(vis === undefined ? [] : [vis])]);
  }

  private publish(uri: string): void {
    if (isVisUri(uri)) {
      this.publishVis(uri);
      return;
    }
    const snapshot = this.workspace.snapshot(uri);
    if (snapshot === undefined) return;
    const run = this.lastRuns.get(uri);
    if (run !== undefined && run.version !== snapshot.version) this.lastRuns.delete(uri);
    const live = this.live(snapshot);
    const fromRun = run?.version === snapshot.version ? runDiagnostics(snapshot, run) : [];
    // The same mistake is not listed twice.
    const known = new Set(
      live.map(({ message, range }) => `${String(range.start.line)}:${message}`),
    );
    const added = fromRun.filter(
      ({ message, range }) => !known.has(`${String(range.start.line)}:${message}`),
    );
    void this.connection.sendDiagnostics({
      uri,
      version: snapshot.version,
      diagnostics: [...live, ...added],
    });
  }

  private publishVis(uri: string): void {
    const isSeen = this.workspace.isOpen(uri) || this.workspace.openBeside(uri).length > 0;
    const vis = isSeen ? this.workspace.visSnapshot(uri) : undefined;
    if (vis === undefined) {
      void this.connection.sendDiagnostics({ uri, diagnostics: [] });
      return;
    }
    void this.connection.sendDiagnostics({
      uri,
      ...(vis.version === undefined ? {} : { version: vis.version }),
      diagnostics: visDiagnostics(vis, this.editorAppliesSchema),
    });
  }

  private live({ analysis, problems, lines }: OpenSnapshot): Diagnostic[] {
    const isBlank = analysis.text.trim() === '';
    return isBlank ? [] : problems.map((problem) => diagnosticOf(lines, problem));
  }
}

function runDiagnostics(
  { lines }: OpenSnapshot,
  { errors, status }: RunProblemsParams,
): Diagnostic[] {
  const common = { severity: DiagnosticSeverity.Error, source: SOURCE };
  if (errors.length === 0) {
    if (status === '') return [];
    const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } };
    return [{ ...common, range, message: status }];
  }
  return errors.map(({ line, column, message }) => {
    const start = lines.offsetOfCompilerPosition({ line: Math.max(1, line), column });
    const word = /^(\.?\w+|.)/s.exec(lines.text.slice(start))?.[0].length ?? 0;
    return { ...common, range: rangeOf(lines, { start, end: start + word }), message };
  });
}
