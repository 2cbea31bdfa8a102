/** What a run of a script sends, or what keeps it from being sent. */
import { expect, test } from 'vitest';
import { checkScript } from '#ide';
import { bundledCatalog } from '#language';
import { prepareRun, type PreparedRun, type RunChoice } from '#vis';

const request = {
  catalog: bundledCatalog(),
  nowNs: 1_700_000_000_000_000_000n,
  maxScriptBytes: 1_000,
};

const HEAD = 'import px\n';
const FRAME = "px.DataFrame('http_events', start_time='-5m')";
const DISPLAY = `px.display(${FRAME})\n`;
const FUNCTION = `${HEAD}def f(start_time: str, pod: str):\n    return ${FRAME}\n`;
const VIS = JSON.stringify({
  variables: [
    { name: 'since', type: 'PX_STRING', defaultValue: '-1h' },
    { name: 'pod', type: 'PX_POD' },
  ],
  globalFuncs: [
    {
      outputName: 'out',
      func: {
        name: 'f',
        args: [
          { name: 'start_time', variable: 'since' },
          { name: 'pod', variable: 'pod' },
        ],
      },
    },
  ],
});
const PROBE = `import pxtrace
import px

program = """
tracepoint:syscalls:sys_enter_kill
{
  printf("pid:%d", pid);
}
"""
`;
const DEPLOY = `pxtrace.UpsertTracepoint('kills', 'kills', program, pxtrace.kprobe(), '10m')\n`;

function checkRun(
  script: string,
  expected: Partial<PreparedRun>,
  { vis, ...choice }: Partial<RunChoice> & { readonly vis?: string } = {},
): void {
  const check = checkScript(script, vis, request);
  const prepared = prepareRun(check, { funcName: undefined, values: {}, ...choice }, request);
  expect(prepared).toMatchObject(expected);
}

const call = (...values: readonly string[]) => ({
  funcName: 'f',
  outputTablePrefix: 'out',
  args: ['start_time', 'pod'].map((name, index) => ({ name, value: values[index] ?? '' })),
});

test('a script by itself', () => {
  checkRun(HEAD + DISPLAY, { kind: 'ready', execFuncs: [], mutation: false, rowLimit: 10_000 });
});

test('the limit of rows that the script sets', () => {
  const script = `#px:set max_output_rows_per_table=50\n${HEAD}${DISPLAY}`;
  checkRun(script, { kind: 'ready', rowLimit: 50 });
});

test.each([
  ['by variable', { pod: 'a/b' }, ['-1h', 'a/b']],
  ['by argument', { pod: 'a/b', start_time: '-2m' }, ['-2m', 'a/b']],
  ['the variable before the argument', { pod: '', since: '-3m', start_time: '-2m' }, ['-3m', '']],
])('values: %s', (_how, values, expected) => {
  checkRun(FUNCTION, { kind: 'ready', execFuncs: [call(...expected)] }, { vis: VIS, values });
});

test('what keeps a run from being sent', () => {
  checkRun(' \n', { kind: 'notRunnable', message: 'The script is empty.' });
  checkRun('px\0', { kind: 'notRunnable', message: 'This is a binary file, not a PxL script.' });
  checkRun(FUNCTION, { kind: 'missing' }, { vis: VIS });
  checkRun(FUNCTION, { kind: 'visUnusable' }, { vis: '{' });
  checkRun(FUNCTION, { kind: 'unknownFunction', known: ['f'] }, { funcName: 'g' });
  checkRun(
    FUNCTION,
    { kind: 'unknownArgument', name: 'pods', known: ['start_time', 'pod', 'since'] },
    { vis: VIS, values: { pods: '' } },
  );
});

test('the size of a script counts in bytes', () => {
  const comment = (letters: number) => `${HEAD}${DISPLAY}# ${'é'.repeat(letters)}\n`;
  checkRun(comment(400), { kind: 'ready' });
  checkRun(comment(500), { kind: 'notRunnable', nextStep: 'Shorten it.' });
});

test.each([
  ['deploys a tracepoint', PROBE + DEPLOY, true],
  ['deletes a tracepoint', "import pxtrace\npxtrace.DeleteTracepoint('kills')\n", true],
  ['sets a setting of agents', "import pxconfig\npxconfig.set_agent_config('a', 'b', '1')\n", true],
  ['under another name', "from pxtrace import DeleteTracepoint as gone\ngone('kills')\n", true],
  ['only imports', `import pxtrace\n${HEAD}${DISPLAY}`, false],
  ['only in a docstring', `"""\nimport pxtrace\n"""\n${HEAD}${DISPLAY}`, false],
  ['only in a text', `${HEAD}x = '''\nimport pxtrace\n'''\n${DISPLAY}`, false],
])('changes the cluster: %s', (_what, script, mutation) => {
  checkRun(script, { kind: 'ready', mutation });
});

test('a function that deploys changes the cluster only where it is called', () => {
  const script = `import pxtrace\n${HEAD}def clean(name: str):\n    pxtrace.DeleteTracepoint(name)\n    return ${FRAME}\n\ndef show():\n    return ${FRAME}\n`;
  checkRun(script, { mutation: true }, { funcName: 'clean', values: { name: 'kills' } });
  checkRun(script, { mutation: false }, { funcName: 'show' });
});

test('alone, a script calls nothing, even when its vis.json cannot be used', () => {
  checkRun(FUNCTION, { kind: 'ready', execFuncs: [], mutation: false }, { vis: VIS, alone: true });
  checkRun(FUNCTION, { kind: 'ready', execFuncs: [] }, { vis: '{', alone: true });
});
