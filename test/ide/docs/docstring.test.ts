/** What a function's text says of its parameters. */
import { expect, test } from 'vitest';
import { readDocstring } from '../../../ide/src/docs/docstring.ts';

const checkDocstring = (
  text: string,
  summary: readonly string[],
  parameters: Readonly<Record<string, string>>,
): void => {
  const found = readDocstring(text);
  expect([found.summary, Object.fromEntries(found.parameters)]).toEqual([summary, parameters]);
};

test("as Pixie's own scripts write it", () => {
  checkDocstring(
    ' Pods of a namespace.\n\n    Args:\n    @start_time: How far back.\n    @ns: Which namespace,\n      by name.\n    ',
    ['Pods of a namespace.'],
    { start_time: 'How far back.', ns: 'Which namespace, by name.' },
  );
});

test("as Google's style has it, with what comes behind", () => {
  checkDocstring(
    'First line,\nsecond line.\n\nMore: of it.\n\nArgs:\n  n (int): How many.\n\nReturns:\n  A table: of pods.',
    ['First line, second line.', 'More: of it.', 'Returns: A table: of pods.'],
    { n: 'How many.' },
  );
});

test('nothing of an empty one', () => {
  checkDocstring(' \n ', [], {});
});
