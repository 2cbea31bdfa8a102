/**
 * Every name a script writes and what it stands for: variables, parameters, functions, imports and
 * columns. The base of definition, references, rename, highlights and semantic tokens.
 */
import type { Analysis, Span } from '#language';
import { columnTable, type ColumnTable, type ScriptColumn } from './columnNames.ts';
import { variableTable, type Binding, type Variable, type VariableTable } from './variables.ts';

/** One thing with a name. */
export type ScriptSymbol =
  | { readonly kind: 'variable'; readonly variable: Variable }
  | { readonly kind: 'column'; readonly column: ScriptColumn };

/** Where something gets its name. */
export interface DefinitionPlace {
  /** The name. */
  readonly span: Span;
  /** The statement, parameter or call that makes it. */
  readonly extent: Span;
}

/** A word of the script that is a name. */
export interface NameOccurrence {
  readonly span: Span;
  readonly access: 'read' | 'write';
  readonly form: 'name' | 'keyword' | 'attribute' | 'text';
  readonly symbol: ScriptSymbol;
  /** What this very mention means; several where a function serves several DataFrames. */
  readonly definitions: readonly DefinitionPlace[];
  /** The bindings behind the definitions, of variables. */
  readonly bindings: readonly Binding[];
}

export interface NameTable {
  /** In text order; no two overlap. */
  readonly occurrences: readonly NameOccurrence[];
  readonly variables: VariableTable;
  readonly columns: ColumnTable;
  /** The name at an offset, or the one that ends there. */
  at(offset: number): NameOccurrence | undefined;
  /** In text order. */
  occurrencesOf(symbol: ScriptSymbol): readonly NameOccurrence[];
  symbolOfVariable(variable: Variable): ScriptSymbol;
  symbolOfColumn(column: ScriptColumn): ScriptSymbol;
}

export function nameTable(analysis: Analysis): NameTable {
  const variables = variableTable(analysis);
  const columns = columnTable(analysis);
  const bySymbol = new Map<Variable | ScriptColumn, ScriptSymbol>();
  const found: NameOccurrence[] = [];
  for (const variable of variables.variables) {
    const symbol: ScriptSymbol = { kind: 'variable', variable };
    bySymbol.set(variable, symbol);
    for (const { span, access, form, bindings } of variable.uses) {
      found.push({ span, access, form, symbol, definitions: bindings, bindings });
    }
  }
  for (const column of columns.columns) {
    const symbol: ScriptSymbol = { kind: 'column', column };
    bySymbol.set(column, symbol);
    for (const { span, access, form, origins } of column.mentions) {
      const definitions = origins.map((origin) => columns.placeOf(origin));
      found.push({ span, access, form, symbol, definitions, bindings: [] });
    }
  }
  const occurrences = found.sort((a, b) => a.span.start - b.span.start);
  const symbolOf = (key: Variable | ScriptColumn): ScriptSymbol => {
    const symbol = bySymbol.get(key);
    if (symbol === undefined) throw new Error('a name of another script');
    return symbol;
  };
  return {
    occurrences,
    variables,
    columns,
    at: (offset) => occurrenceAt(occurrences, offset),
    occurrencesOf: (symbol) => occurrences.filter((one) => one.symbol === symbol),
    symbolOfVariable: symbolOf,
    symbolOfColumn: symbolOf,
  };
}

function occurrenceAt(
  occurrences: readonly NameOccurrence[],
  offset: number,
): NameOccurrence | undefined {
  let low = 0;
  let high = occurrences.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((occurrences[middle]?.span.start ?? Infinity) <= offset) low = middle + 1;
    else high = middle;
  }
  const candidate = occurrences[low - 1];
  if (candidate === undefined || candidate.span.end < offset) return undefined;
  return candidate;
}

export function nameOf(symbol: ScriptSymbol): string {
  return symbol.kind === 'variable' ? symbol.variable.name : symbol.column.name;
}
