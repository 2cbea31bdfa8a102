/**
 * A script that shows tables, extended so that it exports them: each `px.display` is followed by a
 * `px.export` of the same rows, and tables are read for the times of a plugin run. The endpoint is
 * left to the run's configuration.
 *
 * @see pixie-io/pixie src/carnot/planner/otel_generator/otel_generator.cc
 */
import type { Catalog } from '../catalog/catalog.ts';
import type { Relation } from '../catalog/types.ts';
import { eachExpression } from '../syntax/walk.ts';
import type { Plan } from '../plan/plan.ts';
import type { Analysis } from '../analysis/analysis.ts';
import { compile } from '../semantics/compile.ts';
import { parse } from '../syntax/parser.ts';
import type { CallExpression, Expression, Module, Statement } from '../syntax/tree.ts';
import { LineIndex } from '../text/lineIndex.ts';
import type { CompilerPosition, Span } from '../text/span.ts';

export type OtelScript =
  | { readonly kind: 'script'; readonly script: string }
  /** The compiler refuses the script itself. */
  | { readonly kind: 'refused'; readonly analysis: Analysis }
  /** The script compiles and cannot be turned into exports. */
  | {
      readonly kind: 'unfit';
      readonly message: string;
      readonly position: CompilerPosition | undefined;
    };

/** Something that stands in the way. */
class Unfit extends Error {
  constructor(
    message: string,
    readonly at?: number,
  ) {
    super(message);
  }
}

/** @param nowNs `px.now()`, ns since the epoch. */
export function generateOtelScript(
  script: string,
  { catalog, nowNs }: { readonly catalog: Catalog; readonly nowNs: bigint },
): OtelScript {
  const analysis = compile({ script, catalog, nowNs });
  if (analysis.plan === undefined) return { kind: 'refused', analysis };
  try {
    const exported = withExports(script, analysis.tree, outputs(analysis.plan));
    return { kind: 'script', script: withPluginTimes(exported) };
  } catch (error) {
    if (!(error instanceof Unfit)) throw error;
    const { message, at } = error;
    const position = at === undefined ? undefined : new LineIndex(script).compilerPosition(at);
    return { kind: 'unfit', message, position };
  }
}

function outputs(plan: Plan): ReadonlyMap<string, Relation> {
  const sinks = plan.operators.filter((operator) => operator.kind === 'sink');
  if (sinks.length === 0) throw new Unfit('script does not have any output tables');
  return new Map(sinks.map(({ name, relation }) => [name, relation]));
}

interface Display {
  readonly statement: Statement;
  readonly frame: Expression;
  readonly name: string;
}

/** Calls of `px.display` at the top level, whose form must be plain to be repeated. */
function displaysOf(tree: Module): readonly Display[] {
  return tree.statements.flatMap((statement) => {
    if (statement.kind !== 'ExpressionStatement') return [];
    const call = statement.value;
    if (call.kind !== 'Call' || !isPx(call.callee, 'display')) return [];
    const [frame, name] = call.args;
    if (frame === undefined || name === undefined || call.args.length !== 2) {
      const count = String(call.args.length);
      throw new Unfit(`expected two arguments to px.display, got ${count}`, call.at);
    }
    if (name.kind !== 'String') {
      const rule = 'expected second argument to px.display to be a string, received a';
      throw new Unfit(`${rule} ${nodeName(name)}`, name.at);
    }
    return [{ statement, frame, name: name.value }];
  });
}

const isPx = (node: Expression, attribute: string): boolean =>
  node.kind === 'Attribute' &&
  node.name?.text === attribute &&
  node.value.kind === 'Name' &&
  node.value.id === 'px';

/** The compiler's names of nodes. */
function nodeName(node: Expression): string {
  switch (node.kind) {
    case 'Binary':
      return 'BinOp';
    case 'Boolean':
      return 'BoolOp';
    case 'Unary':
      return 'UnaryOp';
    case 'Integer':
    case 'Float':
      return 'Number';
    case 'UnsupportedExpression':
      return node.astName;
    default:
      return node.kind;
  }
}

interface Edit {
  readonly span: Span;
  readonly text: string;
}

function edited(text: string, edits: readonly Edit[]): string {
  let result = text;
  for (const { span, text: replacement } of edits.toReversed()) {
    result = result.slice(0, span.start) + replacement + result.slice(span.end);
  }
  return result;
}

function withExports(
  script: string,
  tree: Module,
  relations: ReadonlyMap<string, Relation>,
): string {
  const displays = displaysOf(tree);
  if (displays.length !== relations.size) {
    const counts = `${String(relations.size)} output tables, but ${String(displays.length)}`;
    throw new Unfit(`script has ${counts} px.display calls`);
  }
  const names = displays.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new Unfit(`duplicate table name. '${twice}' already in use`);
  const variable = unusedName(tree, 'otel_df');
  const edits = displays.map(({ statement, frame, name }) => {
    const relation = relations.get(name);
    if (relation === undefined) throw new Unfit(`no relation generated for ${name}`);
    const source = script.slice(frame.span.start, frame.span.end);
    // The brackets of the call let it go over several lines, so it needs some again.
    const value = source.includes('\n') ? `(${source})` : source;
    const lineEnd = script.indexOf('\n', statement.span.end);
    const at = lineEnd < 0 ? script.length : lineEnd;
    const text = `\n\n${variable} = ${value}\n${exportText(name, variable, relation)}\n`;
    return { span: { start: at, end: at }, text: lineEnd < 0 ? text.trimEnd() : text };
  });
  return edited(script, edits);
}

