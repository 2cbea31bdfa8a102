/** Places that help to understand a problem, where they are certain. */
import {
  expressionPath,
  type Analysis,
  type CallExpression,
  type Expression,
  type FunctionStatement,
  enclosingFunctions,
  lastFrom,
  eachExpression,
  type Span,
  type Problem,
  type RelatedPlace,
} from '#language';
import { whereColumnIsLost } from './columnTrail.ts';

/** A script as the finders look at it: only where they have to, for values take their time. */
class Script {
  private readonly known = new Map<FunctionStatement, readonly CallExpression[]>();

  constructor(readonly analysis: Analysis) {}

  /** Calls of a function by its own name, in text order. */
  callsOf(definition: FunctionStatement): readonly CallExpression[] {
    const calls = this.known.get(definition) ?? this.findCalls(definition);
    this.known.set(definition, calls);
    return calls;
  }

  private findCalls(definition: FunctionStatement): readonly CallExpression[] {
    const { tree, text } = this.analysis;
    const name = definition.name.text;
    const statements = tree.statements.filter(({ span }) =>
      text.slice(span.start, span.end).includes(name),
    );
    const calls: CallExpression[] = [];
    eachExpression({ statements }, (node) => {
      if (node.kind !== 'Call' || node.callee.kind !== 'Name') return;
      const callee = this.analysis.valueOf(node.callee);
      if (callee?.kind === 'function' && callee.definition === definition) calls.push(node);
    });
    return calls;
  }
}

type Finder = (problem: Problem, script: Script) => readonly RelatedPlace[];

/** By the code of a problem. */
const FINDERS: Readonly<Record<string, Finder>> = {
  PXL101: laterValue,
  PXL120: calledFunction,
  PXL121: calledFunction,
  PXL202: missingColumn,
  PXL618: group,
};

/** Codes of what is wrong whoever calls the function that it is in. */
const WHOEVER_CALLS = /^PXL(0|10[1-8]|11|4|6|7)/;

export function withRelated(problems: readonly Problem[], analysis: Analysis): readonly Problem[] {
  const script = new Script(analysis);
  return problems.map((problem) => {
    if (problem.related !== undefined) return problem;
    const own = FINDERS[problem.code]?.(problem, script) ?? [];
    const related = own.length > 0 ? own : onlyCall(problem, script);
    return related.length === 0 ? problem : { ...problem, related };
  });
}

const inScript = (message: string, span: Span): RelatedPlace => ({ message, span, file: 'script' });

const sameSpan = (a: Span, b: Span): boolean => a.start === b.start && a.end === b.end;

/** What a problem is about, outermost first, and what stands around it. */
function pathOf({ span }: Problem, { tree }: Analysis): readonly Expression[] {
  return expressionPath(tree, span.start).filter(
    (node) => node.span.start <= span.start && span.end <= node.span.end,
  );
}

/** A name that is read before it has a value. */
function laterValue(problem: Problem, { analysis }: Script): readonly RelatedPlace[] {
  const { tree, text } = analysis;
  const node = pathOf(problem, analysis).at(-1);
  if (node?.kind !== 'Name') return [];
  const owner = enclosingFunctions(tree, text, node.span.start).at(-1);
  const block = owner?.body.statements ?? tree.statements;
  for (const statement of block) {
    if (statement.span.start < node.span.start) continue;
    const [target] = statement.kind === 'Assign' ? statement.targets : [];
    const name = statement.kind === 'Function' ? statement.name : undefined;
    if (target?.kind === 'Name' && target.id === node.id) {
      return [inScript(`'${node.id}' gets its value only here.`, target.span)];
    }
    if (name?.text === node.id) return [inScript(`'${node.id}' is defined only here.`, name.span)];
  }
  return [];
}

/** The definition of the script's own function that a call does not fit. */
function calledFunction(problem: Problem, { analysis }: Script): readonly RelatedPlace[] {
  const path = pathOf(problem, analysis);
  const call = path.findLast((node) => node.kind === 'Call');
  const definition = call && userFunction(call, analysis);
  if (call === undefined || definition === undefined) return [];
  const index = call.args.findIndex(({ span }) => sameSpan(span, problem.span));
  const keyword = call.keywords.find(({ value }) => sameSpan(value.span, problem.span));
  const parameter =
    keyword === undefined
      ? definition.parameters[index]
      : definition.parameters.find(({ name }) => name.text === keyword.name.text);
  return parameter === undefined
    ? [inScript(`'${definition.name.text}' is defined here.`, definition.name.span)]
    : [inScript(`'${parameter.name.text}' is declared here.`, parameter.span)];
}

