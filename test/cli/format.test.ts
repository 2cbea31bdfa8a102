/** `pxl format`: files change in place, or not at all. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { pxl, withFiles } from './runMain.ts';

async function checkFormat(
  args: readonly string[],
  script: string,
  expected: { readonly code: number; readonly out: string; readonly err: string },
  after: string,
): Promise<void> {
  await withFiles({ 'a.pxl': script }, async (path) => {
    const { code, out, err } = await pxl(['format', ...args, path('a.pxl')]);
    const named = (text: string) => text.replaceAll(path('a.pxl'), 'a.pxl');
    expect({ code, out: named(out), err: named(err) }).toEqual(expected);
    expect(readFileSync(path('a.pxl'), 'utf8')).toBe(after);
  });
}

describe('pxl format', () => {
  test('formats a file', () =>
    checkFormat([], 'a=1\n', { code: 0, out: 'a.pxl formatted\n', err: '' }, 'a = 1\n'));

  test('keeps a byte order mark', () =>
    checkFormat(
      [],
      '\uFEFFa=1\n',
      { code: 0, out: 'a.pxl formatted\n', err: '' },
      '\uFEFFa = 1\n',
    ));

  test('says nothing of a file that is formatted', () =>
    checkFormat([], 'a = 1\n', { code: 0, out: '', err: '' }, 'a = 1\n'));

  test('changes nothing with --check', () =>
    checkFormat(
      ['--check'],
      'a=1\n',
      { code: 1, out: 'a.pxl is not formatted\n', err: '' },
      'a=1\n',
    ));

  test('leaves a file alone that does not parse', () =>
    checkFormat(
      [],
      'a=(1\n',
      { code: 1, out: '', err: 'a.pxl is left as it is: line 2: SyntaxError: Expected `)`\n' },
      'a=(1\n',
    ));
});
