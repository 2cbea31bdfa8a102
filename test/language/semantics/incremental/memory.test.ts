/** A script that is looked at again after an edit is seen as if for the first time. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  bundledCatalog,
  compile,
  ScriptMemory,
  type Analysis,
  type Problem,
  type ValueDescription,
} from '#language';
import { checkScript, type ScriptCheck } from '#ide';
import { eachExpression } from '../../../../language/src/syntax/walk.ts';
import { EDITED_SCRIPT, versions } from '../../../support/edits.ts';

const request = { catalog: bundledCatalog(), nowNs: 1_700_000_000_000_000_000n };
const check = (script: string, memory?: ScriptMemory, vis?: string): ScriptCheck =>
  checkScript(script, vis, {
    ...request,
    ...(memory === undefined ? {} : { memory, defersPlanning: true }),
  });

/** What an editor shows of a value, without the trees of functions. */
function shown(value: ValueDescription | undefined): unknown {
  if (value?.kind === 'function') return [value.kind, value.name, value.definition?.span];
  if (value?.kind === 'module') return [value.kind, value.name];
  if (value?.kind === 'list' || value?.kind === 'tuple')
    return [value.kind, value.items.map(shown)];
  return value;
}

function everyValue(analysis: Analysis): readonly unknown[] {
  const values: unknown[] = [];
  eachExpression(analysis.tree, (node) => values.push([node.span, shown(analysis.valueOf(node))]));
  return values;
}

const namesEverywhere = (analysis: Analysis): readonly unknown[] =>
  [...analysis.text.matchAll(/\n/g)].map(({ index }) =>
    analysis.namesAt(index).map(({ name, value }) => [name, shown(value)]),
  );

const isCompilers = ({ reportedByCompiler }: Problem) => reportedByCompiler;

function checkVersions(texts: readonly string[], vis?: string): void {
  const memory = new ScriptMemory();
  texts.forEach((text, index) => {
    const quick = check(text, memory, vis);
    const again = quick.planned() ?? quick;
    const whole = check(text, undefined, vis);
    expect(again.problems).toEqual(whole.problems);
    expect(again.analysis.status).toBe(whole.analysis.status);
    expect(again.analysis.outputs).toEqual(whole.analysis.outputs);
    if (vis === undefined) {
      const compiled = compile({ script: text, ...request });
      expect(again.analysis.status).toBe(compiled.status);
      expect(again.analysis.problems.filter(isCompilers)).toEqual(
        compiled.problems.filter(isCompilers),
      );
    }
    // Otherwise every call is made again, which would hide what is wrong with those remembered.
    if (index % 2 === 0) return;
    expect(everyValue(again.analysis)).toEqual(everyValue(whole.analysis));
    expect(namesEverywhere(again.analysis)).toEqual(namesEverywhere(whole.analysis));
    expect(again.analysis.lineage().uses).toEqual(whole.analysis.lineage().uses);
    expect(shown(again.analysis.resultOf('slow'))).toEqual(shown(whole.analysis.resultOf('slow')));
  });
}

test('whatever is edited', () => {
  fc.assert(
    fc.property(versions, (texts) => {
      checkVersions(texts);
    }),
    { numRuns: 150 },
  );
});

test('beside a vis.json', () => {
  const vis = JSON.stringify({
    variables: [{ name: 'pod', type: 'PX_POD', defaultValue: 'a/b' }],
    widgets: [
      {
        func: {
          name: 'slow',
          args: [
            { name: 'start_time', value: '-5m' },
            { name: 'pod', variable: 'pod' },
          ],
        },
        displaySpec: { '@type': 'types.px.dev/px.vispb.Table' },
      },
    ],
  });
  fc.assert(
    fc.property(versions, (texts) => {
      checkVersions(texts, vis);
    }),
    { numRuns: 60 },
  );
});

/** Problems of the last one of several versions. */
function checkLast(texts: readonly string[], expected: readonly string[]): void {
  const memory = new ScriptMemory();
  const checks = texts.map((text) => check(text, memory));
  expect(checks.at(-1)?.problems.map(({ message }) => message)).toEqual(expected);
  checkVersions(texts);
}

const HEAD = "import px\ndf = px.DataFrame('http_events', start_time='-5m')\n";

describe('a function is looked into again when', () => {
  test('a function it calls changes', () => {
    const main = (body: string) => `def a(df):\n    return ${body}\n`;
    const caller = 'def b():\n    return a(df).x\n';
    const first = `${HEAD}${main('df')}${caller}px.display(df)\n`;
    const second = `${HEAD}${main('1')}${caller}px.display(df)\n`;
    const third = second.replace('return a(df).x', 'return a(df).y');
    checkLast(
      [first, second, third, second],
      ["'Int' object has no attribute 'x'", "The function 'b' is never called."],
    );
  });

  test('a name of the module stands for something else', () => {
    const script = (name: string) =>
      `${HEAD}${name} = 'latency'\ndef f():\n    return df[column]\nf()\n`;
    checkLast([script('column'), script('columns')], ["name 'column' is not defined"]);
  });

  test('an import is gone', () => {
    const body = "def f():\n    return px.DataFrame('dns_events', start_time='-1m')\n";
    checkLast([`import px\n${body}`, body], ["name 'px' is not defined"]);
  });
});

test('problems move with their function', () => {
  const script = `def f(df):\n    return nope\n`;
  const memory = new ScriptMemory();
  const [before] = check(script, memory).problems;
  const [after] = check(`\n\n${script}`, memory).problems;
  expect(before).toMatchObject({ message: "name 'nope' is not defined", span: { start: 22 } });
  expect(after).toMatchObject({ message: "name 'nope' is not defined", span: { start: 24 } });
});

test('a function nothing has changed around is not evaluated again', () => {
  const memory = new ScriptMemory();
  check(EDITED_SCRIPT, memory);
  const { units } = memory;
  const before = units.size;
  check(EDITED_SCRIPT.replace('# What helpers share.', '# What they share.'), memory);
  expect(units.size).toBe(before);
});
