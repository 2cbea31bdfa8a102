/** Runs a script and collects its rows: for small results that are read as a whole. */
import type { Relation } from '#language';
import type { RowBatch } from '#protocol/batch';
import { RunFailure, type RunEvent } from '#protocol/run';
import { cellOf, type Cell } from './cells.ts';

/** The rows of one result table, each cell in the order of the relation. */
export interface CollectedTable {
  readonly name: string;
  readonly relation: Relation;
  readonly rows: readonly (readonly Cell[])[];
}

/** A row by the names of its columns; of several columns with one name the last counts. */
export type NamedRow = Readonly<Record<string, Cell>>;

/**
 * The events of a run that has to succeed.
 *
 * @throws RunFailure when the run fails; the signal's reason, an AbortError, when it is cancelled.
 */
export async function* successfulEvents(
  events: AsyncIterable<RunEvent>,
  signal: AbortSignal,
): AsyncGenerator<RunEvent> {
  for await (const event of events) {
    if (event.kind === 'failed') throw new RunFailure(event.error);
    if (event.kind === 'cancelled') {
      signal.throwIfAborted();
      throw new DOMException('The run was cancelled.', 'AbortError');
    }
    yield event;
  }
}

/** All tables in the order they were announced; rows of a table that was not are left out. @throws as `successfulEvents` */
export async function collectTables(
  events: AsyncIterable<RunEvent>,
  signal: AbortSignal,
): Promise<readonly CollectedTable[]> {
  const tables = new Map<string, CollectedTable & { readonly rows: (readonly Cell[])[] }>();
  for await (const event of successfulEvents(events, signal)) {
    if (event.kind === 'table') {
      const { id, name, relation } = event.table;
      tables.set(id, { name, relation, rows: [] });
    } else if (event.kind === 'batch') {
      const rows = tables.get(event.batch.tableId)?.rows;
      for (let row = 0; rows !== undefined && row < event.batch.rowCount; row += 1) {
        rows.push(cellsOf(event.batch, row));
      }
    }
  }
  return [...tables.values()];
}

export const cellsOf = ({ columns }: RowBatch, row: number): readonly Cell[] =>
  columns.map((column) => cellOf(column, row));

/** The rows of all tables by the names of their columns; missing cells are empty texts. @throws as `successfulEvents` */
export async function collectNamedRows(
  events: AsyncIterable<RunEvent>,
  signal: AbortSignal,
): Promise<readonly NamedRow[]> {
  const tables = await collectTables(events, signal);
  return tables.flatMap(({ relation, rows }) =>
    rows.map((cells) =>
      Object.fromEntries(relation.map(({ name }, at) => [name, cells[at] ?? ''])),
    ),
  );
}
