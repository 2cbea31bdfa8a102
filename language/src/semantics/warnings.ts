/** What the compiler accepts and the author hardly means. */
import { WARNING_CODES } from '../problems/codes.ts';
import type { Problem } from '../problems/problem.ts';
import type { CallExpression, Expression, Module, Statement } from '../syntax/tree.ts';
import type { Span } from '../text/span.ts';
import type { ValueDescription } from './analysis.ts';

export interface WarningContext {
  readonly valueOf: (node: Expression) => ValueDescription | undefined;
  /** Rows per result table. */
  readonly rowLimit: number;
}

type Report = (rule: keyof typeof WARNING_CODES, span: Span, message: string) => void;

export function warningsOf(tree: Module, context: WarningContext): readonly Problem[] {
  const found: Problem[] = [];
  const traces = importsTracing(tree);
  const report: Report = (rule, span, message) => {
    // A tracepoint's table is as young as the tracepoint.
    if (rule === 'noStartTime' && traces) return;
    const code = WARNING_CODES[rule];
    found.push({ code, severity: 'warning', message, span, reportedByCompiler: false });
  };
  warnOfUnused(tree.statements, context, report);
  const displayed = new Set<string>();
  eachStatement(tree.statements, (statement) => {
    warnOfOtherFrame(statement, context, report);
    for (const root of expressionsOf(statement)) {
      eachExpression(root, (node) => {
        if (node.kind === 'Call') warnOfCall(node, context, { report, displayed });
      });
    }
  });
  return found;
}

const importsTracing = ({ statements }: Module): boolean =>
  statements.some(
    (node) => node.kind === 'Import' && node.names.some(({ name }) => name.text === 'pxtrace'),
  );

function expressionsOf(statement: Statement): readonly Expression[] {
  switch (statement.kind) {
    case 'ExpressionStatement':
      return [statement.value];
    case 'Assign':
      return [...statement.targets, statement.value];
    case 'Return':
      return statement.value === undefined ? [] : [statement.value];
    case 'Function':
      return [
        ...statement.decorators.map(({ expression }) => expression),
        ...statement.parameters.flatMap(({ annotation }) => annotation ?? []),
      ];
    case 'BrokenStatement':
      return statement.parts;
    default:
      return [];
  }
}

function childrenOf(node: Expression): readonly Expression[] {
  switch (node.kind) {
    case 'Attribute':
      return [node.value];
    case 'Call':
      return [node.callee, ...node.args, ...node.keywords.map(({ value }) => value)];
    case 'Subscript':
      return [node.value, ...(node.index.kind === 'Index' ? [node.index.value] : node.index.parts)];
    case 'List':
    case 'Tuple':
      return node.elements;
    case 'Dict':
      return node.entries.flatMap(({ key, value }) => [key, value]);
    case 'Binary':
      return [node.left, node.right];
    case 'Boolean':
      return node.operands;
    case 'Compare':
      return [node.left, ...node.comparators];
    case 'Unary':
      return [node.operand];
    case 'UnsupportedExpression':
      return node.children;
    default:
      return [];
  }
}

function eachStatement(statements: readonly Statement[], visit: (node: Statement) => void): void {
  for (const statement of statements) {
    visit(statement);
    if (statement.kind === 'Function') eachStatement(statement.body.statements, visit);
  }
}

function eachExpression(node: Expression, visit: (node: Expression) => void): void {
  visit(node);
  for (const child of childrenOf(node)) eachExpression(child, visit);
}

/** Names that are read, anywhere in the script: what is assigned does not count. */
function namesRead(statements: readonly Statement[]): ReadonlySet<string> {
  const names = new Set<string>();
  eachStatement(statements, (statement) => {
    const assigned = statement.kind === 'Assign' ? statement.targets : [];
    for (const root of expressionsOf(statement)) {
      if (assigned.includes(root) && root.kind === 'Name') continue;
      eachExpression(root, (node) => {
        if (node.kind === 'Name') names.add(node.id);
      });
    }
  });
  return names;
}

