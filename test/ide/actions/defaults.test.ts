/** A default that moves to the calls: those of the vis.json too. */
import { expect, test } from 'vitest';
import { bundledCatalog } from '#language';
import { checkScript, codeActions } from '#ide';
import { applied } from './checkAction.ts';

const catalog = bundledCatalog();
const check = (script: string, vis: string) =>
  checkScript(script, vis, { catalog, nowNs: 1_700_000_000_000_000_000n });

const SCRIPT = (parameters: string) =>
  `import px\ndef f(${parameters}):\n    return px.DataFrame('http_events', start_time=start).head(n)\n`;
const VIS = (func: string) =>
  `{"globalFuncs": [{"outputName": "o", "func": ${func}}], "widgets": []}`;

/** What the script's parameters and the vis.json's call become; then nothing is wrong. */
function checkMoved(
  parameters: string,
  func: string,
  newParameters: string,
  newFunc: string,
): void {
  const before = check(SCRIPT(parameters), VIS(func));
  const { text } = before.analysis;
  const span = { start: text.indexOf('='), end: text.indexOf(')') };
  const actions = codeActions({
    check: before,
    catalog,
    span,
    only: ['quickfix'],
    recheck: (script) => check(script, VIS(func)),
  });
  const action = actions.find(({ title }) => title === 'Move the default to the calls');
  if (action === undefined) throw new Error('no such action');
  const script = applied(text, action);
  const vis = applied(VIS(func), { edits: action.visEdits ?? [] });
  expect([script, vis]).toEqual([SCRIPT(newParameters), VIS(newFunc)]);
  const now = check(script, vis);
  expect([...now.problems, ...(now.vis?.problems ?? [])]).toEqual([]);
}

test('is added to the arguments', () => {
  checkMoved(
    'start: str, n: int = 5',
    '{"name": "f", "args": [{"name": "start", "value": "-5m"}]}',
    'start: str, n: int',
    '{"name": "f", "args": [{"name": "start", "value": "-5m"}, { "name": "n", "value": "5" }]}',
  );
});

test('makes the first argument', () => {
  checkMoved(
    "start: str = '-5m', n: int = 5",
    '{"name": "f", "args": []}',
    'start: str, n: int',
    '{"name": "f", "args": [{ "name": "start", "value": "-5m" }, { "name": "n", "value": "5" }]}',
  );
});

test('makes the arguments where there are none, and the annotation they need', () => {
  checkMoved(
    "start='-5m', n=5",
    '{"name": "f"}',
    'start: str, n: int',
    '{"name": "f", "args": [{ "name": "start", "value": "-5m" }, { "name": "n", "value": "5" }]}',
  );
});

test('leaves arguments that are given', () => {
  checkMoved(
    'start: str, n: int = 5',
    '{"name": "f", "args": [{"name": "start", "value": "-5m"}, {"name": "n", "value": "7"}]}',
    'start: str, n: int',
    '{"name": "f", "args": [{"name": "start", "value": "-5m"}, {"name": "n", "value": "7"}]}',
  );
});
