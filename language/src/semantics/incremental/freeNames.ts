/** Names a part of a script takes from around it. */
import type { Expression, FunctionStatement, Statement } from '../../syntax/tree.ts';
import { eachBelow, expressionsOf, isStatement, statementsIn } from '../../syntax/walk.ts';

/** All that it may read of the module; names it binds before it reads them are its own. */
export function freeNames(node: FunctionStatement): ReadonlySet<string> {
  const free = new Set<string>();
  const bound = new Set(node.parameters.map(({ name }) => name.text));
  const read = (nodes: readonly (Statement | Expression)[]) => {
    for (const name of namesIn(nodes)) if (!bound.has(name)) free.add(name);
  };
  const visit = (statement: Statement) => {
    const [target] = statement.kind === 'Assign' ? statement.targets : [];
    read(expressionsOf(statement).filter((one) => one !== target || one.kind !== 'Name'));
    // Blocks and functions within are looked at as if they ran in any order.
    read(statementsIn(statement));
    if (target?.kind === 'Name') bound.add(target.id);
    if (statement.kind === 'Function') bound.add(statement.name.text);
  };
  read(expressionsOf(node));
  for (const statement of node.body.statements) visit(statement);
  return free;
}

/** Every name that is mentioned. */
export function namesIn(nodes: readonly (Statement | Expression)[]): ReadonlySet<string> {
  const names = new Set<string>();
  const read = (expression: Expression) => {
    eachBelow(expression, (below) => {
      if (below.kind === 'Name') names.add(below.id);
    });
  };
  const visit = (node: Statement | Expression) => {
    if (!isStatement(node)) {
      read(node);
      return;
    }
    expressionsOf(node).forEach(read);
    statementsIn(node).forEach(visit);
  };
  nodes.forEach(visit);
  return names;
}
