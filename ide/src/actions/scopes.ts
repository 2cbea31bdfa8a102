/** Which names statements read and assign. */
import { type Expression, type FunctionStatement, type Statement, statementsIn } from '#language';
import { expressionsIn } from './find.ts';

/** The name an assignment gives a new value: that of `df` for `df`, `df.x` and `df['x']`. */
export function assignedName(statement: Statement): string | undefined {
  if (statement.kind === 'Function') return statement.name.text;
  if (statement.kind !== 'Assign') return undefined;
  const [target] = statement.targets;
  if (target?.kind === 'Name') return target.id;
  const isColumn = target?.kind === 'Attribute' || target?.kind === 'Subscript';
  return isColumn && target.value.kind === 'Name' ? target.value.id : undefined;
}

/** Names a statement itself reads; a new value for a column reads its DataFrame. */
function namesRead(statement: Statement): ReadonlySet<string> {
  const names = new Set<string>();
  for (const node of readExpressions(statement)) if (node.kind === 'Name') names.add(node.id);
  return names;
}

function readExpressions(statement: Statement): readonly Expression[] {
  const target = statement.kind === 'Assign' ? statement.targets[0] : undefined;
  return expressionsIn(statement).filter((node) => !(node === target && node.kind === 'Name'));
}

/** Names that a function reads from outside. */
function freeNames(node: FunctionStatement): ReadonlySet<string> {
  const bound = new Set(node.parameters.map(({ name }) => name.text));
  const free = new Set<string>();
  for (const statement of node.body.statements) {
    for (const name of namesReadWithin(statement)) if (!bound.has(name)) free.add(name);
    const assigned = assignedName(statement);
    if (assigned !== undefined) bound.add(assigned);
  }
  return free;
}

/** With those of functions and refused blocks inside. */
export function namesReadWithin(statement: Statement): ReadonlySet<string> {
  if (statement.kind === 'Function') return freeNames(statement);
  const inner = statementsIn(statement).flatMap((one) => [...namesReadWithin(one)]);
  return new Set([...namesRead(statement), ...inner]);
}

/** `wanted`, or with a number behind it where the text has it already. */
export function freshName(wanted: string, text: string): string {
  const isTaken = (name: string) => new RegExp(`\\b${name}\\b`).test(text);
  let name = wanted;
  for (let count = 2; isTaken(name); count += 1) name = `${wanted}_${String(count)}`;
  return name;
}
