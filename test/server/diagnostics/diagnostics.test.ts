/** What is underlined while typing, over a real connection. */
import { DiagnosticSeverity, DiagnosticTag, type Diagnostic } from 'vscode-languageserver/node';
import { describe, expect, test } from 'vitest';
import { RUN_PROBLEMS } from '#protocol/lsp';
import type { FileSystem } from '../../../server/src/workspace/fileSystem.ts';
import { withEditor, type Editor } from '../support/editor.ts';

const MAIN = 'file:///ws/main.pxl';
const SEVERITIES = ['', 'error', 'warning', 'information', 'hint'];

const shown = ({ range, severity, code, message }: Diagnostic) => ({
  line: range.start.line,
  start: range.start.character,
  end: range.end.character,
  text: `${SEVERITIES[severity ?? DiagnosticSeverity.Error] ?? ''}[${String(code)}]: ${message}`,
});

async function expectMarked(editor: Editor): Promise<void> {
  const problems = (await editor.diagnostics()).map(shown);
  const wanted = editor.fixture.expectations.map(({ line, start, end, text }) => ({
    line,
    start,
    end,
    text,
  }));
  expect(problems).toEqual(wanted);
}
/** Compares with the fixture's marks. */
const checkDiagnostics = (source: string) => withEditor(source, expectMarked);

describe('problems while typing', () => {
  test('an unknown column', () =>
    checkDiagnostics(`import px
df = px.DataFrame('http_events', start_time='-5m')
df.slow = df.latencyy > 1000
#           ^^^^^^^^^ error[PXL202]: Column 'latencyy' not found in parent dataframe
px.display(df)`));

  test('a syntax error is told once, where it helps', () =>
    checkDiagnostics(`import px
df = px.DataFrame('http_events', start_time='-5m'
px.display(df)
#            ^ error[PXL001]: SyntaxError: Expected keyword argument`));

  test('nothing about an empty file', () => checkDiagnostics('\n'));

  test('a vis.json that calls a function which is not there', () =>
    withEditor(
      `#- /vis.json
{"globalFuncs": [{"outputName": "o", "func": {"name": "gone", "args": []}}]}
#- /main.pxl
import px
px.display(px.DataFrame('http_events', start_time='-5m'))`,
      async (editor) => {
        const [problem] = await editor.diagnostics();
        expect(problem?.message).toContain("'gone'");
      },
    ));
});

test('what only planning the whole script shows is told after a pause', () =>
  withEditor(
    `import px
def services(start_time: str):
    df = px.DataFrame('http_events', start_time=start_time)
    df = df[df.encrypted]
    df.service = df.ctx['service_id']
    return df
def sizes(start_time: str):
    df = px.DataFrame('http_events', start_time=start_time)
    df = df[df.encrypted]
    df.kilobytes = df.resp_body_size / 1024
    return df
px.display(services('-5m'), 'services')
px.display(sizes('-5m'), 'sizes')`,
    async (editor) => {
      expect((await editor.diagnostics()).map(({ message }) => message)).toEqual([]);
      const diagnostics = await editor.publishedWhere(MAIN, (one) => one.diagnostics.length > 0);
      expect(diagnostics.map(({ message }) => message)).toEqual([
        "UDF 'upid_to_service_id' must execute before blocking nodes such as limit, agg, and join.",
      ]);
    },
  ));

describe('problems of a run', () => {
  const SCRIPT = "import px\npx.display(px.DataFrame('http_events', start_time='-5m'))\n";
  const failed = { errors: [{ line: 2, column: 23, message: 'Table is gone.' }], status: '' };

  test('are shown with those found while typing, until the next edit', () =>
    withEditor(SCRIPT, async (editor) => {
      await editor.diagnostics();
      await editor.notify(RUN_PROBLEMS.method, { uri: MAIN, version: 1, ...failed });
      const shownAfterRun = await editor.publishedWhere(MAIN, (p) => p.diagnostics.length > 0);
      expect(shownAfterRun.map(shown)).toEqual([
        { line: 1, start: 22, end: 23, text: 'error[PXL200]: Table is gone.' },
      ]);
      await editor.change(MAIN, `${SCRIPT}\n`);
      expect(await editor.diagnostics()).toEqual([]);
    }));

  test('of an older version are not shown', () =>
    withEditor(SCRIPT, async (editor) => {
      await editor.diagnostics();
      await editor.change(MAIN, `${SCRIPT}\n`);
      await editor.diagnostics();
      await editor.notify(RUN_PROBLEMS.method, { uri: MAIN, version: 1, ...failed });
      await editor.change(MAIN, SCRIPT);
      expect(await editor.diagnostics()).toEqual([]);
    }));
});

