/** The document a run command means. */
import * as vscode from 'vscode';
import type { RunSpec } from '../run/lastRun.ts';

/** Commands get a lens argument, a URI from the editor's title, or nothing. */
export function specOf(argument: unknown): RunSpec | undefined {
  if (argument instanceof vscode.Uri) return { uri: argument.toString(), funcName: undefined };
  const { uri, funcName } = Object(argument) as Record<string, unknown>;
  if (typeof uri === 'string') {
    return { uri, funcName: typeof funcName === 'string' ? funcName : undefined };
  }
  const document = vscode.window.activeTextEditor?.document ?? onlyVisibleScript();
  return document === undefined ? undefined : { uri: document.uri.toString(), funcName: undefined };
}

/** With the focus in the results panel there is no active text editor. */
function onlyVisibleScript(): vscode.TextDocument | undefined {
  const scripts = vscode.window.visibleTextEditors.filter(
    ({ document }) => document.languageId === 'pxl',
  );
  return scripts.length === 1 ? scripts[0]?.document : undefined;
}

export type OpenedScript =
  | { readonly kind: 'opened'; readonly document: vscode.TextDocument }
  | { readonly kind: 'refused'; readonly message: string };

/** The open text of a script, saved or not. */
export async function openScript(uri: string): Promise<OpenedScript> {
  const refused = (message: string): OpenedScript => ({ kind: 'refused', message });
  const parsed = vscode.Uri.parse(uri, true);
  const open = vscode.workspace.textDocuments.find((one) => one.uri.toString() === uri);
  if (open === undefined && parsed.scheme === 'untitled') {
    return refused('The unsaved script has been closed. Open a script and run it.');
  }
  const name = parsed.path.split('/').at(-1) ?? parsed.path;
  try {
    const document = open ?? (await vscode.workspace.openTextDocument(parsed));
    return document.languageId === 'pxl'
      ? { kind: 'opened', document }
      : refused(`${name} is not a PxL script. Open a .pxl file, or set the language to PxL.`);
  } catch {
    // VS Code says in several ways that a file is missing or binary; the remedy is the same.
    return refused(`${name} cannot be read as text. Open a PxL script (.pxl) and run it.`);
  }
}
