/** Follows a DataFrame back to where it lost a column. */
import {
  type Analysis,
  enclosingFunctions,
  type CallExpression,
  type Expression,
  type FunctionStatement,
  type NameExpression,
  type Span,
} from '#language';

export type ColumnTrail =
  | { readonly kind: 'place'; readonly message: string; readonly span: Span }
  /** The DataFrame is whatever the function is called with. */
  | { readonly kind: 'parameter'; readonly owner: FunctionStatement; readonly index: number };

/** @param frame A DataFrame without the column. */
export function whereColumnIsLost(
  frame: Expression,
  column: string,
  analysis: Analysis,
): ColumnTrail | undefined {
  let node = frame;
  for (;;) {
    const step = stepBack(node, column, analysis);
    if (step === undefined || !('from' in step)) return step;
    node = step.from;
  }
}

/** `from` stands further up in the text, or inside. */
type Step = ColumnTrail | { readonly from: Expression } | undefined;

function stepBack(node: Expression, column: string, analysis: Analysis): Step {
  const has = (one: Expression): boolean => {
    const value = analysis.valueOf(one);
    return value?.kind === 'dataFrame' && value.relation.some(({ name }) => name === column);
  };
  const place = (message: string): ColumnTrail => ({ kind: 'place', message, span: node.span });
  if (node.kind === 'Name') return bindingOf(node, analysis);
  if (node.kind === 'Subscript') {
    return has(node.value) ? place(`'${column}' is left out here.`) : { from: node.value };
  }
  const callee = node.kind === 'Call' ? analysis.valueOf(node.callee) : undefined;
  if (node.kind !== 'Call' || callee?.kind !== 'function') return undefined;
  if (callee.flavour === 'method' && node.callee.kind === 'Attribute') {
    const from = node.callee.value;
    return has(from) ? place(lossOf(node, callee.name, column, analysis)) : { from };
  }
  if (callee.flavour === 'user') return place('The DataFrame is what this call returns.');
  return place('The DataFrame is made here.');
}

/** What a method has done to a column. */
function lossOf(call: CallExpression, method: string, column: string, analysis: Analysis): string {
  const name = method.replace(/^DataFrame\./, '');
  if (name === 'drop') return `'${column}' is dropped here.`;
  if (name === 'agg') return `agg() keeps groups and aggregates only: '${column}' ends here.`;
  const after = analysis.valueOf(call);
  const names = after?.kind === 'dataFrame' ? after.relation.map((one) => one.name) : [];
  const suffixed = names.filter((one) => one.startsWith(column)).map((one) => `'${one}'`);
  return name === 'merge' && suffixed.length > 0
    ? `merge() makes ${suffixed.join(' and ')} of '${column}' here.`
    : `'${column}' ends here.`;
}

/** What a name stood for when it was read. */
function bindingOf(node: NameExpression, { tree, text }: Analysis): Step {
  const owner = enclosingFunctions(tree, text, node.span.start).at(-1);
  const block = owner?.body.statements ?? tree.statements;
  const made = block.findLast(
    (statement) =>
      statement.span.end <= node.span.start &&
      statement.kind === 'Assign' &&
      statement.targets.some((target) => target.kind === 'Name' && target.id === node.id),
  );
  if (made?.kind === 'Assign') return { from: made.value };
  const index = owner?.parameters.findIndex(({ name }) => name.text === node.id) ?? -1;
  return owner === undefined || index < 0 ? undefined : { kind: 'parameter', owner, index };
}
