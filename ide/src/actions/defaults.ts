/** `def f(a=1)`: the value goes to the calls that leave it out, in the script and its vis.json. */
import type { Problem, Expression, FunctionStatement, Parameter } from '#language';
import { items, member, spanOf as jsonSpanOf, type VisFunction } from '#vis';
import { nodeText, spanOf, type ActionContext, type Fix } from './action.ts';
import { insert, replace, type TextEdit } from '../edits/textEdit.ts';
import { allExpressions, allStatements, sameSpan } from './find.ts';

interface Default {
  readonly parameter: Parameter;
  readonly position: number;
  readonly value: Expression;
}

export function defaultArgument(problem: Problem, context: ActionContext): readonly Fix[] {
  for (const node of allStatements(context.analysis.tree.statements)) {
    if (node.kind !== 'Function') continue;
    const defaults = node.parameters.flatMap((parameter, position): readonly Default[] => {
      const { defaultValue: value } = parameter;
      return value === undefined ? [] : [{ parameter, position, value }];
    });
    if (!defaults.some(({ value }) => sameSpan(value.span, problem.span))) continue;
    const calledByVis = (context.vis?.functions ?? []).filter(
      ({ name }) => name === node.name.text,
    );
    const edits = defaults.flatMap((one) => [
      ...inSignature(one, calledByVis, context),
      ...inCalls(one, node, context),
    ]);
    const visEdits = calledByVis.flatMap((func) => inVis(func, defaults));
    const title = 'Move the default to the calls';
    return [{ title, edits: merged(edits), visEdits, isPreferred: true }];
  }
  return [];
}

/** vis.json can give a parameter a value only where its type is written. */
function inSignature(
  { parameter, value }: Default,
  calledByVis: readonly VisFunction[],
  context: ActionContext,
): readonly TextEdit[] {
  const { annotation, name } = parameter;
  const start = annotation?.span.end ?? name.span.end;
  const type = annotation === undefined && calledByVis.length > 0 ? literalType(value) : undefined;
  const newText = type === undefined ? '' : `: ${type}`;
  return [replace({ start, end: spanOf(context, value).end }, newText)];
}

function inCalls(
  { parameter: { name }, position, value }: Default,
  { name: called }: FunctionStatement,
  context: ActionContext,
): readonly TextEdit[] {
  const { analysis } = context;
  return allExpressions(analysis.tree).flatMap((call) => {
    if (call.kind !== 'Call' || call.callee.kind !== 'Name') return [];
    if (call.callee.id !== called.text || call.args.length > position) return [];
    if (call.keywords.some((one) => one.name.text === name.text)) return [];
    const before = analysis.text.slice(call.at + 1, call.span.end - 1).trim();
    const comma = before === '' || before.endsWith(',') ? '' : ', ';
    return [insert(call.span.end - 1, `${comma}${name.text}=${nodeText(context, value)}`)];
  });
}

/** Arguments that the vis.json leaves out, behind those it gives. */
function inVis(func: VisFunction, defaults: readonly Default[]): readonly TextEdit[] {
  const left = defaults.flatMap(({ parameter: { name }, value }) => {
    const text = visText(value);
    const isGiven = func.args.some((arg) => arg.name === name.text);
    return text === undefined || isGiven
      ? []
      : [`{ "name": ${JSON.stringify(name.text)}, "value": ${JSON.stringify(text)} }`];
  });
  if (left.length === 0) return [];
  const args = member(func.node, 'args');
  const last = items(args).at(-1);
  if (last !== undefined) return [insert(jsonSpanOf(last).end, `, ${left.join(', ')}`)];
  if (args?.type === 'array') return [insert(args.offset + 1, left.join(', '))];
  const name = member(func.node, 'name');
  return name === undefined ? [] : [insert(jsonSpanOf(name).end, `, "args": [${left.join(', ')}]`)];
}

/** As vis.json writes a value: always a text. Undefined for what is worked out. */
function visText(value: Expression): string | undefined {
  if (value.kind === 'String') return value.value;
  if (value.kind === 'Integer' || value.kind === 'Float') return String(value.value);
  if (value.kind === 'Name' && /^(True|False)$/.test(value.id)) return value.id.toLowerCase();
  if (value.kind !== 'Unary' || value.operator !== '-') return undefined;
  const text = visText(value.operand);
  return text === undefined || value.operand.kind === 'String' ? undefined : `-${text}`;
}

function literalType(value: Expression): string | undefined {
  if (value.kind === 'Unary') return literalType(value.operand);
  if (value.kind === 'Name') return visText(value) === undefined ? undefined : 'bool';
  const types: Partial<Record<Expression['kind'], string>> = {
    String: 'str',
    Integer: 'int',
    Float: 'float',
  };
  return types[value.kind];
}

/** Insertions at one place become one, in order. */
function merged(edits: readonly TextEdit[]): readonly TextEdit[] {
  const result: { span: TextEdit['span']; newText: string }[] = [];
  for (const { span, newText } of edits) {
    const same = result.find(
      (one) => one.span.end === span.start && span.start === span.end && sameSpan(one.span, span),
    );
    if (same === undefined) result.push({ span, newText });
    else same.newText += newText.startsWith(', ') ? newText : `, ${newText}`;
  }
  return result;
}
