/** One evaluation of a script: what it makes, and the compiler's steps over that. */
import type { CompilationRequest } from './request.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { PlanFlags } from '../plan/plan.ts';
import type { FunctionStatement, Module, Statement } from '../syntax/tree.ts';
import type { Span } from '../text/span.ts';
import type { ExecutedFunction, Mutation } from '../analysis/analysis.ts';
import { Unknown, EndedRun, Refusal, type Complaint } from './ir/refusal.ts';
import { Evaluator, type EvaluatorOptions } from './evaluate/evaluator.ts';
import { executeFunction } from './evaluate/execFuncs.ts';
import { expressionType } from './ir/expressionType.ts';
import { ScriptGraph, withAncestors } from './ir/graph.ts';
import type { IrExpr, IrMetadata, IrOp } from './ir/ir.ts';
import { viewsModule } from './evaluate/library.ts';
import { evaluationLimits } from './evaluate/limits.ts';
import { NOWHERE } from './objects/builtin.ts';
import { frameConstructor } from './objects/dataFrame.ts';
import { globalTypes } from './objects/types.ts';
import type { PxContext } from './objects/pxFunctions.ts';
import { builtinModule } from './objects/pxModule.ts';
import { Analyzer } from './planner/analyzer.ts';
import { outputsOf, reachable } from './planner/buildPlan.ts';
import { checkRun } from './planner/checkRun.ts';
import type { GraphOp } from './planner/opGraph.ts';
import { Recording } from './evaluate/recording.ts';
import { sampleArguments } from './evaluate/sampleArguments.ts';
import { Scope } from './values/scope.ts';
import { givenResult } from './incremental/knownUnit.ts';
import type { UnitRun } from './incremental/units.ts';
import type { CallContext, Value } from './values/values.ts';

interface CompilationOptions {
  readonly flags: PlanFlags;
  /** The script has syntax errors: what is missing of it may be what something is for. */
  readonly isBroken: boolean;
  /** Tables that tracepoints would make are there: a run fails without them, an author knows them. */
  readonly hasTracepointTables: boolean;
}

/** Operators with their types, as far as they have any. */
export interface AnalyzedOps {
  readonly ops: readonly GraphOp[];
  /** Names of results, made unique. */
  readonly sinkNames: ReadonlyMap<number, string>;
  readonly clampedHeads: readonly Span[];
}

/** What a part of a script is evaluated in. */
export interface Surroundings {
  /** Parts that bind names it reads. */
  readonly needs: readonly UnitRun[];
  /** Statements that are its own, and functions it reaches. */
  readonly members: readonly Statement[];
  /** The script or its vis.json asks for it: the whole of the compiler's checks applies. */
  readonly isWritten: boolean;
  /** Nothing of its text is missing: keys nobody uses can be told. */
  readonly isComplete: boolean;
}

export interface WholeRun extends UnitRun {
  readonly analyzed: AnalyzedOps;
}

export class Compilation {
  /** The given one, and what the script's tracepoints add. */
  readonly catalog: Catalog;
  readonly graph: ScriptGraph;
  readonly evaluator: Evaluator;
  readonly globals: Scope;
  /** What `import name` gives. */
  readonly module: EvaluatorOptions['module'];
  readonly mutations: Mutation[] = [];
  private readonly untyped = new Set<string>();
  private readonly calls: CallContext;
  private readonly limits = evaluationLimits();
  /** Where complaints go just now. */
  private complaints: Complaint[] = [];
  private endedRuns = 0;
  private readonly told = new Map<UnitRun, ReadonlySet<string>>();

