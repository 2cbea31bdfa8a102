/** What can be done with a table: copying, saving, sorting; as a menu and by keys. */
import { countOf, formatOf } from '#rows';
import { copyText, type CopyForm, type CopyRange } from '../copy/copyRows.ts';
import type { TableGrid } from '../grid/tableGrid.ts';
import type { TableStore } from '../store/tableStore.ts';
import type { RowView } from '../view/rowView.ts';
import { Slices } from '../view/slices.ts';
import { SEPARATOR, type MenuEntry } from './menu.ts';

export interface TableActionOptions {
  readonly store: TableStore;
  readonly view: RowView;
  readonly grid: TableGrid;
  readonly copy: (text: string) => void;
  readonly saveCsv: (csv: string) => void;
  readonly filter: (text: string) => void;
  readonly open: () => void;
  /** Says in words what has happened. */
  readonly announce: (text: string) => void;
}

const SHOWN: CopyForm = { separator: 'tab', header: false, values: 'shown' };

export class TableActions {
  private work: AbortController | undefined;

  constructor(private readonly options: TableActionOptions) {}

  /** The selected cells, or the whole table when none are. */
  async copySelection(form: Partial<CopyForm> = {}): Promise<void> {
    const range = this.options.grid.selected ?? this.whole();
    await this.copyRange(range, { ...SHOWN, ...form });
  }

  private async copyRange(range: CopyRange, form: CopyForm): Promise<void> {
    const { copy, announce } = this.options;
    const text = await this.textOf(range, form);
    if (text === undefined) return;
    copy(text);
    const rows = range.toRow - range.fromRow + 1;
    announce(`Copied ${countOf(rows, 'row')} of ${countOf(range.columns.length, 'column')}.`);
  }

  private async saveAll(): Promise<void> {
    const form: CopyForm = { separator: 'comma', header: true, values: 'exact' };
    const text = await this.textOf(this.whole(), form);
    if (text !== undefined) this.options.saveCsv(text);
  }

  private async textOf(range: CopyRange, form: CopyForm): Promise<string | undefined> {
    const { store, view, announce } = this.options;
    this.work?.abort();
    const work = new AbortController();
    this.work = work;
    try {
      const text = await copyText({ store, view }, range, form, new Slices(work.signal));
      if (text === undefined)
        announce('That is too much text to copy. Filter or select fewer rows.');
      return text;
    } catch (error) {
      // A later copy has taken over; anything else is a fault to be seen.
      if (!work.signal.aborted) throw error;
      return undefined;
    }
  }

  private whole(): CopyRange {
    const { view, grid } = this.options;
    return { fromRow: 0, toRow: view.length - 1, columns: grid.shownColumns };
  }

  menu(): MenuEntry[] {
    const { view, grid, open } = this.options;
    if (view.length === 0) return [];
    const entries: MenuEntry[] = [];
    const later = (work: Promise<void>) => {
      work.catch((error: unknown) => {
        this.options.announce(`That did not work: ${String(error)}`);
      });
    };
    const active = grid.active;
    if (active !== undefined) {
      entries.push(
        { label: 'Show Details', key: 'Enter', run: open },
        SEPARATOR,
        { label: 'Copy', key: 'Ctrl+C', run: () => later(this.copySelection()) },
        {
          label: 'Copy with Headers',
          key: 'Ctrl+Shift+C',
          run: () => later(this.copySelection({ header: true })),
        },
        { label: 'Copy Exact Values', run: () => later(this.copySelection({ values: 'exact' })) },
        SEPARATOR,
        ...this.columnEntries(active),
        SEPARATOR,
      );
    }
    entries.push(
      {
        label: 'Copy Table',
        run: () => later(this.copyRange(this.whole(), { ...SHOWN, header: true })),
      },
      { label: 'Save Table as CSV…', run: () => later(this.saveAll()) },
    );
    return entries;
  }

  private columnEntries({ place, column }: { readonly place: number; readonly column: number }) {
    const { store, view, grid, filter } = this.options;
    const info = store.relation[column];
    if (info === undefined) return [];
    const { value } = store.cell(view.rowAt(place), column);
    const { text } = formatOf(info)(value);
    const entries: MenuEntry[] = [
      { label: 'Sort Ascending', run: () => grid.sortBy({ column, ascending: true }) },
      { label: 'Sort Descending', run: () => grid.sortBy({ column, ascending: false }) },
    ];
    if (view.current.sort !== undefined) {
      entries.push({ label: 'Order of Arrival', run: () => grid.sortBy(undefined) });
    }
    if (text !== '') {
      const wanted = typeof value === 'string' && value.length <= 200 ? value : text;
      entries.push({ label: 'Filter by This Value', run: () => filter(wanted) });
    }
    return entries;
  }

  dispose(): void {
    this.work?.abort();
  }
}
