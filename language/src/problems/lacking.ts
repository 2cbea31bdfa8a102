/** What a script needs and the selected cluster lacks. */
import type { Lacking } from '../catalog/catalog.ts';
import { eachExpression } from '../syntax/walk.ts';
import type { Analysis } from '../semantics/analysis.ts';
import type { CallExpression, Expression } from '../syntax/tree.ts';
import type { Span } from '../text/span.ts';
import { CLUSTER_CODES } from './codes.ts';
import type { Problem } from './problem.ts';

export function lackingProblems(analysis: Analysis, lacking: Lacking): readonly Problem[] {
  const problems: Problem[] = [];
  const add = (code: string, what: string, span: Span) => {
    const message = `${what} is not on ${lacking.cluster}.`;
    problems.push({ code, severity: 'warning', message, span, reportedByCompiler: false });
  };
  eachExpression(analysis.tree, (node) => {
    if (node.kind === 'Attribute' && node.name !== undefined) {
      const base = analysis.valueOf(node.value);
      const { text, span } = node.name;
      if (base?.kind !== 'module' || base.name !== 'px') return;
      if (lacking.functions.has(text)) add(CLUSTER_CODES.function, `The function px.${text}`, span);
      if (lacking.udtfs.has(text)) {
        add(CLUSTER_CODES.function, `The table function px.${text}`, span);
      }
    }
    if (node.kind !== 'Call') return;
    const table = tableOf(node, analysis);
    if (table !== undefined && lacking.tables.has(table.name)) {
      add(CLUSTER_CODES.table, `The table '${table.name}'`, table.span);
    }
  });
  if (lacking.columns.size > 0) lackingColumns(analysis, lacking, add);
  return problems;
}

function lackingColumns(
  analysis: Analysis,
  lacking: Lacking,
  add: (code: string, what: string, span: Span) => void,
): void {
  const seen = new Set<string>();
  for (const { name, access, span, origins } of analysis.lineage().uses) {
    const origin = origins.find(
      ({ kind, source = '' }) =>
        kind === 'table' && lacking.columns.get(source)?.has(name) === true,
    );
    const key = `${String(span.start)} ${name}`;
    if (origin === undefined || access === 'implicit' || seen.has(key)) continue;
    seen.add(key);
    add(CLUSTER_CODES.column, `The column '${name}' of '${origin.source ?? ''}'`, span);
  }
}

/** The table a call of px.DataFrame names. */
function tableOf(
  { callee, args, keywords }: CallExpression,
  analysis: Analysis,
): { readonly name: string; readonly span: Span } | undefined {
  const value = analysis.valueOf(callee);
  if (value?.kind !== 'function' || value.name !== 'DataFrame') return undefined;
  const node: Expression | undefined =
    keywords.find(({ name }) => name.text === 'table')?.value ?? args[0];
  const literal = node === undefined ? undefined : analysis.valueOf(node);
  if (node === undefined || literal?.kind !== 'expression') return undefined;
  return typeof literal.literal === 'string'
    ? { name: literal.literal, span: node.span }
    : undefined;
}
