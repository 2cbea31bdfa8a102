/** What a script needs and the selected cluster lacks. */
import {
  type Lacking,
  eachExpression,
  type Analysis,
  type CallExpression,
  type Expression,
  type Span,
  type Problem,
} from '#language';
import { CLUSTER_CODES } from '../docs/clusterDocs.ts';

type Add = (code: string, what: string, span: Span) => void;

export function lackingProblems(analysis: Analysis, lacking: Lacking): readonly Problem[] {
  const problems: Problem[] = [];
  const add: Add = (code, what, span) => {
    const message = `${what} is not on ${lacking.cluster}.`;
    problems.push({ code, severity: 'warning', message, span, reportedByCompiler: false });
  };
  // Every value that is asked for takes its time.
  const isNamed = (names: Iterable<string>) =>
    [...names].some((name) => analysis.text.includes(name));
  const { functions, udtfs, tables, columns } = lacking;
  if ([functions, udtfs, tables].some(isNamed)) lackingNames(analysis, lacking, add);
  const hasColumns = [...columns].some((one) => isNamed([one[0]]) && isNamed(one[1]));
  if (hasColumns) lackingColumns(analysis, lacking, add);
  return problems;
}

function lackingNames(analysis: Analysis, lacking: Lacking, add: Add): void {
  eachExpression(analysis.tree, (node) => {
    if (node.kind === 'Attribute' && node.name !== undefined) {
      const { text, span } = node.name;
      const isFunction = lacking.functions.has(text);
      if (!isFunction && !lacking.udtfs.has(text)) return;
      const base = analysis.valueOf(node.value);
      if (base?.kind !== 'module' || base.name !== 'px') return;
      add(CLUSTER_CODES.function, `The ${isFunction ? '' : 'table '}function px.${text}`, span);
    }
    if (node.kind !== 'Call' || lacking.tables.size === 0) return;
    const table = tableOf(node, analysis);
    if (table !== undefined && lacking.tables.has(table.name)) {
      add(CLUSTER_CODES.table, `The table '${table.name}'`, table.span);
    }
  });
}

function lackingColumns(analysis: Analysis, lacking: Lacking, add: Add): void {
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
