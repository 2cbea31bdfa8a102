/** From a script's text to its plan, its problems, and all that an editor wants to know of it. */
import type { Catalog } from '../catalog/catalog.ts';
import type { PlanFlags } from '../plan/plan.ts';
import { codeOf } from '../problems/codes.ts';
import type { Problem } from '../problems/problem.ts';
import { parse, type SyntaxError } from '../syntax/parser.ts';
import { enclosingFunctions } from '../syntax/enclosing.ts';
import type { Expression, FunctionStatement, Module } from '../syntax/tree.ts';
import { LineIndex } from '../text/lineIndex.ts';
import type { Span } from '../text/span.ts';
import type {
  Analysis,
  ExecutedFunction,
  Mutation,
  ScriptConfigs,
  ScriptLineage,
} from './analysis.ts';
import { Unknown } from './calls.ts';
import { Evaluator, type EvaluatorOptions } from './evaluator.ts';
import { executeFunction } from './execFuncs.ts';
import { expressionType } from './expressionType.ts';
import { readFlags } from './flags.ts';
import { ScriptGraph } from './graph.ts';
import type { IrExpr, IrOp, Place } from './ir.ts';
import { viewsModule } from './library.ts';
import { evaluationLimits } from './limits.ts';
import { columnLineage, type ColumnOrigins } from './lineage.ts';
import { NOWHERE } from './objects/builtin.ts';
import { frameConstructor } from './objects/dataFrame.ts';
import { globalTypes } from './objects/types.ts';
import type { PxContext } from './objects/pxFunctions.ts';
import { builtinModule } from './objects/pxModule.ts';
import { Analyzer } from './planner/analyzer.ts';
import { buildPlan, outputsOf, reachable } from './planner/buildPlan.ts';
import { checkRun } from './planner/checkRun.ts';
import type { GraphOp } from './planner/opGraph.ts';
import { PHASES, Refusal, type Complaint } from './refusal.ts';
import { Scope } from './scope.ts';
import { describe, type CallContext, type Value } from './values.ts';
import { warningsOf } from './warnings/warnings.ts';

const EMPTY = 'Query should not be empty.';

export interface CompileRequest {
  readonly script: string;
  /** Functions to call after the module; then its own displays show nothing. */
  readonly execFuncs?: readonly ExecutedFunction[];
  readonly catalog: Catalog;
  /** `px.now()`, ns since the epoch. */
  readonly nowNs: bigint;
  readonly configs?: ScriptConfigs | undefined;
  /** Functions that the vis.json beside the script calls; undefined without one. */
  readonly namedFunctions?: readonly string[];
}

/** Compiles a script. Never throws; a refused script has problems and no plan. */
export function compile(request: CompileRequest): Analysis {
  return new Compilation(request, false).result();
}

/** As `compile`, and looks into functions nobody calls, with their annotated parameters. */
export function analyze(request: CompileRequest): Analysis {
  return new Compilation(request, true).result();
}

class Compilation {
  private readonly lines: LineIndex;
  /** The given one, and what the script's tracepoints add. */
  private readonly catalog: Catalog;
  private readonly untyped = new Set<string>();
  private readonly graph: ScriptGraph;
  private readonly calls: CallContext;
  private readonly evaluator: Evaluator;
  private readonly found: Complaint[] = [];
  private readonly globals: Scope;
  private readonly module: EvaluatorOptions['module'];
  private readonly results = new Map<string, Value>();
  private traced: ScriptLineage | undefined;
  private readonly uncalled: Complaint[] = [];
  private readonly mutations: Mutation[] = [];

