/** The outline of a script: its functions, DataFrames, shown tables and tracepoints. */
import {
  type Analysis,
  type CallExpression,
  type Expression,
  type FunctionStatement,
  type Module,
  type Statement,
  type Span,
  statementsIn,
} from '#language';

export type OutlineKind = 'function' | 'dataFrame' | 'value' | 'display' | 'export' | 'tracepoint';

export interface OutlineSymbol {
  readonly name: string;
  readonly kind: OutlineKind;
  /** Parameters of a function, columns of a DataFrame. */
  readonly detail: string;
  /** The whole statement. */
  readonly extent: Span;
  /** The name, inside `extent`. */
  readonly span: Span;
  readonly children: readonly OutlineSymbol[];
}

/** As it is analysed: which names are DataFrames is known. */
export function documentSymbols(analysis: Analysis): readonly OutlineSymbol[] {
  return outline(analysis.tree.statements, (node) => {
    const value = analysis.valueOf(node);
    if (value?.kind !== 'dataFrame') return undefined;
    return `${String(value.relation.length)} columns`;
  });
}

/** From the tree alone, for scripts that nobody has opened. */
export function treeSymbols(tree: Module): readonly OutlineSymbol[] {
  return outline(tree.statements, (node) =>
    node.kind === 'Call' && attributeName(node.callee) === 'DataFrame' ? '' : undefined,
  );
}

/** @returns what to say of a DataFrame; undefined for other values. */
type FrameDetail = (node: Expression) => string | undefined;

function outline(
  statements: readonly Statement[],
  frameDetail: FrameDetail,
): readonly OutlineSymbol[] {
  const found: OutlineSymbol[] = [];
  const named = new Set<string>();
  const visit = (node: Statement): void => {
    if (node.kind === 'Function') {
      found.push(functionSymbol(node, frameDetail));
      return;
    }
    const [target] = node.kind === 'Assign' ? node.targets : [];
    if (node.kind === 'Assign' && target?.kind === 'Name' && !named.has(target.id)) {
      named.add(target.id);
      const detail = frameDetail(node.value);
      found.push({
        name: target.id,
        kind: detail === undefined ? 'value' : 'dataFrame',
        detail: detail ?? '',
        extent: node.span,
        span: target.span,
        children: [],
      });
    }
    const call = callOf(node);
    if (call !== undefined) found.push(...shownSymbol(call, node));
    statementsIn(node).forEach(visit);
  };
  statements.forEach(visit);
  return found;
}

function functionSymbol(node: FunctionStatement, frameDetail: FrameDetail): OutlineSymbol {
  const parameters = node.parameters.map(({ name }) => name.text).join(', ');
  return {
    name: node.name.text,
    kind: 'function',
    detail: `(${parameters})`,
    extent: node.span,
    span: node.name.span,
    children: outline(node.body.statements, frameDetail),
  };
}

function callOf(node: Statement): CallExpression | undefined {
  const value = node.kind === 'ExpressionStatement' ? node.value : undefined;
  return value?.kind === 'Call' ? value : undefined;
}

const attributeName = (node: Expression): string | undefined =>
  node.kind === 'Attribute' ? node.name?.text : node.kind === 'Name' ? node.id : undefined;

/** `px.display(df, 'name')` and the like, by the name it gives. */
function shownSymbol(call: CallExpression, { span: extent }: Statement): readonly OutlineSymbol[] {
  const callee = attributeName(call.callee);
  const text = (keyword: string, index: number) => {
    const node = call.keywords.find(({ name }) => name.text === keyword)?.value ?? call.args[index];
    return node?.kind === 'String' ? node : undefined;
  };
  const symbol = (
    kind: OutlineKind,
    name: (Expression & { readonly kind: 'String' }) | undefined,
    fallback: string,
  ): OutlineSymbol => {
    const named = name !== undefined && name.value !== '';
    return {
      kind,
      name: named ? name.value : fallback,
      detail: callee ?? '',
      extent,
      children: [],
      span: named ? name.span : call.callee.span,
    };
  };
  switch (callee) {
    case 'display':
      return [symbol('display', text('name', 1), 'output')];
    case 'debug':
      return [symbol('display', text('name', 1), '_output')];
    case 'export':
      return [symbol('export', undefined, 'export')];
    case 'UpsertTracepoint':
      return [symbol('tracepoint', text('name', 0), 'tracepoint')];
    default:
      return [];
  }
}
