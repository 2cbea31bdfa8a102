/**
 * A script is evaluated in units: its parts that no name connects, the functions vis.json calls,
 * and, for what nobody calls, each function once with values of its parameters' types. What is
 * remembered of a unit is evaluated again only when somebody asks for values in it.
 */
import type { FunctionStatement, Statement } from '../../syntax/tree.ts';
import type { Recent } from '../../text/recent.ts';
import type { IrOp } from '../ir/ir.ts';
import { moved, remembered, type KnownUnit, type UnitFindings } from './knownUnit.ts';
import { MAX_STEPS } from '../evaluate/limits.ts';
import type { Recording } from '../evaluate/recording.ts';
import type { Value } from '../values/values.ts';

/** What evaluating a unit has given. */
export interface UnitRun {
  readonly recording: Recording;
  readonly ops: readonly IrOp[];
  /** The number of the next node behind them. */
  readonly nodeEnd: number;
  /** Of a function; undefined where its call has failed. */
  readonly returned: Value | undefined;
  readonly findings: UnitFindings;
}

export interface Unit {
  /**
   * `script` for what the script itself does, `call` for functions vis.json calls, `sample` for
   * calls nobody has written.
   */
  readonly kind: 'script' | 'call' | 'sample';
  /** The statements it runs; the function it calls. */
  readonly roots: readonly Statement[];
  /** All that it depends on; undefined where that cannot be told. */
  readonly key: string | undefined;
  /** The statements the key stands for. */
  readonly members: readonly Statement[];
  /** Units that bind names it reads. */
  readonly needs: readonly Unit[];
  readonly run: (needs: readonly UnitRun[]) => UnitRun;
}

/** Expressions evaluated in all samples together. */
const MAX_SAMPLE_STEPS = 2 * MAX_STEPS;

export class Units {
  private readonly runs = new Map<Unit, UnitRun>();
  private readonly findings = new Map<Unit, UnitFindings>();
  private readonly unitOf = new Map<Statement, Unit>();
  private readonly samples = new Map<Statement, Unit>();
  /** Which unit shows most of a function: what the script does before samples, the last of each. */
  private readonly sources = new Map<string, Unit>();

  /** Those that are looked at, in the order in which the compiler would come to them. */
  readonly all: readonly Unit[];

  /** @param given Samples last. */
  constructor(
    given: readonly Unit[],
    private readonly known: Recent<KnownUnit>,
  ) {
    this.all = this.withinLimits(given);
    for (const unit of this.all) {
      if (unit.kind === 'script') for (const root of unit.roots) this.unitOf.set(root, unit);
      if (unit.kind === 'sample') for (const root of unit.roots) this.samples.set(root, unit);
    }
  }

  /** Samples that take too long keep the others from being looked at; each by itself says so. */
  private withinLimits(given: readonly Unit[]): readonly Unit[] {
    let steps = 0;
    return given.filter((unit) => {
      if (unit.kind !== 'sample') return true;
      if (steps > MAX_SAMPLE_STEPS) return false;
      steps += this.of(unit).steps;
      return true;
    });
  }

  /** Looks at all units, and learns which shows most of each function. */
  look(): void {
    const calls = this.all.flatMap((unit, index) =>
      this.of(unit).called.map(({ name, root }) => ({ unit, name, ...rankOf(unit, root, index) })),
    );
    calls.sort((a, b) => a.rank - b.rank || a.at - b.at);
    for (const { unit, name } of calls) this.sources.set(name, unit);
  }

  /** What a unit has shown, evaluated now or remembered. */
  of(unit: Unit): UnitFindings {
    const found = this.findings.get(unit);
    if (found !== undefined) return found;
    const known = unit.key === undefined ? undefined : this.known.get(unit.key);
    if (known !== undefined) {
      const findings = moved(known, unit.members);
      this.findings.set(unit, findings);
      return findings;
    }
    const { findings } = this.runOf(unit);
    const worth = unit.key === undefined ? undefined : remembered(findings, unit.members);
    if (unit.key !== undefined && worth !== undefined) this.known.set(unit.key, worth);
    this.findings.set(unit, findings);
    return findings;
  }

  /** Evaluates a unit, unless that has been done. */
  runOf(unit: Unit): UnitRun {
    const made = this.runs.get(unit);
    if (made !== undefined) return made;
    const run = unit.run(unit.needs.map((need) => this.runOf(need)));
    this.runs.set(unit, run);
    return run;
  }

  /** The unit that tells most of a statement of the module, or of a function's body. */
  sourceOf(node: Statement): Unit | undefined {
    if (node.kind !== 'Function') return this.unitOf.get(node);
    return this.sources.get(node.name.text) ?? this.sampleOf(node);
  }

  sampleOf(node: FunctionStatement): Unit | undefined {
    return this.samples.get(node);
  }
}

/** Samples count least, what vis.json calls most; of each kind the last one. */
function rankOf(
  unit: Unit,
  root: number,
  index: number,
): { readonly rank: number; readonly at: number } {
  const rank = unit.kind === 'sample' ? 0 : unit.kind === 'script' ? 1 : 2;
  return { rank, at: unit.kind === 'script' ? (unit.roots[root]?.span.start ?? 0) : index };
}
