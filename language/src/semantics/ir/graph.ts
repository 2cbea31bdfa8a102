/** Numbers and keeps what a script makes: expressions and operators. */
import type {
  Typing,
  ColumnNotes,
  IrColumn,
  IrExpr,
  IrFunc,
  IrGraph,
  IrLiteral,
  IrMetadata,
  IrOp,
  LiteralValue,
  OpFields,
  Place,
} from './ir.ts';
import type { Catalog } from '../../catalog/catalog.ts';
import type { DataType, Relation } from '../../catalog/types.ts';
import { Unknown, EndedRun, Refusal } from './refusal.ts';
import { groupingsOf, resolveOp, type Resolvable } from './operators.ts';
import { shownRelation } from './shownRelation.ts';

/**
 * Nodes the compiler makes before it looks at a script: `True`, `False`, six span kinds, and the
 * documentation of the `pxviews` module and its functions.
 *
 * @see pixie-io/pixie src/carnot/planner/compiler/ast_visitor.cc (InitGlobals, SetupModules),
 *   src/carnot/planner/pxl_lib/pxviews.pxl
 */
const NODES_BEFORE_SCRIPT = 2 + 6 + 14;

/** The parents whose columns an operator reads: an aggregate looks through its groupings. */
export function inputsOf(op: IrOp): readonly IrOp[] {
  if (op.kind !== 'aggregate') return op.parents;
  const last = groupingsOf(op).at(-1);
  return last === undefined ? op.parents : last.parents;
}

/** A script of 20,000 lines makes fewer. */
export const MAX_NODES = 200_000;
export const MAX_OPERATORS = 10_000;
/** Functions within functions. */
const MAX_DEPTH = 900;

interface Columns {
  readonly relation?: Relation | undefined;
  readonly shown?: Relation | undefined;
}

/** What a part of a script has made. */
export interface MadeApart {
  readonly ops: readonly IrOp[];
  readonly keys: readonly IrMetadata[];
  /** The number of the next node behind them. */
  readonly nodeCount: number;
}

export class ScriptGraph implements IrGraph {
  /** In the order they were made; parents precede their children. */
  readonly ops: IrOp[] = [];
  /** Every `ctx` key, used or not. */
  readonly keys: IrMetadata[] = [];
  private nextId = NODES_BEFORE_SCRIPT;
  private firstId = 0;
  /** How deep functions are nested. */
  private readonly depths = new WeakMap<IrExpr, number>();
  private readonly known = new Map<IrOp, Columns>();
  private readonly typing: Typing;

  constructor(catalog: Catalog, untyped: ReadonlySet<string> = new Set()) {
    this.typing = { catalog, convertsMetadata: true, untyped };
  }

  countNode(): void {
    this.nextId += 1;
  }

  /** The number of the next node; the compiler goes on counting while it analyses. */
  get nodeCount(): number {
    return this.nextId;
  }

  /** @throws EndedRun when the script makes more than can be looked at. */
  private takeId(place: Place): number {
    const id = this.nextId;
    if (id - this.firstId >= MAX_NODES)
      throw new EndedRun(place, 'The script makes too many expressions.');
    this.nextId += 1;
    return id;
  }

  literal(dataType: DataType, value: LiteralValue, place: Place, sample = false): IrLiteral {
    const literal = { kind: 'literal', id: this.takeId(place), dataType, value, place } as const;
    return sample ? { ...literal, sample } : literal;
  }

  column(name: string, place: Place, notes: ColumnNotes = {}): IrColumn {
    return { kind: 'column', id: this.takeId(place), name, side: 0, place, ...notes };
  }

  metadata(key: string, place: Place, from: IrOp): IrMetadata {
    const made: IrMetadata = { kind: 'metadata', id: this.takeId(place), key, from, place };
    this.keys.push(made);
    return made;
  }

  /** An argument given twice is copied: a node has one place under another. */
  func(name: string, args: readonly IrExpr[], place: Place): IrFunc {
    const id = this.takeId(place);
    const own = args.map((arg, index) =>
      args.indexOf(arg) < index ? this.copy(arg, new Map()) : arg,
    );
    const made: IrFunc = { kind: 'func', id, name, args: own, place };
    const depth = 1 + Math.max(0, ...own.map((arg) => this.depths.get(arg) ?? 0));
    if (depth > MAX_DEPTH) throw new Refusal(place, 'This is nested too deeply.');
    this.depths.set(made, depth);
    return made;
  }

  private copy(expr: IrExpr, copies: Map<IrExpr, IrExpr>): IrExpr {
    const known = copies.get(expr);
    if (known !== undefined) return known;
    const id = this.takeId(expr.place);
    const made =
      expr.kind === 'func'
        ? { ...expr, id, args: expr.args.map((arg) => this.copy(arg, copies)) }
        : { ...expr, id };
    if (made.kind === 'metadata') this.keys.push(made);
    if (made.kind === 'func') this.depths.set(made, this.depths.get(expr) ?? 1);
    copies.set(expr, made);
    return made;
  }

