/** What is known of a script, put together from the units it is evaluated in. */
import type { Plan, PlanFlags } from '../plan/plan.ts';
import type { Problem } from '../problems/problem.ts';
import { lastFrom } from '../syntax/enclosing.ts';
import type { ParseResult } from '../syntax/parser.ts';
import type { Expression, FunctionStatement, Module, Statement } from '../syntax/tree.ts';
import { LineIndex } from '../text/lineIndex.ts';
import type {
  Analysis,
  Mutation,
  NamedValue,
  OutputTable,
  ScriptLineage,
  ValueDescription,
} from '../analysis/analysis.ts';
import { areApart } from './incremental/compilerOrder.ts';
import type { Compilation } from './compilation.ts';
import type { CompileRequest } from './request.ts';
import { semanticProblems, visibleSpan, type UncalledComplaint } from './complaints.ts';
import type { FlagProblem } from './flags.ts';
import { namesIn } from './incremental/freeNames.ts';
import type { ModuleParts } from './incremental/moduleParts.ts';
import { namesAt, type NamedPlaces, type NamesInPlace } from './placeNames.ts';
import type { Complaint } from './ir/refusal.ts';
import { scriptLineage } from './lineage/scriptLineage.ts';
import type { ScriptMemory } from './incremental/scriptMemory.ts';
import { scriptWarnings } from './scriptWarnings.ts';
import type { Unit, Units } from './incremental/units.ts';
import { describe, type Value } from './values/values.ts';

export interface AnalyzedScript {
  readonly request: CompileRequest;
  readonly parsed: ParseResult;
  readonly flags: PlanFlags;
  readonly flagProblems: readonly FlagProblem[];
  readonly memory: ScriptMemory;
  readonly compilation: Compilation;
  readonly units: Units;
  /** Complaints of the script itself, the compiler's first one first. */
  readonly complaints: readonly Complaint[];
  /** Undefined where it is evaluated as a whole. */
  readonly parts: ModuleParts | undefined;
  /** Looks for what the compiler accepts and the author hardly means. */
  readonly warns: boolean;
  /** What only evaluating the script as a whole tells. */
  readonly whole: () => WholeScript;
  /** The same with its parts together; undefined where they are. */
  readonly analyzeWhole: () => Analysis | undefined;
}

/** The plan is asked for only where nothing is wrong. */
export type WholeScript = Pick<Analysis, 'plan' | 'outputs' | 'mutations' | 'status'>;

export class ScriptAnalysis implements Analysis {
  readonly text: string;
  readonly tree: Module;
  readonly problems: readonly Problem[];
  readonly status: string;
  readonly functions: readonly FunctionStatement[];
  private traced: ScriptLineage | undefined;
  private wholeScript: WholeScript | undefined;
  private tables: readonly OutputTable[] | undefined;

  constructor(private readonly script: AnalyzedScript) {
    const { request, parsed, units } = script;
    this.text = request.script;
    this.tree = parsed.tree;
    this.functions = parsed.tree.statements.filter(isFunction);
    const syntax = syntaxProblems(parsed, this.text);
    const samples = units.all.filter(({ kind }) => kind === 'sample');
    const uncalled = this.uncalledComplaints(samples);
    const semantic = semanticProblems(script.complaints, uncalled, {
      lines: new LineIndex(this.text),
      refusedBefore: syntax.length > 0,
    });
    const flagProblems = script.flagProblems.map((one) => flagProblem(one, script.warns));
    // Flags are read before the script is compiled.
    const refusedFlag = flagProblems.find(({ severity }) => severity === 'error');
    this.status =
      refusedFlag?.message ??
      (syntax.length > 0 ? syntaxStatus(parsed, this.text) : semantic.status);
    this.problems = [
      ...syntax,
      ...semantic.problems,
      ...flagProblems,
      ...(script.warns
        ? this.warnings([...script.complaints, ...uncalled.map(({ complaint }) => complaint)])
        : []),
    ];
  }

  /**
   * What vis.json names is called when the script runs, and a script that shows nothing is there for
   * its functions; what else nobody calls keeps no script from running.
   */
  private uncalledComplaints(samples: readonly Unit[]): readonly UncalledComplaint[] {
    const { units, request } = this.script;
    const named = new Set(request.namedFunctions);
    const shows =
      named.size > 0 ||
      units.all.some((one) => one.kind !== 'sample' && units.of(one).outputs.length > 0);
    const all = samples.flatMap((unit) => {
      const [root] = unit.roots;
      const name = root?.kind === 'Function' ? root.name.text : '';
      const onceCalled = shows && !named.has(name) ? name : undefined;
      return units.of(unit).complaints.map((complaint) => ({ complaint, onceCalled }));
    });
    // What is an error anyway is not said a second time with less weight.
    const errors = all.filter((one) => one.onceCalled === undefined);
    const others = all.filter((one) => one.onceCalled !== undefined);
    return [...inOrderOfSteps(errors), ...inOrderOfSteps(others)];
  }

