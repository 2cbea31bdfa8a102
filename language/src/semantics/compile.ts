/** From a script's text to its plan, its problems, and all that an editor wants to know of it. */
import type { Catalog } from '../catalog/catalog.ts';
import type { Operator, Plan } from '../plan/plan.ts';
import { codeOf } from '../problems/codes.ts';
import type { Problem } from '../problems/problem.ts';
import { parse } from '../syntax/parser.ts';
import type { Expression, FunctionStatement, Module } from '../syntax/tree.ts';
import { enclosingFunctions } from '../syntax/enclosing.ts';
import { LineIndex } from '../text/lineIndex.ts';
import type { Analysis, ExecutedFunction, OutputTable, ScriptLineage } from './analysis.ts';
import { Unknown } from './calls.ts';
import { Evaluator, type EvaluatorOptions } from './evaluator.ts';
import { executeFunction } from './execFuncs.ts';
import { expressionType } from './expressionType.ts';
import { readFlags } from './flags.ts';
import { combineMaps, inputsOf, resolveFrom, ScriptGraph } from './graph.ts';
import type { IrExpr, IrOp, PlannedOp, Place } from './ir.ts';
import { viewsModule } from './library.ts';
import { evaluationLimits } from './limits.ts';
import { columnLineage, type ColumnOrigins } from './lineage.ts';
import { globalTypes } from './objects/types.ts';
import type { PxContext } from './objects/pxFunctions.ts';
import { builtinModule } from './objects/pxModule.ts';
import { checkPlacement, type PlacedOp } from './placement.ts';
import { Refusal, type Complaint } from './refusal.ts';
import { PhasedRefusal, type Phase } from './resolve.ts';
import { Scope } from './scope.ts';
import { streamComplaint } from './streams.ts';
import { describe, type Value } from './values.ts';
import { warningsOf } from './warnings.ts';

export interface CompileRequest {
  readonly script: string;
  /** Functions to call after the module; then its own displays show nothing. */
  readonly execFuncs?: readonly ExecutedFunction[];
  readonly catalog: Catalog;
  /** `px.now()`, ns since the epoch. */
  readonly nowNs: bigint;
}

/** The compiler's order of looking for problems once everything has been evaluated. */
const PHASES: readonly Phase[] = [
  ...(['metadataKey', 'stream', 'types', 'metadataSource', 'filter', 'groupBy'] as const),
  'placement',
];

/** Compiles a script. Never throws; a refused script has problems and no plan. */
export function compile(request: CompileRequest): Analysis {
  return new Compilation(request, false).result();
}

/** As `compile`, and looks into functions nobody calls, with their annotated parameters. */
export function analyze(request: CompileRequest): Analysis {
  return new Compilation(request, true).result();
}

interface Found extends Complaint {
  /** Undefined for what the compiler finds while it evaluates. */
  readonly phase: Phase | undefined;
}

class Compilation {
  private readonly lines: LineIndex;
  private readonly graph: ScriptGraph;
  private readonly evaluator: Evaluator;
  private readonly globals = globals();
  private readonly found: Found[] = [];
  private readonly results = new Map<string, Value>();
  private readonly uncalled: Found[] = [];
  private traced: ScriptLineage | undefined;

  constructor(
    private readonly request: CompileRequest,
    private readonly looksIntoFunctions: boolean,
  ) {
    const { script, catalog, nowNs, execFuncs = [] } = request;
    this.lines = new LineIndex(script);
    this.graph = new ScriptGraph(catalog);
    const context: PxContext = {
      catalog,
      graph: this.graph,
      nowNs,
      executesFunctions: execFuncs.length > 0,
      reservedNames: new Set(execFuncs.map(({ outputTablePrefix }) => outputTablePrefix)),
    };
    const modules = new Map<string, Value | undefined>();
    const options: EvaluatorOptions = {
      module: (name) => {
        if (!modules.has(name)) {
          const views = name === 'pxviews' ? viewsModule(options) : undefined;
          modules.set(name, views ?? builtinModule(name, context));
        }
        return modules.get(name);
      },
      globals: this.globals,
      limits: evaluationLimits(),
      complain: (complaint) => this.found.push({ ...complaint, phase: undefined }),
    };
    this.evaluator = new Evaluator(options);
  }