  constructor(
    private readonly request: CompileRequest,
    private readonly looksIntoFunctions: boolean,
  ) {
    const { script, nowNs, execFuncs = [] } = request;
    const tables = new Map(request.catalog.tables);
    const catalog = { ...request.catalog, tables };
    this.catalog = catalog;
    this.lines = new LineIndex(script);
    this.graph = new ScriptGraph(catalog, this.untyped);
    const none: Value = { kind: 'none', place: NOWHERE };
    const construct = frameConstructor(this.graph, nowNs);
    this.calls = { graph: this.graph, none, construct };
    const context: PxContext = {
      catalog,
      graph: this.graph,
      construct,
      nowNs,
      tableMade: (name, relation) => {
        // A run fails as long as the tracepoint's table is not there; its author knows it.
        if (!looksIntoFunctions) return;
        if (relation === undefined) this.untyped.add(name);
        else
          tables.set(name, { name, description: 'Made by a tracepoint of this script.', relation });
      },
      mutated: (mutation) => this.mutations.push(mutation),
      configs: request.configs ?? {},
      executesFunctions: execFuncs.length > 0,
      reservedNames: new Set(execFuncs.map(({ outputTablePrefix }) => outputTablePrefix)),
    };
    this.globals = globals(none);
    const modules = new Map<string, Value | undefined>();
    this.module = (name) => {
      if (!modules.has(name)) {
        const views = name === 'pxviews' ? viewsModule(options) : undefined;
        modules.set(name, views ?? builtinModule(name, context));
      }
      return modules.get(name);
    };
    const options: EvaluatorOptions = {
      module: this.module,
      globals: this.globals,
      limits: evaluationLimits(),
      calls: this.calls,
      complain: (complaint) => this.found.push(complaint),
    };
    this.evaluator = new Evaluator(options);
  }

  result(): Analysis {
    const { script, execFuncs = [] } = this.request;
    const { tree, errors } = parse(script);
    const { flags, problems: flagProblems } = readFlags(script);
    const syntax = errors.map(({ message, compilerPosition, span, unread }): Problem => ({
      ...{ code: codeOf(message), severity: 'error', message, compilerPosition },
      ...{ span: this.visible(span), reportedByCompiler: unread !== true },
    }));
    if (script === '') syntax.push(this.wholeText(EMPTY));
    const ready = script !== '' && !errors.some(({ unread }) => unread === true);
    if (ready) {
      this.attempt(() => {
        this.evaluator.runModule(tree);
      });
      for (const one of execFuncs)
        this.attempt(() => {
          executeFunction(one, this.evaluator, this.calls);
        });
    }
    const evaluationFailed = syntax.length > 0 || this.found.length > 0;
    // Functions that are only looked into change nothing.
    const mutations = [...this.mutations];
    const analyzed = this.analyzeOps(this.graph.ops, evaluationFailed, flags.maxOutputRowsPerTable);
    if (ready && !evaluationFailed && this.found.length === 0) this.planRun(analyzed.ops);
    if (this.looksIntoFunctions && ready) this.lookIntoFunctions(tree, flags);
    const semantic = this.semanticProblems(syntax.length > 0);
    const problems = [
      ...syntax,
      ...semantic.problems,
      ...flagProblems.map(({ message, start, end }) => this.ownError(message, start, end)),
    ];
    if (this.looksIntoFunctions) {
      problems.push(...this.warnings(tree, flags, analyzed.clampedHeads));
    }
    const accepted = !problems.some(({ severity }) => severity === 'error');
    const live = reachable(analyzed.ops);
    return {
      text: script,
      tree,
      problems,
      status: syntax.length > 0 ? syntaxStatus(script, errors) : semantic.status,
      plan: accepted ? buildPlan(live, analyzed.sinkNames, this.request.nowNs, flags) : undefined,
      outputs: outputsOf(live, analyzed.sinkNames),
      mutations,
      valueOf: (node) => this.evaluator.describe(node, this.typeOf),
      namesAt: (offset) =>
        [...this.namesAt(tree, offset)].map(([name, value]) => {
          return { name, value: describe(value, this.typeOf) };
        }),
      moduleNamed: (name) => {
        const found = this.module(name);
        return found === undefined ? undefined : describe(found);
      },
      evaluateAt: (node, offset) => {
        const names = new Map([...this.namesAt(tree, offset)].reverse());
        const root = rootName(node);
        const module = root === undefined || names.has(root) ? undefined : this.module(root);
        if (root !== undefined && module !== undefined) names.set(root, module);
        const value = this.graph.aside(() => this.evaluator.evaluateAside(node, names));
        return value === undefined ? undefined : describe(value, this.typeOf);
      },
      functions: tree.statements.filter(
        (node): node is FunctionStatement => node.kind === 'Function',
      ),
      resultOf: (name) => {
        const result = this.results.get(name);
        return result === undefined ? undefined : describe(result);
      },
      lineage: () => (this.traced ??= this.trace()),
    };
  }

