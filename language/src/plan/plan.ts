/**
 * The logical plan: a graph of operators in topological order, typed and with the source span of
 * each operator and expression. It is what the analyzer hands to an engine; nothing in it depends
 * on how it is executed.
 */
import type { DataType, Relation, SemanticType } from '../catalog/types.ts';
import type { Span } from '../text/span.ts';

/** Index into `Plan.operators`. */
export type OperatorId = number;

export interface Plan {
  /** Parents precede their children. */
  readonly operators: readonly Operator[];
  /** `px.now()` of this compilation, ns since the epoch. */
  readonly nowNs: bigint;
  /** Values of `#px:set` lines. */
  readonly flags: PlanFlags;
}

export interface PlanFlags {
  /** Rows per sink; 10,000 unless set. Not applied to streams. */
  /** Undefined for no limit. */
  readonly maxOutputRowsPerTable: number | undefined;
  readonly explain: boolean;
  readonly analyze: boolean;
}

interface OperatorBase {
  readonly id: OperatorId;
  readonly parents: readonly OperatorId[];
  /** Columns this operator gives, in order. */
  readonly relation: Relation;
  readonly span: Span;
}

/** Reads `relation` of a table, rows with `startNs <= time_ <= endNs` in arrival order. */
export interface MemorySourceOperator extends OperatorBase {
  readonly kind: 'memorySource';
  readonly table: string;
  readonly startNs: bigint | undefined;
  readonly endNs: bigint | undefined;
  /** `df.stream()`: never ends. */
  readonly streaming: boolean;
}
/** Rows of a table function such as `px.GetSchemas()`. */
export interface UdtfSourceOperator extends OperatorBase {
  readonly kind: 'udtfSource';
  readonly udtf: string;
  readonly args: Readonly<Record<string, LiteralExpr>>;
}
/** Computes every output column of `relation`, in order. */
export interface MapOperator extends OperatorBase {
  readonly kind: 'map';
  readonly columns: readonly { readonly name: string; readonly expr: Expr }[];
}
export interface FilterOperator extends OperatorBase {
  readonly kind: 'filter';
  readonly condition: Expr;
}
/** Keeps the columns of `relation`, in that order. `df[['a', 'b']]` and `df.drop('c')`. */
export interface ProjectOperator extends OperatorBase {
  readonly kind: 'project';
}
/** Output: the groups, then the aggregates. Without groups one row, also for empty input. */
export interface AggregateOperator extends OperatorBase {
  readonly kind: 'aggregate';
  readonly groups: readonly ColumnExpr[];
  readonly aggregates: readonly { readonly name: string; readonly call: CallExpr }[];
}
/** Parents are left, right. Unmatched sides are filled with type defaults, there is no NULL. */
export interface JoinOperator extends OperatorBase {
  readonly kind: 'join';
  readonly how: 'inner' | 'left' | 'right' | 'outer';
  readonly leftOn: readonly ColumnExpr[];
  readonly rightOn: readonly ColumnExpr[];
  /** One per column of `relation`. */
  readonly outputs: readonly { readonly side: 'left' | 'right'; readonly column: string }[];
}
/** Columns are matched by name; merged by `time_` where that is present. */
export interface UnionOperator extends OperatorBase {
  readonly kind: 'union';
}
/** The first `rows` rows in arrival order. */
export interface LimitOperator extends OperatorBase {
  readonly kind: 'limit';
  readonly rows: number;
}
/** A result table. The row cap of `PlanFlags` applies here. */
export interface SinkOperator extends OperatorBase {
  readonly kind: 'sink';
  readonly name: string;
}
/** `px.export` to OpenTelemetry. */
export interface OtelSinkOperator extends OperatorBase {
  readonly kind: 'otelSink';
  readonly config: OtelExport;
}
/** Describes one `px.otel.Data`. @see px.carnot.planpb.OTelExportSinkOperator */
export interface OtelExport {
  readonly endpoint:
    | {
        readonly url: string;
        readonly headers: Readonly<Record<string, string>>;
        readonly insecure: boolean;
        readonly timeoutS: number;
      }
    | undefined;
  readonly resource: readonly OtelAttribute[];
  readonly metrics: readonly OtelMetric[];
  readonly spans: readonly OtelSpan[];
}
export interface OtelAttribute {
  readonly name: string;
  readonly value: string | ColumnExpr;
}
export type OtelMetric =
  | {
      readonly kind: 'gauge';
      readonly name: string;
      readonly description: string;
      readonly unit: string;
      readonly attributes: readonly OtelAttribute[];
      readonly value: ColumnExpr;
    }
  | {
      readonly kind: 'summary';
      readonly name: string;
      readonly description: string;
      readonly unit: string;
      readonly attributes: readonly OtelAttribute[];
      readonly count: ColumnExpr;
      readonly sum: ColumnExpr;
      readonly quantiles: readonly { readonly quantile: number; readonly value: ColumnExpr }[];
    };
export interface OtelSpan {
  readonly name: string | ColumnExpr;
  readonly startTime: ColumnExpr;
  readonly endTime: ColumnExpr;
  readonly traceId: ColumnExpr | undefined;
  readonly spanId: ColumnExpr | undefined;
  readonly parentSpanId: ColumnExpr | undefined;
  readonly attributes: readonly OtelAttribute[];
  readonly spanKind: number;
}

export type Operator =
  | MemorySourceOperator
  | UdtfSourceOperator
  | MapOperator
  | FilterOperator
  | ProjectOperator
  | AggregateOperator
  | JoinOperator
  | UnionOperator
  | LimitOperator
  | SinkOperator
  | OtelSinkOperator;

interface ExprBase {
  readonly dataType: DataType;
  readonly semanticType: SemanticType;
  readonly span: Span;
  /** Offset at which the compiler reports problems of it. */
  readonly at: number | undefined;
}
/** INT64, TIME64NS and UINT128 are bigint (UINT128 = high << 64 | low); STRING as in StringLiteral. */
export interface LiteralExpr extends ExprBase {
  readonly kind: 'literal';
  readonly value: bigint | number | boolean | string;
}
export interface ColumnExpr extends ExprBase {
  readonly kind: 'column';
  readonly name: string;
}
/** A scalar function or, in an aggregate, a UDA. Init arguments come first and are literals. */
export interface CallExpr extends ExprBase {
  readonly kind: 'call';
  /** Registered name: operators are `add`, `equal`, `logicalAnd`, …; `ctx` keys their conversion. */
  readonly name: string;
  readonly args: readonly Expr[];
  readonly initArgCount: number;
  /** Stands for a `ctx` key. */
  readonly isContext?: boolean;
}
export type Expr = LiteralExpr | ColumnExpr | CallExpr;