describe('an editor that asks for problems', () => {
  const asks = {
    capabilities: {
      textDocument: { diagnostic: {} },
      workspace: { diagnostics: { refreshSupport: true }, configuration: true },
    },
  };
  const SCRIPT = 'import px\npx.display(nothing)\n';
  const asked = async (editor: Editor) => {
    const { items } = await editor.request<{ readonly items: readonly Diagnostic[] }>(
      'textDocument/diagnostic',
      { textDocument: { uri: MAIN } },
    );
    return items.map(({ message }) => message);
  };

  test('gets them, and nothing is published', () =>
    withEditor(
      SCRIPT,
      async (editor) => {
        expect(await asked(editor)).toEqual(["name 'nothing' is not defined"]);
        await editor.change(MAIN, SCRIPT.replace('nothing', 'other'));
        expect(await asked(editor)).toEqual(["name 'other' is not defined"]);
        expect(editor.hasPublished(MAIN)).toBe(false);
      },
      undefined,
      asks,
    ));

  test('is told when a run has found some', () =>
    withEditor(
      SCRIPT,
      async (editor) => {
        const refreshed = editor.refreshed();
        const errors = [{ line: 1, column: 1, message: 'Table is gone.' }];
        const params = { uri: MAIN, version: 1, errors, status: '' };
        await editor.notify(RUN_PROBLEMS.method, params);
        await refreshed;
        expect(await asked(editor)).toEqual(["name 'nothing' is not defined", 'Table is gone.']);
      },
      undefined,
      asks,
    ));
});

describe('settings', () => {
  const SCRIPT = "import px\npx.display(px.DataFrame('http_events'))\n";
  const severity = (level: string) => ({ problems: { severity: { PXL607: level } } });
  const levels = (problems: readonly Diagnostic[]) =>
    problems.map((one) => SEVERITIES[one.severity ?? DiagnosticSeverity.Error]);

  test('make a warning an error, and silence it, at once', () =>
    withEditor(
      SCRIPT,
      async (editor) => {
        const published = (wanted: readonly string[]) =>
          editor.publishedWhere(MAIN, (p) => levels(p.diagnostics).join() === wanted.join());
        await published(['error']);
        editor.settings = severity('off');
        await editor.notify('workspace/didChangeConfiguration', { settings: null });
        await published([]);
      },
      undefined,
      { capabilities: { workspace: { configuration: true } }, settings: severity('error') },
    ));

  test('are taken from editors that send them', () =>
    withEditor(SCRIPT, async (editor) => {
      expect(levels(await editor.diagnostics())).toEqual(['warning']);
      const settings = { pxl: severity('information') };
      await editor.notify('workspace/didChangeConfiguration', { settings });
      await editor.publishedWhere(MAIN, (p) => levels(p.diagnostics).join() === 'information');
    }));
});

test('a problem leads to its page and to what it is related to; what is unused is faded', () =>
  withEditor('import px\nimport pxtrace\npx.display(nothing)\n', async (editor) => {
    const problems = await editor.diagnostics();
    expect(
      problems.map(({ code, codeDescription, tags }) => [code, codeDescription?.href, tags]),
    ).toEqual([
      ['PXL101', expect.stringMatching(/\/docs\/problems\.md#pxl101$/), undefined],
      [
        'PXL601',
        expect.stringMatching(/\/docs\/problems\.md#pxl601$/),
        [DiagnosticTag.Unnecessary],
      ],
    ]);
  }));

describe('places a problem has to do with', () => {
  const SCRIPT = `import px
df = px.DataFrame('http_events', start_time='-5m')
px.display(df.drop('nope'))
`;
  const made = {
    message: 'The DataFrame is made here.',
    location: {
      uri: MAIN,
      range: { start: { line: 1, character: 5 }, end: { line: 1, character: 50 } },
    },
  };

  test('are told with it, and to an editor that asks', async () => {
    await withEditor(SCRIPT, async (editor) => {
      const [problem] = await editor.diagnostics();
      expect(problem?.relatedInformation).toEqual([made]);
    });
    await withEditor(
      SCRIPT,
      async (editor) => {
        const { items } = await editor.request<{ readonly items: readonly Diagnostic[] }>(
          'textDocument/diagnostic',
          { textDocument: { uri: MAIN } },
        );
        expect(items[0]?.relatedInformation).toEqual([made]);
      },
      undefined,
      { capabilities: { textDocument: { diagnostic: {} } } },
    );
  });

  test('may be in the vis.json', () =>
    withEditor(
      `#- /vis.json
{"globalFuncs": [{"outputName": "o", "func": {"name": "gone", "args": []}}]}
#- /main.pxl
${SCRIPT.replace(".drop('nope')", '')}`,
      async (editor) => {
        const [problem] = await editor.diagnostics();
        expect(problem?.relatedInformation).toEqual([
          {
            message: 'It stands here.',
            location: {
              uri: 'file:///ws/vis.json',
              range: { start: { line: 0, character: 55 }, end: { line: 0, character: 59 } },
            },
          },
        ]);
      },
    ));
});

test('a folder that cannot be read keeps no problem back', async () => {
  const files: FileSystem = {
    list: () => Promise.reject(new Error('disk on fire')),
    read: () => Promise.resolve(undefined),
    stamp: () => Promise.resolve(undefined),
  };
  await withEditor(
    'x = nope\n',
    async (editor) => {
      const problems = await editor.diagnostics('file:///ws/main.pxl');
      expect(problems.map(({ message }) => message)).toEqual(["name 'nope' is not defined"]);
      expect(editor.log.join()).toContain('disk on fire');
    },
    undefined,
    { files },
  );
});
