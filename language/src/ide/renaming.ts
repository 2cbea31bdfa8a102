/** What a rename works with and gives. */
import type { Analysis } from '../semantics/analysis.ts';
import type { Span } from '../text/span.ts';
import type { NameTable, ScriptSymbol } from './names.ts';

export interface Refused {
  /** A sentence for the author. */
  readonly refusal: string;
}
export interface RenameEdit {
  readonly span: Span;
  readonly newText: string;
}
export interface Renamed {
  readonly script: readonly RenameEdit[];
  readonly vis: readonly RenameEdit[];
}
/** A word of the vis.json that names something of the script. `span` is between its quotes. */
export interface VisMention {
  readonly span: Span;
  readonly symbol: ScriptSymbol;
}
export interface RenameContext {
  readonly analysis: Analysis;
  readonly names: NameTable;
  readonly vis: readonly VisMention[];
  /** Errors the script would have with another text. */
  readonly errorsOf: (script: string) => readonly string[];
}
