/** Which cells are selected, and how keys move the selection. Places are those on screen. */

export interface Place {
  readonly row: number;
  readonly cell: number;
}

/** A rectangle of cells between two corners. */
export interface Selection {
  /** Where the selection began. */
  readonly anchor: Place;
  /** The active cell, which keys move. */
  readonly head: Place;
}

export interface Bounds {
  readonly rows: number;
  readonly cells: number;
  /** Rows that a page key moves by. */
  readonly pageRows: number;
}

export interface Key {
  readonly key: string;
  readonly shift: boolean;
  /** Ctrl, or Cmd on a Mac. */
  readonly ctrl: boolean;
}

export interface Rectangle {
  readonly fromRow: number;
  readonly toRow: number;
  readonly fromCell: number;
  readonly toCell: number;
}

export const rectangleOf = ({ anchor, head }: Selection): Rectangle => ({
  fromRow: Math.min(anchor.row, head.row),
  toRow: Math.max(anchor.row, head.row),
  fromCell: Math.min(anchor.cell, head.cell),
  toCell: Math.max(anchor.cell, head.cell),
});

export const contains = (
  { fromRow, toRow, fromCell, toCell }: Rectangle,
  { row, cell }: Place,
): boolean => row >= fromRow && row <= toRow && cell >= fromCell && cell <= toCell;

const between = (value: number, last: number): number => Math.max(0, Math.min(value, last));

const clamp = ({ row, cell }: Place, { rows, cells }: Bounds): Place => ({
  row: between(row, rows - 1),
  cell: between(cell, cells - 1),
});

/** @returns The selection after a key, or undefined when the key does not move it. */
export function moveSelection(
  selection: Selection | undefined,
  pressed: Key,
  bounds: Bounds,
): Selection | undefined {
  const { rows, cells } = bounds;
  if (rows === 0 || cells === 0) return undefined;
  if (pressed.ctrl && pressed.key.toLowerCase() === 'a') {
    return { anchor: { row: rows - 1, cell: cells - 1 }, head: { row: 0, cell: 0 } };
  }
  const from = selection?.head ?? { row: 0, cell: 0 };
  const moved = movePlace(from, pressed, bounds);
  if (moved === undefined) return undefined;
  // The first key only brings the active cell into being.
  const head = selection === undefined && pressed.key.startsWith('Arrow') ? from : moved;
  const anchor = pressed.shift && selection !== undefined ? selection.anchor : head;
  return { anchor: clamp(anchor, bounds), head: clamp(head, bounds) };
}

function movePlace({ row, cell }: Place, { key, ctrl }: Key, bounds: Bounds): Place | undefined {
  const [lastRow, lastCell] = [bounds.rows - 1, bounds.cells - 1];
  switch (key) {
    case 'ArrowUp':
      return { row: ctrl ? 0 : row - 1, cell };
    case 'ArrowDown':
      return { row: ctrl ? lastRow : row + 1, cell };
    case 'ArrowLeft':
      return { row, cell: ctrl ? 0 : cell - 1 };
    case 'ArrowRight':
      return { row, cell: ctrl ? lastCell : cell + 1 };
    case 'Home':
      return { row: ctrl ? 0 : row, cell: 0 };
    case 'End':
      return { row: ctrl ? lastRow : row, cell: lastCell };
    case 'PageUp':
      return { row: row - bounds.pageRows, cell };
    case 'PageDown':
      return { row: row + bounds.pageRows, cell };
    default:
      return undefined;
  }
}

/** Keeps a selection within a table that has become smaller. */
export function clampSelection({ anchor, head }: Selection, bounds: Bounds): Selection | undefined {
  if (bounds.rows === 0 || bounds.cells === 0) return undefined;
  return { anchor: clamp(anchor, bounds), head: clamp(head, bounds) };
}