  add(fields: OpFields): IrOp {
    if (this.ops.length >= MAX_OPERATORS) {
      throw new EndedRun(fields.place, 'The script makes too many operators.');
    }
    const op: IrOp = { ...fields, id: this.takeId(fields.place), graph: this };
    const own = op.kind === 'join' || op.kind === 'union' ? this.withOwnParents(op) : op;
    this.ops.push(own);
    return own;
  }

  /** A parent given twice is read through a map of its own. */
  private withOwnParents(op: IrOp & { readonly kind: 'join' | 'union' }): IrOp {
    const { place } = op;
    const parents = op.parents.map((parent, index): IrOp => {
      if (op.parents.indexOf(parent) === index) return parent;
      return this.add({ kind: 'map', parents: [parent], columns: [], keepsInput: true, place });
    });
    return { ...op, parents } as IrOp;
  }

  relationOf(op: IrOp): Relation | undefined {
    return this.columnsOf(op).relation;
  }

  shownOf(op: IrOp): Relation | undefined {
    return this.columnsOf(op).shown;
  }

  /** Worked out when somebody asks, from the top down: scripts may be long. */
  private columnsOf(op: IrOp): Columns {
    const pending: IrOp[] = [op];
    for (let next = pending.at(-1); next !== undefined; next = pending.at(-1)) {
      const missing = inputsOf(next).filter((parent) => !this.known.has(parent));
      if (missing.length > 0) {
        for (const parent of missing) pending.push(parent);
        continue;
      }
      pending.pop();
      if (!this.known.has(next)) this.known.set(next, this.resolve(next));
    }
    return this.known.get(op) ?? {};
  }

  private resolve(op: IrOp): Columns {
    const parents = inputsOf(op).map((parent) => this.known.get(parent) ?? {});
    if (op.uncertain === true) return { shown: parents[0]?.shown };
    const given = all(parents.map(({ relation }) => relation));
    const relation = given && this.tryResolve(op, given);
    if (relation !== undefined) return { relation, shown: relation };
    const shown = all(parents.map((parent) => parent.shown));
    return { shown: shown && shownRelation(op, shown, (one) => this.tryResolve(one, shown)) };
  }

  /** What is added meanwhile is no part of the script. */
  aside<T>(run: () => T): T {
    let result: T | undefined;
    this.apart(this.nextId, () => {
      result = run();
    });
    return result as T;
  }

  /**
   * What is added meanwhile is kept apart from the script, as one whose limits are its own.
   *
   * @param from The number of its first node.
   */
  apart(from: number, run: () => void): MadeApart {
    const [ops, keys, id, before] = [this.ops.length, this.keys.length, this.nextId, this.firstId];
    this.nextId = from;
    this.firstId = from;
    try {
      run();
      return { ops: this.ops.slice(ops), keys: this.keys.slice(keys), nodeCount: this.nextId };
    } finally {
      this.ops.length = ops;
      this.keys.length = keys;
      this.nextId = id;
      this.firstId = before;
    }
  }

  private tryResolve(op: IrOp, parents: readonly Relation[]): Relation | undefined {
    try {
      const { relation } = resolveOp(resolvable(op), parents, this.typing);
      return hasAllDropped(op, parents) ? relation : undefined;
    } catch (error) {
      if (error instanceof Refusal || error instanceof Unknown) return undefined;
      throw error;
    }
  }
}

/**
 * Operators with all that they read, in the order they were made.
 *
 * @param before What was made before them.
 */
export function withAncestors(
  ops: readonly IrOp[],
  before: () => readonly IrOp[],
): readonly IrOp[] {
  const own = new Set(ops);
  const read = new Set<IrOp>();
  const pending = ops.flatMap(({ parents }) => parents);
  for (let one = pending.pop(); one !== undefined; one = pending.pop()) {
    if (own.has(one) || read.has(one)) continue;
    read.add(one);
    pending.push(...one.parents);
  }
  return read.size === 0 ? ops : [...before().filter((one) => read.has(one)), ...ops];
}

/** The compiler looks at dropped columns later than at others. */
function hasAllDropped(op: IrOp, [input = []]: readonly Relation[]): boolean {
  if (op.kind !== 'drop') return true;
  return op.columns.every(({ name }) => input.some((column) => column.name === name));
}

function all<T>(items: readonly (T | undefined)[]): readonly T[] | undefined {
  const found = items.filter((item): item is T => item !== undefined);
  return found.length === items.length ? found : undefined;
}

/** An operator by itself, as the script made it. */
const resolvable = (op: IrOp): Resolvable => ({
  op,
  columns: op.kind === 'map' ? op.columns : op.kind === 'aggregate' ? op.aggregates : [],
  keepsInput: op.kind === 'map' && op.keepsInput,
  groups: op.kind === 'aggregate' ? groupingsOf(op).flatMap(({ groups }) => groups) : [],
  print: () => '',
});
