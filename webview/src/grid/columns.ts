/** Columns of the grid, made from those of the table. */
import type { Column as GridColumn, Formatter, FormatterResultWithText } from 'slickgrid';
import type { Column, Relation } from '#language';
import { cut, formatOf, headerText, isNumeric, visible } from '#rows';
import type { StoredCell } from '../store/tableStore.ts';

/** A row is only its place; cells are read from the store. */
export interface RowRef {
  readonly place: number;
}

export type TableColumn = GridColumn<RowRef>;

/** More does not fit any screen; the details show the rest. */
const MAX_SHOWN_CHARS = 300;
const MAX_HOVER_CHARS = 1_000;
const MIN_WIDTH_PX = 44;

const idOf = (index: number): string => `c${index}`;

/** The index in the relation of a column of the grid. */
export const indexOf = (column: TableColumn): number => Number(String(column.id).slice(1));

export function gridColumns(
  relation: Relation,
  cellAt: (place: number, column: number) => StoredCell,
): TableColumn[] {
  return relation.map((column, index) => {
    const align = isNumeric(column) ? 'number' : '';
    return numbered(
      {
        id: idOf(index),
        name: visible(column.name),
        field: 'place',
        sortable: true,
        resizable: true,
        minWidth: MIN_WIDTH_PX,
        width: MIN_WIDTH_PX,
        toolTip: visibleHeader(column),
        headerCssClass: align,
        cssClass: align,
        formatter: formatter(column, (place) => cellAt(place, index)),
      },
      index,
    );
  });
}

const visibleHeader = (column: Column): string =>
  headerText(column)
    .split('\n')
    .map(visible)
    .join('\n')
    .concat('\nClick to sort, drag to move, drag the edge to resize');

/** Gives a column its place for assistive technology. */
export const numbered = (column: TableColumn, place: number): TableColumn => ({
  ...column,
  cellAttrs: { 'aria-colindex': String(place + 1) },
  headerCellAttrs: { 'aria-colindex': String(place + 1) },
});

function formatter(column: Column, cellAt: (place: number) => StoredCell): Formatter<RowRef> {
  const format = formatOf(column);
  return (place): FormatterResultWithText => {
    const { value, isUtf8 } = cellAt(place);
    const view = format(value);
    const isEmpty = value === '';
    const text = cut(view.text, MAX_SHOWN_CHARS);
    const notes = isUtf8 ? [] : ['Not valid UTF-8: bytes that are no text stand as \\xNN.'];
    const toolTip = [cut(view.text, MAX_HOVER_CHARS), ...view.lines, ...notes]
      .map((line) => cut(line, MAX_HOVER_CHARS))
      .join('\n');
    const classes = [
      view.tone === 'none' ? '' : view.tone,
      isUtf8 ? '' : 'invalid',
      isEmpty ? 'empty-text' : '',
    ];
    return { text, toolTip, addClasses: classes.filter((name) => name !== '').join(' ') };
  };
}
