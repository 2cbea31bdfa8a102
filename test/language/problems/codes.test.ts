/** The code of a problem is its kind's, whatever names its message holds. */
import { expect, test } from 'vitest';
import { analyze, bundledCatalog, compile } from '#language';
import { codeOf } from '../../../language/src/problems/codes.ts';
import { oracleCases } from '../../support/oracle.ts';

const catalog = bundledCatalog();
const nowNs = 1_700_000_000_000_000_000n;

const codesOf = (script: string): readonly string[] =>
  analyze({ script, catalog, nowNs })
    .problems.filter(({ severity }) => severity === 'error')
    .map(({ code }) => code);

/** Words that messages of other kinds are known by. */
const WORDS = [
  'assign',
  'assignments',
  'assigned',
  'is not available in this context',
  'init argument',
  'object has no attribute',
  'not callable',
  'index out of range',
  'object must be an index',
  'takes 1 arguments',
  'multiple values for',
  'unexpected keyword',
  'missing 1 required',
  'function definitions',
  'unavailable metadata key',
  'after merge',
  'join type not supported',
  'agg tuple',
  'second tuple argument',
  'aggregate function',
  'df.stream()',
  'query flag',
  'must execute before blocking nodes',
  'is not a valid UUID',
  'func_name',
  'number of rows',
  'neither true nor false',
  'evaluated for too long',
  'calls itself',
  'nested too deeply',
  'makes too many',
  'is longer than',
  "it's",
  'Table',
  'Column',
];

const quoted = (name: string): string => JSON.stringify(name);

test.each(WORDS)('a table called %s', (name) => {
  expect(codesOf(`import px\npx.display(px.DataFrame(${quoted(name)}))\n`)).toEqual(['PXL201']);
  expect(codeOf(`Table '${name}' not found.`)).toBe('PXL201');
});

test.each(WORDS)('a column called %s', (name) => {
  const script = `import px\ndf = px.DataFrame('http_events')\ndf.x = df[${quoted(name)}]\npx.display(df)\n`;
  expect(codesOf(script)).toEqual(['PXL202']);
  expect(codeOf(`Column '${name}' not found in parent dataframe`)).toBe('PXL202');
});

test.each([
  ['undefined name', 'import px\npx.display(assigned)\n', 'PXL101'],
  ['function', 'import px\ndef assign(a: int):\n    return a\nassign()\n', 'PXL120'],
  ['attribute', 'import px\npx.assign\n', 'PXL103'],
  ['module', 'import assign\n', 'PXL104'],
  [
    'metadata key',
    "import px\ndf = px.DataFrame('http_events')\ndf.x = df.ctx['assign']\npx.display(df)\n",
    'PXL205',
  ],
])('a name with the words of another kind: %s', (_what, script, code) => {
  expect(codesOf(script)[0]).toBe(code);
});

test('a text of the real compiler has the code of the complaint', () => {
  const differing: string[] = [];
  for (const { id, script, exec_funcs: funcs = [], errors = [] } of oracleCases()) {
    if (errors.length === 0) continue;
    const execFuncs = funcs.map((one) => ({
      funcName: one.func_name,
      outputTablePrefix: one.output_table_prefix,
      args: one.args,
    }));
    const texts = new Set(errors.map(({ message }) => message));
    for (const { code, message } of compile({ script, execFuncs, catalog, nowNs }).problems) {
      if (texts.has(message) && codeOf(message) !== code)
        differing.push(`${id}: ${message}: ${code}, by its text ${codeOf(message)}`);
    }
  }
  expect(differing).toEqual([]);
});
