/** workspace/diagnostic: problems of files that are not open. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  CancellationTokenSource,
  LSPErrorCodes,
  ResponseError,
  type CancellationToken,
  type WorkspaceDiagnosticReport,
  type WorkspaceDocumentDiagnosticReport,
} from 'vscode-languageserver/node';
import { MAX_SCRIPT_BYTES } from '#protocol/limits';
import { withEditor, type ClientParts, type Editor } from '../support/editor.ts';

const GOOD = "import px\npx.display(px.DataFrame('http_events', start_time='-5m'))\n";
const BAD = 'import px\npx.display(nothing)\n';
const FILES: Readonly<Record<string, string>> = {
  'good/main.pxl': GOOD,
  'bad/main.pxl': BAD,
  'vis/main.pxl': GOOD,
  'vis/vis.json': '{"globalFuncs": [{"outputName": "o", "func": {"name": "gone", "args": []}}]}',
  'alone/vis.json': '{"nothing": 1}',
  'picture/picture.pxl': '{ type: "palette" }\n',
  'large/main.pxl': `${BAD}#${' '.repeat(MAX_SCRIPT_BYTES)}\n`,
};

let root = '';
const path = (name: string) => join(root, name);
const uri = (name: string) => pathToFileURL(path(name)).href;
const write = (name: string, text: string) => {
  mkdirSync(dirname(path(name)), { recursive: true });
  writeFileSync(path(name), text);
};

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'pxl-problems-'));
  for (const [name, text] of Object.entries(FILES)) write(name, text);
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

const client = (scope: string): ClientParts => ({
  folders: [pathToFileURL(root).href],
  settings: { problems: { scope } },
  capabilities: {
    textDocument: { diagnostic: {} },
    workspace: { configuration: true, didChangeWatchedFiles: { dynamicRegistration: true } },
  },
});

type Reports = readonly WorkspaceDocumentDiagnosticReport[];
type Ids = readonly { readonly uri: string; readonly value: string }[];

const ask = async (
  editor: Editor,
  previousResultIds: Ids = [],
  token?: CancellationToken,
): Promise<Reports> => {
  const params = { identifier: 'pxl', previousResultIds };
  const { items } = await editor.request<WorkspaceDiagnosticReport>(
    'workspace/diagnostic',
    params,
    token,
  );
  return items;
};

const idsOf = (reports: Reports): Ids =>
  reports.map((one) => ({ uri: one.uri, value: one.resultId ?? '' }));

/** Codes, or `unchanged`, by the path below the root; what has nothing to tell is left out. */
const shown = (reports: Reports): Readonly<Record<string, string>> =>
  Object.fromEntries(
    reports
      .map((one): [string, string] => [
        one.uri.slice(pathToFileURL(root).href.length + 1),
        one.kind === 'full' ? one.items.map(({ code }) => String(code)).join() : one.kind,
      ])
      .filter(([, what]) => what !== ''),
  );

/** Asked until the settings are known: what is asked before them has nothing to tell. */
async function firstReports(editor: Editor): Promise<Reports> {
  for (;;) {
    const reports = await ask(editor);
    if (reports.length > 0) return reports;
  }
}

const inWorkspace = (use: (editor: Editor) => Promise<void>): Promise<void> =>
  withEditor('', use, undefined, client('workspace'));

