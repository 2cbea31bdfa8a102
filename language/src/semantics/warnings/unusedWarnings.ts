/** What is made and never used: imports, DataFrames, column assignments, functions. */
import type {
  AssignStatement,
  Expression,
  FunctionStatement,
  Module,
  NameExpression,
  Statement,
} from '../../syntax/tree.ts';
import { eachBelow, eachExpressionIn, eachStatement, expressionsOf } from '../../syntax/walk.ts';
import { isFrame, type Report, type WarningContext } from './context.ts';

export function warnOfUnused(tree: Module, context: WarningContext, report: Report): void {
  const read = namesRead(tree.statements);
  eachStatement(tree.statements, (statement) => {
    if (statement.kind === 'Import' || statement.kind === 'ImportFrom') {
      for (const { name, alias } of statement.names) {
        const { text, span } = alias ?? name;
        if (!read.has(text)) report('unusedImport', span, `'${text}' is imported and never used.`);
      }
    }
    if (statement.kind === 'Function') {
      warnOfLost(statement.body.statements, new Set(), context, report);
    }
    if (statement.kind !== 'Assign') return;
    const [target] = statement.targets;
    if (target?.kind !== 'Name' || read.has(target.id)) return;
    if (!isFrame(statement.value, context)) return;
    report('unusedDataFrame', target.span, `The DataFrame '${target.id}' is never used.`);
  });
  warnOfLost(tree.statements, namesInFunctions(tree), context, report);
  warnOfUncalled(tree, context, report);
}

/** Names that are read, anywhere: what is assigned does not count. */
function namesRead(statements: readonly Statement[]): ReadonlySet<string> {
  const names = new Set<string>();
  eachStatement(statements, (statement) => {
    addReads(statement, names);
  });
  return names;
}

function addReads(statement: Statement, into: Set<string>): void {
  const assigned = statement.kind === 'Assign' ? statement.targets : [];
  for (const root of expressionsOf(statement)) {
    if (root.kind !== 'Name' || !assigned.includes(root)) addNames(root, into);
  }
}

function addNames(expression: Expression, into: Set<string>): void {
  eachBelow(expression, (node) => {
    if (node.kind === 'Name') into.add(node.id);
  });
}

function namesInFunctions({ statements }: Module): ReadonlySet<string> {
  const functions = statements.filter(
    (node): node is FunctionStatement => node.kind === 'Function',
  );
  return namesRead(functions.flatMap(({ body }) => body.statements));
}

/** `df.x = …` when nobody looks at `df` afterwards: the caller's DataFrame stays as it is. */
function warnOfLost(
  statements: readonly Statement[],
  alwaysRead: ReadonlySet<string>,
  context: WarningContext,
  report: Report,
): void {
  const end = statements.findIndex(({ kind }) => kind === 'Return');
  const reached = end < 0 ? statements : statements.slice(0, end + 1);
  const live = new Set(alwaysRead);
  for (const statement of [...reached].reverse()) {
    const changed = statement.kind === 'Assign' ? changedFrame(statement) : undefined;
    if (statement.kind === 'Assign' && changed !== undefined) {
      const [target] = statement.targets;
      if (target !== undefined && !live.has(changed.id) && isFrame(changed, context)) {
        const message = `The DataFrame '${changed.id}' with this column is never used.`;
        report('lostAssignment', target.span, message);
      }
      addNames(statement.value, live);
      continue;
    }
    const [target] = statement.kind === 'Assign' ? statement.targets : [];
    if (target?.kind === 'Name' && !alwaysRead.has(target.id)) live.delete(target.id);
    eachStatement([statement], (inner) => {
      addReads(inner, live);
    });
  }
}

/** The name whose DataFrame gets a column. */
function changedFrame({ targets: [target] }: AssignStatement): NameExpression | undefined {
  const base =
    target?.kind === 'Attribute' || target?.kind === 'Subscript' ? target.value : undefined;
  return base?.kind === 'Name' ? base : undefined;
}

/** Functions nobody calls, where something else of the script is run. */
function warnOfUncalled(tree: Module, context: WarningContext, report: Report): void {
  const { namedFunctions } = context;
  if (namedFunctions === undefined && !showsSomething(tree, context)) return;
  const called = new Set(namedFunctions);
  const defined = new Set(
    tree.statements.flatMap((node) => (node.kind === 'Function' ? [node.name.text] : [])),
  );
  // A misspelt name in vis.json may mean any of them.
  if (namedFunctions?.some((name) => !defined.has(name)) === true) return;
  for (const statement of tree.statements) {
    if (statement.kind !== 'Function') {
      addReads(statement, called);
      continue;
    }
    for (const name of namesRead(statement.body.statements)) {
      if (name !== statement.name.text) called.add(name);
    }
  }
  for (const node of tree.statements) {
    if (node.kind !== 'Function' || node.decorators.length > 0) continue;
    const { text, span } = node.name;
    if (called.has(text)) continue;
    const how = namedFunctions === undefined ? 'called' : 'called, nor named in vis.json';
    report('unusedFunction', span, `The function '${text}' is never ${how}.`);
  }
}

function showsSomething({ statements }: Module, { valueOf }: WarningContext): boolean {
  let shows = false;
  const outside = statements.filter(({ kind }) => kind !== 'Function');
  eachExpressionIn(outside, (node) => {
    const callee = node.kind === 'Call' ? valueOf(node.callee) : undefined;
    shows ||= callee?.kind === 'function' && callee.name === 'display';
  });
  return shows;
}
