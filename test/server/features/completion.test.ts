/** Completion over a real connection: edits, documentation on demand, names of the cluster. */
import {
  CancellationTokenSource,
  InsertTextFormat,
  LSPErrorCodes,
  type ClientCapabilities,
  type CompletionItem,
  type CompletionList,
} from 'vscode-languageserver/node';
import { describe, expect, test } from 'vitest';
import { ENTITY_NAMES, type EntityNamesParams } from '#protocol/lsp';
import { withEditor, type Editor } from '../support/editor.ts';

const FRAME = "import px\ndf = px.DataFrame('http_events', start_time='-5m')\n";
const SNIPPETS: ClientCapabilities = {
  textDocument: { completion: { completionItem: { snippetSupport: true } } },
};
const METHOD = 'textDocument/completion';

async function itemsAt(editor: Editor): Promise<readonly CompletionItem[]> {
  return (await editor.request<CompletionList>(METHOD, editor.cursor())).items;
}

async function itemAt(editor: Editor, label: string): Promise<CompletionItem> {
  const found = (await itemsAt(editor)).find((item) => item.label === label);
  if (found === undefined) throw new Error(`${label} is not offered`);
  return found;
}

describe('an item', () => {
  test('replaces the word, and brings documentation only when it is looked at', () =>
    withEditor(`${FRAME}df = df.mer$0g`, async (editor) => {
      const item = await itemAt(editor, 'merge');
      expect(item.textEdit).toEqual({
        range: { start: { line: 2, character: 8 }, end: { line: 2, character: 12 } },
        newText: 'merge',
      });
      expect(item.documentation).toBeUndefined();
      const resolved = await editor.request<CompletionItem>('completionItem/resolve', item);
      expect(JSON.stringify(resolved.documentation)).toContain('Joins two DataFrames');
    }));

  test('goes before the rest of the word or replaces it, where the editor has the choice', () =>
    withEditor(
      `${FRAME}df = df[['late$0ncy']]\npx.display(df, 'la')`,
      async (editor) => {
        const { textEdit } = await itemAt(editor, 'req_path');
        const start = { line: 2, character: 10 };
        expect(textEdit).toEqual({
          insert: { start, end: { line: 2, character: 14 } },
          replace: { start, end: { line: 2, character: 17 } },
          newText: 'req_path',
        });
      },
      {},
      {
        capabilities: {
          textDocument: { completion: { completionItem: { insertReplaceSupport: true } } },
        },
      },
    ));

  test('has placeholders for editors that know them', () =>
    withEditor(
      `${FRAME}df.mer$0`,
      async (editor) => {
        const { textEdit, insertTextFormat } = await itemAt(editor, 'merge');
        expect(textEdit?.newText).toBe('merge($0)');
        expect(insertTextFormat).toBe(InsertTextFormat.Snippet);
      },
      {},
      { capabilities: SNIPPETS },
    ));

  test('is offered for the text asked about, whatever is typed behind the question', () =>
    withEditor(`${FRAME}df.$0`, async (editor) => {
      const asked = editor.request<CompletionList>(METHOD, editor.cursor());
      await editor.change('file:///ws/main.pxl', `${FRAME}df.mer`);
      expect((await asked).items.map(({ label }) => label)).toContain('merge');
    }));

  test('imports px', () =>
    withEditor('x = px.no$0', async (editor) => {
      const { additionalTextEdits } = await itemAt(editor, 'now');
      const start = { line: 0, character: 0 };
      expect(additionalTextEdits).toEqual([
        { range: { start, end: start }, newText: 'import px\n' },
      ]);
    }));

  test('runs commands of the editor only where it has them', async () => {
    const commandOf = (options?: unknown) =>
      withEditor(
        `${FRAME}df.merge(df, $0)`,
        async (editor) => (await itemAt(editor, 'how=')).command?.command,
        options,
      );
    expect(await commandOf()).toBeUndefined();
    expect(await commandOf({ editorCommands: true })).toBe('editor.action.triggerSuggest');
  });

  test('a resolved item that is none of ours stays as it is', () =>
    withEditor(FRAME, async (editor) => {
      const item = { label: 'x', data: { kind: 'nothing', name: 'x' } };
      expect(await editor.request('completionItem/resolve', item)).toEqual(item);
    }));
});

describe('names of the selected cluster', () => {
  const POD = `${FRAME}df = df[df.ctx['pod'] == '$0']`;
  const asking = { entityNames: true };

  test('are asked of the editor', () => {
    const asked: string[] = [];
    const answer = ({ kind }: EntityNamesParams) => {
      asked.push(kind);
      return { names: ['shop/cart-0'] };
    };
    return withEditor(
      POD,
      async (editor) => {
        const list = await editor.request<CompletionList>(METHOD, editor.cursor());
        expect(list.items.map(({ label }) => label)).toEqual(['shop/cart-0']);
        expect(list.isIncomplete).toBe(false);
        expect(asked).toEqual(['pod']);
      },
      asking,
      { answers: { [ENTITY_NAMES.method]: answer } },
    );
  });

  test('are not waited for: the list is incomplete and asked for again', () =>
    withEditor(
      POD,
      async (editor) => {
        const list = await editor.request<CompletionList>(METHOD, editor.cursor());
        expect(list).toEqual({ isIncomplete: true, items: [] });
      },
      asking,
      { answers: { [ENTITY_NAMES.method]: () => new Promise(() => undefined) } },
    ));

  test('are left out when the editor fails', () =>
    withEditor(
      POD,
      async (editor) => {
        const list = await editor.request<CompletionList>(METHOD, editor.cursor());
        expect(list).toEqual({ isIncomplete: false, items: [] });
      },
      asking,
      {
        answers: {
          [ENTITY_NAMES.method]: () => {
            throw new Error('no cluster');
          },
        },
      },
    ));

  test('a cancelled request cancels the question', () => {
    const cancel = new CancellationTokenSource();
    let told: () => void = () => undefined;
    const cancelled = new Promise<void>((resolve) => (told = resolve));
    const answer = (_params: EntityNamesParams, token: CancellationTokenSource['token']) => {
      token.onCancellationRequested(told);
      cancel.cancel();
      return new Promise(() => undefined);
    };
    return withEditor(
      POD,
      async (editor) => {
        const list = editor.request(METHOD, editor.cursor(), cancel.token);
        await cancelled;
        await expect(list).rejects.toMatchObject({ code: LSPErrorCodes.RequestCancelled });
      },
      asking,
      { answers: { [ENTITY_NAMES.method]: answer } },
    );
  });

  test('other editors are not asked', () =>
    withEditor(POD, async (editor) => {
      expect(await itemsAt(editor)).toEqual([]);
    }));
});
