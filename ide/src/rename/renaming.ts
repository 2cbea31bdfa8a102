/** What a rename works with and gives. */
import type { Analysis, Span } from '#language';
import type { NameTable } from '../navigation/names.ts';
import type { VisMention } from '../navigation/visMentions.ts';

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