  constructor(
    private readonly request: CompilationRequest,
    private readonly options: CompilationOptions,
  ) {
    const { nowNs, execFuncs = [] } = request;
    const tables = new Map(request.catalog.tables);
    const catalog = { ...request.catalog, tables };
    this.catalog = catalog;
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
        if (!options.hasTracepointTables) return;
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
        const views = name === 'pxviews' ? viewsModule(evaluatorOptions) : undefined;
        modules.set(name, views ?? builtinModule(name, context));
      }
      return modules.get(name);
    };
    const evaluatorOptions: EvaluatorOptions = {
      module: this.module,
      globals: this.globals,
      limits: this.limits,
      calls: this.calls,
      complain: (complaint) => this.complaints.push(complaint),
    };
    this.evaluator = new Evaluator(evaluatorOptions);
  }

  /**
   * The script and the functions vis.json calls, all in their order, as the compiler runs them.
   *
   * @param tree Undefined for a script there is nothing of to run.
   */
  runWhole(tree: Module | undefined): WholeRun {
    const { main } = this.evaluator;
    const complaints: Complaint[] = [];
    this.complaints = complaints;
    if (tree !== undefined) {
      this.attempt(() => {
        this.evaluator.runModule(tree);
      });
      for (const one of this.request.execFuncs ?? []) {
        this.attempt(() => {
          executeFunction(one, this.evaluator, this.calls);
        });
      }
    }
    const { ops, keys, nodeCount } = this.graph;
    const steps = this.limits.restart();
    const made = { ops: [...ops], keys: [...keys], nodeCount };
    const isComplete = !this.options.isBroken;
    const inspected = this.inspectOps(made, complaints, { isWhole: true, isComplete });
    const { analyzed, outputs, hasResult } = inspected;
    const called = [...main.called.keys()].map(({ name }) => ({ name: name.text, root: 0 }));
    const findings = {
      complaints,
      called,
      outputs,
      hasResult,
      clampedHeads: analyzed.clampedHeads,
      steps,
      nodeCount,
      opCount: ops.length,
      isEntangled: true,
      result: givenResult(undefined),
    };
    const nodeEnd = this.graph.nodeCount;
    return { recording: main, ops: made.ops, nodeEnd, returned: undefined, findings, analyzed };
  }

  /**
   * Imports, functions as far as they are defined, and constants: what everything else begins with.
   */
  runHeaders(tree: Module, constants: ReadonlySet<Statement>): readonly Complaint[] {
    const complaints: Complaint[] = [];
    this.complaints = complaints;
    this.evaluator.beginModule(tree);
    const heads = tree.statements.filter((node) => HEADERS.has(node.kind) || constants.has(node));
    this.attempt(() => {
      this.evaluator.runPart(heads, this.evaluator.main);
    });
    return complaints;
  }

  /** A part of the script that no name connects with another one. */
  runIsland(statements: readonly Statement[], surroundings: Surroundings): UnitRun {
    return this.runApart(surroundings, (recording) => {
      this.evaluator.runPart(statements, recording);
      return undefined;
    });
  }

  /** A function that vis.json calls. */
  runCall(one: ExecutedFunction, surroundings: Surroundings): UnitRun {
    return this.runApart(surroundings, (recording) => {
      this.evaluator.recordIn(recording, () => {
        executeFunction(one, this.evaluator, this.calls);
      });
      return undefined;
    });
  }

  /** A function that is only looked into. */
  runSample(node: FunctionStatement, surroundings: Surroundings): UnitRun {
    return this.runApart(surroundings, (recording) => {
      const value = this.evaluator.moduleScope.get(node.name.text);
      if (value?.kind !== 'function' || value.fn.definition !== node) return undefined;
      const args = sampleArguments(value.fn, node, this.calls);
      const place = { at: node.at, span: node.name.span };
      return this.evaluator.recordIn(recording, () =>
        this.evaluator.callSample(value.fn, args, place),
      );
    });
  }

  readonly typeOf = (expr: IrExpr) => expressionType(expr, this.catalog);

  private runApart(
    { needs, members, isWritten, isComplete }: Surroundings,
    run: (recording: Recording) => Value | undefined,
  ): UnitRun {
    const recording = new Recording();
    const complaints: Complaint[] = [];
    this.complaints = complaints;
    const { endedRuns } = this;
    this.limits.restart();
    let returned: Value | undefined;
    const from = Math.max(this.graph.nodeCount, ...needs.map((one) => one.nodeEnd));
    const made = this.graph.apart(from, () => {
      this.attempt(() => {
        returned = run(recording);
      });
    });
    const steps = this.limits.restart();
    const isEntangled = this.endedRuns > endedRuns || recording.changesModules;
    recording.restoreModules();
    const before = () => needs.flatMap((one) => one.ops);
    const all = { ...made, ops: withAncestors(made.ops, before) };
    const { analyzed, outputs, hasResult } = isWritten
      ? this.inspectOps(all, complaints, { isWhole: false, isComplete })
      : { analyzed: this.analyzeOps({ ...all, keys: [] }), outputs: [], hasResult: false };
    const called = [...recording.called].map(([{ name }, root]) => ({ name: name.text, root }));
    const { clampedHeads } = analyzed;
    const findings = {
      complaints: this.notTold(complaints, needs, members),
      called,
      outputs,
      hasResult,
      clampedHeads,
      steps,
      result: givenResult(returned),
      nodeCount: made.nodeCount - from,
      opCount: made.ops.length,
      isEntangled,
    };
    return { recording, ops: made.ops, nodeEnd: made.nodeCount, returned, findings };
  }

  /** Types, then what is run where; what is wrong is added to the complaints. */
  private inspectOps(
    made: MadeOps,
    complaints: readonly Complaint[],
    { isWhole, isComplete }: { readonly isWhole: boolean; readonly isComplete: boolean },
  ) {
    const isWell = () => isComplete && complaints.length === 0;
    const analyzed = this.analyzeOps({ ...made, keys: isWell() ? made.keys : [] });
    let hasResult = false;
    if (isWell()) {
      this.attempt(() => {
        hasResult = checkRun(analyzed.ops, this.catalog, isWhole);
      });
    }
    const outputs = outputsOf(reachable(analyzed.ops), analyzed.sinkNames);
    return { analyzed, outputs, hasResult };
  }

  private analyzeOps(made: MadeOps): AnalyzedOps {
    const analyzer = new Analyzer({
      ...made,
      rowLimit: this.options.flags.maxOutputRowsPerTable,
      catalog: this.catalog,
      untyped: this.untyped,
      attempt: (step, generation) => {
        this.attempt(step, generation);
      },
    });
    const ops = analyzer.run();
    const { sinkNames, clampedHeads } = analyzer;
    return { ops, sinkNames, clampedHeads };
  }

  /** What is wrong in what a part needs is no complaint of the part. */
  private notTold(
    complaints: readonly Complaint[],
    needs: readonly UnitRun[],
    members: readonly Statement[],
  ): readonly Complaint[] {
    if (needs.length === 0 || complaints.length === 0) return complaints;
    const isOwn = ({ place: { span } }: Complaint) =>
      members.some((one) => one.span.start <= span.start && span.end <= one.span.end);
    const isTold = (one: Complaint) => needs.some((need) => this.toldBy(need).has(keyOf(one)));
    return complaints.filter((one) => isOwn(one) || !isTold(one));
  }

  private toldBy(run: UnitRun): ReadonlySet<string> {
    const told = this.told.get(run) ?? new Set(run.findings.complaints.map(keyOf));
    this.told.set(run, told);
    return told;
  }

  private attempt(run: () => void, generation?: number): void {
    try {
      run();
    } catch (error) {
      if (error instanceof EndedRun) this.endedRuns += 1;
      if (error instanceof Refusal) {
        for (const one of error.complaints) {
          this.complaints.push(generation === undefined ? one : { ...one, generation });
        }
      } else if (!(error instanceof Unknown)) throw error;
    }
  }
}

/** The same complaint in the same place. */
const keyOf = ({ message, place: { span } }: Complaint): string =>
  `${String(span.start)} ${String(span.end)} ${message}`;

const HEADERS: ReadonlySet<Statement['kind']> = new Set(['Import', 'ImportFrom', 'Function']);

interface MadeOps {
  readonly ops: readonly IrOp[];
  readonly keys: readonly IrMetadata[];
  readonly nodeCount: number;
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
