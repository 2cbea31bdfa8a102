import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  clampSelection,
  moveSelection,
  rectangleOf,
  type Selection,
} from '../../../webview/src/grid/selection.ts';

const BOUNDS = { rows: 100, cells: 5, pageRows: 10 };
const at = (row: number, cell: number): Selection => ({
  anchor: { row, cell },
  head: { row, cell },
});

/** `Ctrl+Shift+End` */
function press(keys: string, from: Selection | undefined): Selection | undefined {
  const parts = keys.split('+');
  return moveSelection(
    from,
    { key: parts.at(-1) ?? '', shift: parts.includes('Shift'), ctrl: parts.includes('Ctrl') },
    BOUNDS,
  );
}
const text = (selection: Selection | undefined) =>
  selection === undefined
    ? 'none'
    : `${selection.anchor.row},${selection.anchor.cell}-${selection.head.row},${selection.head.cell}`;

describe('keys', () => {
  test.each([
    ['ArrowDown', '51,2-51,2'],
    ['ArrowUp', '49,2-49,2'],
    ['ArrowLeft', '50,1-50,1'],
    ['ArrowRight', '50,3-50,3'],
    ['Home', '50,0-50,0'],
    ['End', '50,4-50,4'],
    ['Ctrl+Home', '0,0-0,0'],
    ['Ctrl+End', '99,4-99,4'],
    ['PageDown', '60,2-60,2'],
    ['PageUp', '40,2-40,2'],
    ['Ctrl+ArrowDown', '99,2-99,2'],
    ['Ctrl+ArrowUp', '0,2-0,2'],
    ['Shift+ArrowDown', '50,2-51,2'],
    ['Shift+PageUp', '50,2-40,2'],
    ['Ctrl+Shift+End', '50,2-99,4'],
    ['Ctrl+a', '99,4-0,0'],
    ['Tab', 'none'],
    ['x', 'none'],
  ])('%s', (keys, expected) => {
    expect(text(press(keys, at(50, 2)))).toBe(expected);
  });
  test('the first arrow selects the first cell', () => {
    expect(text(press('ArrowDown', undefined))).toBe('0,0-0,0');
  });
  test('never leave the table', () => {
    const key = fc.constantFrom(
      'ArrowUp',
      'ArrowDown',
      'ArrowLeft',
      'ArrowRight',
      'PageUp',
      'PageDown',
      'Home',
      'End',
      'Shift+ArrowDown',
      'Shift+PageUp',
      'Ctrl+End',
      'Ctrl+a',
    );
    fc.assert(
      fc.property(fc.array(key), (keys) => {
        const selection = keys.reduce<Selection | undefined>(
          (from, one) => press(one, from) ?? from,
          undefined,
        );
        if (selection === undefined) return;
        const { fromRow, toRow, fromCell, toCell } = rectangleOf(selection);
        expect(fromRow).toBeGreaterThanOrEqual(0);
        expect(fromCell).toBeGreaterThanOrEqual(0);
        expect(toRow).toBeLessThan(100);
        expect(toCell).toBeLessThan(5);
      }),
    );
  });
  test('a smaller table keeps what it can', () => {
    expect(text(clampSelection(at(50, 2), { ...BOUNDS, rows: 10 }))).toBe('9,2-9,2');
    expect(clampSelection(at(0, 0), { ...BOUNDS, rows: 0 })).toBeUndefined();
    expect(
      moveSelection(undefined, { key: 'Home', shift: false, ctrl: false }, { ...BOUNDS, rows: 0 }),
    ).toBeUndefined();
  });
});
