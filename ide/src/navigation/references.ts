/** Every mention of the name at a place. */
import type { Span } from '#language';
import type { NameTable, ScriptSymbol } from './names.ts';

export function mentionsOf(
  names: NameTable,
  symbol: ScriptSymbol,
  { withDefinitions }: { readonly withDefinitions: boolean },
): readonly Span[] {
  const spans = names.occurrencesOf(symbol).map(({ span }) => span);
  const definitions = definitionsOf(names, symbol);
  const isDefinition = (span: Span) => definitions.some(({ start }) => start === span.start);
  if (!withDefinitions) return spans.filter((span) => !isDefinition(span));
  // A table's column is made by the call that reads the table, which does not name it.
  const unnamed = definitions.filter(({ start }) => !spans.some((span) => span.start === start));
  return [...unnamed, ...spans].sort((a, b) => a.start - b.start);
}

/** Where a symbol is made, at all its places. */
export function definitionsOf({ columns }: NameTable, symbol: ScriptSymbol): readonly Span[] {
  if (symbol.kind === 'variable') return symbol.variable.bindings.map(({ span }) => span);
  const spans = symbol.column.origins.map((origin) => columns.placeOf(origin).span);
  return [...new Map(spans.map((span) => [span.start, span])).values()];
}
