/** What is made and never used: imports, DataFrames, column assignments, functions. */
import type {
  AssignStatement,
  Expression,
  FunctionStatement,
  NameExpression,
  Statement,
} from '../../syntax/tree.ts';
import { eachBelow, eachStatement, expressionsOf } from '../../syntax/walk.ts';
import { isFrame, type Report, type WarningContext } from './context.ts';

/** What a statement binds is unused unless the script reads it somewhere. */
export function warnOfUnused(statement: Statement, context: WarningContext, report: Report): void {
  if (statement.kind === 'Import' || statement.kind === 'ImportFrom') {
    for (const { name, alias } of statement.names) {
      const { text, span } = alias ?? name;
      const message = `'${text}' is imported and never used.`;
      report('unusedImport', span, message, { read: text });
    }
  }
  if (statement.kind === 'Function') {
    const { statements } = statement.body;
    const inner = namesInFunctions(statements);
    warnOfLost(statements, (name) => inner.has(name), context, report);
  }
  if (statement.kind !== 'Assign') return;
  const [target] = statement.targets;
  if (target?.kind !== 'Name' || !isFrame(statement.value, context)) return;
  const message = `The DataFrame '${target.id}' is never used.`;
  report('unusedDataFrame', target.span, message, { read: target.id });
}

/** Adds the names a statement reads, not those of statements in it: what is assigned does not count. */
export function addReads(statement: Statement, into: Set<string>): void {
  const assigned = statement.kind === 'Assign' ? statement.targets : [];
  for (const root of expressionsOf(statement)) {
    if (root.kind !== 'Name' || !assigned.includes(root)) addNames(root, into);
  }
}

function namesInFunctions(statements: readonly Statement[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const one of statements) {
    if (one.kind !== 'Function') continue;
    eachStatement(one.body.statements, (inner) => {
      addReads(inner, names);
    });
  }
  return names;
}

function addNames(expression: Expression, into: Set<string>): void {
  eachBelow(expression, (node) => {
    if (node.kind === 'Name') into.add(node.id);
  });
}

/**
 * `df.x = …` when nobody looks at `df` afterwards: the caller's DataFrame stays as it is.
 *
 * @param isAlwaysRead Whether a function among the statements reads a name: it runs when called.
 */
export function warnOfLost(
  statements: readonly Statement[],
  isAlwaysRead: (name: string) => boolean,
  context: WarningContext,
  report: Report,
): void {
  const end = statements.findIndex(({ kind }) => kind === 'Return');
  const reached = end < 0 ? statements : statements.slice(0, end + 1);
  const live = new Set<string>();
  for (const statement of [...reached].reverse()) {
    const changed = statement.kind === 'Assign' ? changedFrame(statement) : undefined;
    if (statement.kind === 'Assign' && changed !== undefined) {
      const [target] = statement.targets;
      if (
        target !== undefined &&
        !live.has(changed.id) &&
        !isAlwaysRead(changed.id) &&
        isFrame(changed, context)
      ) {
        const message = `The DataFrame '${changed.id}' with this column is never used.`;
        report('lostAssignment', target.span, message);
      }
      addNames(statement.value, live);
      continue;
    }
    const [target] = statement.kind === 'Assign' ? statement.targets : [];
    if (target?.kind === 'Name') live.delete(target.id);
    if (statement.kind === 'Function') {
      addReads(statement, live);
      continue;
    }
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

/** What a function and the rest of the script read. */
export interface NamesRead {
  readonly statement: Statement;
  readonly reads: ReadonlySet<string>;
}

/** Functions nobody calls, where something else of the script is run. */
export function warnOfUncalled(
  parts: readonly NamesRead[],
  namedFunctions: readonly string[] | undefined,
  report: Report,
): void {
  const functions = parts.flatMap(({ statement, reads }) =>
    statement.kind === 'Function' ? [{ node: statement, reads }] : [],
  );
  const defined = new Set(functions.map(({ node }) => node.name.text));
  // A misspelt name in vis.json may mean any of them.
  if (namedFunctions?.some((name) => !defined.has(name)) === true) return;
  const called = new Set(namedFunctions);
  for (const { statement, reads } of parts) {
    const own = statement.kind === 'Function' ? statement.name.text : undefined;
    for (const name of reads) if (name !== own) called.add(name);
  }
  for (const { node } of functions) warnUnlessCalled(node, called, namedFunctions, report);
}

function warnUnlessCalled(
  { name: { text, span }, decorators }: FunctionStatement,
  called: ReadonlySet<string>,
  namedFunctions: readonly string[] | undefined,
  report: Report,
): void {
  if (decorators.length > 0 || called.has(text)) return;
  const how = namedFunctions === undefined ? 'called' : 'called, nor named in vis.json';
  report('unusedFunction', span, `The function '${text}' is never ${how}.`);
}
