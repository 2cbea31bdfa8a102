/**
 * What evaluation builds: expressions whose types are not known yet and operators that hold them.
 */
import type { Catalog } from '../../catalog/catalog.ts';
import type { DataType, Relation, SemanticType } from '../../catalog/types.ts';
import type { Expr, Operator, OtelExport } from '../../plan/plan.ts';
import type { Span } from '../../text/span.ts';

/** Where a value comes from. `at` is the compiler's position; undefined stands for 0:0. */
export interface Place {
  readonly at: number | undefined;
  readonly span: Span;
  /** What the compiler gives no position: results of `px.display` and of `px.otel` functions. */
  readonly unknown?: true;
}

export interface Cast {
  readonly dataType: DataType;
  readonly semanticType: SemanticType;
}

interface IrBase {
  /** Counted as the compiler counts its nodes: some of its messages show it. */
  readonly id: number;
  readonly place: Place;
  /** Set by `px.Bytes(e)` and the like, on the expression itself as the compiler does. */
  cast?: Cast;
}
export type LiteralValue = bigint | number | boolean | string;
export interface IrLiteral extends IrBase {
  readonly kind: 'literal';
  readonly dataType: DataType;
  readonly value: LiteralValue;
  /** Stands for an argument of which only the type is known. */
  readonly sample?: boolean;
}
export interface IrColumn extends IrBase {
  readonly kind: 'column';
  readonly name: string;
  /** Which parent of the operator it reads. */
  readonly side: 0 | 1;
  /** The DataFrame it was written on; what it reads is the operator's matter, not this one's. */
  readonly from?: IrOp;
  /** Where the script writes the name, if that is not `place`, the compiler's place of it. */
  readonly written?: Span;
}
export interface IrMetadata extends IrBase {
  readonly kind: 'metadata';
  readonly key: string;
  /** The DataFrame whose `ctx` it was written on. */
  readonly from?: IrOp;
}
export interface IrFunc extends IrBase {
  readonly kind: 'func';
  readonly name: string;
  readonly args: IrExpr[];
}
export type IrExpr = IrLiteral | IrColumn | IrMetadata | IrFunc;

const LITERAL_NAMES: Readonly<Record<DataType, string>> = {
  BOOLEAN: 'Bool',
  INT64: 'Int',
  UINT128: 'UInt128',
  FLOAT64: 'Float',
  STRING: 'String',
  TIME64NS: 'Time',
};

/** The compiler's name for an expression's kind. */
export function typeString(expr: IrExpr): string {
  switch (expr.kind) {
    case 'literal':
      return LITERAL_NAMES[expr.dataType];
    case 'column':
      return 'Column';
    case 'metadata':
      return 'Metadata';
    case 'func':
      return 'Func';
  }
}

/** What an editor wants to know of a column besides what it is. */
export interface ColumnNotes {
  readonly side?: 0 | 1;
  readonly from?: IrOp;
  readonly written?: Span;
}

/** Makes expressions and operators and numbers them; every operator knows its own graph. */
export interface IrGraph {
  add(fields: OpFields): IrOp;
  literal(dataType: DataType, value: LiteralValue, place: Place, sample?: boolean): IrLiteral;
  column(name: string, place: Place, notes?: ColumnNotes): IrColumn;
  metadata(key: string, place: Place, from: IrOp): IrMetadata;
  func(name: string, args: readonly IrExpr[], place: Place): IrFunc;
  /** Counts a node that is never read, such as a function's documentation. */
  countNode(): void;
  /** The columns an operator gives; undefined where something before it is wrong. */
  relationOf(op: IrOp): Relation | undefined;
  /** The columns as far as they can be told, for editors. */
  shownOf(op: IrOp): Relation | undefined;
}

interface OpBase {
  readonly id: number;
  readonly graph: IrGraph;
  readonly place: Place;
  /** What a refused statement leaves: no operator of the script, it shows another one's columns. */
  readonly uncertain?: true;
}
export interface NamedExpr {
  readonly name: string;
  readonly expr: IrExpr;
  /** Where the script writes the name: assignment target, text, keyword. */
  readonly written: Span;
}
/** A column's name, and where the script writes it. */
export interface WrittenName {
  readonly name: string;
  readonly written: Span;
}
/** Describes an export once columns have types. @throws Refusal */
export type BuildExport = (resolve: ResolveExpr) => OtelExport;

