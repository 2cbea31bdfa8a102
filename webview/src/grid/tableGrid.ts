/**
 * A grid over the rows of a view: cells are read from the store when they are scrolled into sight.
 * Data reaches the page as text nodes and attributes only; the grid's HTML rendering is off.
 */
import { cut, formatOf, visible } from '#rows';
import { SlickGrid } from 'slickgrid';
import type { TableStore } from '../store/tableStore.ts';
import type { RowView, SortBy } from '../view/rowView.ts';
import { CellSelection } from './cellSelection.ts';
import { columnWidths } from './columnWidths.ts';
import { gridColumns, indexOf, numbered, type RowRef, type TableColumn } from './columns.ts';
import { dragHeaders } from './headerDrag.ts';
import { HeaderKeys, isHeader } from './headerKeys.ts';

export interface GridOptions {
  readonly container: HTMLElement;
  readonly store: TableStore;
  readonly view: RowView;
  /** Allows the one style element the grid makes. */
  readonly nonce: string;
  readonly label: string;
  readonly onSort: (sort: SortBy | undefined) => void;
  readonly onSelectionChange: () => void;
  /** Enter or a double click. */
  readonly onOpen: () => void;
  readonly onCopy: (withHeader: boolean) => void;
}

/** A selected rectangle; columns are indexes in the relation, in the order shown. */
export interface SelectedCells {
  readonly fromRow: number;
  readonly toRow: number;
  readonly columns: readonly number[];
}

export const ROW_HEIGHT_PX = 22;
export const HEADER_HEIGHT_PX = 25;
const SAMPLE_ROWS = 60;
const SAMPLE_CHARS = 80;
/** What the style sheet puts before the text of a tone. */
const MARK_OF = { none: '', good: '', muted: '', warn: '△ ', bad: '▲ ' } as const;

/** A computed `font` is empty when it has parts the shorthand does not know, such as tabular digits. */
function fontOf(node: Element): string {
  const { fontWeight, fontSize, fontFamily } = getComputedStyle(node);
  return `${fontWeight} ${fontSize} ${fontFamily}`;
}

export class TableGrid {
  private readonly grid: SlickGrid<RowRef>;
  private readonly selection: CellSelection;
  private readonly headers: HeaderKeys;
  private measured = false;

  constructor(private readonly options: GridOptions) {
    const { store, view, container, nonce, label } = options;
    const data = {
      getLength: () => view.length,
      getItem: (place: number): RowRef => ({ place }),
      getItemMetadata: () => null,
    };
    const columns = gridColumns(store.relation, (place, column) =>
      store.cell(view.rowAt(place), column),
    );
    this.grid = new SlickGrid<RowRef>(container, data, columns, {
      rowHeight: ROW_HEIGHT_PX,
      // Focus, keys and selection are ours; see CellSelection.
      enableCellNavigation: false,
      // The grid's own reordering needs a global library; see dragHeaders.
      enableColumnReorder: false,
      enableHtmlRendering: false,
      // Without HTML there is nothing to sanitize, and text must stay as it is.
      sanitizer: (text: string) => text,
      enableTextSelectionOnCells: false,
      multiColumnSort: false,
      tristateMultiColumnSort: true,
      nonce,
    });
    this.selection = new CellSelection(this.grid, container, options.onSelectionChange);
    this.headers = new HeaderKeys(this.grid, container, {
      sort: (cell) => {
        this.sortNext(cell);
      },
      move: (cell, step) => {
        this.moveColumn(cell, cell + step);
      },
      resize: (cell, stepPx) => {
        this.resizeColumn(cell, stepPx);
      },
      enterCells: (cell) => {
        this.enterCells(cell);
      },
    });
    this.describe(label);
    this.listen();
  }

  private describe(label: string): void {
    const { container, store } = this.options;
    container.setAttribute('aria-label', label);
    container.setAttribute('aria-colcount', String(store.relation.length));
    container.setAttribute('aria-multiselectable', 'true');
    container.tabIndex = 0;
    // The grid makes every pane a tab stop, and gives two hidden ones the focus.
    for (const node of container.querySelectorAll<HTMLElement>('[tabindex]')) {
      if (node.parentElement === container && !node.classList.contains('slick-pane')) node.remove();
      else if (!node.classList.contains('slick-header-column')) node.removeAttribute('tabindex');
    }
    const row = container.querySelector('.slick-header-columns-left');
    row?.setAttribute('role', 'row');
    row?.setAttribute('aria-rowindex', '1');
    this.countRows();
  }

  private listen(): void {
    const { container, onOpen, onSort } = this.options;
    this.grid.onSort.subscribe((_event, args) => {
      if (args.multiColumnSort) return;
      const column = args.sortCol as TableColumn | null;
      const sort =
        column === null ? undefined : { column: indexOf(column), ascending: args.sortAsc };
      this.markSort(sort);
      onSort(sort);
    });
    dragHeaders({
      container,
      onMove: (from, to) => {
        this.moveColumn(from, to);
      },
    });
    this.grid.onColumnsResized.subscribe(() => {
      this.grid.render();
    });
    container.addEventListener('dblclick', (event) => {
      if (event.target instanceof Element && event.target.closest('.slick-cell') !== null) onOpen();
    });
    container.addEventListener('keydown', (event) => {
      // Of a header's keys only those with Ctrl are the grid's: Ctrl+Home goes to the first cell.
      if (!isHeader(event.target) || event.ctrlKey || event.metaKey) this.handleKey(event);
    });
  }

