/** Custom messages are believed only when they have the agreed form. */
import { ErrorCodes } from 'vscode-languageserver/node';
import { describe, expect, test } from 'vitest';
import { ENTITY_NAMES, NEW_VIS, RUN_PROBLEMS, RUN_TARGETS } from '#protocol/lsp';
import { withEditor } from '../support/editor.ts';

const FRAME = "import px\ndf = px.DataFrame('http_events', start_time='-5m')\n";

const checkRefused = (method: string, params: unknown): Promise<void> =>
  withEditor(FRAME, async (editor) => {
    await expect(editor.request(method, params)).rejects.toMatchObject({
      code: ErrorCodes.InvalidParams,
      message: expect.stringContaining(`parameters of ${method}`) as string,
    });
  });

describe('parameters of another form', () => {
  test.each([
    [RUN_TARGETS.method, { uri: 1 }],
    [RUN_TARGETS.method, null],
    [NEW_VIS.method, {}],
  ])('%s %j are refused', checkRefused);

  test('are reported once for a notification', () =>
    withEditor(FRAME, async (editor) => {
      await editor.notify(RUN_PROBLEMS.method, { uri: 'file:///ws/main.pxl', errors: 'all' });
      // Messages are received in order: with this answer the notification has been read.
      await editor.request(RUN_TARGETS.method, { uri: 'file:///ws/main.pxl' });
      expect(
        editor.log.filter((one) => one.includes('parameters of pxl/runProblems')),
      ).toHaveLength(1);
    }));

  test('of an answer count as no names', () =>
    withEditor(
      `${FRAME}df = df[df.ctx['pod'] == '$0']`,
      async (editor) => {
        const list = await editor.request('textDocument/completion', editor.cursor());
        expect(list).toMatchObject({ isIncomplete: false, items: [] });
        expect(editor.log.join()).toContain('answer to pxl/entityNames');
      },
      { entityNames: true },
      { answers: { [ENTITY_NAMES.method]: () => ({ names: 'all' }) } },
    ));
});
