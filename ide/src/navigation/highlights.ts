/** The mentions of the name under the cursor, as reads and writes. */
import type { Span } from '#language';
import type { NameTable } from './names.ts';

export interface Highlight {
  readonly span: Span;
  readonly access: 'read' | 'write';
}

export function highlightsAt(names: NameTable, offset: number): readonly Highlight[] {
  const found = names.at(offset);
  if (found === undefined) return [];
  return names.occurrencesOf(found.symbol).map(({ span, access }) => ({ span, access }));
}
