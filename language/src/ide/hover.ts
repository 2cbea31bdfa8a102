/** What a name, expression or table is. */
import type { Catalog } from '../catalog/catalog.ts';
import type { Analysis } from '../semantics/analysis.ts';
import type { CallExpression, Expression } from '../syntax/tree.ts';
import type { Span } from '../text/span.ts';
import { expressionPath } from './nodes.ts';
import { functionText, relationText, typeText, udtfText, valueText as detailOf } from './text.ts';

export interface Hover {
  /** Markdown. */
  readonly text: string;
  readonly span: Span;
}

export function hover(analysis: Analysis, offset: number, catalog: Catalog): Hover | undefined {
  const path = expressionPath(analysis.tree, offset);
  const node = path.at(-1);
  if (node === undefined) return undefined;
  if (node.kind === 'String') return ofString(path, node, catalog);
  if (node.kind === 'Attribute') {
    if (node.name === undefined || offset <= node.at) return undefined;
    const text = ofAttribute(analysis, node, catalog);
    return text === undefined ? undefined : { text, span: node.name.span };
  }
  if (node.kind !== 'Name') return undefined;
  const value = analysis.valueOf(node);
  if (value === undefined) return undefined;
  if (value.kind === 'dataFrame') {
    return {
      text: `**${node.id}**: DataFrame\n\n${relationText(value.relation)}`,
      span: node.span,
    };
  }
  return { text: `**${node.id}**: ${detailOf(value)}`, span: node.span };
}

function ofAttribute(
  analysis: Analysis,
  node: Expression & { readonly kind: 'Attribute' },
  catalog: Catalog,
): string | undefined {
  const name = node.name?.text ?? '';
  const base = analysis.valueOf(node.value);
  if (base?.kind === 'module' && base.name === 'px') {
    const info = catalog.functions.get(name);
    if (info !== undefined) return functionText(info);
    const udtf = catalog.udtfs.get(name);
    if (udtf !== undefined) return udtfText(udtf);
  }
  if (base?.kind === 'dataFrame') {
    const column = base.relation.find((one) => one.name === name);
    if (column !== undefined) {
      const unit = `**${name}**: ${typeText(column)}`;
      return column.description === undefined ? unit : `${unit}\n\n${column.description}`;
    }
  }
  const value = analysis.valueOf(node);
  return value === undefined || value.kind === 'unknown'
    ? undefined
    : `**${name}**: ${detailOf(value)}`;
}

function ofString(
  path: readonly Expression[],
  node: Expression & { readonly kind: 'String' },
  catalog: Catalog,
): Hover | undefined {
  const call = path.findLast((one): one is CallExpression => one.kind === 'Call');
  const isFrame = call?.callee.kind === 'Attribute' && call.callee.name?.text === 'DataFrame';
  const table = isFrame ? catalog.tables.get(node.value) : undefined;
  if (table === undefined) return undefined;
  return {
    text: `**${table.name}**\n\n${table.description}\n\n${relationText(table.relation)}`,
    span: node.span,
  };
}
