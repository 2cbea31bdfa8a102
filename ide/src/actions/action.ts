/** What a code action is and what it is made from. */
import type { Catalog, Problem, Analysis, Expression, Span } from '#language';
import type { TextEdit } from '../edits/textEdit.ts';
import type { ScriptCheck } from '../check/checkScript.ts';
import type { Vis } from '#vis';
import { Brackets } from './brackets.ts';

/** LSP's kinds, as far as they are used. @see CodeActionKind of the LSP specification */
export type ActionKind =
  | 'quickfix'
  | 'refactor.extract'
  | 'refactor.inline'
  | 'refactor.rewrite'
  | 'source.fixAll.pxl'
  | 'source.organizeImports';

export interface CodeAction {
  readonly title: string;
  readonly kind: ActionKind;
  /** In the script, not overlapping. */
  readonly edits: readonly TextEdit[];
  /** In the vis.json beside the script, not overlapping. */
  readonly visEdits?: readonly TextEdit[] | undefined;
  /** What it mends; undefined for what is no answer to a problem. */
  readonly problem?: Problem | undefined;
  /** The one that is meant in nearly every case. */
  readonly isPreferred?: boolean | undefined;
  /** Text of a new vis.json beside the script. */
  readonly newVis?: string | undefined;
}

export interface CodeActionRequest {
  readonly check: ScriptCheck;
  readonly catalog: Catalog;
  /** The selection, or the cursor. */
  readonly span: Span;
  /** Kinds wanted, such as `refactor`, with all below them; all when undefined. */
  readonly only: readonly string[] | undefined;
  /** Looks at a changed text in the same way, for fixes that follow from fixes. */
  readonly recheck: (script: string) => ScriptCheck;
}

/** A quick fix before it is bound to its problem. */
export interface Fix {
  readonly title: string;
  readonly edits: readonly TextEdit[];
  readonly visEdits?: readonly TextEdit[];
  readonly isPreferred?: boolean;
  /** Means what was written and nothing else: may be done without a look. */
  readonly isSafe?: boolean;
}

export interface ActionContext {
  readonly analysis: Analysis;
  readonly catalog: Catalog;
  readonly brackets: Brackets;
  /** The vis.json beside the script. */
  readonly vis: Vis | undefined;
}

export const actionContext = (
  { analysis, vis }: Pick<ScriptCheck, 'analysis' | 'vis'>,
  catalog: Catalog,
): ActionContext => ({ analysis, catalog, vis, brackets: new Brackets(analysis.text) });

/** Proposes fixes for one problem; none when it does not know the problem's form. */
export type Fixer = (problem: Problem, context: ActionContext) => readonly Fix[];

export const textOf = ({ analysis }: ActionContext, { start, end }: Span): string =>
  analysis.text.slice(start, end);

/** Where an expression stands, with the brackets inside it. */
export const spanOf = ({ brackets }: ActionContext, { span }: Expression): Span =>
  brackets.balanced(span);

export const nodeText = (context: ActionContext, node: Expression): string =>
  textOf(context, spanOf(context, node));
