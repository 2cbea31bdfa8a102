/** A way to write tables: from tables and rows it makes the text to write. */
import type { TableMetadata } from '#protocol/batch';
import type { Cell, Int64Form } from '#rows';

export type OutputFormat = 'table' | 'json' | 'jsonl' | 'csv';
export const OUTPUT_FORMATS: readonly OutputFormat[] = ['table', 'json', 'jsonl', 'csv'];

export interface OutputOptions {
  readonly format: OutputFormat;
  readonly int64: Int64Form;
  /** The text goes to a terminal, which must not see control characters. */
  readonly isTerminal: boolean;
}

/** A table under a name that no other table of the output has. */
export interface NamedTable extends TableMetadata {
  /** Counts from 0 in the order of announcement, also over several scripts. */
  readonly index: number;
}

/** Every function returns the text to write now, which may be empty. */
export interface Formatter {
  readonly start: (table: NamedTable) => string;
  readonly row: (table: NamedTable, cells: readonly Cell[]) => string;
  /** What is held back of the tables so far: they are complete, others may follow. */
  readonly flush: () => string;
  /** Follows the last `flush`. */
  readonly end: () => string;
}