  private handleKey(event: KeyboardEvent): void {
    const { key, shiftKey, altKey } = event;
    const ctrl = event.ctrlKey || event.metaKey;
    if (altKey) return;
    if (ctrl && key.toLowerCase() === 'c') {
      this.options.onCopy(shiftKey);
    } else if (key === 'Enter' && !ctrl && this.selection.head !== undefined) {
      this.options.onOpen();
    } else if (key === 'ArrowUp' && ctrl && !shiftKey && this.selection.head?.row === 0) {
      this.headers.focus(this.selection.head.cell);
    } else if (!this.selection.handleKey({ key, shift: shiftKey, ctrl })) {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  /** More rows are in the store. */
  update(): void {
    this.grid.updateRowCount();
    this.countRows();
    if (!this.measured && this.options.store.rowCount > 0) {
      this.measured = true;
      this.fitColumns();
    }
    this.grid.render();
  }

  /** Other rows are shown, or the same in another order. */
  refresh(): void {
    this.grid.invalidateAllRows();
    this.grid.updateRowCount();
    this.countRows();
    this.grid.render();
    this.selection.clamp();
  }

  private countRows(): void {
    this.options.container.setAttribute('aria-rowcount', String(this.options.view.length + 1));
  }

  private fitColumns(): void {
    const { store, container } = this.options;
    const rows = Math.min(SAMPLE_ROWS, store.rowCount);
    const header = container.querySelector('.slick-header-column');
    const cell = document.createElement('div');
    cell.className = 'slick-cell';
    container.append(cell);
    const widths = columnWidths(
      store.relation.map((column, index) => {
        const format = formatOf(column);
        const cells = Array.from({ length: rows }, (_, row) => {
          const { text, tone } = format(store.cell(row, index).value);
          return `${MARK_OF[tone]}${cut(text, SAMPLE_CHARS)}`;
        });
        return { header: visible(column.name), cells };
      }),
      { cell: fontOf(cell), header: fontOf(header ?? cell) },
    );
    cell.remove();
    if (widths === undefined) return;
    this.setColumns(
      this.grid
        .getColumns()
        .map((column) => ({ ...column, width: widths[indexOf(column)] ?? column.width ?? 0 })),
    );
  }

  private setColumns(columns: readonly TableColumn[]): void {
    this.grid.setColumns(columns.map(numbered));
    this.markSort(this.options.view.current.sort);
    this.headers.refresh();
  }

  private moveColumn(from: number, to: number): void {
    const columns = [...this.grid.getColumns()];
    const [moved] = columns.splice(from, 1);
    if (moved === undefined) return;
    columns.splice(to, 0, moved);
    this.setColumns(columns);
  }

  private resizeColumn(cell: number, stepPx: number): void {
    this.setColumns(
      this.grid.getColumns().map((column, index) => {
        if (index !== cell) return column;
        return { ...column, width: Math.max(column.minWidth ?? 0, (column.width ?? 0) + stepPx) };
      }),
    );
  }

  /** Ascending, then descending, then as the rows came. */
  private sortNext(cell: number): void {
    const column = this.grid.getColumns()[cell];
    if (column === undefined) return;
    const { sort } = this.options.view.current;
    const index = indexOf(column);
    const isSorted = sort?.column === index;
    if (isSorted && !sort.ascending) this.sortBy(undefined);
    else this.sortBy({ column: index, ascending: !isSorted });
  }

  sortBy(sort: SortBy | undefined): void {
    this.markSort(sort);
    this.options.onSort(sort);
  }

  private markSort(sort: SortBy | undefined): void {
    const sorted =
      sort === undefined ? [] : [{ columnId: `c${sort.column}`, sortAsc: sort.ascending }];
    this.grid.setSortColumns(sorted);
    for (const header of this.options.container.querySelectorAll<HTMLElement>(
      '.slick-header-column',
    )) {
      if (sort !== undefined && header.dataset['id'] === `c${sort.column}`) {
        header.setAttribute('aria-sort', sort.ascending ? 'ascending' : 'descending');
      } else {
        header.removeAttribute('aria-sort');
      }
    }
  }

  private enterCells(cell: number): void {
    if (this.options.view.length === 0) return;
    const place = { row: this.grid.getViewport().top, cell };
    this.focus();
    this.selection.select({ anchor: place, head: place });
  }

  focus(): void {
    this.options.container.focus({ preventScroll: true });
  }

  /** The active cell: its place on screen and its column in the relation. */
  get active(): { readonly place: number; readonly column: number } | undefined {
    const head = this.selection.head;
    const column = head === undefined ? undefined : this.grid.getColumns()[head.cell];
    if (head === undefined || column === undefined) return undefined;
    return { place: head.row, column: indexOf(column) };
  }

  get selected(): SelectedCells | undefined {
    const rectangle = this.selection.rectangle;
    if (rectangle === undefined) return undefined;
    const { fromRow, toRow, fromCell, toCell } = rectangle;
    const columns = this.grid
      .getColumns()
      .slice(fromCell, toCell + 1)
      .map(indexOf);
    return { fromRow, toRow, columns };
  }

  /** Columns in the order shown, as indexes in the relation. */
  get shownColumns(): readonly number[] {
    return this.grid.getColumns().map(indexOf);
  }

  clearSelection(): void {
    this.selection.select(undefined);
  }

  /** Scrolls to the active cell, after the grid has become smaller. */
  reveal(): void {
    this.selection.reveal();
  }

  resize(): void {
    this.grid.resizeCanvas();
  }

  dispose(): void {
    this.selection.dispose();
    this.grid.destroy();
  }
}