function warnOfUnused(
  statements: readonly Statement[],
  { valueOf }: WarningContext,
  report: Report,
): void {
  const read = namesRead(statements);
  eachStatement(statements, (statement) => {
    if (statement.kind === 'Import' || statement.kind === 'ImportFrom') {
      for (const { name, alias } of statement.names) {
        const { text, span } = alias ?? name;
        if (!read.has(text)) report('unusedImport', span, `'${text}' is imported and never used.`);
      }
    }
    if (statement.kind !== 'Assign') return;
    const [target] = statement.targets;
    if (target?.kind !== 'Name' || read.has(target.id)) return;
    if (valueOf(statement.value)?.kind !== 'dataFrame') return;
    report('unusedDataFrame', target.span, `The DataFrame '${target.id}' is never used.`);
  });
}

/** `df.x = other.y` reads the column `y` of `df`: columns are names only. */
function warnOfOtherFrame(statement: Statement, { valueOf }: WarningContext, report: Report) {
  if (statement.kind !== 'Assign') return;
  const [target] = statement.targets;
  if (target?.kind !== 'Attribute' && target?.kind !== 'Subscript') return;
  if (target.value.kind !== 'Name') return;
  const own = target.value.id;
  eachExpression(statement.value, (node) => {
    if (node.kind !== 'Attribute' || node.value.kind !== 'Name' || node.value.id === own) return;
    if (valueOf(node.value)?.kind !== 'dataFrame' || valueOf(node)?.kind !== 'expression') return;
    const column = node.name?.text ?? '';
    const message = `This reads '${own}.${column}': a column of '${node.value.id}' needs a merge.`;
    report('otherDataFrame', node.span, message);
  });
}

const SEVERAL_UNITS = /^\s*-?\d+(?:ms|[smhd])\s*\d+(?:ms|[smhd])/;

interface CallFindings {
  readonly report: Report;
  readonly displayed: Set<string>;
}

function warnOfCall(node: CallExpression, context: WarningContext, findings: CallFindings): void {
  const { report } = findings;
  const callee = context.valueOf(node.callee);
  if (callee?.kind !== 'function') return;
  const { name, flavour } = callee;
  const argument = (key: string, index: number) =>
    node.keywords.find((one) => one.name.text === key)?.value ?? node.args[index];
  if (flavour === 'uda') {
    const message = `px.${name} works on whole groups: use it in agg(), not in a column.`;
    report('aggregateInColumn', node.span, message);
  }
  if (name === 'DataFrame') {
    const start = argument('start_time', 2);
    if (start === undefined && node.starArgs.length === 0) {
      const message = 'Without start_time this reads everything the cluster keeps of the table.';
      report('noStartTime', node.callee.span, message);
    }
    for (const time of [start, argument('end_time', 3)]) warnOfTime(time, report);
  }
  if (name === 'parse_duration') warnOfTime(node.args[0], report);
  if (name === 'agg' && flavour === 'method') warnOfAggregates(node, context, report);
  const rows = name === 'head' && flavour === 'method' ? argument('n', 0) : undefined;
  if (rows?.kind === 'Integer' && rows.value > BigInt(context.rowLimit)) {
    const message = `A result table has ${String(context.rowLimit)} rows at most.`;
    report('aboveRowLimit', rows.span, message);
  }
  if (name === 'display') warnOfName(argument('name', 1), findings);
}

function warnOfTime(node: Expression | undefined, report: Report): void {
  const inner = node?.kind === 'Unary' ? node.operand : node;
  if (node !== undefined && inner?.kind === 'Integer') {
    const message = 'A number is nanoseconds since 1970; a time relative to now is a text: "-5m".';
    report('absoluteTime', node.span, message);
  }
  if (node?.kind === 'String' && SEVERAL_UNITS.test(node.value)) {
    report('severalUnits', node.span, 'Only the first amount and unit of a duration counts.');
  }
}

function warnOfAggregates(node: CallExpression, context: WarningContext, report: Report): void {
  for (const { value } of node.keywords) {
    const last = value.kind === 'Tuple' ? value.elements.at(-1) : undefined;
    const fn = last === undefined ? undefined : context.valueOf(last);
    if (last === undefined || fn?.kind !== 'function' || fn.flavour !== 'udf') continue;
    const message = `px.${fn.name} works on single values: it cannot aggregate a group.`;
    report('scalarInAggregate', last.span, message);
  }
}

function warnOfName(node: Expression | undefined, { report, displayed }: CallFindings): void {
  if (node?.kind !== 'String') return;
  if (displayed.has(node.value)) {
    const message = `Another table is displayed as '${node.value}': this one gets a number behind.`;
    report('displayNameClash', node.span, message);
  }
  displayed.add(node.value);
}
