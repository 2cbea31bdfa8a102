/** textDocument/prepareRename and textDocument/rename */
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Range, TextDocumentEdit, WorkspaceEdit } from 'vscode-languageserver/node';
import { describe, expect, test } from 'vitest';
import { withEditor, type Editor } from '../support/editor.ts';

const MAIN = 'file:///ws/main.pxl';

async function renameAt(editor: Editor, newName: string): Promise<WorkspaceEdit> {
  return editor.request<WorkspaceEdit>('textDocument/rename', { ...editor.cursor(), newName });
}

/** The text of every changed file after the rename. */
const checkRename = (
  source: string,
  newName: string,
  expected: Readonly<Record<string, string>>,
): Promise<void> =>
  withEditor(source, async (editor) => {
    const { documentChanges = [] } = await renameAt(editor, newName);
    const changed = (documentChanges as readonly TextDocumentEdit[]).map(
      ({ textDocument: { uri, version }, edits }) => {
        expect(version).toBe(editor.document(uri).version);
        const text = TextDocument.applyEdits(editor.document(uri), edits);
        return [uri.replace('file:///ws', ''), text] as const;
      },
    );
    expect(Object.fromEntries(changed)).toEqual(expected);
  });

const SCRIPT = `import px
df = px.DataFrame('http_events', start_time='-5m')
df.s$0low = df.latency > 5
px.display(df[df['slow']])
`;

describe('rename', () => {
  test('changes every mention', () =>
    checkRename(SCRIPT, 'late', {
      '/main.pxl': SCRIPT.replace('$0', '').replaceAll('slow', 'late'),
    }));

  test('says what it would rename', () =>
    withEditor(SCRIPT, async (editor) => {
      const found = await editor.request<{ range: Range; placeholder: string }>(
        'textDocument/prepareRename',
        editor.cursor(),
      );
      expect(found.placeholder).toBe('slow');
      expect(editor.document(MAIN).getText(found.range)).toBe('slow');
    }));

  test('says why something cannot be renamed', () =>
    withEditor(SCRIPT.replace('s$0low', 'slow').replace('df.lat', 'df.$0lat'), async (editor) => {
      const asked = editor.request('textDocument/prepareRename', editor.cursor());
      await expect(asked).rejects.toThrow(/'latency' is a column of the table http_events/);
    }));

  test('says why a name will not do', () =>
    withEditor(SCRIPT, async (editor) => {
      await expect(renameAt(editor, 'latency')).rejects.toThrow(/already a column 'latency'/);
    }));
});

const PAIR = `#- /main.pxl
import px
def by_service(start_time: str):
    df = px.DataFrame('http_events', start_time=start_time)
    df.service = df.ctx['service']
    df = df.groupby('service').agg(p50=('latency', px.mean))
    df.p50 = px.DurationNanos(px.floor(df.p50))
    return df
#- /vis.json
{
  "variables": [{"name": "start", "type": "PX_STRING", "defaultValue": "-5m"}],
  "globalFuncs": [{
    "outputName": "services",
    "func": {"name": "by_service", "args": [{"name": "start_time", "variable": "start"}]}
  }],
  "widgets": [{
    "globalFuncOutputName": "services",
    "displaySpec": {
      "@type": "types.px.dev/px.vispb.BarChart",
      "bar": {"value": "p50", "label": "service"}
    }
  }]
}
`;

/** The pair of files with the cursor before the only place of the text. */
const at = (text: string) => PAIR.replace(text, `$0${text}`);
const [, SCRIPT_OF_PAIR = '', VIS_OF_PAIR = ''] = PAIR.split(/^#- .*\n/m);
const both = (change: (text: string) => string) => ({
  '/main.pxl': change(SCRIPT_OF_PAIR.replace(/\n$/, '')),
  '/vis.json': change(VIS_OF_PAIR),
});

describe('rename across script and vis.json', () => {
  const functions = both((text) => text.replace('by_service', 'services_of'));
  const columns = both((text) => text.replaceAll(/\bp50\b/g, 'median'));

  test('a function, from the script', () =>
    checkRename(at('by_service(start_time: str)'), 'services_of', functions));
  test('a function, from the vis.json', () =>
    checkRename(at('by_service", "args"'), 'services_of', functions));
  test('a parameter', () =>
    checkRename(
      at('start_time: str'),
      'since',
      both((text) =>
        text
          .replace('start_time: str', 'since: str')
          .replace('start_time=start_time', 'start_time=since')
          .replace('"name": "start_time"', '"name": "since"'),
      ),
    ));
  test('a column, from the script', () => checkRename(at("p50=('latency'"), 'median', columns));
  test('a column, from the vis.json', () => checkRename(at('p50", "label"'), 'median', columns));

  test('a variable of the vis.json', () =>
    checkRename(at('start", "type"'), 'since', {
      '/vis.json': VIS_OF_PAIR.replaceAll('"start"', '"since"'),
    }));
  test('an output of the vis.json', () =>
    checkRename(at('services",\n    "func"'), 'all', {
      '/vis.json': VIS_OF_PAIR.replaceAll('"services"', '"all"'),
    }));

  test('not of a column that a Vega spec names', () =>
    withEditor(
      at("p50=('latency'").replace(
        '"widgets": [',
        String.raw`"widgets": [{"globalFuncOutputName": "services", "displaySpec": {"@type": "types.px.dev/px.vispb.VegaChart", "spec": "{\"field\": \"p50\"}"}}, `,
      ),
      async (editor) => {
        await expect(renameAt(editor, 'median')).rejects.toThrow(
          /Vega spec in vis.json names 'p50'/,
        );
      },
    ));

  test('not of a column that comes from a table, nor is it offered', () =>
    withEditor(
      at('service"}')
        .replace("groupby('service')", "groupby('req_path')")
        .replace('$0service"}', '$0req_path"}'),
      async (editor) => {
        const reason = /'req_path' is a column of the table http_events: only columns made/;
        await expect(renameAt(editor, 'path')).rejects.toThrow(reason);
        const prepared = editor.request('textDocument/prepareRename', editor.cursor());
        await expect(prepared).rejects.toThrow(reason);
      },
    ));

  test('not to a name that is taken', () =>
    withEditor(
      at('service"}').replace("df.service = df.ctx['service']\n", 'df.service = df.req_path\n'),
      async (editor) => {
        await expect(renameAt(editor, 'req_path')).rejects.toThrow(/already a column 'req_path'/);
      },
    ));
});
