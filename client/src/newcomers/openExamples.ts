/** "PxL: Open Examples": copies of the shipped examples, which may be edited. */
import * as vscode from 'vscode';

export interface ExampleFolders {
  /** Where the extension is installed. */
  readonly shipped: vscode.Uri;
  /** Where copies are kept for all windows. */
  readonly storage: vscode.Uri;
}

/** @param given an example's name, or a folder to copy all of them into. */
export async function openExamples(
  { shipped, storage }: ExampleFolders,
  given: unknown,
): Promise<void> {
  const examples = vscode.Uri.joinPath(shipped, 'examples');
  const kept = vscode.Uri.joinPath(storage, 'examples');
  if (given instanceof vscode.Uri) return copyInto(examples, given);
  const name = typeof given === 'string' ? given : await pickExample(examples);
  if (name === undefined) return;
  if (name !== COPY_ALL) {
    await copyMissing(vscode.Uri.joinPath(examples, name), vscode.Uri.joinPath(kept, name));
    await vscode.window.showTextDocument(vscode.Uri.joinPath(kept, name, `${name}.pxl`));
    return;
  }
  const [target] =
    (await vscode.window.showOpenDialog({
      title: 'Folder for the Examples',
      openLabel: 'Copy Here',
      canSelectFolders: true,
      canSelectFiles: false,
    })) ?? [];
  if (target !== undefined) await copyInto(examples, target);
}

/** No example is called so. */
const COPY_ALL = '';

async function pickExample(examples: vscode.Uri): Promise<string | undefined> {
  const items = namesIn(examples).then(async (names) => [
    ...(await Promise.all(
      names.map(async (name) => ({ label: name, detail: await titleOf(examples, name), name })),
    )),
    { label: '', kind: vscode.QuickPickItemKind.Separator, name: undefined },
    { label: '$(folder-opened) Copy All to a Folder…', name: COPY_ALL },
  ]);
  const picked = await vscode.window.showQuickPick(items, {
    title: 'PxL Examples',
    placeHolder: 'Open a copy of',
    matchOnDetail: true,
  });
  return picked?.name;
}

/** The first one to read, then the others by name. */
async function namesIn(examples: vscode.Uri): Promise<readonly string[]> {
  const first = 'http-latency';
  const entries = await vscode.workspace.fs.readDirectory(examples);
  const names = entries.flatMap(([name, type]) =>
    type === vscode.FileType.Directory && !name.startsWith('.') ? [name] : [],
  );
  return [first, ...names.filter((name) => name !== first).sort()];
}

/** The first line of the script's docstring. */
async function titleOf(examples: vscode.Uri, name: string): Promise<string> {
  const file = vscode.Uri.joinPath(examples, name, `${name}.pxl`);
  const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
  return /^'''(.+?)(?:'''|$)/mu.exec(text)?.[1] ?? '';
}

/** A copy that is there already keeps its edits. */
async function copyMissing(from: vscode.Uri, to: vscode.Uri): Promise<void> {
  for (const [name, type] of await vscode.workspace.fs.readDirectory(from)) {
    const source = vscode.Uri.joinPath(from, name);
    const target = vscode.Uri.joinPath(to, name);
    if (type === vscode.FileType.Directory) await copyMissing(source, target);
    else await copyFile(source, target);
  }
}

async function copyFile(from: vscode.Uri, to: vscode.Uri): Promise<void> {
  try {
    await vscode.workspace.fs.copy(from, to, { overwrite: false });
  } catch (error) {
    if (!(error instanceof vscode.FileSystemError && error.code === 'FileExists')) throw error;
  }
}

async function copyInto(examples: vscode.Uri, folder: vscode.Uri): Promise<void> {
  const target = vscode.Uri.joinPath(folder, 'pxl-examples');
  await copyMissing(examples, target);
  const open = 'Open Folder';
  const message = `The examples are in ${target.fsPath}.`;
  // The command is done; the message may stay open as long as it likes.
  void vscode.window
    .showInformationMessage(message, open)
    .then((chosen) =>
      chosen === open
        ? vscode.commands.executeCommand('vscode.openFolder', target, { forceNewWindow: true })
        : undefined,
    );
}
