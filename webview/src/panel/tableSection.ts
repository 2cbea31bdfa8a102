/** One result table: its name, how many rows it has, and the grid. */
import type { ColumnData, TableMetadata } from '#protocol/batch';
import type { RunOutcome } from '#protocol/panel';
import { bytesText, countOf, countText, visible } from '#rows';
import { HEADER_HEIGHT_PX, ROW_HEIGHT_PX, TableGrid } from '../grid/tableGrid.ts';
import { batchProblem } from '#protocol/batchProblem';
import { TableStore } from '../store/tableStore.ts';
import { RowView } from '../view/rowView.ts';
import type { DetailsCell } from './details.ts';
import { button, element, icon, iconButton } from './dom.ts';
import { FilterBox } from './filterBox.ts';
import type { SectionHeights } from './layout.ts';
import { openMenu } from './menu.ts';
import { INCOMPLETE_HELP, limitHelp, limitText, noRowsText } from './runText.ts';
import { TableActions } from './tableActions.ts';

export interface SectionOptions {
  readonly table: TableMetadata;
  readonly rowLimit: number | undefined;
  readonly nonce: string;
  readonly copy: (text: string) => void;
  readonly saveCsv: (csv: string) => void;
  readonly announce: (text: string) => void;
  readonly onToggle: () => void;
  /** @param isAsked True when the user wants the details now, false when the cell has merely changed. */
  readonly onCell: (cell: DetailsCell, isAsked: boolean) => void;
}

const LEAST_ROWS = 6;
const SCROLLBAR_PX = 14;

export class TableSection {
  readonly root: HTMLElement;
  private readonly store: TableStore;
  private readonly view: RowView;
  private readonly count = element('span', { class: 'row-count' }, '0 rows');
  private readonly note = element('span', { class: 'note' });
  private readonly body = element('div', { class: 'grid' });
  private readonly empty = element('p', { class: 'empty' });
  private readonly header: HTMLElement;
  private readonly toggle: HTMLButtonElement;
  private readonly filter: FilterBox;
  private grid: TableGrid | undefined;
  private actions: TableActions | undefined;
  private isComplete = false;
  private isOver = false;
  /** The run has ended without the end of this table. */
  private mayLackRows = false;
  private problem = '';
  private frame = 0;

  constructor(private readonly options: SectionOptions) {
    const { table } = options;
    const name = visible(table.name);
    this.store = new TableStore(table.relation);
    this.view = new RowView(this.store, () => {
      this.grid?.refresh();
      this.showCount();
    });
    this.empty.hidden = true;
    this.toggle = button('', 'toggle', () => {
      this.setOpen(this.root.classList.contains('closed'));
    });
    this.toggle.append(icon('chevron'), element('span', {}, name));
    this.toggle.setAttribute('aria-expanded', 'true');
    this.filter = new FilterBox({
      label: `Filter rows of ${name}`,
      onChange: (text) => {
        this.changeView({ ...this.view.current, filter: text });
      },
      onLeave: () => this.grid?.focus(),
    });
    const more = iconButton('more', `Actions of ${name}`, () => {
      const { left, bottom } = more.getBoundingClientRect();
      this.openMenu({ x: left, y: bottom }, more);
    });
    more.setAttribute('aria-haspopup', 'menu');
    const tools = element('span', { class: 'tools' }, this.filter.root, more);
    this.header = element(
      'header',
      {},
      element('h2', {}, this.toggle),
      this.count,
      this.note,
      tools,
    );
    this.root = element(
      'section',
      { class: 'table', 'data-table': table.name, 'aria-label': name },
      this.header,
      this.empty,
      this.body,
    );
    this.root.addEventListener('keydown', (event) => {
      this.handleKey(event);
    });
    this.body.addEventListener('contextmenu', (event) => {
      event.preventDefault();
      if (event.target instanceof Element && event.target.closest('.slick-cell') !== null) {
        this.openMenu({ x: event.clientX, y: event.clientY }, this.body);
      }
    });
  }

  /** To be called once the section is in the page, because the grid measures itself. */
  attach(): void {
    const { nonce, table, copy, saveCsv, announce } = this.options;
    const { store, view } = this;
    const grid = new TableGrid({
      container: this.body,
      store,
      view,
      nonce,
      label: visible(table.name),
      onSort: (sort) => {
        this.changeView({ ...this.view.current, sort });
      },
      onSelectionChange: () => {
        this.reportCell(false);
      },
      onOpen: () => {
        this.reportCell(true);
      },
      onCopy: (header) => {
        this.run(this.actions?.copySelection({ header }));
      },
    });
    this.grid = grid;
    this.actions = new TableActions({
      store,
      view,
      grid,
      copy,
      saveCsv,
      announce,
      filter: (text) => {
        this.filter.set(text);
      },
      open: () => {
        this.reportCell(true);
      },
    });
  }