  private trace(): ScriptLineage {
    const { execFuncs = [] } = this.request;
    const lineage = columnLineage(this.graph.ops, this.catalog);
    const columnsOf = (value: Value | undefined): readonly ColumnOrigins[] => {
      if (value === undefined) return [];
      if (value.kind === 'list' || value.kind === 'tuple') return value.items.flatMap(columnsOf);
      return value.kind === 'frame' || value.kind === 'ctx' ? [lineage.originsOf(value.op)] : [];
    };
    return {
      ...{ uses: lineage.uses, links: lineage.links, columnSets: lineage.columnSets },
      columnsOf: (node) => columnsOf(this.evaluator.values.get(node))[0],
      columnsOfResult: (name) => {
        const prefixes = execFuncs
          .filter(({ funcName }) => funcName === name)
          .map(({ outputTablePrefix }) => outputTablePrefix);
        const sinks = this.graph.ops.filter(
          (op) => op.kind === 'sink' && prefixes.some((prefix) => isResult(op.name, prefix)),
        );
        return [...columnsOf(this.results.get(name)), ...sinks.map((op) => lineage.originsOf(op))];
      },
    };
  }

  private warnings(tree: Module, flags: PlanFlags, clampedHeads: readonly Span[]) {
    const told = new Set(
      [...this.found, ...this.uncalled].map(
        ({ place: { span } }) => `${String(span.start)} ${String(span.end)}`,
      ),
    );
    const found = warningsOf(tree, {
      ...{ text: this.request.script, clampedHeads, rowLimit: flags.maxOutputRowsPerTable },
      valueOf: (node) => this.evaluator.describe(node, this.typeOf),
      hasColumnOf: (own, other, column) => this.hasColumnOf(own, other, column),
      namedFunctions: this.request.namedFunctions,
    });
    // What is refused needs no second finding.
    return found.filter(({ span }) => !told.has(`${String(span.start)} ${String(span.end)}`));
  }

  private hasColumnOf(own: Expression, other: Expression, column: string): boolean {
    const [a, b] = [this.evaluator.values.get(own), this.evaluator.values.get(other)];
    if (a?.kind !== 'frame' || b?.kind !== 'frame' || !descends(a.op, b.op)) return false;
    const lineage = (this.traced ??= this.trace());
    const [mine = [], theirs = []] = [lineage.columnsOf(own), lineage.columnsOf(other)].map(
      (columns) => columns?.get(column),
    );
    // A merge's suffixes rename a column; it stays the same one.
    return mine.some((origin) =>
      [origin, ...(origin.suffixed?.base ?? [])].some((one) => theirs.includes(one)),
    );
  }

  private attempt(run: () => void): void {
    try {
      run();
    } catch (error) {
      if (error instanceof Refusal) {
        this.found.push(...error.complaints);
      } else if (!(error instanceof Unknown)) throw error;
    }
  }

  /** @param partial What was being made may be missing: nothing is said of keys nobody uses. */
  private analyzeOps(ops: readonly IrOp[], partial: boolean, rowLimit: number) {
    const { keys, nodeCount } = this.graph;
    const analyzer = new Analyzer({
      ...{ ops, keys: partial ? [] : keys, nodeCount, rowLimit },
      ...{ catalog: this.catalog, untyped: this.untyped },
      attempt: (step) => {
        this.attempt(step);
      },
    });
    const typed = analyzer.run();
    const { sinkNames, clampedHeads } = analyzer;
    return { ops: typed, sinkNames, clampedHeads };
  }

