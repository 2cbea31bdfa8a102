/** Which rows of a store are shown, and in which order. */
import type { TableStore } from '../store/tableStore.ts';
import { mergeSort } from './mergeSort.ts';
import { Slices } from './slices.ts';
import { rowOrder } from './sortKeys.ts';
import { filterRows } from './textFilter.ts';

export interface SortBy {
  /** Index in the relation. */
  readonly column: number;
  readonly ascending: boolean;
}

export interface RowViewState {
  readonly sort: SortBy | undefined;
  /** Empty for all rows. */
  readonly filter: string;
}

/**
 * The rows as asked for, computed in the background. While rows are still arriving the rows shown
 * are those of the last computation, so what is on screen never jumps without a cause.
 */
export class RowView {
  private state: RowViewState = { sort: undefined, filter: '' };
  /** Row numbers in the order shown; undefined for all rows in the order of arrival. */
  private order: Uint32Array | undefined;
  private work: AbortController | undefined;
  private computedRows = 0;

  constructor(
    private readonly store: TableStore,
    private readonly changed: () => void,
    private readonly slicesOf: (signal: AbortSignal) => Slices = (signal) => new Slices(signal),
  ) {}

  get length(): number {
    return this.order?.length ?? this.store.rowCount;
  }

  get current(): RowViewState {
    return this.state;
  }

  get isFiltered(): boolean {
    return this.state.filter !== '';
  }

  get isBusy(): boolean {
    return this.work !== undefined;
  }

  /** True when rows have come since the order was computed. */
  get isStale(): boolean {
    return this.order !== undefined && this.computedRows < this.store.rowCount;
  }

  /** The number in the store of the row at a place shown. */
  rowAt(place: number): number {
    return this.order === undefined ? place : (this.order[place] ?? -1);
  }

  /** Shows the rows anew. A later call takes the place of one that is not done. */
  async show(state: RowViewState): Promise<void> {
    this.state = state;
    this.stop();
    if (state.sort === undefined && state.filter === '') {
      this.order = undefined;
      this.changed();
      return;
    }
    const work = new AbortController();
    this.work = work;
    this.changed();
    const rowCount = this.store.rowCount;
    try {
      const order = await this.compute(state, this.slicesOf(work.signal));
      if (work.signal.aborted) return;
      this.order = order;
      this.computedRows = rowCount;
    } catch (error) {
      // A newer request has taken over; anything else is a fault to be seen.
      if (!work.signal.aborted) throw error;
      return;
    } finally {
      if (this.work === work) this.work = undefined;
    }
    this.changed();
  }

  /** Computes again with the rows that have come since. */
  refresh(): Promise<void> {
    return this.show(this.state);
  }

  dispose(): void {
    this.stop();
  }

  private stop(): void {
    this.work?.abort();
    this.work = undefined;
  }

  private async compute({ sort, filter }: RowViewState, slices: Slices): Promise<Uint32Array> {
    const rows =
      filter === ''
        ? Uint32Array.from({ length: this.store.rowCount }, (_, row) => row)
        : await filterRows(this.store, filter, slices);
    if (sort === undefined) return rows;
    const { column, ascending } = sort;
    const order = await rowOrder(this.store, column, { ascending, slices });
    return mergeSort(rows, order, slices);
  }
}
