/** The call or subscript around a place: what is called, and with which arguments so far. */
import {
  type Relation,
  type Analysis,
  type ValueDescription,
  type CallExpression,
  type Span,
  expressionPath,
} from '#language';
import type { Bracket } from './cursor.ts';

export type FunctionDescription = ValueDescription & { readonly kind: 'function' };

export interface CallContext {
  readonly bracket: Bracket;
  readonly callee: FunctionDescription;
  /** The parameter that is being given; undefined where the function has none there. */
  readonly parameter: string | undefined;
  /** Index among the positional arguments; undefined for a keyword. */
  readonly position: number | undefined;
  /** An argument by name stands before: what is typed can only be another one. */
  readonly followsKeyword: boolean;
  /** The columns of the DataFrame whose method it is. */
  readonly relation: Relation | undefined;
  /** Whether an argument stands behind the cursor too. */
  readonly node: CallExpression | undefined;
}

export type ValueOf = (span: Span) => ValueDescription | undefined;

export function callContext(
  { text, tree }: Pick<Analysis, 'text' | 'tree'>,
  bracket: Bracket,
  valueOf: ValueOf,
): CallContext | undefined {
  const { receiver, items } = bracket;
  if (bracket.kind !== 'call' || receiver === undefined) return undefined;
  const callee = valueOf(receiver);
  if (callee?.kind !== 'function') return undefined;
  const keyword = items.at(-1)?.keyword;
  const position =
    keyword === undefined
      ? items.slice(0, -1).filter((item) => item.keyword === undefined).length
      : undefined;
  const followsKeyword =
    keyword === undefined && items.slice(0, -1).some((item) => item.keyword !== undefined);
  const parameter = keyword ?? (followsKeyword ? undefined : callee.parameters[position ?? 0]);
  const object = /^([\s\S]*?)\s*\.\s*\w+$/.exec(text.slice(receiver.start, receiver.end))?.[1];
  const frame =
    callee.flavour === 'method' && object !== undefined
      ? valueOf({ start: receiver.start, end: receiver.start + object.length })
      : undefined;
  const relation = frame?.kind === 'dataFrame' ? frame.relation : undefined;
  const node = expressionPath(tree, bracket.open).findLast(
    (one): one is CallExpression => one.kind === 'Call' && one.at === bracket.open,
  );
  return { bracket, callee, parameter, position, followsKeyword, relation, node };
}

/** Where an argument's value is written, before the cursor or behind it. */
export function argumentSpan({ bracket, callee, node }: CallContext, name: string) {
  const { items } = bracket;
  const byKeyword = items.find(({ keyword }) => keyword === name);
  if (byKeyword !== undefined) return byKeyword.value;
  const position = callee.parameters.indexOf(name);
  const positional = items.filter(({ keyword }) => keyword === undefined)[position];
  if (positional !== undefined) return positional.value;
  return (node?.keywords.find((one) => one.name.text === name)?.value ?? node?.args[position])
    ?.span;
}

/** Parameters that are given already, before the cursor or behind it. */
export function givenParameters({ bracket, callee, node }: CallContext): ReadonlySet<string> {
  const before = bracket.items.slice(0, -1);
  const positional = before.filter(({ keyword }) => keyword === undefined).length;
  return new Set([
    ...callee.parameters.slice(0, positional),
    ...before.flatMap(({ keyword }) => keyword ?? []),
    ...(node?.keywords ?? []).map(({ name }) => name.text),
  ]);
}
