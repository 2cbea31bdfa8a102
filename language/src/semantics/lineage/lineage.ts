/**
 * Where columns come from and where they are read: the operators of every evaluation, by the places
 * in the script that made them.
 */
import type {
  ColumnFacts,
  ColumnOrigins,
  ColumnOrigin,
  ColumnUse,
} from '../../analysis/columnOrigins.ts';
import type { Catalog } from '../../catalog/catalog.ts';
import type { Span } from '../../text/span.ts';
import { groupingsOf } from '../ir/operators.ts';
import { inputsOf } from '../ir/graph.ts';
import type { IrColumn, IrExpr, IrOp } from '../ir/ir.ts';
import { metadataConversion, metadataKey } from '../ir/metadataKeys.ts';
import { Unknown, Refusal } from '../ir/refusal.ts';
import { resolveExpr } from '../ir/resolve.ts';

export interface ColumnLineage extends ColumnFacts {
  /** The columns an operator gives. */
  originsOf(op: IrOp): ColumnOrigins;
}

const NO_COLUMNS: ColumnOrigins = new Map();

export function columnLineage(ops: readonly IrOp[], catalog: Catalog): ColumnLineage {
  const tracer = new Tracer(catalog);
  for (const op of ops) tracer.add(op);
  return tracer;
}

type Of<K extends IrOp['kind']> = IrOp & { readonly kind: K };

class Tracer implements ColumnLineage {
  readonly links: [ColumnOrigin, ColumnOrigin][] = [];
  private readonly byOp = new Map<IrOp, ColumnOrigins>();
  private readonly origins = new Map<string, ColumnOrigin>();
  private readonly found = new Map<string, ColumnUse & { readonly origins: ColumnOrigin[] }>();

  constructor(private readonly catalog: Catalog) {}

  get uses(): readonly ColumnUse[] {
    return [...this.found.values()];
  }

  get columnSets(): readonly ColumnOrigins[] {
    return [...new Set(this.byOp.values())];
  }

  originsOf(op: IrOp): ColumnOrigins {
    // What a refused statement leaves is no operator of the script: it shows another one's columns.
    const known = this.byOp.get(op);
    if (known !== undefined) return known;
    return op.uncertain === true ? this.columnsOf(op) : NO_COLUMNS;
  }

  add(op: IrOp): void {
    this.byOp.set(op, this.columnsOf(op));
  }

  private columnsOf(op: IrOp): ColumnOrigins {
    const [parent] = inputsOf(op);
    const input = parent === undefined ? NO_COLUMNS : this.originsOf(parent);
    switch (op.kind) {
      case 'memorySource':
        return this.tableColumns(op);
      case 'udtfSource': {
        const { udtf: source, place } = op;
        const names = this.catalog.udtfs.get(source)?.relation.map(({ name }) => name) ?? [];
        return this.sourceColumns('tableFunction', names, source, place.span);
      }
      case 'map':
        return this.mapped(op);
      case 'filter':
        this.readAll(op.condition, [op.parents[0]]);
        return input;
      case 'drop': {
        const left = new Map(input);
        for (const { name, written } of op.columns) {
          this.use(written, 'read', this.lookUp(op.parents[0], name), name);
          left.delete(name);
        }
        return left;
      }
      case 'aggregate':
        return this.aggregated(op);
      case 'groupBy':
        for (const column of op.groups) this.read(column, op.parents[0]);
        return input;
      case 'join':
        return this.joined(op);
      case 'union':
        return this.appended(op);
      case 'otelSink':
        this.exported(op);
        return input;
      case 'rolling':
      case 'stream':
      case 'limit':
      case 'sink':
        return input;
    }
  }

  private tableColumns({ table, select, place }: Of<'memorySource'>): ColumnOrigins {
    const all = this.catalog.tables.get(table)?.relation.map(({ name }) => name) ?? [];
    const names = select.length === 0 ? all : select.map(({ name }) => name);
    const columns = this.sourceColumns('table', names, table, place.span);
    for (const { name, written } of select) this.use(written, 'read', columns.get(name), name);
    return columns;
  }

  private sourceColumns(
    kind: 'table' | 'tableFunction',
    names: readonly string[],
    source: string,
    span: Span,
  ): ColumnOrigins {
    return new Map(names.map((name) => [name, [this.origin({ kind, name, source, span })]]));
  }

  private mapped(op: Of<'map'>): ColumnOrigins {
    const [parent] = op.parents;
    const input = this.originsOf(parent);
    for (const { expr } of op.columns) this.readAll(expr, [parent]);
    if (!op.keepsInput) {
      // A projection: each text names a column that is already there.
      return new Map(op.columns.map(({ name }) => [name, this.lookUp(parent, name) ?? []]));
    }
    const columns = new Map(input);
    for (const { name, written } of op.columns) {
      const made = this.origin({ kind: 'assigned', name, span: written });
      for (const replaced of input.get(name) ?? []) this.link(made, replaced);
      columns.delete(name);
      columns.set(name, [made]);
      this.use(written, 'write', [made], name);
    }
    return columns;
  }

