/** What a rename works with and gives. */
import type { Analysis } from '../semantics/analysis.ts';
import type { Span } from '../text/span.ts';
import type { NameTable } from './names.ts';
import type { VisMention } from './visMentions.ts';

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
export interface RenameContext {
  readonly analysis: Analysis;
  readonly names: NameTable;
  /** The vis.json beside the script. */
  readonly vis: { readonly text: string; readonly mentions: readonly VisMention[] } | undefined;
  /** Errors that other texts of the two would have. */
  readonly errorsOf: (script: string, vis: string | undefined) => readonly string[];
}