/** What an operator does, by kind. */
export type OpFields = { readonly place: Place } & (
  | {
      readonly kind: 'memorySource';
      readonly parents: readonly [];
      readonly table: string;
      readonly select: readonly WrittenName[];
      readonly startNs: bigint | undefined;
      readonly endNs: bigint | undefined;
    }
  | {
      readonly kind: 'udtfSource';
      readonly parents: readonly [];
      readonly udtf: string;
      readonly args: Readonly<Record<string, IrLiteral>>;
    }
  | {
      readonly kind: 'map';
      readonly parents: readonly [IrOp];
      readonly columns: readonly NamedExpr[];
      /** Column assignment: the parent's other columns stay, in front. */
      readonly keepsInput: boolean;
    }
  | { readonly kind: 'filter'; readonly parents: readonly [IrOp]; readonly condition: IrExpr }
  | {
      readonly kind: 'drop';
      readonly parents: readonly [IrOp];
      readonly columns: readonly WrittenName[];
    }
  | {
      readonly kind: 'groupBy';
      readonly parents: readonly [IrOp];
      readonly groups: readonly IrColumn[];
    }
  | {
      readonly kind: 'aggregate';
      readonly parents: readonly [IrOp];
      readonly aggregates: readonly NamedExpr[];
    }
  | {
      readonly kind: 'join';
      readonly parents: readonly [IrOp, IrOp];
      readonly how: 'inner' | 'left' | 'right' | 'outer';
      readonly leftOn: readonly IrColumn[];
      readonly rightOn: readonly IrColumn[];
      readonly suffixes: readonly [string, string];
      /** Where the script writes them; the call where it does not. */
      readonly suffixSpans: readonly [Span, Span];
    }
  | { readonly kind: 'union'; readonly parents: readonly IrOp[] }
  | {
      readonly kind: 'limit';
      readonly parents: readonly [IrOp];
      readonly rows: number;
      /** Cut on each node, not once more where rows are brought together. */
      readonly nodeOnly: boolean;
    }
  | { readonly kind: 'rolling'; readonly parents: readonly [IrOp] }
  | { readonly kind: 'stream'; readonly parents: readonly [IrOp] }
  | { readonly kind: 'sink'; readonly parents: readonly [IrOp]; readonly name: string }
  | {
      readonly kind: 'otelSink';
      readonly parents: readonly [IrOp];
      /** Reads the columns the export needs; its problems are the operator's. */
      readonly build: BuildExport;
    }
);
export type IrOp = OpBase & OpFields;
export type IrOpKind = IrOp['kind'];

type WithoutGraph<T> = T extends Operator ? Omit<T, 'id' | 'parents' | 'relation' | 'span'> : never;
export type PlannedOp = WithoutGraph<Operator>;
/** Resolves an expression against the columns it reads. @throws Refusal */
export type ResolveExpr = (expr: IrExpr) => Expr;

/** The compiler's name for an operator. */
export const OPERATOR_NAMES: Readonly<Record<IrOpKind, string>> = {
  memorySource: 'MemorySource',
  udtfSource: 'UDTFSource',
  map: 'Map',
  filter: 'Filter',
  drop: 'Drop',
  groupBy: 'GroupBy',
  aggregate: 'BlockingAgg',
  join: 'Join',
  union: 'Union',
  limit: 'Limit',
  rolling: 'Rolling',
  stream: 'Stream',
  sink: 'ExternalGRPCSink',
  otelSink: 'OTelExportSink',
};

/**
 * The compiler works types out twice: first `ctx` keys count as what they are declared to be, then
 * they are replaced by functions and what depends on them is looked at again.
 */
export interface Typing {
  readonly catalog: Catalog;
  readonly convertsMetadata: boolean;
  /** Tables that will be there, with columns nobody knows. */
  readonly untyped?: ReadonlySet<string>;
}
