/** Who calls whom. */
import { expect, test } from 'vitest';
import { functionAt, nameTable, scriptCalls } from '#ide';
import { parseFixture } from '../../support/fixture.ts';
import { analyzed } from '../../language/semantics/scripts.ts';

const SCRIPT = `def low():
    return 1
def high():
    return low() + low() + other()
def other():
    return low()
x = high()
y = low
`;

test('calls between functions, with their places', () => {
  const analysis = analyzed(SCRIPT);
  const line = (offset: number) => SCRIPT.slice(0, offset).split('\n').length;
  const calls = scriptCalls(analysis.tree, nameTable(analysis)).map(
    ({ caller, callee, spans }) =>
      `${caller?.name ?? 'module'} -> ${callee.name} ${spans.map(({ start }) => line(start)).join()}`,
  );
  expect(calls).toEqual([
    'high -> low 4,4',
    'high -> other 4',
    'other -> low 6',
    'module -> high 7',
  ]);
});

test.each([
  ['def f$0():\n    return 1\n', 'f'],
  ['def f():\n    return 1\nx = $0f()\n', 'f'],
  ['x$0 = 1\n', undefined],
])('the function at %j', (source, expected) => {
  const { files, cursors } = parseFixture(source);
  const names = nameTable(analyzed(files.get('/main.pxl') ?? ''));
  expect(functionAt(names, cursors[0]?.offset ?? 0)?.name).toBe(expected);
});