  get plan(): Plan | undefined {
    const isRefused = this.problems.some(({ severity }) => severity === 'error');
    return isRefused ? undefined : this.whole().plan;
  }

  get outputs(): readonly OutputTable[] {
    return (this.tables ??= this.findOutputs());
  }

  private findOutputs(): readonly OutputTable[] {
    const { parts, units } = this.script;
    const own = units.all.filter(({ kind }) => kind !== 'sample');
    if (parts === undefined || !areApart(own)) return this.whole().outputs;
    const outputs = own.flatMap((unit) => units.of(unit).outputs);
    const names = new Set(outputs.map(({ name }) => name));
    // Of two tables of one name, one gets a number.
    return names.size === outputs.length ? outputs : this.whole().outputs;
  }

  get mutations(): readonly Mutation[] {
    return this.script.parts === undefined ? this.whole().mutations : [];
  }

  valueOf(node: Expression): ValueDescription | undefined {
    return this.describe(this.valueAt(node));
  }

  namesAt(offset: number): readonly NamedValue[] {
    return [...namesAt(this.places, offset)].map(([name, value]) => {
      const described = () => this.describe(value()) ?? UNKNOWN;
      return {
        name,
        get value() {
          return described();
        },
      };
    });
  }

  moduleNamed(name: string): ValueDescription | undefined {
    return this.describe(this.script.compilation.module(name));
  }

  evaluateAt(node: Expression, offset: number): ValueDescription | undefined {
    const { compilation, parts, units } = this.script;
    const mentioned = namesIn([node]);
    // What the functions that it calls read has to be there.
    for (const name of parts?.reach(mentioned).names ?? []) {
      const unit = this.unitBinding(name);
      if (unit !== undefined) units.runOf(unit);
    }
    const there = namesAt(this.places, offset);
    const root = rootName(node);
    const names = new Map<string, Value>();
    for (const name of mentioned) {
      const value = there.get(name)?.() ?? (name === root ? compilation.module(name) : undefined);
      if (value !== undefined) names.set(name, value);
    }
    const { evaluator, graph } = compilation;
    return this.describe(graph.aside(() => evaluator.evaluateAside(node, names)));
  }

  resultOf(functionName: string): ValueDescription | undefined {
    const sample = this.sampleNamed(functionName);
    const given = sample && this.script.units.of(sample).result;
    if (given?.kind === 'told') return given.value;
    const result = this.resultNamed(functionName);
    return result && describe(result);
  }

  lineage(): ScriptLineage {
    const { compilation, request, units } = this.script;
    return (this.traced ??= scriptLineage({
      catalog: compilation.catalog,
      ops: units.all.flatMap((unit) => units.runOf(unit).ops),
      valueOf: (node) => this.valueAt(node),
      resultOf: (name) => this.resultNamed(name),
      execFuncs: request.execFuncs ?? [],
    }));
  }

  planned(): Analysis | undefined {
    const isRefused = this.problems.some(({ severity }) => severity === 'error');
    const { parts, analyzeWhole } = this.script;
    if (isRefused || parts === undefined || this.whole().status === '') return undefined;
    return analyzeWhole();
  }

  private whole(): WholeScript {
    return (this.wholeScript ??= this.script.whole());
  }

  private readonly describe = (value: Value | undefined): ValueDescription | undefined =>
    value && describe(value, this.script.compilation.typeOf);

  private valueAt(node: Expression): Value | undefined {
    const { main } = this.script.compilation.evaluator;
    const early = main.values.get(node);
    if (early !== undefined) return early;
    const around = lastFrom(this.tree.statements, node.span.start);
    const unit = around && this.script.units.sourceOf(around);
    return unit && this.script.units.runOf(unit).recording.values.get(node);
  }

  private sampleNamed(name: string): Unit | undefined {
    const node = this.functions.findLast((one) => one.name.text === name);
    return node && this.script.units.sampleOf(node);
  }

  private resultNamed(name: string): Value | undefined {
    const sample = this.sampleNamed(name);
    return sample && this.script.units.runOf(sample).returned;
  }

  private get places(): NamedPlaces {
    const { units, compilation } = this.script;
    return {
      text: this.text,
      tree: this.tree,
      moduleNames: (offset) => this.moduleNames(offset),
      recordingOf: (outermost) => {
        const unit = units.sourceOf(outermost);
        return unit === undefined ? compilation.evaluator.main : units.runOf(unit).recording;
      },
    };
  }

