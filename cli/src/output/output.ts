/** The tables of one or more runs as text: each format gets tables and rows and gives what to write. */
import type { RowBatch, TableMetadata } from '#protocol/batch';
import { cellsOf, UniqueNames } from '#rows';
import { alignedTables } from './alignedTables.ts';
import { commaSeparated } from './commaSeparated.ts';
import type { Formatter, NamedTable, OutputFormat, OutputOptions } from './formatter.ts';
import { jsonDocument, jsonLines } from './json.ts';

export interface Output {
  readonly table: (table: TableMetadata) => string;
  /** @returns undefined for rows of a table that was not announced. */
  readonly batch: (batch: RowBatch) => string | undefined;
  /** To be called after each run. The tables of the next one may have the same IDs. */
  readonly endRun: () => string;
  /** Follows the last `endRun`. */
  readonly end: () => string;
  /** Rows so far of this run, in the order of announcement. */
  readonly counts: () => readonly { readonly name: string; readonly rows: number }[];
}

const FORMATTERS: Readonly<Record<OutputFormat, (options: OutputOptions) => Formatter>> = {
  table: alignedTables,
  csv: commaSeparated,
  jsonl: jsonLines,
  json: jsonDocument,
};

export function createOutput(options: OutputOptions): Output {
  const formatter = FORMATTERS[options.format](options);
  const names = new UniqueNames();
  const tables = new Map<string, { readonly table: NamedTable; rows: number }>();
  let announced = 0;
  return {
    table: ({ id, name, relation }) => {
      const table = { id, name: names.next(name), relation, index: announced };
      announced += 1;
      tables.set(id, { table, rows: 0 });
      return formatter.start(table);
    },
    batch: (batch) => {
      const known = tables.get(batch.tableId);
      if (known === undefined) return undefined;
      known.rows += batch.rowCount;
      const parts: string[] = [];
      for (let row = 0; row < batch.rowCount; row += 1) {
        parts.push(formatter.row(known.table, cellsOf(batch, row)));
      }
      return parts.join('');
    },
    endRun: () => {
      tables.clear();
      return formatter.flush();
    },
    end: () => formatter.end(),
    counts: () => [...tables.values()].map(({ table: { name }, rows }) => ({ name, rows })),
  };
}
