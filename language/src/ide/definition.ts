/** Where the name at a place is made. */
import type { Span } from '../text/span.ts';
import type { DefinitionPlace, NameTable } from './names.ts';

export interface Definitions {
  /** The mention asked for. */
  readonly span: Span;
  readonly places: readonly DefinitionPlace[];
}

export function definitionsAt(names: NameTable, offset: number): Definitions | undefined {
  const found = names.at(offset);
  return found === undefined ? undefined : { span: found.span, places: found.definitions };
}
