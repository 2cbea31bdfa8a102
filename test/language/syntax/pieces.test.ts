/** A script that is read again after an edit is read as if for the first time. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Pieces } from '../../../language/src/syntax/pieces.ts';
import { parse } from '../../../language/src/syntax/parser.ts';
import { EDITED_SCRIPT, versions } from '../../support/edits.ts';

function checkVersions(texts: readonly string[]): void {
  const pieces = new Pieces();
  for (const text of texts) {
    const { tree, errors } = parse(text, pieces);
    const whole = parse(text);
    expect(errors).toEqual(whole.errors);
    expect(tree).toEqual(whole.tree);
  }
}

test('whatever is edited', () => {
  fc.assert(fc.property(versions, checkVersions), { numRuns: 400 });
});

test('the same text again', () => {
  checkVersions([EDITED_SCRIPT, EDITED_SCRIPT]);
});

test('statements an edit does not touch are the same ones, moved where they stand behind it', () => {
  const pieces = new Pieces();
  const before = parse('x = 1\ndef f(a):\n    return a\ny = 2\nz = 3\n', pieces).tree.statements;
  const after = parse('x = 1\ndef f(a):\n    return a\ny = 22\nz = 3\n', pieces).tree.statements;
  expect(after.map((one, index) => one === before[index])).toEqual([true, true, false, false]);
  expect(after.map(({ span }) => span.start)).toEqual([0, 6, 29, 36]);
});

test('statements survive an open quote', () => {
  const pieces = new Pieces();
  const script = 'x = 1\ndef f(a):\n    return a\ny = 2\n';
  const before = parse(script, pieces).tree.statements;
  parse(`"""${script}`, pieces);
  const after = parse(script, pieces).tree.statements;
  expect(after[1]).toBe(before[1]);
});
