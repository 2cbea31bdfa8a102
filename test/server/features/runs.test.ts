/** What a run sends, as the editor asks for it. */
import { expect, test } from 'vitest';
import { PREPARE_RUN, type PreparedRun } from '#protocol/lsp';
import { withEditor } from '../support/editor.ts';

const MAIN = 'file:///ws/main.pxl';
const SCRIPT = `import px
import pxtrace
def show(pod: str):
    return px.DataFrame('http_events')

def clean(name: str):
    pxtrace.DeleteTracepoint(name)
    return px.DataFrame('http_events')
`;

const checkRun = (params: object, expected: Partial<PreparedRun>) =>
  withEditor(SCRIPT, async (editor) => {
    const all = { uri: MAIN, funcName: undefined, values: {}, ...params };
    expect(await editor.request<PreparedRun>(PREPARE_RUN.method, all)).toMatchObject(expected);
  });

test('a function with its arguments, and whether it changes the cluster', async () => {
  const shown = { funcName: 'show', values: { pod: 'a/b' } };
  const args = [{ name: 'pod', value: 'a/b' }];
  await checkRun(shown, {
    kind: 'ready',
    execFuncs: [{ funcName: 'show', outputTablePrefix: 'show', args }],
    mutation: false,
  });
  await checkRun({ funcName: 'clean', values: { name: 'x' } }, { kind: 'ready', mutation: true });
});

test('what keeps a run from being sent', () => checkRun({ funcName: 'show' }, { kind: 'missing' }));

test.each([
  ['nothing', ' \n', 'The script is empty.'],
  ['more than a cluster takes', 'x = 1\n'.repeat(1_000_000), 'The script is larger than 4 MiB'],
  ['bytes', 'import px\0', 'This is a binary file'],
])('a script that holds %s is refused though it is not analysed', (_, text, message) =>
  withEditor(text, async (editor) => {
    const params = { uri: MAIN, values: {} };
    const found = await editor.request<PreparedRun>(PREPARE_RUN.method, params);
    expect(found).toMatchObject({ kind: 'notRunnable' });
    expect(JSON.stringify(found)).toContain(message);
  }),
);

test('nothing is said of a document that is not open', () =>
  withEditor(SCRIPT, async (editor) => {
    const params = { uri: 'file:///ws/other.pxl', values: {} };
    expect(await editor.request(PREPARE_RUN.method, params)).toBeNull();
  }));
