/** Files are read ahead of the answers: none waits for a disk that has nothing new. */
import {
  CancellationTokenSource,
  LSPErrorCodes,
  type CancellationToken,
  type CompletionList,
} from 'vscode-languageserver/node';
import { describe, expect, test } from 'vitest';
import { RUN_TARGETS, type RunTargets } from '#protocol/lsp';
import { withEditor, type ClientParts, type Editor } from '../support/editor.ts';
import { HeldFiles } from '../support/heldFiles.ts';

const FOLDER = 'file:///ws';
const MAIN = `${FOLDER}/main.pxl`;
const VIS = `${FOLDER}/vis.json`;
const SCRIPT = "import px\ndef f(n: int):\n    return px.DataFrame('http_events').head(n)\n";
const VIS_TEXT =
  '{"globalFuncs": [{"outputName": "o", "func": {"name": "f", "args": [{"name": "n", "value": "1"}]}}]}';
const WATCHES = { workspace: { didChangeWatchedFiles: { dynamicRegistration: true } } };

const diskOf = (files: Readonly<Record<string, string>>) =>
  new HeldFiles(new Map(Object.entries(files).map(([name, text]) => [`${FOLDER}/${name}`, text])));

/** Runs `use` with the script open and its folder unread. */
function withHeld(
  files: HeldFiles,
  use: (editor: Editor) => Promise<void>,
  client: ClientParts = {},
): Promise<void> {
  files.hold();
  return withEditor(`#- /main.pxl\n${SCRIPT}`, use, undefined, { ...client, files });
}

const ask = (editor: Editor, token?: CancellationToken) =>
  editor.request<RunTargets>(RUN_TARGETS.method, { uri: MAIN }, token);

/** What vis.json calls, as the answer knows it. */
const called = ({ targets }: RunTargets): readonly string[] =>
  targets.flatMap(({ fromVis, funcName }) => (fromVis && funcName !== undefined ? [funcName] : []));

/** Messages are received in order: with this answer those before it have been read. */
const ping = (editor: Editor) => editor.request('test/ping', {}).catch(() => undefined);

describe('a request before the folder has been read', () => {
  test('waits for the vis.json beside its script', () => {
    const files = diskOf({ 'main.pxl': SCRIPT, 'vis.json': VIS_TEXT });
    return withHeld(files, async (editor) => {
      let isAnswered = false;
      const answer = ask(editor).finally(() => {
        isAnswered = true;
      });
      await files.asked();
      await ping(editor);
      expect(isAnswered).toBe(false);
      files.release();
      expect(called(await answer)).toEqual(['f']);
    });
  });

  test('ends as cancelled, however long the disk takes', () => {
    const files = diskOf({ 'vis.json': VIS_TEXT });
    return withHeld(files, async (editor) => {
      const source = new CancellationTokenSource();
      const answer = ask(editor, source.token);
      await files.asked();
      await ping(editor);
      source.cancel();
      await expect(answer).rejects.toMatchObject({ code: LSPErrorCodes.RequestCancelled });
    });
  });

  test('is to be asked again when its script changes meanwhile', () => {
    const files = diskOf({ 'vis.json': VIS_TEXT });
    return withHeld(files, async (editor) => {
      const answer = ask(editor);
      const rejected = expect(answer).rejects.toMatchObject({
        code: LSPErrorCodes.ContentModified,
      });
      await files.asked();
      await ping(editor);
      await editor.change(MAIN, `${SCRIPT}\n`);
      await ping(editor);
      files.release();
      await rejected;
    });
  });

  test('for completions is answered for the text it was asked about', () => {
    const files = diskOf({ 'main.pxl': SCRIPT });
    return withHeld(files, async (editor) => {
      const position = { line: 2, character: 14 };
      const params = { textDocument: { uri: MAIN }, position };
      const answer = editor.request<CompletionList>('textDocument/completion', params);
      await files.asked();
      await editor.change(MAIN, '');
      await ping(editor);
      files.release();
      expect((await answer).items.map(({ label }) => label)).toContain('DataFrame');
    });
  });

  test('sees what has changed while the folder was read', () => {
    const files = diskOf({ 'main.pxl': SCRIPT });
    return withHeld(files, async (editor) => {
      const answer = ask(editor);
      await files.asked();
      // The list is answered as of now, and the change is known before it arrives.
      await editor.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: VIS, type: 1 }] });
      await ping(editor);
      files.releaseAsked();
      files.files.set(VIS, VIS_TEXT);
      files.release();
      expect(called(await answer)).toEqual(['f']);
    });
  });
});

test('an open vis.json wins over the one on disk', () => {
  const files = diskOf({ 'main.pxl': SCRIPT, 'vis.json': '{}' });
  return withHeld(files, async (editor) => {
    await editor.openFile(VIS, VIS_TEXT);
    files.release();
    expect(called(await ask(editor))).toEqual(['f']);
  });
});

/** Reads of the disk for three requests of a document in which nothing has changed. */
async function readsWhenUnchanged(files: HeldFiles): Promise<number> {
  let count = -1;
  let told = (): void => undefined;
  const registered = new Promise<void>((resolve) => {
    told = resolve;
  });
  const answers = {
    'client/registerCapability': () => {
      told();
      return null;
    },
  };
  await withHeld(
    files,
    async (editor) => {
      files.release();
      await registered;
      // The first of these receives that files are watched, the second reads them for the last time.
      await ask(editor);
      await ask(editor);
      const before = files.count;
      for (let round = 0; round < 3; round += 1) await ask(editor);
      await editor.change(MAIN, `${SCRIPT}\n`);
      await editor.diagnostics(MAIN);
      count = files.count - before;
    },
    { capabilities: WATCHES, answers },
  );
  return count;
}

describe('an unchanged document reads nothing', () => {
  test('alone', async () => {
    expect(await readsWhenUnchanged(diskOf({ 'main.pxl': SCRIPT, 'vis.json': VIS_TEXT }))).toBe(0);
  });

  test('beside twenty other scripts', async () => {
    const files: Record<string, string> = { 'main.pxl': SCRIPT, 'vis.json': VIS_TEXT };
    for (let index = 0; index < 20; index += 1) files[`s${String(index)}.pxl`] = SCRIPT;
    expect(await readsWhenUnchanged(diskOf(files))).toBe(0);
  });
});

test('a change that the editor reports is read', () => {
  const files = diskOf({ 'main.pxl': SCRIPT });
  return withHeld(
    files,
    async (editor) => {
      files.release();
      expect(called(await ask(editor))).toEqual([]);
      files.files.set(VIS, VIS_TEXT);
      await editor.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: VIS, type: 1 }] });
      expect(called(await ask(editor))).toEqual(['f']);
    },
    { capabilities: WATCHES },
  );
});
