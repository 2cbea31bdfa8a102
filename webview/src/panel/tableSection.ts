/** One result table: its name, how many rows it has, and the grid. */
import type { ColumnData, TableMetadata } from '#protocol/batch';
import { ROW_HEIGHT_PX, TableGrid } from '../grid/tableGrid.ts';
import { TableStore } from '../store/tableStore.ts';
import { button, element } from './dom.ts';

export interface SectionOptions {
  readonly table: TableMetadata;
  readonly rowLimit: number | undefined;
  readonly nonce: string;
  readonly copy: (text: string) => void;
}

const HEADER_ROWS = 2;
const MAX_SHARED_ROWS = 14;

export class TableSection {
  readonly root: HTMLElement;
  private readonly store: TableStore;
  private readonly count = element('span', { class: 'row-count' }, '0 rows');
  private readonly note = element('span', { class: 'note' });
  private readonly body = element('div', { class: 'grid' });
  private readonly empty = element('p', { class: 'empty' });
  private grid: TableGrid | undefined;
  private complete = false;

  constructor(private readonly options: SectionOptions) {
    const { table } = options;
    this.store = new TableStore(table.relation);
    this.empty.hidden = true;
    const toggle = button(table.name, 'toggle', () => {
      const closed = this.root.classList.toggle('closed');
      toggle.setAttribute('aria-expanded', String(!closed));
      if (!closed) this.grid?.resize();
    });
    toggle.setAttribute('aria-expanded', 'true');
    const header = element('header', {}, element('h2', {}, toggle), this.count, this.note);
    this.root = element(
      'section',
      { class: 'table', 'data-table': table.name },
      header,
      this.empty,
      this.body,
    );
  }

  /** To be called once the section is in the page, because the grid measures itself. */
  attach(): void {
    const { nonce, copy, table } = this.options;
    this.grid = new TableGrid({
      container: this.body,
      store: this.store,
      nonce,
      copy,
      label: table.name,
    });
  }

  append(rowCount: number, columns: readonly ColumnData[], eos: boolean): void {
    this.store.append(rowCount, columns);
    this.complete ||= eos;
    this.show();
  }

  /** @param reason Why there may be no rows. */
  end(reason: string): void {
    this.empty.textContent = reason;
    this.empty.hidden = this.store.rowCount > 0;
    this.body.hidden = this.store.rowCount === 0;
    this.show();
  }

  private show(): void {
    const { rowCount } = this.store;
    this.count.textContent = `${rowCount.toLocaleString('en')} ${rowCount === 1 ? 'row' : 'rows'}`;
    const limit = this.options.rowLimit;
    const reached = this.complete && limit !== undefined && rowCount === limit;
    this.note.textContent = reached ? `${limit.toLocaleString('en')}-row limit reached` : '';
    this.grid?.update();
  }

  /** A single table fills the panel; several share it, each as high as its rows up to a limit. */
  layout(alone: boolean): void {
    this.root.classList.toggle('alone', alone);
    if (!alone) {
      const rows = Math.min(MAX_SHARED_ROWS, this.store.rowCount) + HEADER_ROWS;
      this.body.style.height = `${String(rows * ROW_HEIGHT_PX)}px`;
    } else {
      this.body.style.height = '';
    }
    this.grid?.resize();
  }

  get rowCount(): number {
    return this.store.rowCount;
  }

  dispose(): void {
    this.grid?.dispose();
  }
}
