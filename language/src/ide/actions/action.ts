/** What a code action is and what it is made from. */
import type { Catalog } from '../../catalog/catalog.ts';
import type { ScriptCheck } from '../../problems/checkScript.ts';
import type { Problem } from '../../problems/problem.ts';
import type { Analysis } from '../../semantics/analysis.ts';
import type { Expression } from '../../syntax/tree.ts';
import type { Span } from '../../text/span.ts';
import type { Vis } from '../../vis/vis.ts';
import { Brackets } from './brackets.ts';

/** Replaces a part of the text; an empty span inserts. */
export interface TextEdit {
  readonly span: Span;
  readonly newText: string;
}

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

export const replace = (span: Span, newText: string): TextEdit => ({ span, newText });
export const insert = (offset: number, newText: string): TextEdit => ({
  span: { start: offset, end: offset },
  newText,
});

export const textOf = ({ analysis }: ActionContext, { start, end }: Span): string =>
  analysis.text.slice(start, end);

/** Where an expression stands, with the brackets inside it. */
export const spanOf = ({ brackets }: ActionContext, { span }: Expression): Span =>
  brackets.balanced(span);

export const nodeText = (context: ActionContext, node: Expression): string =>
  textOf(context, spanOf(context, node));

/** The text with edits that do not overlap. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  let result = text;
  for (const { span, newText } of [...edits].sort((a, b) => b.span.start - a.span.start)) {
    result = result.slice(0, span.start) + newText + result.slice(span.end);
  }
  return result;
}

/** The whole line of an offset, its end included: what goes when a statement goes. */
export function lineSpan(text: string, { start, end }: Span): Span {
  const newline = text.indexOf('\n', Math.max(start, end - 1));
  return {
    start: text.lastIndexOf('\n', start - 1) + 1,
    end: newline < 0 ? text.length : newline + 1,
  };
}

/** Blanks in front of the line of an offset. */
export function indentAt(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  return /^[ \t]*/.exec(text.slice(start))?.[0] ?? '';
}
