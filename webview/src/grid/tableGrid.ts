/** A grid over a store: rows are read when they are scrolled into view. */
import {
  SlickCellRangeSelector,
  SlickCellSelectionModel,
  SlickGrid,
  type Column as GridColumn,
} from 'slickgrid';
import { rawText, viewCell } from '../format/cell.ts';
import type { TableStore } from '../store/tableStore.ts';

export interface GridOptions {
  readonly container: HTMLElement;
  readonly store: TableStore;
  /** Allows the one style element the grid makes. */
  readonly nonce: string;
  readonly copy: (text: string) => void;
  readonly label: string;
}

/** A row is only its number; cells are read from the store. */
interface RowRef {
  readonly place: number;
}

export const ROW_HEIGHT_PX = 24;
const CHAR_WIDTH_PX = 7.5;
const SAMPLE_ROWS = 50;
const MAX_INITIAL_WIDTH_PX = 420;

export class TableGrid {
  private readonly grid: SlickGrid<RowRef>;
  private measured = false;

  constructor(private readonly options: GridOptions) {
    const { store, container, nonce } = options;
    const data = {
      getLength: () => store.rowCount,
      getItem: (place: number): RowRef => ({ place }),
      getItemMetadata: () => null,
    };
    this.grid = new SlickGrid<RowRef>(container, data, this.columns(), {
      rowHeight: ROW_HEIGHT_PX,
      enableCellNavigation: true,
      enableColumnReorder: false,
      enableHtmlRendering: false,
      enableTextSelectionOnCells: true,
      multiColumnSort: false,
      tristateMultiColumnSort: false,
      nonce,
      forceFitColumns: false,
      headerRowHeight: ROW_HEIGHT_PX,
    });
    const selector = new SlickCellRangeSelector({ selectionCss: {} as CSSStyleDeclaration });
    this.grid.setSelectionModel(
      new SlickCellSelectionModel({ selectActiveCell: true, cellRangeSelector: selector }),
    );
    this.grid.onSort.subscribe((_event, args) => {
      if (args.multiColumnSort) return;
      const column = store.relation.findIndex(({ name }) => name === args.columnId);
      store.sort(column < 0 ? undefined : { column, ascending: args.sortAsc });
      this.grid.invalidate();
    });
    this.grid.onKeyDown.subscribe((event) => {
      const { key, ctrlKey, metaKey } = event as unknown as KeyboardEvent;
      if (key.toLowerCase() === 'c' && (ctrlKey || metaKey)) this.copySelection();
    });
    container.setAttribute('role', 'grid');
    container.setAttribute('aria-label', options.label);
    container.setAttribute('aria-colcount', String(store.relation.length));
    this.grid.onRendered.subscribe(() => {
      this.numberRows();
    });
  }

  private columns(): GridColumn<RowRef>[] {
    const { store } = this.options;
    return store.relation.map((column, index) => ({
      id: column.name,
      name: column.name,
      // The value is read by place; see the formatter.
      field: 'place' as const,
      sortable: true,
      resizable: true,
      minWidth: 40,
      width: Math.max(70, column.name.length * CHAR_WIDTH_PX + 34),
      toolTip: `${column.name}: ${column.dataType}${column.semanticType === 'ST_NONE' ? '' : ` (${column.semanticType.slice(3)})`}${column.description === undefined ? '' : `\n${column.description}`}`,
      headerCssClass: ['INT64', 'FLOAT64'].includes(column.dataType) ? 'number' : '',
      formatter: (row: number) => {
        const view = viewCell(store.cell(row, index), column);
        const element = document.createElement('span');
        element.textContent = view.text;
        element.title = view.raw;
        element.className = view.className;
        return element;
      },
    }));
  }

  /** More rows are in the store. */
  update(): void {
    this.grid.updateRowCount();
    this.options.container.setAttribute('aria-rowcount', String(this.options.store.rowCount));
    if (!this.measured && this.options.store.rowCount > 0) {
      this.measured = true;
      this.fitColumns();
    }
    this.grid.invalidate();
  }

  /** Columns begin as wide as their first cells. */
  private fitColumns(): void {
    const { store } = this.options;
    const rows = Math.min(SAMPLE_ROWS, store.rowCount);
    const columns = this.grid.getColumns().map((column, index) => {
      const info = store.relation[index];
      if (info === undefined) return column;
      let longest = 0;
      for (let row = 0; row < rows; row += 1) {
        longest = Math.max(longest, viewCell(store.cell(row, index), info).text.length);
      }
      const width = Math.min(MAX_INITIAL_WIDTH_PX, longest * CHAR_WIDTH_PX + 18);
      return { ...column, width: Math.max(column.width ?? 0, width) };
    });
    this.grid.setColumns(columns);
  }

  private numberRows(): void {
    for (const row of this.options.container.querySelectorAll<HTMLElement>('.slick-row')) {
      const place = Number(row.dataset['row'] ?? Number.NaN);
      if (!Number.isNaN(place)) row.setAttribute('aria-rowindex', String(place + 1));
    }
  }

  /** The selected cells as tab-separated text with their exact values. */
  copySelection(): void {
    const { store, copy } = this.options;
    const ranges = this.grid.getSelectionModel()?.getSelectedRanges() ?? [];
    const lines = ranges.flatMap(({ fromRow, toRow, fromCell, toCell }) =>
      Array.from({ length: toRow - fromRow + 1 }, (_, offset) =>
        store.relation
          .slice(fromCell, toCell + 1)
          .map((column, index) => rawText(store.cell(fromRow + offset, fromCell + index), column))
          .map((text) => text.replace(/[\t\r\n]/g, ' '))
          .join('\t'),
      ),
    );
    if (lines.length > 0) copy(lines.join('\n'));
  }

  resize(): void {
    this.grid.resizeCanvas();
  }

  dispose(): void {
    this.grid.destroy();
  }
}
