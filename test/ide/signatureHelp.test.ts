/** Which signature is shown, and which argument is marked. */
import { describe, expect, test } from 'vitest';
import { analyze, bundledCatalog } from '#language';
import { signatureHelp } from '#ide';
import { parseFixture } from '../support/fixture.ts';
import { FRAME } from './completion/checkCompletion.ts';

const catalog = bundledCatalog();

function helpAt(source: string) {
  const { files, cursors } = parseFixture(source);
  const text = files.get('/main.pxl') ?? '';
  const analysis = analyze({ script: text, catalog, nowNs: 0n });
  return signatureHelp(analysis, cursors[0]?.offset ?? 0, catalog);
}

/** The shown signature; the active parameter as it stands in it. */
function checkSignature(source: string, label: string, active: string | undefined): void {
  const help = helpAt(source);
  const signature = help?.signatures[help.active];
  expect(signature?.label).toBe(label);
  const parameter =
    help?.activeParameter === undefined ? undefined : signature?.parameters[help.activeParameter];
  expect(parameter && label.slice(parameter.start, parameter.end)).toBe(active);
}

describe('overloads', () => {
  test('the one that fits the arguments so far', () => {
    checkSignature(
      `${FRAME}x = px.bin(df.time_, $0)`,
      'px.bin(b1: TIME64NS, b2: TIME64NS) -> TIME64NS',
      'b2: TIME64NS',
    );
    checkSignature(
      `${FRAME}x = px.bin(df.latency, $0)`,
      'px.bin(b1: INT64, b2: INT64) -> INT64',
      'b2: INT64',
    );
  });
  test('one argument too many marks none', () => {
    expect(helpAt("import px\nx = px.contains('a', 'b', $0)")?.activeParameter).toBeUndefined();
  });
});

describe('by position and by keyword', () => {
  const MERGE =
    'df.merge(right: DataFrame, how: str, left_on: str | list, ' +
    "right_on: str | list, suffixes: list = ['_x', '_y']) -> DataFrame";
  test.each([
    ['df.merge($0)', 'right: DataFrame'],
    ['df.merge(df, $0)', 'how: str'],
    ["df.merge(df, right_on='$0')", 'right_on: str | list'],
    ["df.merge(df, 'inner', left_on=['upid', '$0", 'left_on: str | list'],
  ])('%s', (line, active) => {
    checkSignature(FRAME + line, MERGE, active);
  });
});

describe('of every kind of function', () => {
  test('table functions', () =>
    checkSignature(
      'import px\npx.GetAgentStatus($0)',
      'px.GetAgentStatus(include_kelvin: BOOLEAN = True) -> DataFrame',
      'include_kelvin: BOOLEAN = True',
    ));
  test('the script, with annotations', () =>
    checkSignature(
      'import px\ndef f(a, pod: px.Pod):\n    return a\nf(1, $0)',
      'f(a, pod: px.Pod)',
      'pod: px.Pod',
    ));
  test('casts', () =>
    checkSignature(
      'import px\nx = px.Bytes($0)',
      'px.Bytes(expr: INT64) -> INT64 (BYTES)',
      'expr: INT64',
    ));
  test('agg', () =>
    checkSignature(
      `${FRAME}df.agg(n=('latency', $0`,
      "df.agg(name=('column', px.function), …) -> DataFrame",
      "name=('column', px.function), …",
    ));
  test('px without its import', () =>
    checkSignature(
      'px.display($0',
      "px.display(out: DataFrame, name: str = 'output', cols: list = []) -> None",
      'out: DataFrame',
    ));
});

test.each(['x = ($0', 'x = [$0', '# px.display($0', 'nobody($0', 'x = px$0'])(
  'none: %s',
  (line) => {
    expect(helpAt(line)).toBeUndefined();
  },
);

describe('behind an argument by name', () => {
  test('the first that is not given is marked', () => {
    checkSignature(
      "def f(start, ns: str, n: int):\n    return n\nf(start='-5m', $0",
      'f(start, ns: str, n: int)',
      'ns: str',
    );
    checkSignature(
      "def f(start, ns: str, n: int):\n    return n\nf('-5m', ns='a', $0",
      'f(start, ns: str, n: int)',
      'n: int',
    );
  });
});

test('a function of the script tells what its text says of it and of its parameters', () => {
  const help = helpAt(
    "def f(start: str, n):\n    '''Slow ones.\n\n    Args:\n    @start: How far\n      back.\n    '''\n    return n\nf($0)",
  );
  const [signature] = help?.signatures ?? [];
  expect(signature?.documentation).toBe('Slow ones\\.');
  expect(signature?.parameters.map(({ documentation }) => documentation)).toEqual([
    'How far back\\.',
    '',
  ]);
});
