/** What a script's parameters take from vis.json: texts, converted as their annotations say. */
import {
  type Analysis,
  type ValueDescription,
  argumentComplaint,
  parse,
  type FunctionStatement,
  type Parameter,
} from '#language';

/** How a parameter's annotation reads a text. */
export type ParameterType =
  | (ValueDescription & { readonly kind: 'type' })
  /** `list`: the text is an expression of PxL. */
  | { readonly kind: 'list' }
  /** Without annotation it takes no text. */
  | { readonly kind: 'none' }
  /** Such as px.DataFrame, which no text can become. */
  | { readonly kind: 'unusable' }
  | { readonly kind: 'unknown' };

export function parameterType(analysis: Analysis, { annotation }: Parameter): ParameterType {
  if (annotation === undefined) return { kind: 'none' };
  const value = analysis.valueOf(annotation);
  if (value === undefined || value.kind === 'unknown') return { kind: 'unknown' };
  if (value.kind === 'type') return value;
  return value.kind === 'object' && value.name === 'list' ? { kind: 'list' } : { kind: 'unusable' };
}

export const functionNamed = (analysis: Analysis, name: string): FunctionStatement | undefined =>
  analysis.functions.findLast((node) => node.name.text === name);

/** Why a text cannot become the parameter's value, in the compiler's words; undefined if it can. */
export function conversionProblem(text: string, type: ParameterType): string | undefined {
  if (type.kind === 'type') return argumentComplaint(text, type);
  if (type.kind !== 'list') return undefined;
  const { tree, errors } = parse(text);
  const [statement, ...more] = tree.statements;
  const isList =
    errors.length === 0 &&
    more.length === 0 &&
    statement?.kind === 'ExpressionStatement' &&
    (statement.value.kind === 'List' || statement.value.kind === 'Name');
  return isList ? undefined : `Failed to parse arg '${text}' as 'list'`;
}