  /** @returns What is wrong with the batch, or undefined once its rows are stored. */
  append(rowCount: number, columns: readonly ColumnData[], eos: boolean): string | undefined {
    const problem = batchProblem(this.store.relation, rowCount, columns);
    if (problem === undefined) this.store.append(rowCount, columns);
    else this.problem = 'incomplete: a batch could not be read';
    this.isComplete ||= eos;
    // Batches come faster than pictures are drawn.
    if (this.frame === 0) {
      this.frame = requestAnimationFrame(() => {
        this.frame = 0;
        this.draw();
      });
    }
    return problem;
  }

  end(outcome: RunOutcome): void {
    this.isOver = true;
    const doubtful = outcome.kind === 'done' ? (outcome.incompleteTables ?? []) : [];
    this.mayLackRows = !this.isComplete && doubtful.includes(this.options.table.name);
    this.isComplete ||= outcome.kind === 'done' && !this.mayLackRows;
    if (this.mayLackRows) this.problem ||= 'may be incomplete';
    else if (!this.isComplete && this.store.rowCount > 0 && this.problem === '') {
      this.problem = 'incomplete';
    }
    this.empty.textContent = this.mayLackRows ? INCOMPLETE_HELP : noRowsText(outcome.kind);
    this.draw();
  }

  private draw(): void {
    this.grid?.update();
    const isEmpty = this.isOver && this.store.rowCount === 0;
    this.empty.hidden = !isEmpty;
    this.body.hidden = isEmpty;
    this.root.classList.toggle('without-rows', isEmpty);
    if (this.view.isStale && !this.view.isBusy) this.run(this.view.refresh());
    this.showCount();
  }

  private showCount(): void {
    const { rowCount, sizeBytes } = this.store;
    const { rowLimit } = this.options;
    const all = countOf(rowCount, 'row');
    const shown = this.view.isFiltered ? `${countText(this.view.length)} of ${all}` : all;
    this.count.textContent = this.view.isBusy ? `${shown}…` : shown;
    this.count.title = `${bytesText(sizeBytes)} in memory`;
    this.root.setAttribute('aria-busy', String(this.view.isBusy));
    const limit = limitText({ rows: rowCount, limit: rowLimit, isComplete: this.isComplete });
    this.note.textContent = this.problem === '' ? limit : this.problem;
    const limitTitle = limit === '' || rowLimit === undefined ? '' : limitHelp(rowLimit);
    this.note.title = this.mayLackRows ? INCOMPLETE_HELP : limitTitle;
  }

  private changeView(state: RowView['current']): void {
    this.run(this.view.show(state));
  }

  private run(work: Promise<void> | undefined): void {
    work?.catch((error: unknown) => {
      this.options.announce(`That did not work: ${String(error)}`);
    });
  }

  private reportCell(isAsked: boolean): void {
    const active = this.grid?.active;
    if (active === undefined) return;
    const row = this.view.rowAt(active.place);
    if (row < 0) return;
    const { store } = this;
    const { onCell, table } = this.options;
    onCell({ store, tableName: table.name, row, column: active.column }, isAsked);
  }

  private openMenu(point: { readonly x: number; readonly y: number }, back: HTMLElement): void {
    const entries = this.actions?.menu() ?? [];
    if (entries.length === 0) return this.options.announce('The table has no rows yet.');
    openMenu(entries, point, () => {
      back.focus({ preventScroll: true });
    });
  }

  private handleKey(event: KeyboardEvent): void {
    const isFind = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'f';
    const isMenu = event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey);
    if (isFind) {
      this.filter.focus();
    } else if (isMenu && event.target === this.body) {
      const cell = this.body.querySelector('.slick-cell.active') ?? this.body;
      const { left, bottom } = cell.getBoundingClientRect();
      this.openMenu({ x: left, y: Math.min(bottom, window.innerHeight) }, this.body);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  setOpen(isOpen: boolean): void {
    this.root.classList.toggle('closed', !isOpen);
    this.toggle.setAttribute('aria-expanded', String(isOpen));
    this.options.onToggle();
  }

  revealCell(): void {
    this.grid?.reveal();
  }

  focusRows(): void {
    this.grid?.focus();
  }

  /** What the section would need of the panel's height. */
  get heights(): SectionHeights {
    const grid = (rows: number) => HEADER_HEIGHT_PX + rows * ROW_HEIGHT_PX + SCROLLBAR_PX;
    const { rowCount } = this.store;
    const isOpen = !this.root.classList.contains('closed') && !this.body.hidden;
    const outer = this.root.offsetHeight - (isOpen ? this.body.offsetHeight : 0);
    return {
      wantedPx: grid(Math.max(1, rowCount)),
      leastPx: grid(Math.min(LEAST_ROWS, Math.max(1, rowCount))),
      isOpen,
      headingPx: outer,
    };
  }

  setGridHeight(heightPx: number): void {
    const height = `${heightPx}px`;
    if (this.body.style.height !== height) this.body.style.height = height;
    if (heightPx > 0) this.grid?.resize();
  }

  get rowCount(): number {
    return this.store.rowCount;
  }

  dispose(): void {
    cancelAnimationFrame(this.frame);
    this.view.dispose();
    this.filter.dispose();
    this.actions?.dispose();
    this.grid?.dispose();
  }
}
