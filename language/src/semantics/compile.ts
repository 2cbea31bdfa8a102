/** From a script's text to its plan, its problems, and all that an editor wants to know of it. */
import type { Catalog } from '../catalog/catalog.ts';
import type { PlanFlags } from '../plan/plan.ts';
import { codeOf } from '../problems/codes.ts';
import type { Problem } from '../problems/problem.ts';
import { lastFrom } from '../syntax/enclosing.ts';
import { parse, type ParseResult, type SyntaxError } from '../syntax/parser.ts';
import type { Expression, FunctionStatement, Statement } from '../syntax/tree.ts';
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
import { semanticProblems, visibleSpan } from './complaints.ts';
import { Evaluator, type EvaluatorOptions } from './evaluator.ts';
import { executeFunction } from './execFuncs.ts';
import { expressionType } from './expressionType.ts';
import { readFlags } from './flags.ts';
import { FunctionKeys } from './functionKeys.ts';
import { ScriptGraph, withAncestors } from './graph.ts';
import type { IrExpr, Place } from './ir.ts';
import { viewsModule } from './library.ts';
import { evaluationLimits } from './limits.ts';
import { NOWHERE } from './objects/builtin.ts';
import { frameConstructor } from './objects/dataFrame.ts';
import { globalTypes } from './objects/types.ts';
import type { PxContext } from './objects/pxFunctions.ts';
import { builtinModule } from './objects/pxModule.ts';
import { namesAt } from './placeNames.ts';
import { Analyzer, type AnalyzerInput } from './planner/analyzer.ts';
import { buildPlan, outputsOf, reachable } from './planner/buildPlan.ts';
import { checkRun } from './planner/checkRun.ts';
import type { GraphOp } from './planner/opGraph.ts';
import { Recording } from './recording.ts';
import { Refusal, type Complaint } from './refusal.ts';
import { sampleArguments } from './sampleArguments.ts';
import { SampleCalls, type SampleCall } from './sampleCalls.ts';
import { Scope } from './scope.ts';
import { hasColumnOf, scriptLineage } from './scriptLineage.ts';
import type { ScriptMemory } from './scriptMemory.ts';
import { describe, type CallContext, type FunctionValue, type Value } from './values.ts';
import type { WarningContext } from './warnings/context.ts';
import { findingsIn, movedFindings, type Findings } from './warnings/findings.ts';
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
  /** Of earlier versions of the same script. */
  readonly memory?: ScriptMemory | undefined;
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
  /** Complaints of the script itself. */
  private readonly found: Complaint[] = [];
  /** Where complaints go just now. */
  private complaints = this.found;
  private readonly globals: Scope;
  private readonly limits = evaluationLimits();
  private readonly module: EvaluatorOptions['module'];
  private samples: SampleCalls | undefined;
  private traced: ScriptLineage | undefined;
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
      limits: this.limits,
      calls: this.calls,
      complain: (complaint) => this.complaints.push(complaint),
    };
    this.evaluator = new Evaluator(options);
  }

  result(): Analysis {
    const { script, execFuncs = [], memory } = this.request;
    memory?.beginVersion(this.request.catalog);
    const parsed = parse(script, memory?.pieces);
    const { tree, errors } = parsed;
    const { flags, problems: flagProblems } = readFlags(script);
    const syntax = errors.map(({ message, compilerPosition, span, unread }): Problem => ({
      ...{ code: codeOf(message), severity: 'error', message, compilerPosition },
      ...{ span: visibleSpan(span, script), reportedByCompiler: unread !== true },
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
    const analyzed = this.analyzeOps(this.graph, !evaluationFailed, flags);
    if (ready && !evaluationFailed && this.found.length === 0) this.planRun(analyzed.ops);
    if (this.looksIntoFunctions && ready) this.samples = this.lookIntoFunctions(parsed, flags);
    const semantic = semanticProblems(this.found, this.samples?.complaints ?? [], {
      lines: this.lines,
      refusedBefore: syntax.length > 0,
    });
    const problems = [
      ...syntax,
      ...semantic.problems,
      ...flagProblems.map(({ message, start, end }) => this.ownError(message, start, end)),
    ];
    if (this.looksIntoFunctions) {
      const context = { rowLimit: flags.maxOutputRowsPerTable, ...analyzed };
      problems.push(...this.warnings(parsed, context));
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
      ...this.answers(parsed),
    };
  }

  /** What editors ask. */
  private answers({ tree }: ParseResult): Answers {
    const { evaluator, globals } = this;
    const places = {
      ...{ text: this.request.script, tree, moduleScope: evaluator.moduleScope, globals },
      recordingOf: (outermost: FunctionStatement | undefined) => this.recordingOf(outermost),
    };
    const valueOf = (node: Expression): Value | undefined => {
      const { values } = evaluator.main;
      return values.get(node) ?? this.recordingAt(tree.statements, node).values.get(node);
    };
    const describeOf = (value: Value | undefined) => value && describe(value, this.typeOf);
    const resultOf = (name: string) => this.samples?.callOf(name)?.returned;
    return {
      valueOf: (node) => describeOf(valueOf(node)),
      namesAt: (offset) =>
        [...namesAt(places, offset)].map(([name, value]) => {
          return { name, value: describe(value, this.typeOf) };
        }),
      moduleNamed: (name) => {
        const found = this.module(name);
        return found === undefined ? undefined : describe(found);
      },
      evaluateAt: (node, offset) => {
        const names = new Map([...namesAt(places, offset)].reverse());
        const root = rootName(node);
        const module = root === undefined || names.has(root) ? undefined : this.module(root);
        if (root !== undefined && module !== undefined) names.set(root, module);
        return describeOf(this.graph.aside(() => evaluator.evaluateAside(node, names)).result);
      },
      functions: tree.statements.filter(isFunction),
      resultOf: (name) => {
        const result = resultOf(name);
        return result && describe(result);
      },
      lineage: () => {
        const { execFuncs = [] } = this.request;
        const ops = [...this.graph.ops, ...(this.samples?.ops ?? [])];
        const { catalog } = this;
        return (this.traced ??= scriptLineage({ catalog, ops, valueOf, resultOf, execFuncs }));
      },
    };
  }

  private warnings({ tree, sourceOf }: ParseResult, context: FindingContext): readonly Problem[] {
    const complaints = [...this.found, ...(this.samples?.complaints ?? [])];
    const told = new Set(complaints.map(({ place: { span } }) => keyOfSpan(span)));
    const parts = tree.statements.map((statement) => ({
      statement,
      ...this.findingsOf(statement, sourceOf, context),
    }));
    const own = this.warningContext(undefined, context);
    const found = warningsOf(parts, own, this.request.namedFunctions);
    // What is refused needs no second finding.
    return found.filter(({ span }) => !told.has(keyOfSpan(span)));
  }

  /** From an earlier version of the script, where nothing has changed that matters. */
  private findingsOf(
    statement: Statement,
    sourceOf: ReadonlyMap<Statement, string>,
    context: FindingContext,
  ): Findings {
    const { samples } = this;
    const { memory } = this.request;
    const shown = isFunction(statement) ? samples?.sourceOf(statement) : undefined;
    if (shown === undefined) return findingsIn(statement, this.warningContext(undefined, context));
    const shownKey = samples?.keyOf(shown);
    const source = sourceOf.get(statement);
    const key =
      shownKey === undefined || source === undefined ? undefined : `${shownKey}\n${source}`;
    const known = key === undefined ? undefined : memory?.findings.get(key);
    const offset = statement.span.start;
    if (known !== undefined) return movedFindings(known, offset);
    const findings = findingsIn(statement, this.warningContext(shown, context));
    if (key !== undefined) memory?.findings.set(key, { offset, findings });
    return findings;
  }

  /** @param shown The function whose call shows most; undefined for the script itself. */
  private warningContext(
    shown: string | undefined,
    { rowLimit, clampedHeads }: FindingContext,
  ): WarningContext {
    const call = shown === undefined ? undefined : this.samples?.callOf(shown);
    const { main } = this.evaluator;
    const valueOf = (node: Expression) => main.values.get(node) ?? call?.recording.values.get(node);
    let traced: ScriptLineage | undefined;
    const lineage = () => {
      const ops = [...this.graph.ops, ...(call?.ops ?? [])];
      const none = { resultOf: () => undefined, execFuncs: [] };
      return (traced ??= scriptLineage({ catalog: this.catalog, ops, valueOf, ...none }));
    };
    return {
      ...{ text: this.request.script, clampedHeads, rowLimit },
      valueOf: (node) => {
        const value = valueOf(node);
        return value && describe(value, this.typeOf);
      },
      hasColumnOf: (own, other, column) =>
        hasColumnOf({ own, other, column }, { valueOf, lineage }),
    };
  }

  private recordingOf(outermost: FunctionStatement | undefined): Recording {
    const { samples, evaluator } = this;
    return outermost === undefined || samples === undefined
      ? evaluator.main
      : samples.recordingOf(outermost);
  }

  private recordingAt(statements: readonly Statement[], { span }: Expression): Recording {
    const around = lastFrom(statements, span.start);
    return this.recordingOf(around !== undefined && isFunction(around) ? around : undefined);
  }

  private attempt(run: () => void): void {
    try {
      run();
    } catch (error) {
      if (error instanceof Refusal) {
        this.complaints.push(...error.complaints);
      } else if (!(error instanceof Unknown)) throw error;
    }
  }

  /** @param complete Nothing that was being made is missing: keys nobody uses can be told. */
  private analyzeOps(
    { ops, keys, nodeCount }: Pick<AnalyzerInput, 'ops' | 'keys' | 'nodeCount'>,
    complete: boolean,
    { maxOutputRowsPerTable }: PlanFlags,
  ): AnalyzedOps {
    const analyzer = new Analyzer({
      ...{ ops, keys: complete ? keys : [], nodeCount, rowLimit: maxOutputRowsPerTable },
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

  private lookIntoFunctions({ tree, sourceOf }: ParseResult, flags: PlanFlags): SampleCalls {
    const functions = new Map<string, FunctionStatement>();
    const values = new Map<FunctionStatement, FunctionValue>();
    for (const node of tree.statements.filter(isFunction)) {
      const value = this.evaluator.moduleScope.get(node.name.text);
      if (value?.kind !== 'function' || value.fn.definition !== node) continue;
      functions.set(node.name.text, node);
      values.set(node, value.fn);
    }
    const { main } = this.evaluator;
    const { memory, script: text } = this.request;
    const keys = memory && new FunctionKeys({ text, tree, sourceOf, functions, main }, memory);
    return new SampleCalls({
      ...{ functions, main, known: memory?.calls },
      keyOf: (node) => keys?.keyOf(node),
      call: (node) => this.callWithSamples(node, values.get(node), flags),
    });
  }

  private callWithSamples(
    node: FunctionStatement,
    fn: FunctionValue | undefined,
    flags: PlanFlags,
  ): SampleCall {
    const recording = new Recording();
    const complaints: Complaint[] = [];
    let returned: Value | undefined;
    this.complaints = complaints;
    this.limits.restart();
    const { ops, nodeCount } = this.graph.aside(() => {
      this.attempt(() => {
        if (fn === undefined) return;
        const args = sampleArguments(fn, node, this.calls);
        const place = { at: node.at, span: node.name.span };
        returned = this.evaluator.callSample(fn, args, { place, recording });
      });
    });
    const steps = this.limits.restart();
    if (ops.length > 0) {
      this.analyzeOps(
        { ops: withAncestors(ops, this.graph.ops), keys: [], nodeCount },
        false,
        flags,
      );
    }
    this.complaints = this.found;
    // What the script has made wrong before the call has been told.
    const told = new Set(this.found.map(keyOfComplaint));
    const own = complaints.filter(
      (one) => isInside(one.place.span, node.span) || !told.has(keyOfComplaint(one)),
    );
    return { recording, ops, complaints: own, returned, steps };
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

  private readonly typeOf = (expr: IrExpr) => expressionType(expr, this.catalog);
}

type Answers = Pick<
  Analysis,
  'valueOf' | 'namesAt' | 'moduleNamed' | 'evaluateAt' | 'functions' | 'resultOf' | 'lineage'
>;

interface AnalyzedOps {
  readonly ops: readonly GraphOp[];
  readonly sinkNames: ReadonlyMap<number, string>;
  readonly clampedHeads: readonly Span[];
}

type FindingContext = Pick<WarningContext, 'rowLimit' | 'clampedHeads'>;

const isFunction = (node: Statement): node is FunctionStatement => node.kind === 'Function';

const isInside = (inner: Span, outer: Span): boolean =>
  inner.start >= outer.start && inner.end <= outer.end;

const keyOfComplaint = ({ message, place }: Complaint): string =>
  `${keyOfSpan(place.span)} ${message}`;

const keyOfSpan = ({ start, end }: Span): string => `${String(start)} ${String(end)}`;

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

const syntaxStatus = (script: string, errors: readonly SyntaxError[]): string =>
  script === '' ? EMPTY : errors.map(({ statusMessage }) => statusMessage).join('');

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
