/** Inlay hints follow the settings. */
import type { InlayHint } from 'vscode-languageserver/node';
import { expect, test } from 'vitest';
import { withEditor, type Editor } from '../support/editor.ts';

const SCRIPT = "import px\ndf = px.DataFrame('http_events', start_time='-5m')\ndf.d = df.latency\n";
const MAIN = 'file:///ws/main.pxl';

async function hintsOf(editor: Editor): Promise<readonly string[]> {
  const range = { start: { line: 0, character: 0 }, end: { line: 9, character: 0 } };
  const params = { textDocument: { uri: MAIN }, range };
  const hints = await editor.request<readonly InlayHint[]>('textDocument/inlayHint', params);
  return hints.map(({ position, label }) => {
    const text = typeof label === 'string' ? label : '';
    return `${String(position.line)}:${String(position.character)} ${text}`;
  });
}

test('there are none without settings', () =>
  withEditor(SCRIPT, async (editor) => {
    expect(await hintsOf(editor)).toEqual([]);
  }));

test('settings switch them on, and a change of settings has them asked for again', () => {
  let inlayHints: unknown = { columnTypes: true, relations: 'count' };
  let refreshed: () => void = () => undefined;
  const nextRefresh = () => new Promise<void>((resolve) => (refreshed = resolve));
  const first = nextRefresh();
  return withEditor(
    SCRIPT,
    async (editor) => {
      await first;
      expect(await hintsOf(editor)).toEqual(['1:50 22 columns', '2:4 : INT64']);
      inlayHints = { units: true };
      const second = nextRefresh();
      await editor.notify('workspace/didChangeConfiguration', { settings: null });
      await second;
      expect(await hintsOf(editor)).toEqual(['2:4 : ns']);
    },
    {},
    {
      capabilities: { workspace: { configuration: true, inlayHint: { refreshSupport: true } } },
      answers: {
        'workspace/configuration': () => [{ inlayHints }],
        'workspace/inlayHint/refresh': () => {
          refreshed();
          return null;
        },
      },
    },
  );
});
