/** `pxl lsp --stdio` as another editor starts it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type PublishDiagnosticsParams,
  type ServerCapabilities,
  type TextEdit,
} from 'vscode-languageserver/node';
import { pxl } from './runMain.ts';

const cli = join(import.meta.dirname, '..', '..', 'dist', 'cli.js');
beforeAll(() => {
  for (const name of ['cli.js', 'server.js']) {
    const path = join(cli, '..', name);
    if (!existsSync(path)) throw new Error(`dist/${name} is missing; npm run build makes it.`);
  }
});

function start() {
  const child = spawn(process.execPath, [cli, 'lsp', '--stdio']);
  const connection = createProtocolConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  connection.listen();
  return { child, connection };
}

const uri = 'untitled:Untitled-1';
const textDocument = { uri, languageId: 'pxl', version: 1, text: 'df=1\npx.display( df )\n' };

describe('pxl lsp --stdio', () => {
  test('checks and formats a script, and ends when it is asked to', async () => {
    const { child, connection } = start();
    const published = new Promise<PublishDiagnosticsParams>((resolve) => {
      connection.onNotification('textDocument/publishDiagnostics', resolve);
    });
    const { capabilities } = await connection.sendRequest<{ capabilities: ServerCapabilities }>(
      'initialize',
      { processId: null, rootUri: null, capabilities: {} },
    );
    expect(capabilities.documentFormattingProvider).toBe(true);
    await connection.sendNotification('initialized', {});
    await connection.sendNotification('textDocument/didOpen', { textDocument });
    const { diagnostics } = await published;
    expect(diagnostics.map(({ message }) => message)).toEqual(["name 'px' is not defined"]);
    const options = { tabSize: 4, insertSpaces: true };
    const edits = await connection.sendRequest<TextEdit[]>('textDocument/formatting', {
      textDocument: { uri },
      options,
    });
    expect(edits.length).toBeGreaterThan(0);
    const ended = once(child, 'exit');
    await connection.sendRequest('shutdown');
    await connection.sendNotification('exit');
    expect(await ended).toEqual([0, null]);
    connection.dispose();
  });

  test('ends with the editor', async () => {
    const { child, connection } = start();
    const ended = once(child, 'exit');
    connection.dispose();
    child.stdin.end();
    expect((await ended)[1]).toBeNull();
  });

  test('asks how to talk', async () => {
    const { code, err } = await pxl(['lsp']);
    expect({ code, err }).toEqual({ code: 2, err: 'Say how to talk to the editor: --stdio.\n' });
  });
});