/** `base`, or with the first number that no name of the module has. */
function unusedName(tree: Module, base: string): string {
  const names = new Set(tree.statements.flatMap(namesSetBy));
  if (!names.has(base)) return base;
  for (let number = 0; ; number += 1) {
    const name = `${base}_${String(number)}`;
    if (!names.has(name)) return name;
  }
}

function namesSetBy(statement: Statement): readonly string[] {
  switch (statement.kind) {
    case 'Assign':
      return statement.targets.flatMap((target) => (target.kind === 'Name' ? [target.id] : []));
    case 'Function':
      return [statement.name.text];
    case 'Import':
    case 'ImportFrom':
      return statement.names.map(({ name, alias }) => (alias ?? name).text);
    default:
      return [];
  }
}

/** `px.export` of a table: whole and real numbers as gauges, texts as attributes of the resource. */
function exportText(table: string, variable: string, relation: Relation): string {
  checkRelation(table, relation);
  const column = (name: string) => `${variable}.${name}`;
  const services = relation.filter(({ semanticType }) => semanticType === 'ST_SERVICE_NAME');
  const service = services.find(({ name }) => name === 'service') ?? services[0];
  if (service === undefined) {
    const advice = "Make sure you create a service column ie `df.ctx['service']`";
    throw new Unfit(
      `Table '${table}' does not have a service column. ${advice} and include it in any groupbys and joins`,
    );
  }
  const resource = relation
    .filter(({ dataType }) => dataType === 'BOOLEAN' || dataType === 'STRING')
    .map(({ name }) => `    '${table}.${name}': ${column(name)},`);
  const gauges = relation
    .filter(({ dataType }) => dataType === 'INT64' || dataType === 'FLOAT64')
    .flatMap(({ name }) => [
      '    px.otel.metric.Gauge(',
      `      name='${table}.${name}',`,
      "      description='',",
      `      value=${column(name)},`,
      '    ),',
    ]);
  if (gauges.length === 0) {
    throw new Unfit(
      `Table '${table}' does not have any INT64 or FLOAT64 that can be converted to OTel metrics`,
    );
  }
  return [
    `px.export(${variable}, px.otel.Data(`,
    '  resource={',
    ...resource,
    `    'service.name': ${column(service.name)},`,
    '  },',
    '  data=[',
    ...gauges,
    '  ],',
    '))',
  ].join('\n');
}

const QUANTILES: ReadonlySet<string> = new Set(['ST_QUANTILES', 'ST_DURATION_NS_QUANTILES']);

function checkRelation(table: string, relation: Relation): void {
  for (const { name, dataType, semanticType } of relation) {
    if (QUANTILES.has(semanticType)) {
      throw new Unfit('quantiles are not supported yet for generation of OTel export scripts');
    }
    if (name === 'time_' && dataType !== 'TIME64NS') {
      throw new Unfit(`time_ column must be of type TIME64NS, received ${dataType}`);
    }
    if (dataType === 'UINT128') {
      const advice = 'UINT128. Please convert the column to a string';
      throw new Unfit(`column '${name}' uses an unsupported type: ${advice}`);
    }
    if (dataType === 'TIME64NS' && name !== 'time_') {
      throw new Unfit(`illegal column '${name}' -> TIME64NS column not named 'time_' is ambiguous`);
    }
  }
  if (!relation.some(({ name }) => name === 'time_')) {
    throw new Unfit(`Table '${table}' does not have a time_ column of TIME64NS type`);
  }
}

const PLUGIN_TIMES = 'start_time=px.plugin.start_time, end_time=px.plugin.end_time';

/** Every DataFrame is read for the times of the run, whatever times it was written with. */
function withPluginTimes(script: string): string {
  const edits: Edit[] = [];
  eachExpression(parse(script).tree, (node) => {
    if (node.kind !== 'Call' || !isPx(node.callee, 'DataFrame')) return;
    const argument = (position: number, name: string): string => {
      const found = argumentOf(node, position, name);
      return found === undefined ? '' : script.slice(found.span.start, found.span.end);
    };
    const select = argument(1, 'select');
    const kept = [argument(0, 'table'), select === '' ? '' : `select=${select}`];
    const text = [...kept.filter((part) => part !== ''), PLUGIN_TIMES].join(', ');
    edits.push({ span: node.span, text: `px.DataFrame(${text})` });
  });
  return edited(
    script,
    edits.toSorted((left, right) => left.span.start - right.span.start),
  );
}

const argumentOf = (call: CallExpression, position: number, name: string): Expression | undefined =>
  call.args[position] ?? call.keywords.find((keyword) => keyword.name.text === name)?.value;