  private aggregated(op: Of<'aggregate'>): ColumnOrigins {
    const [parent] = inputsOf(op);
    const columns = new Map<string, readonly ColumnOrigin[]>();
    for (const { name } of groupingsOf(op).flatMap(({ groups }) => groups)) {
      columns.set(name, (parent && this.lookUp(parent, name)) ?? []);
    }
    for (const { name, expr, written } of op.aggregates) {
      this.readAll(expr, [parent]);
      const made = this.origin({ kind: 'aggregated', name, span: written });
      columns.set(name, [made]);
      this.use(written, 'write', [made], name);
    }
    return columns;
  }

  private joined(op: Of<'join'>): ColumnOrigins {
    const sides = op.parents.map((parent) => this.originsOf(parent));
    for (const column of [...op.leftOn, ...op.rightOn]) this.readAll(column, op.parents);
    const columns = new Map<string, readonly ColumnOrigin[]>();
    sides.forEach((side, index) => {
      const suffix = op.suffixes[index] ?? '';
      const span = op.suffixSpans[index] ?? op.place.span;
      for (const [name, base] of side) {
        const other = sides[1 - index]?.get(name);
        if (other === undefined) {
          columns.set(name, base);
          continue;
        }
        const made = { kind: 'suffixed', span, suffixed: { base, other, suffix } } as const;
        columns.set(name + suffix, [this.origin({ ...made, name: name + suffix })]);
      }
    });
    return columns;
  }

  private appended(op: Of<'union'>): ColumnOrigins {
    const [first = NO_COLUMNS, ...others] = op.parents.map((parent) => this.originsOf(parent));
    const columns = new Map(first);
    for (const other of others) {
      for (const [name, origins] of first) {
        const more = other.get(name) ?? [];
        for (const one of more) for (const base of origins) this.link(base, one);
        columns.set(name, distinct([...(columns.get(name) ?? []), ...more]));
      }
    }
    return columns;
  }

  private exported(op: Of<'otelSink'>): void {
    const [parent] = op.parents;
    const relation = parent.graph.relationOf(parent) ?? [];
    try {
      op.build((expr) => {
        this.readAll(expr, [parent]);
        return resolveExpr(expr, [relation], { catalog: this.catalog, convertsMetadata: true });
      });
    } catch (error) {
      // A refused export reads what it has read so far; its problem is told elsewhere.
      if (!(error instanceof Refusal) && !(error instanceof Unknown)) throw error;
    }
  }

  private readAll(expr: IrExpr, parents: readonly (IrOp | undefined)[]): void {
    if (expr.kind === 'func') {
      for (const arg of expr.args) this.readAll(arg, parents);
      return;
    }
    const parent = parents[expr.kind === 'column' ? expr.side : 0];
    if (parent === undefined) return;
    if (expr.kind === 'column') this.read(expr, parent);
    if (expr.kind !== 'metadata') return;
    const key = metadataKey(expr.key);
    const columns = key && metadataConversion(key, parent.graph.relationOf(parent) ?? [])?.columns;
    for (const name of columns ?? []) {
      this.use(expr.place.span, 'implicit', this.lookUp(parent, name), name);
    }
  }

  private read({ name, written, place }: IrColumn, parent: IrOp): void {
    this.use(written ?? place.span, 'read', this.lookUp(parent, name), name);
  }

  /** Behind a projection an assignment still sees what the projection left out. */
  private lookUp(op: IrOp, name: string): readonly ColumnOrigin[] | undefined {
    const found = this.originsOf(op).get(name);
    if (found !== undefined || op.kind !== 'map' || op.keepsInput) return found;
    return this.lookUp(op.parents[0], name);
  }

  private use(
    span: Span,
    access: ColumnUse['access'],
    origins: readonly ColumnOrigin[] | undefined,
    name: string,
  ): void {
    if (origins === undefined) return;
    const key = `${access} ${String(span.start)} ${String(span.end)} ${name}`;
    const known = this.found.get(key);
    if (known === undefined) {
      this.found.set(key, { span, name, access, origins: [...origins] });
      return;
    }
    for (const one of origins) if (!known.origins.includes(one)) known.origins.push(one);
  }

  private link(one: ColumnOrigin, other: ColumnOrigin): void {
    if (one !== other) this.links.push([one, other]);
  }

  private origin(made: ColumnOrigin): ColumnOrigin {
    const { kind, name, span, suffixed } = made;
    const bases = [...(suffixed?.base ?? []), ...(suffixed?.other ?? [])].map(
      (one) => `${one.name}@${String(one.span.start)}`,
    );
    const key = `${kind} ${String(span.start)} ${String(span.end)} ${name} ${bases.join()}`;
    const known = this.origins.get(key);
    if (known !== undefined) return known;
    this.origins.set(key, made);
    return made;
  }
}

const distinct = <T>(items: readonly T[]): readonly T[] => [...new Set(items)];
