/** What objects other than DataFrames and expressions stand for. */
import type { OtelExport, OtelMetric, OtelSpan } from '../../plan/plan.ts';
import type { BuildExport, IrColumn, ResolveExpr } from '../ir/ir.ts';

/** One metric or span of an export. `build` needs the columns' types. */
export type OtelPart = { readonly columns: readonly IrColumn[] } & (
  | { readonly signal: 'metric'; readonly build: (resolve: ResolveExpr) => OtelMetric }
  | {
      readonly signal: 'span';
      /** Attributes that are no columns; the compiler fails on them. */
      readonly textAttributes: boolean;
      readonly build: (resolve: ResolveExpr) => OtelSpan;
    }
);

export interface ExporterData {
  readonly kind: 'exporter';
  readonly build: BuildExport;
  readonly textAttributes: boolean;
}

export type ObjectData =
  | { readonly kind: 'otelEndpoint'; readonly endpoint: NonNullable<OtelExport['endpoint']> }
  | { readonly kind: 'otelPart'; readonly part: OtelPart }
  | ExporterData
  /** Which processes a tracepoint is put on. */
  | { readonly kind: 'traceTarget' }
  | { readonly kind: 'traceProgram'; readonly program: string }
  /** An argument, result or latency that a probe reads. */
  | { readonly kind: 'tracingVariable' }
  | { readonly kind: 'probe'; readonly columns: readonly string[] };
