/** The server as a whole: what it offers, and that trouble in one request stays there. */
import { describe, expect, test } from 'vitest';
import type { Hover } from 'vscode-languageserver/node';
import { withEditor } from './support/editor.ts';

const SCRIPT = `import px
df = px.DataFrame('http_events', start_time='-5m')
df.$0`;

describe('the server', () => {
  test('says what it can do', () =>
    withEditor(SCRIPT, ({ initialized }) => {
      expect(Object.keys(initialized.capabilities)).toEqual(
        expect.arrayContaining(['completionProvider', 'hoverProvider', 'textDocumentSync']),
      );
    }));

  test('answers nothing for documents that are not PxL', () =>
    withEditor('#- /image.pxl\n\u0000\u0001$0', async (editor) => {
      expect(await editor.request<Hover | null>('textDocument/hover', editor.cursor())).toBeNull();
    }));

  test('answers nothing for documents that are not open', () =>
    withEditor(SCRIPT, async (editor) => {
      const params = {
        textDocument: { uri: 'file:///ws/other.pxl' },
        position: { line: 0, character: 0 },
      };
      expect(await editor.request<Hover | null>('textDocument/hover', params)).toBeNull();
    }));

  test('warms up in steps, between which it answers as ever', async () => {
    const given: Iterator<void, void>[] = [];
    const whenIdle = (steps: Iterator<void, void>) => given.push(steps);
    await withEditor(
      SCRIPT,
      async (editor) => {
        const asked = () => editor.request('textDocument/completion', editor.cursor());
        const before = await asked();
        const [steps] = given;
        let count = 0;
        while (steps?.next().done === false) {
          count += 1;
          if (count % 50 === 0) expect(await asked()).toEqual(before);
        }
        expect(count).toBeGreaterThan(200);
        expect(editor.log).toEqual([]);
      },
      undefined,
      { whenIdle },
    );
  });
});
