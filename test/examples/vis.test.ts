import { describe, expect, test } from 'vitest';
import { bundledCatalog, parse } from '#language';
import { checkScript } from '#ide';
import { readExamples, type VisFunction } from './readExamples.ts';

const examples = readExamples();

test('there are at least eight examples', () => {
  expect(examples.length).toBeGreaterThanOrEqual(8);
});

describe.each(examples)('$name', ({ name, script, vis }) => {
  const { tree, errors } = parse(script);
  const functions = new Map(
    tree.statements.flatMap((statement) =>
      statement.kind === 'Function'
        ? [[statement.name.text, statement.parameters.map((each) => each.name.text)] as const]
        : [],
    ),
  );
  const called: readonly VisFunction[] = [
    ...(vis.globalFuncs ?? []).map(({ func }) => func),
    ...vis.widgets.flatMap(({ func }) => (func ? [func] : [])),
  ];

  test('parses and says what it is for', () => {
    expect(errors).toEqual([]);
    expect(tree.docstring?.value).toMatch(/\w+/);
  });

  test('calls functions of the script with all of their arguments', () => {
    for (const func of called) {
      expect([func.name, func.args?.map((each) => each.name)]).toEqual([
        func.name,
        functions.get(func.name),
      ]);
    }
  });

  test('declares the variables it uses, with a description and a default, and no others', () => {
    const used = called.flatMap(({ args = [] }) => args.flatMap(({ variable }) => variable ?? []));
    const declared = vis.variables ?? [];
    expect(new Set(declared.map((each) => each.name))).toEqual(new Set(used));
    for (const { description, defaultValue } of declared) {
      expect(description).toMatch(/\w+/);
      expect(defaultValue).toBeDefined();
    }
  });

  test('widgets have a name of their own, a source and room for themselves', () => {
    const names = vis.widgets.map((widget) => widget.name);
    expect(new Set(names).size).toBe(names.length);
    const outputs = new Set(vis.globalFuncs?.map(({ outputName }) => outputName));
    for (const { func, globalFuncOutputName, position } of vis.widgets) {
      expect(func !== undefined || outputs.has(globalFuncOutputName ?? '')).toBe(true);
      expect(position.x + position.w).toBeLessThanOrEqual(12);
    }
    const cells = vis.widgets.flatMap(({ position: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, cell) => `${x + (cell % w)},${y + Math.floor(cell / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
  });

  test('nothing is wrong between the two', () => {
    const check = checkScript(script, JSON.stringify(vis), {
      catalog: bundledCatalog(),
      nowNs: 0n,
    });
    expect(check.vis?.problems.map(({ message }) => message)).toEqual([]);
  });

  test('is named like its folder', () => {
    expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
  });
});
