/** Requests are cancellable, answer for their version, and fail alone. */
import {
  CancellationTokenSource,
  LSPErrorCodes,
  ResponseError,
  type CancellationToken,
  type Hover,
} from 'vscode-languageserver/node';
import { describe, expect, test } from 'vitest';
import type { Feature } from '../../../server/src/features/feature.ts';
import { hover } from '../../../server/src/features/script/hover.ts';
import { withEditor, type Editor } from '../support/editor.ts';

const MAIN = 'file:///ws/main.pxl';
const SCRIPT = "import px\npx.display(px.Data$0Frame('http_events', start_time='-5m'))\n";

/** A request that takes until it is told to go on. */
function slowFeature() {
  const gate = { goOn: (): void => undefined };
  const feature: Feature = {
    capabilities: {},
    register: ({ connection, answer }) => {
      connection.onRequest(
        'test/slow',
        ({ uri }: { readonly uri: string }, token: CancellationToken) =>
          answer(
            'slow',
            uri,
            token,
            () =>
              new Promise<string>((resolve) => {
                gate.goOn = () => {
                  resolve('done');
                };
                connection.sendNotification('test/working').catch(() => undefined);
              }),
          ),
      );
    },
  };
  return { gate, feature };
}

const codeOf = (request: Promise<unknown>): Promise<number | undefined> =>
  request.then(
    () => undefined,
    (error: unknown) => (error instanceof ResponseError ? error.code : undefined),
  );

const ask = (editor: Editor) => editor.request<Hover | null>('textDocument/hover', editor.cursor());

describe('a request', () => {
  test('is answered', () =>
    withEditor(SCRIPT, async (editor) => {
      expect(await ask(editor)).not.toBeNull();
    }));

  test('that is cancelled ends as cancelled', () =>
    withEditor(SCRIPT, async (editor) => {
      const source = new CancellationTokenSource();
      const code = codeOf(editor.request('textDocument/hover', editor.cursor(), source.token));
      source.cancel();
      expect(await code).toBe(LSPErrorCodes.RequestCancelled);
    }));

  test('that is cancelled when it has been answered changes nothing', () =>
    withEditor(SCRIPT, async (editor) => {
      const source = new CancellationTokenSource();
      const answer = await editor.request('textDocument/hover', editor.cursor(), source.token);
      source.cancel();
      expect(answer).not.toBeNull();
      expect(await ask(editor)).toEqual(answer);
      expect(editor.log).toEqual([]);
    }));

  test('that is cancelled while it works ends as cancelled', async () => {
    const { gate, feature } = slowFeature();
    await withEditor(
      SCRIPT,
      async (editor) => {
        const source = new CancellationTokenSource();
        const working = editor.notified('test/working');
        const code = codeOf(editor.request('test/slow', { uri: MAIN }, source.token));
        await working;
        source.cancel();
        await editor.request('test/ping', {}).catch(() => undefined);
        gate.goOn();
        expect(await code).toBe(LSPErrorCodes.RequestCancelled);
      },
      undefined,
      { features: [feature] },
    );
  });

  test('of a document that changes meanwhile is to be asked again', async () => {
    const { gate, feature } = slowFeature();
    await withEditor(
      SCRIPT,
      async (editor) => {
        const working = editor.notified('test/working');
        const code = codeOf(editor.request('test/slow', { uri: MAIN }));
        await working;
        await editor.change(MAIN, '');
        // Messages are received in order: with this answer the change is known.
        await editor.request('test/ping', {}).catch(() => undefined);
        gate.goOn();
        expect(await code).toBe(LSPErrorCodes.ContentModified);
      },
      undefined,
      { features: [feature] },
    );
  });
});

test('a feature that fails is logged, and the others answer', () => {
  const broken: Feature = {
    capabilities: {},
    register: ({ connection, answer }) => {
      connection.onRequest(
        'test/broken',
        ({ uri }: { readonly uri: string }, token: CancellationToken) =>
          answer('broken', uri, token, () => {
            throw new Error('out of order');
          }),
      );
    },
  };
  return withEditor(
    SCRIPT,
    async (editor) => {
      expect(await editor.request('test/broken', { uri: MAIN })).toBeNull();
      expect(editor.log.join('\n')).toContain('broken failed: Error: out of order');
      expect(await ask(editor)).not.toBeNull();
    },
    undefined,
    { features: [broken, hover] },
  );
});
