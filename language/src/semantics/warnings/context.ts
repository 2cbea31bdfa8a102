/** What warnings are found with. */
import type { Relation } from '../../catalog/types.ts';
import type { Warning } from '../../problems/codes.ts';
import type { Expression } from '../../syntax/tree.ts';
import type { Span } from '../../text/span.ts';
import type { ValueDescription } from '../../analysis/analysis.ts';

export interface WarningContext {
  readonly text: string;
  /** The value of an expression, the last time it was evaluated. */
  readonly valueOf: (node: Expression) => ValueDescription | undefined;
  /** Rows per result table. */
  readonly rowLimit: number | undefined;
  /** `head()` calls right before a result that ask for more than its rows. */
  readonly clampedHeads: readonly Span[];
  /** Whether a column of `own` is one of `other` that it was made from. */
  readonly hasColumnOf: (own: Expression, other: Expression, column: string) => boolean;
}

/** What makes a finding void, anywhere in the script: a name is read, a column is given a unit. */
export interface Exception {
  readonly read?: string;
  readonly cast?: string;
}
export type Report = (rule: Warning, span: Span, message: string, except?: Exception) => void;

/** The column an expression such as `df.x` or `df['x']` names. */
export function columnAccess(
  node: Expression,
): { readonly base: Expression; readonly name: string } | undefined {
  if (node.kind === 'Attribute' && node.name !== undefined) {
    return { base: node.value, name: node.name.text };
  }
  const index = node.kind === 'Subscript' && node.index.kind === 'Index' ? node.index : undefined;
  return node.kind === 'Subscript' && index?.value.kind === 'String'
    ? { base: node.value, name: index.value.value }
    : undefined;
}

/** The columns of a DataFrame expression. */
export function relationOf(node: Expression, { valueOf }: WarningContext): Relation | undefined {
  const value = valueOf(node);
  return value?.kind === 'dataFrame' ? value.relation : undefined;
}

export const isFrame = (node: Expression, { valueOf }: WarningContext): boolean =>
  valueOf(node)?.kind === 'dataFrame';