  /** The compiler's last steps: what is run where. */
  private planRun(ops: readonly GraphOp[]): void {
    this.attempt(() => {
      checkRun(ops, this.catalog, this.wholePlace());
    });
  }

  /** Functions that nothing has called are called with values of their parameters' types. */
  private lookIntoFunctions(tree: Module, flags: PlanFlags): void {
    const before = this.found.length;
    const opsBefore = this.graph.ops.length;
    for (const node of tree.statements) {
      if (node.kind !== 'Function') continue;
      const value = this.evaluator.moduleScope.get(node.name.text);
      if (value?.kind !== 'function' || value.fn.definition !== node) continue;
      const { fn } = value;
      this.attempt(() => {
        const sample = (name: string): Value =>
          sampleArgument(fn.annotations?.get(name), node, this.graph);
        const args = { positional: fn.parameters.map(sample), keywords: [] };
        const place = { at: node.at, span: node.name.span };
        const returned = this.evaluator.callSample(
          fn,
          {
            get: (name) => args.positional[fn.parameters.indexOf(name)] ?? sample(name),
            rest: [],
            extra: [],
            context: this.calls,
          },
          place,
        );
        this.results.set(node.name.text, returned);
      });
    }
    if (this.graph.ops.length > opsBefore) {
      this.analyzeOps(this.graph.ops, true, flags.maxOutputRowsPerTable);
    }
    this.uncalled.push(...this.found.splice(before));
  }

  /**
   * The first complaint in the compiler's order is its own, with those of the same refusal; the
   * others are what we found beyond.
   */
  private semanticProblems(refusedBefore: boolean): SemanticProblems {
    const rank = ({ phase }: Complaint) => (phase === undefined ? -1 : PHASES.indexOf(phase));
    const ordered = [...this.found].sort((a, b) => rank(a) - rank(b));
    const own = new Set(refusedBefore ? [] : ownComplaints(ordered));
    const seen = new Set<string>();
    const problems: Problem[] = [];
    for (const one of [...ordered, ...this.uncalled]) {
      const problem = this.problemOf(one, own.has(one));
      const key = `${problem.message}@${String(problem.span.start)}`;
      if (seen.has(key)) continue;
      seen.add(key);
      problems.push(problem);
    }
    const status = [...own].filter(({ inner }) => inner !== true).map(({ message }) => message);
    return { problems, status: status.join('\n') };
  }

  private problemOf(complaint: Complaint, reportedByCompiler: boolean): Problem {
    const { message, place, positioned, position } = complaint;
    const compilerPosition =
      position ??
      (place.at === undefined ? { line: 0, column: 0 } : this.lines.compilerPosition(place.at));
    return {
      ...{ code: codeOf(message), severity: 'error', message, reportedByCompiler },
      span: this.visible(place.span),
      compilerPosition: positioned ? compilerPosition : undefined,
    };
  }

  private ownError(message: string, start: number, end: number): Problem {
    const span = { start, end };
    return { code: codeOf(message), severity: 'error', message, span, reportedByCompiler: false };
  }

  private wholePlace(): Place {
    return { at: 0, span: { start: 0, end: 0 } };
  }

  private wholeText(message: string): Problem {
    const span = { start: 0, end: 0 };
    return { code: codeOf(message), severity: 'error', message, span, reportedByCompiler: true };
  }

  /** An underline one can see: never empty while there is text. */
  private visible({ start, end }: Place['span']): Place['span'] {
    const { length } = this.request.script;
    const from = Math.min(start, length);
    if (end > from) return { start: from, end: Math.min(end, length) };
    if (from < length && this.request.script[from] !== '\n') return { start: from, end: from + 1 };
    return { start: Math.max(0, from - 1), end: from };
  }

  private readonly typeOf = (expr: IrExpr) => expressionType(expr, this.catalog);

