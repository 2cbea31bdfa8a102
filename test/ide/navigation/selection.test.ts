/** How a selection grows. */
import { expect, test } from 'vitest';
import { selectionRanges } from '#ide';
import { parseFixture } from '../../support/fixture.ts';
import { analyzed } from '../../language/semantics/scripts.ts';

const checkSelections = (source: string, expected: readonly string[]): void => {
  const { files, cursors } = parseFixture(source);
  const text = files.get('/main.pxl') ?? '';
  const ranges = selectionRanges(analyzed(text), cursors[0]?.offset ?? 0);
  expect(ranges.map(({ start, end }) => text.slice(start, end))).toEqual(expected);
};

test('from a word to the script', () => {
  const text = "def f(a):\n    b = g(a, n=('la$0tency', 2))\n    return b\n";
  const whole = text.replace('$0', '');
  checkSelections(text, [
    'latency',
    "'latency'",
    "('latency', 2)",
    "n=('latency', 2)",
    "a, n=('latency', 2)",
    "g(a, n=('latency', 2))",
    "b = g(a, n=('latency', 2))",
    "b = g(a, n=('latency', 2))\n    return b",
    whole.trimEnd(),
    whole,
  ]);
});

test('through chained calls', () => {
  checkSelections("x = df.groupby('a').a$0gg()\n", [
    'agg',
    "df.groupby('a').agg",
    "df.groupby('a').agg()",
    "x = df.groupby('a').agg()",
    "x = df.groupby('a').agg()\n",
  ]);
});

test('in an empty script', () => {
  checkSelections('$0', ['']);
});
