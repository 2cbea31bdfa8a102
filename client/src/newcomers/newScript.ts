/** "PxL: New Script…": a script and its vis.json from a template. */
import * as vscode from 'vscode';
import { EMPTY_SCRIPT, problemOfScriptName, TEMPLATES, type Template } from './templates.ts';

/** A folder, or an editor whose text isn't saved yet. */
type Place = vscode.Uri | 'unsaved';

interface NewScript {
  readonly script: string;
  readonly vis: string | undefined;
}

/** @param given a folder chosen in the Explorer. */
export async function newScript(shipped: vscode.Uri, given: unknown): Promise<void> {
  const items = TEMPLATES.map((template) => ({
    label: template.label,
    detail: template.detail,
    template,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    title: 'New PxL Script',
    placeHolder: 'Begin with',
  });
  if (picked === undefined) return;
  const place = given instanceof vscode.Uri ? given : await pickPlace();
  if (place === undefined) return;
  const { template } = picked;
  const made = await readTemplate(shipped, template);
  if (place === 'unsaved') {
    const document = await vscode.workspace.openTextDocument({
      language: 'pxl',
      content: made.script,
    });
    await vscode.window.showTextDocument(document);
    return;
  }
  const name = await askName(template, place);
  if (name !== undefined) await write(vscode.Uri.joinPath(place, name), name, made);
}

async function pickPlace(): Promise<Place | undefined> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const choose = 'choose' as const;
  const items = [
    ...folders.map(({ name, uri }) => ({
      label: `$(folder) ${name}`,
      description: 'with vis.json, in a folder of its own',
      place: uri,
    })),
    { label: '$(folder-opened) Choose Folder…', description: 'with vis.json', place: choose },
    { label: '$(file) Unsaved Editor', description: 'the script only', place: 'unsaved' as const },
  ];
  const picked = await vscode.window.showQuickPick(items, {
    title: 'New PxL Script',
    placeHolder: 'Create it in',
  });
  if (picked?.place !== choose) return picked?.place;
  const [folder] =
    (await vscode.window.showOpenDialog({
      title: 'Folder for the New Script',
      openLabel: 'Create Here',
      canSelectFolders: true,
      canSelectFiles: false,
    })) ?? [];
  return folder;
}

async function askName({ id }: Template, folder: vscode.Uri): Promise<string | undefined> {
  const name = await vscode.window.showInputBox({
    title: 'New PxL Script',
    value: id ?? 'script',
    prompt: 'Name of the script and its folder.',
    validateInput: async (text) =>
      problemOfScriptName(text) ??
      ((await exists(vscode.Uri.joinPath(folder, text.trim())))
        ? `${text.trim()} exists already. Choose another name.`
        : undefined),
  });
  return name?.trim();
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    // Every failure to look means that nothing of that name can be read there.
    return false;
  }
}

async function readTemplate(shipped: vscode.Uri, { id }: Template): Promise<NewScript> {
  if (id === undefined) return { script: EMPTY_SCRIPT, vis: undefined };
  const read = async (name: string): Promise<string> => {
    const file = vscode.Uri.joinPath(shipped, 'templates', id, name);
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
  };
  return { script: await read(`${id}.pxl`), vis: await read('vis.json') };
}

async function write(folder: vscode.Uri, name: string, { script, vis }: NewScript): Promise<void> {
  const put = (file: string, text: string): Thenable<void> =>
    vscode.workspace.fs.writeFile(
      vscode.Uri.joinPath(folder, file),
      new TextEncoder().encode(text),
    );
  const file = `${name}.pxl`;
  await vscode.workspace.fs.createDirectory(folder);
  if (vis !== undefined) await put('vis.json', vis);
  await put(file, script);
  await vscode.window.showTextDocument(vscode.Uri.joinPath(folder, file));
}