describe('problems of the workspace', () => {
  test('are those of every script and its vis.json, unless it is large or no script', () =>
    inWorkspace(async (editor) => {
      expect(shown(await firstReports(editor))).toEqual({
        'bad/main.pxl': 'PXL101',
        'vis/main.pxl': 'PXL501',
        'vis/vis.json': 'PXL510',
      });
    }));

  test('are told once: what is the same is unchanged, and what is gone has none', () =>
    inWorkspace(async (editor) => {
      const first = await firstReports(editor);
      write('bad/main.pxl', `${BAD}px.display(other)\n`);
      rmSync(path('vis/vis.json'));
      rmSync(path('good'), { recursive: true });
      await editor.notify('workspace/didChangeWatchedFiles', {
        changes: ['bad/main.pxl', 'vis/vis.json', 'good/main.pxl'].map((name) => ({
          uri: uri(name),
          type: 2,
        })),
      });
      const second = await ask(editor, idsOf(first));
      expect(second).toContainEqual(
        expect.objectContaining({ uri: uri('vis/vis.json'), items: [] }),
      );
      expect(second).toContainEqual(
        expect.objectContaining({ uri: uri('good/main.pxl'), items: [] }),
      );
      expect(shown(second)).toEqual({ 'bad/main.pxl': 'PXL101,PXL101' });
      await editor.notify('workspace/didChangeWatchedFiles', {
        changes: [{ uri: uri('vis/vis.json'), type: 1 }],
      });
      expect(shown(await ask(editor, idsOf(second)))).toEqual({
        'bad/main.pxl': 'unchanged',
        'vis/main.pxl': 'unchanged',
      });
    }));

  test('follow what is open, and the disk once it is closed', () =>
    inWorkspace(async (editor) => {
      const first = await firstReports(editor);
      await editor.openFile(uri('bad/main.pxl'), GOOD);
      const second = await ask(editor, idsOf(first));
      const open = second.find((one) => one.uri === uri('bad/main.pxl'));
      expect(open).toMatchObject({ kind: 'full', version: 1, items: [] });
      await editor.notify('textDocument/didClose', { textDocument: { uri: uri('bad/main.pxl') } });
      const third = await ask(editor, idsOf(second));
      expect(shown(third)['bad/main.pxl']).toBe('PXL101');
    }));

  test('wait until there is something to tell', () =>
    inWorkspace(async (editor) => {
      const first = await firstReports(editor);
      let isAnswered = false;
      const second = ask(editor, idsOf(first)).then((reports) => {
        isAnswered = true;
        return reports;
      });
      // Answered after the question, so the question waits.
      await editor.request('workspace/symbol', { query: 'x' });
      expect(isAnswered).toBe(false);
      write('new/main.pxl', BAD);
      await editor.notify('workspace/didChangeWatchedFiles', {
        changes: [{ uri: uri('new/main.pxl'), type: 1 }],
      });
      const reports = await second;
      expect(shown(reports)['new/main.pxl']).toBe('PXL101');
    }));

  test('end as cancelled while they wait', () =>
    inWorkspace(async (editor) => {
      const first = await firstReports(editor);
      const source = new CancellationTokenSource();
      const code = ask(editor, idsOf(first), source.token).then(
        () => undefined,
        (error: unknown) => (error instanceof ResponseError ? error.code : undefined),
      );
      await editor.request('workspace/symbol', { query: 'x' });
      source.cancel();
      expect(await code).toBe(LSPErrorCodes.RequestCancelled);
    }));

  test('come folder by folder where the editor takes parts', () =>
    inWorkspace(async (editor) => {
      await firstReports(editor);
      const parts: Reports[] = [];
      const subscription = editor.onProgress('parts', (report) => {
        parts.push((report as WorkspaceDiagnosticReport).items);
      });
      await editor.notify('workspace/didChangeConfiguration', { settings: null });
      const { items } = await editor.request<WorkspaceDiagnosticReport>('workspace/diagnostic', {
        identifier: 'pxl',
        previousResultIds: [],
        partialResultToken: 'parts',
      });
      subscription.dispose();
      expect(items).toEqual([]);
      expect(parts.map(shown).filter((one) => Object.keys(one).length > 0)).toEqual([
        { 'bad/main.pxl': 'PXL101' },
        { 'vis/main.pxl': 'PXL501', 'vis/vis.json': 'PXL510' },
      ]);
    }));

  test('are none, and those told are taken back, when only open files are meant', () =>
    inWorkspace(async (editor) => {
      const first = await firstReports(editor);
      editor.settings = { problems: { scope: 'openFiles' } };
      await editor.notify('workspace/didChangeConfiguration', { settings: null });
      const second = await ask(editor, idsOf(first));
      expect(second.map((one) => one.uri).sort()).toEqual(first.map((one) => one.uri).sort());
      expect(shown(second)).toEqual({});
    }));
});

test('an open document whose problems are the same is unchanged', () =>
  withEditor(
    `#- /main.pxl\n${BAD}`,
    async (editor) => {
      const textDocument = { uri: 'file:///ws/main.pxl' };
      const pull = (previousResultId?: string) =>
        editor.request<{ readonly kind: string; readonly resultId: string }>(
          'textDocument/diagnostic',
          { textDocument, previousResultId },
        );
      const { kind, resultId } = await pull();
      expect(kind).toBe('full');
      await editor.change(textDocument.uri, `${BAD}\n`);
      expect(await pull(resultId)).toEqual({ kind: 'unchanged', resultId });
    },
    undefined,
    client('openFiles'),
  ));