/** The definition in this script of what is called. */
function userFunction(call: CallExpression, analysis: Analysis): FunctionStatement | undefined {
  const callee = analysis.valueOf(call.callee);
  return callee?.kind === 'function' && callee.flavour === 'user' ? callee.definition : undefined;
}

/** Where a DataFrame has lost its column, or where it comes from without. */
function missingColumn(problem: Problem, script: Script): readonly RelatedPlace[] {
  const { analysis } = script;
  const [, column] = /^(?:Column|cannot find column) '(.*?)'/s.exec(problem.message) ?? [];
  const path = pathOf(problem, analysis);
  const frame = column === undefined ? undefined : readFrame(path, column, analysis);
  if (column === undefined || frame === undefined) return [];
  const trail = whereColumnIsLost(frame, column, analysis);
  if (trail?.kind === 'place') return [inScript(trail.message, trail.span)];
  if (trail?.kind !== 'parameter') return [];
  const { owner, index } = trail;
  const name = owner.parameters[index]?.name.text ?? '';
  return script.callsOf(owner).flatMap((call) => {
    const given = call.keywords.find((one) => one.name.text === name)?.value ?? call.args[index];
    const value = given === undefined ? undefined : analysis.valueOf(given);
    if (given === undefined || value?.kind !== 'dataFrame') return [];
    if (value.relation.some((one) => one.name === column)) return [];
    return [inScript(`'${name}' is given here, without '${column}'.`, given.span)];
  });
}

/** The DataFrame whose column is missing. */
function readFrame(
  path: readonly Expression[],
  column: string,
  analysis: Analysis,
): Expression | undefined {
  const lacks = (node: Expression | undefined): node is Expression => {
    const value = node === undefined ? undefined : analysis.valueOf(node);
    return value?.kind === 'dataFrame' && !value.relation.some(({ name }) => name === column);
  };
  for (const node of [...path].reverse()) {
    const frame =
      node.kind === 'Attribute' || node.kind === 'Subscript'
        ? node.value
        : node.kind === 'Call'
          ? frameOfCall(node, column)
          : undefined;
    if (lacks(frame)) return frame;
  }
  return undefined;
}

/** The DataFrame whose method is called; the other one of a merge that names the column there. */
function frameOfCall(call: CallExpression, column: string): Expression | undefined {
  const { callee } = call;
  if (callee.kind !== 'Attribute') return undefined;
  const names = (keyword: string, position: number): boolean =>
    textsOf(argument(call, keyword, position)).includes(column);
  const isOfRight = callee.name?.text === 'merge' && names('right_on', 3) && !names('left_on', 2);
  return isOfRight ? argument(call, 'right', 0) : callee.value;
}

const argument = (
  { args, keywords }: CallExpression,
  keyword: string,
  position: number,
): Expression | undefined =>
  keywords.find(({ name }) => name.text === keyword)?.value ?? args[position];

const textsOf = (node: Expression | undefined): readonly string[] => {
  const items = node?.kind === 'List' || node?.kind === 'Tuple' ? node.elements : [node];
  return items.flatMap((item) => (item?.kind === 'String' ? [item.value] : []));
};

/** The grouping that gives a column of the aggregate's name. */
function group(problem: Problem, { analysis: { tree, text } }: Script): readonly RelatedPlace[] {
  const name = text.slice(problem.span.start, problem.span.end);
  for (const node of [...expressionPath(tree, problem.span.start)].reverse()) {
    const grouping = node.kind === 'Call' && node.callee.kind === 'Attribute' && node.callee.value;
    if (grouping === false || grouping.kind !== 'Call') continue;
    const by = argument(grouping, 'by', 0);
    const items = by?.kind === 'List' || by?.kind === 'Tuple' ? by.elements : by ? [by] : [];
    const found = items.find((item) => item.kind === 'String' && item.value === name);
    if (found !== undefined) return [inScript(`'${name}' is grouped by here.`, found.span)];
  }
  return [];
}

/** Where a function is called that refuses what it is given; of several calls one cannot tell. */
function onlyCall({ code, span, severity }: Problem, script: Script): readonly RelatedPlace[] {
  if (severity !== 'error' || WHOEVER_CALLS.test(code)) return [];
  const statement = lastFrom(script.analysis.tree.statements, span.start);
  if (statement?.kind !== 'Function' || statement.parameters.length === 0) return [];
  if (span.start < statement.body.span.start || statement.span.end < span.end) return [];
  const [call, ...others] = script.callsOf(statement);
  return call === undefined || others.length > 0
    ? []
    : [inScript(`'${statement.name.text}' is called here.`, call.span)];
}
