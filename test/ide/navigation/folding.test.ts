/** What can be folded away: lines counted from 1. */
import { describe, expect, test } from 'vitest';
import { foldingRanges } from '#ide';
import { analyzed } from '../../language/semantics/scripts.ts';

const checkFolds = (script: string, expected: readonly string[]): void => {
  const folds = foldingRanges(analyzed(script)).map(
    ({ startLine, endLine, kind }) => `${String(startLine + 1)}-${String(endLine + 1)} ${kind}`,
  );
  expect(folds).toEqual(expected);
};

describe('folds', () => {
  test('functions, without the empty lines behind them', () => {
    checkFolds('def f():\n    a = 1\n    return a\n\n\nb = 2\n', ['1-3 code']);
  });

  test('calls over several lines; the closing bracket stays', () => {
    checkFolds('x = f(\n    1,\n    2\n)\ny = g(1,\n      2)\n', ['1-3 code', '5-6 code']);
  });

  test('imports, comments and docstrings', () => {
    checkFolds(
      "'''What it\ndoes.'''\nimport px\nimport pxtrace\n# one\n# two\n\n# alone\nx = 1\n",
      ['1-2 comment', '3-4 imports', '5-6 comment'],
    );
  });

  test('regions', () => {
    checkFolds('# region one\nx = 1\n#region two\ny = 1\n# endregion\n# endregion\n', [
      '1-6 region',
      '3-5 region',
    ]);
  });

  test('no comments inside a text', () => {
    checkFolds("x = '''\n# a\n# b\n'''\n", ['1-4 code']);
  });

  test('nothing on one line', () => {
    checkFolds('x = f(1, [2])\ndef g(): return 1\n', []);
  });
});