  private moduleNames(offset: number | undefined): NamesInPlace {
    const { compilation, parts, units } = this.script;
    const { main, moduleScope } = compilation.evaluator;
    const early =
      offset === undefined ? moduleScope.all() : main.history.namesAt(undefined, offset);
    const names = new Map<string, () => Value | undefined>();
    for (const [name, value] of early ?? []) {
      if (parts?.islandOf.has(name) !== true) names.set(name, () => value);
    }
    for (const [name, { statements }] of parts?.islandOf ?? []) {
      const unit = this.unitBinding(name);
      if (unit === undefined) continue;
      if (offset === undefined) {
        names.set(name, () => {
          units.runOf(unit);
          return moduleScope.get(name);
        });
      } else if (statements.some((one) => one.span.end <= offset && binds(one, name))) {
        names.set(name, () =>
          units.runOf(unit).recording.history.namesAt(undefined, offset)?.get(name),
        );
      }
    }
    for (const [name, value] of compilation.globals.all()) {
      if (!names.has(name)) names.set(name, () => value);
    }
    return names;
  }

  private unitBinding(name: string): Unit | undefined {
    const [first] = this.script.parts?.islandOf.get(name)?.statements ?? [];
    return first && this.script.units.sourceOf(first);
  }

  private warnings(told: readonly Complaint[]): readonly Problem[] {
    const { parsed, memory, request, flags, units, compilation } = this.script;
    const found = scriptWarnings({
      text: this.text,
      statements: this.tree.statements,
      sourceOf: parsed.sourceOf,
      memory,
      namedFunctions: request.namedFunctions,
      rowLimit: flags.maxOutputRowsPerTable,
      unitOf: (statement) => units.sourceOf(statement),
      clampedHeadsOf: (unit) => units.of(unit).clampedHeads,
      valueIn: (unit) => (node) => {
        const early = compilation.evaluator.main.values.get(node);
        if (early !== undefined || unit === undefined) return early ?? this.valueAt(node);
        return units.runOf(unit).recording.values.get(node);
      },
      lineageOf: (unit) => {
        if (unit === undefined) return this.lineage();
        const ops = [...unit.needs, unit].flatMap((one) => units.runOf(one).ops);
        const { values } = units.runOf(unit).recording;
        return scriptLineage({
          catalog: compilation.catalog,
          ops,
          valueOf: (node) => values.get(node),
          resultOf: () => undefined,
          execFuncs: [],
        });
      },
      describe: (value) => describe(value, compilation.typeOf),
    });
    // What is refused needs no second finding.
    const spans = new Set(told.map(({ place: { span } }) => keyOfSpan(span)));
    return found.filter(({ span }) => !spans.has(keyOfSpan(span)));
  }
}

const UNKNOWN: ValueDescription = { kind: 'unknown' };

const isFunction = (node: Statement): node is FunctionStatement => node.kind === 'Function';

const binds = (node: Statement, name: string): boolean =>
  node.kind === 'Assign' && node.targets.some((one) => one.kind === 'Name' && one.id === name);

const keyOfSpan = ({ start, end }: Problem['span']): string => `${String(start)} ${String(end)}`;

const EMPTY = 'Query should not be empty.';

function syntaxProblems({ errors }: ParseResult, text: string): readonly Problem[] {
  const found = errors.map(({ code, message, compilerPosition, span, unread }): Problem => ({
    code,
    severity: 'error',
    message,
    compilerPosition,
    span: visibleSpan(span, text),
    reportedByCompiler: unread !== true,
  }));
  if (text !== '') return found;
  const span = { start: 0, end: 0 };
  const empty = { code: 'PXL003', severity: 'error', message: EMPTY, span } as const;
  return [...found, { ...empty, reportedByCompiler: true }];
}

const syntaxStatus = ({ errors }: ParseResult, text: string): string =>
  text === '' ? EMPTY : errors.map(({ statusMessage }) => statusMessage).join('');

/** @param isDraft An author looks at it, whose runner sends it with the line ends it needs. */
function flagProblem({ message, isLineEnd, start, end }: FlagProblem, isDraft: boolean): Problem {
  const span = { start, end };
  const severity = isLineEnd && isDraft ? 'warning' : 'error';
  return { code: 'PXL401', severity, message, span, reportedByCompiler: false };
}

/** As the compiler looks at things: what comes up while functions run, then their operators. */
const inOrderOfSteps = (all: readonly UncalledComplaint[]): readonly UncalledComplaint[] => [
  ...all.filter(({ complaint }) => complaint.phase === undefined),
  ...all.filter(({ complaint }) => complaint.phase !== undefined),
];

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
