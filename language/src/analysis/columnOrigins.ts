/** Where a script's columns come from, in the terms of its text. */
import type { Span } from '../text/span.ts';

/** A column, as one place of the script makes it. The same object for the same place and name. */
export interface ColumnOrigin {
  readonly name: string;
  readonly kind: 'table' | 'tableFunction' | 'assigned' | 'aggregated' | 'suffixed';
  /** Assignment target, keyword or suffix; the call that reads the table. */
  readonly span: Span;
  /** The table's or table function's name. */
  readonly source?: string;
  /** Of a suffixed column: what it is called without, and the other side's column of that name. */
  readonly suffixed?: {
    readonly base: readonly ColumnOrigin[];
    readonly other: readonly ColumnOrigin[];
    readonly suffix: string;
  };
}

/** A place that reads or makes a column. */
export interface ColumnUse {
  /** `df.x`, a text or a keyword; the extent of the call where a library or vis.json names it. */
  readonly span: Span;
  readonly name: string;
  readonly access: 'read' | 'write' | 'implicit';
  /** More than one where a function is called with several DataFrames. */
  readonly origins: readonly ColumnOrigin[];
}

export type ColumnOrigins = ReadonlyMap<string, readonly ColumnOrigin[]>;

/** Every column of a script and how one hangs together with another. */
export interface ColumnFacts {
  readonly uses: readonly ColumnUse[];
  /** Origins that are one column to the author: one replaces the other, or both are appended. */
  readonly links: readonly (readonly [ColumnOrigin, ColumnOrigin])[];
  /** Every set of columns that exists at some point, for finding clashes of names. */
  readonly columnSets: readonly ColumnOrigins[];
}