  result(): Analysis {
    const { script, catalog, nowNs, execFuncs = [] } = this.request;
    const { tree, errors } = parse(script);
    const { flags, problems: flagProblems } = readFlags(script);
    const syntax = errors.map(({ message, compilerPosition, span }): Problem => ({
      ...{ code: codeOf(message), severity: 'error', message, compilerPosition },
      ...{ span: this.visible(span), reportedByCompiler: true },
    }));
    if (script === '') syntax.push(this.wholeText('Query should not be empty.'));
    const ready = script !== '';
    if (ready) {
      this.evaluator.runModule(tree);
      for (const one of execFuncs)
        this.attempt(() => {
          executeFunction(one, this.evaluator, this.graph);
        });
    }
    const evaluationFailed = syntax.length > 0 || this.found.length > 0;
    const ops = ready ? combineMaps(this.graph.ops) : [];
    const placed = this.resolveAll(ops);
    if (this.looksIntoFunctions && ready) this.lookIntoFunctions(tree);
    const live = reachable(placed);
    if (!evaluationFailed && this.found.length === 0) {
      this.attempt(() => {
        checkPlacement(live, catalog);
      });
    }
    const sinks = placed.filter(({ op }) => op.kind === 'sink' || op.kind === 'otelSink');
    if (ready && !evaluationFailed && this.found.length === 0 && sinks.length === 0) {
      const message = 'query does not output a result, please add a px.display() statement';
      this.found.push({ message, place: this.wholePlace(), positioned: false, phase: 'placement' });
    }
    const problems = [
      ...syntax,
      ...this.semanticProblems(syntax.length > 0),
      ...flagProblems.map(({ message, start, end }) => this.ownError(message, start, end)),
    ];
    if (this.looksIntoFunctions) {
      const valueOf = (node: Expression) => this.evaluator.describe(node);
      const rowLimit = flags.maxOutputRowsPerTable;
      problems.push(...warningsOf(tree, { valueOf, rowLimit }));
    }
    const accepted = !problems.some(({ severity }) => severity === 'error');
    const plan = accepted ? buildPlan(live, nowNs, flags) : undefined;
    return {
      text: script,
      tree,
      problems,
      status: statusOf(
        problems,
        errors.map(({ statusMessage }) => statusMessage),
      ),
      plan,
      outputs: outputsOf(live),
      valueOf: (node) => this.evaluator.describe(node, this.typeOf),
      namesAt: (offset) =>
        [...this.namesAt(tree, offset)].map(([name, value]) => {
          return { name, value: describe(value, this.typeOf) };
        }),
      evaluateAt: (node, offset) => {
        const names = new Map([...this.namesAt(tree, offset)].reverse());
        const value = this.evaluator.evaluateAside(node, names);
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
    const { catalog, execFuncs = [] } = this.request;
    const lineage = columnLineage(this.graph.ops, catalog);
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

  private attempt(run: () => void): void {
    try {
      run();
    } catch (error) {
      if (error instanceof Refusal) {
        const phase = error instanceof PhasedRefusal ? error.phase : undefined;
        for (const complaint of error.complaints) this.found.push({ ...complaint, phase });
      } else if (!(error instanceof Unknown)) throw error;
    }
  }

  /** Works out every operator's columns; what fails is reported once, its children are passed over. */
  private resolveAll(ops: readonly IrOp[]): readonly PlacedOp[] {
    const resolved = new Map<number, PlacedOp>();
    for (const op of ops) {
      this.attempt(() => {
        const stream = streamComplaint(op, ops);
        if (stream !== undefined) throw stream;
        const parent = (one: IrOp) => resolved.get(one.id)?.op.relation;
        const found = resolveFrom(op, parent, this.request.catalog);
        if (found === undefined) return;
        const { relation, planned } = found;
        resolved.set(op.id, { op: { ...op, relation, planned }, planned });
        if (op.kind === 'rolling') {
          const message = 'Rolling operator not yet implemented';
          throw new PhasedRefusal('placement', op.place, message, { positioned: false });
        }
      });
    }
    for (const op of ops) {
      const wrong = ops.find(
        (child) =>
          op.kind === 'groupBy' &&
          child.parents.some((one) => one.id === op.id) &&
          child.kind !== 'aggregate' &&
          child.kind !== 'rolling' &&
          child.kind !== 'groupBy',
      );
      const unused =
        op.kind === 'groupBy' &&
        !ops.some((child) => child.parents.some((one) => one.id === op.id));
      if (wrong === undefined || unused) continue;
      const name = CHILD_NAMES[wrong.kind] ?? wrong.kind;
      const message = `'groupby()' should be followed by an 'agg()' or a 'rolling()' not a ${name}`;
      this.found.push({ message, place: op.place, positioned: true, phase: 'groupBy' });
    }
    return [...resolved.values()];
  }

  /** Functions that nothing has called are called with values of their parameters' types. */
  private lookIntoFunctions(tree: Module): void {
    const before = this.found.length;
    const opsBefore = this.graph.ops.length;
    for (const node of tree.statements) {
      if (node.kind !== 'Function') continue;
      const value = this.evaluator.moduleScope.get(node.name.text);
      if (value?.kind !== 'function' || value.fn.definition !== node) continue;
      const { fn } = value;
      this.attempt(() => {
        const sample = (name: string): Value => sampleArgument(fn.annotations?.get(name), node);
        const args = { positional: fn.parameters.map(sample), keywords: [] };
        const place = { at: node.at, span: node.name.span };
        const returned = this.evaluator.callSample(
          fn,
          {
            get: (name) => args.positional[fn.parameters.indexOf(name)] ?? sample(name),
            rest: [],
            extra: [],
          },
          place,
        );
        this.results.set(node.name.text, returned);
      });
    }
    this.resolveAll(
      combineMaps(this.graph.ops).filter(({ id }) => id >= opsBefore || hasAncestor(id)),
    );
    this.uncalled.push(...this.found.splice(before));
    function hasAncestor(id: number): boolean {
      return id < opsBefore;
    }
  }

  /** The first problem in the compiler's order is its own; the others are what we found beyond. */
  private semanticProblems(refusedBefore: boolean): readonly Problem[] {
    const rank = ({ phase }: Found) => (phase === undefined ? -1 : PHASES.indexOf(phase));
    const ordered = [...this.found].sort((a, b) => rank(a) - rank(b));
    const [first] = ordered;
    const own = new Set(first === undefined || refusedBefore ? [] : sameOrigin(ordered, first));
    const seen = new Set<string>();
    const problems: Problem[] = [];
    for (const one of [...ordered, ...this.uncalled]) {
      const problem = this.problemOf(one, own.has(one));
      const key = `${problem.message}@${String(problem.span.start)}`;
      if (seen.has(key)) continue;
      seen.add(key);
      problems.push(problem);
    }
    return problems;
  }

  private problemOf({ message, place, positioned }: Found, reportedByCompiler: boolean): Problem {
    const compilerPosition =
      place.at === undefined ? { line: 0, column: 0 } : this.lines.compilerPosition(place.at);
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

  private readonly typeOf = (expr: IrExpr) => expressionType(expr, this.request.catalog);

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

const CHILD_NAMES: Readonly<Partial<Record<IrOp['kind'], string>>> = {
  ...{ map: 'Map', filter: 'Filter', drop: 'Drop', join: 'Join', union: 'Union', limit: 'Limit' },
  ...{ sink: 'ExternalGRPCSink', stream: 'Stream' },
};

/** Whether a sink shows what a function gave: one table, or one of several. */
const isResult = (sink: string, prefix: string): boolean =>
  sink === prefix || (sink.startsWith(`${prefix}[`) && /^\[\d+\]$/.test(sink.slice(prefix.length)));

/** Problems of one refusal belong together, such as the two of a bad time. */
function sameOrigin(found: readonly Found[], first: Found): readonly Found[] {
  if (first.message !== 'Time string is in wrong format.') return [first];
  const next = found.find(
    ({ message, place }) => place === first.place && message !== first.message,
  );
  return next === undefined ? [first] : [first, next];
}

function statusOf(problems: readonly Problem[], syntax: readonly string[]): string {
  if (syntax.length > 0) return syntax.join('');
  return problems
    .filter(({ reportedByCompiler }) => reportedByCompiler)
    .map(({ message }) => message)
    .join('\n');
}

function globals(): Scope {
  const scope = new Scope(undefined);
  const place: Place = { at: undefined, span: { start: 0, end: 0 } };
  for (const [name, value] of [
    ['True', true],
    ['False', false],
  ] as const) {
    const expr = { kind: 'literal', dataType: 'BOOLEAN', value, place } as const;
    scope.set(name, { kind: 'expr', expr, place });
  }
  scope.set('None', { kind: 'none', place });
  for (const [name, value] of globalTypes()) scope.set(name, value);
  return scope;
}

/** A value of a parameter's type, of which nothing but the type is known. */
function sampleArgument(annotation: Value | undefined, node: FunctionStatement): Value {
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
  const expr = {
    kind: 'literal',
    dataType,
    value: samples[dataType],
    place,
    sample: true,
  } as const;
  return { kind: 'expr', expr, place };
}

/** Operators somebody sees the rows of. */
function reachable(ops: readonly PlacedOp[]): readonly PlacedOp[] {
  const byId = new Map(ops.map((one) => [one.op.id, one]));
  const kept = new Set<number>();
  const keep = (op: IrOp) => {
    if (kept.has(op.id)) return;
    kept.add(op.id);
    for (const parent of inputsOf(op)) keep(byId.get(parent.id)?.op ?? parent);
  };
  for (const { op } of ops) if (op.kind === 'sink' || op.kind === 'otelSink') keep(op);
  return ops.filter(({ op }) => kept.has(op.id));
}

const isSink = ({ op }: PlacedOp) => op.kind === 'sink';

/** Sinks' names made unique as the compiler does: the second `x` is `x_1`. */
function sinkNames(ops: readonly PlacedOp[]): ReadonlyMap<number, string> {
  const counts = new Map<string, number>();
  const names = new Map<number, string>();
  for (const { op } of ops.filter(isSink)) {
    if (op.kind !== 'sink') continue;
    const count = counts.get(op.name);
    names.set(op.id, count === undefined ? op.name : `${op.name}_${String(count)}`);
    counts.set(op.name, (count ?? 0) + 1);
  }
  return names;
}

function outputsOf(ops: readonly PlacedOp[]): readonly OutputTable[] {
  const names = sinkNames(ops);
  return ops.filter(isSink).map(({ op }) => ({
    name: names.get(op.id) ?? '',
    relation: op.relation ?? [],
    span: op.place.span,
  }));
}

function buildPlan(ops: readonly PlacedOp[], nowNs: bigint, flags: Plan['flags']): Plan {
  const names = sinkNames(ops);
  // A streaming operator is no operator of its own: it makes its sources endless.
  const live = ops.filter(({ op }) => op.kind !== 'stream');
  const streamed = new Set<number>();
  const skipStream = (op: IrOp): IrOp => (op.kind === 'stream' ? skipStream(op.parents[0]) : op);
  const mark = (op: IrOp) => {
    streamed.add(op.id);
    inputsOf(op).forEach(mark);
  };
  for (const { op } of ops) if (op.kind === 'stream') mark(op);
  const ids = new Map(live.map(({ op }, index) => [op.id, index]));
  const operators = live.map(({ op, planned }, id): Operator => {
    const parents = inputsOf(op).map((parent) => ids.get(skipStream(parent).id) ?? 0);
    const base = { id, parents, relation: op.relation ?? [], span: op.place.span };
    const finished: PlannedOp =
      planned.kind === 'sink'
        ? { ...planned, name: names.get(op.id) ?? planned.name }
        : planned.kind === 'memorySource'
          ? { ...planned, streaming: streamed.has(op.id) }
          : planned;
    return { ...base, ...finished };
  });
  return { operators, nowNs, flags };
}