  /** Innermost scope first. Functions see every name of the module, whenever it is bound. */
  private namesAt(tree: Module, offset: number): ReadonlyMap<string, Value> {
    const { history, moduleScope } = this.evaluator;
    const functions = enclosingFunctions(tree, this.request.script, offset);
    const moduleNames =
      functions.length > 0 ? moduleScope.all() : history.namesAt(undefined, offset);
    const names = new Map<string, Value>();
    for (const owner of [...functions].reverse()) {
      const local = history.namesAt(owner, offset) ?? unknownNames(owner, offset);
      for (const [name, value] of local) if (!names.has(name)) names.set(name, value);
    }
    for (const [name, value] of [...(moduleNames ?? []), ...this.globals.all()]) {
      if (!names.has(name)) names.set(name, value);
    }
    return names;
  }
}

/** `px` of `px.otel.Data(…).x`. */
function rootName(node: Expression): string | undefined {
  switch (node.kind) {
    case 'Name':
      return node.id;
    case 'Call':
      return rootName(node.callee);
    case 'Attribute':
    case 'Subscript':
      return rootName(node.value);
    default:
      return undefined;
  }
}

/** Whether an operator was made from another one. */
function descends(op: IrOp, from: IrOp): boolean {
  const seen = new Set<IrOp>();
  const pending = [op];
  for (let one = pending.pop(); one !== undefined; one = pending.pop()) {
    if (one === from) return true;
    if (seen.has(one)) continue;
    seen.add(one);
    pending.push(...one.parents);
  }
  return false;
}

/** Names of a function that could not be evaluated. */
function unknownNames(owner: FunctionStatement, offset: number): ReadonlyMap<string, Value> {
  const names = new Map<string, Value>();
  const unknown = (name: string) =>
    names.set(name, { kind: 'unknown', place: { at: owner.at, span: owner.name.span } });
  for (const { name } of owner.parameters) unknown(name.text);
  for (const node of owner.body.statements) {
    const [target] = node.kind === 'Assign' && node.span.end <= offset ? node.targets : [];
    if (target?.kind === 'Name') unknown(target.id);
  }
  return names;
}

/** Whether a sink shows what a function gave: one table, or one of several. */
const isResult = (sink: string, prefix: string): boolean =>
  sink === prefix || (sink.startsWith(`${prefix}[`) && /^\[\d+\]$/.test(sink.slice(prefix.length)));

const syntaxStatus = (script: string, errors: readonly SyntaxError[]): string =>
  script === '' ? EMPTY : errors.map(({ statusMessage }) => statusMessage).join('');

interface SemanticProblems {
  readonly problems: readonly Problem[];
  /** The compiler's status text. */
  readonly status: string;
}

/** The first complaint and those that came with it, such as the second one of a bad time. */
function ownComplaints(ordered: readonly Complaint[]): readonly Complaint[] {
  const [first] = ordered;
  if (first === undefined) return [];
  const end = ordered.findIndex(({ inner }, index) => {
    const next = ordered[index + 1];
    return inner !== true && next?.continues !== true;
  });
  return ordered.slice(0, end + 1);
}

function globals(none: Value): Scope {
  const scope = new Scope(undefined);
  const place = NOWHERE;
  [true, false].forEach((value, id) => {
    const expr = { kind: 'literal', id, dataType: 'BOOLEAN', value, place } as const;
    scope.set(value ? 'True' : 'False', { kind: 'expr', expr, place });
  });
  scope.set('None', none);
  for (const [name, value] of globalTypes()) scope.set(name, value);
  return scope;
}

/** A value of a parameter's type, of which nothing but the type is known. */
function sampleArgument(
  annotation: Value | undefined,
  node: FunctionStatement,
  graph: ScriptGraph,
): Value {
  const place: Place = { at: node.at, span: node.name.span };
  if (annotation?.kind !== 'type' || annotation.type.dataType === undefined) {
    return { kind: 'unknown', place };
  }
  const samples = {
    BOOLEAN: true,
    INT64: 1n,
    UINT128: 1n,
    FLOAT64: 1,
    STRING: '-5m',
    TIME64NS: 1n,
  };
  const { dataType } = annotation.type;
  return { kind: 'expr', expr: graph.literal(dataType, samples[dataType], place, true), place };
}
