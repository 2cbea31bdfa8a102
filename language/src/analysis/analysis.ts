/** What the analyzer knows about a script; the base of every editor feature. */
import type { DataType, Relation, SemanticType } from '../catalog/types.ts';
import type { OtelExport, Plan } from '../plan/plan.ts';
import type { Problem } from '../problems/problem.ts';
import type { Expression, FunctionStatement, Module } from '../syntax/tree.ts';
import type { Span } from '../text/span.ts';
import type { ColumnFacts, ColumnOrigins } from './columnOrigins.ts';

/** A function to call after the module, with text arguments. @see px.api.vizierpb.ExecuteScriptRequest.FuncToExecute */
export interface ExecutedFunction {
  readonly funcName: string;
  readonly outputTablePrefix: string;
  readonly args: readonly { readonly name: string; readonly value: string }[];
}

/** What a run brings along for scripts that do not say it. @see px.api.vizierpb.Configs */
export interface ScriptConfigs {
  /** Of `px.otel.Data` without an endpoint. */
  readonly otelEndpoint?: OtelExport['endpoint'];
  /** `px.plugin.start_time` and `px.plugin.end_time`, ns since the epoch. */
  readonly plugin?: { readonly startNs: bigint; readonly endNs: bigint } | undefined;
}

/** The value of an expression as an editor shows it. */
export type ValueDescription =
  | {
      readonly kind: 'dataFrame';
      readonly relation: Relation;
      /** Columns of the DataFrame it was made from, the left one of several. */
      readonly before: Relation | undefined;
      /** Something before it is wrong: columns may be missing here. */
      readonly partial?: true;
    }
  | { readonly kind: 'metadata'; readonly relation: Relation }
  | {
      readonly kind: 'expression';
      /** Undefined while an argument's type is not known. */
      readonly dataType: DataType | undefined;
      readonly semanticType: SemanticType;
      readonly literal?: bigint | number | boolean | string | undefined;
    }
  /** `name` is the catalog's for a UDF, UDA or UDTF, `DataFrame.merge` for a method, the script's own otherwise. */
  | {
      readonly kind: 'function';
      readonly flavour: 'udf' | 'uda' | 'udtf' | 'builtin' | 'method' | 'user';
      readonly name: string;
      /** Names of parameters; functions that take any arguments have none. */
      readonly parameters: readonly string[];
      /** Those that may be left out. */
      readonly optional: readonly string[];
      readonly docstring: string | undefined;
      readonly definition: FunctionStatement | undefined;
    }
  | {
      readonly kind: 'module';
      readonly name: string;
      readonly members: () => readonly NamedValue[];
    }
  | {
      readonly kind: 'type';
      readonly name: string;
      readonly dataType: DataType;
      readonly semanticType: SemanticType;
    }
  | { readonly kind: 'list' | 'tuple'; readonly items: readonly ValueDescription[] }
  | { readonly kind: 'dict' | 'none' | 'unknown' }
  /** Objects with attributes of their own: probes, endpoints, exporters. */
  | { readonly kind: 'object'; readonly name: string };

export interface NamedValue {
  readonly name: string;
  readonly value: ValueDescription;
}

/** What a script changes about the cluster before its query runs. */
export type Mutation =
  | { readonly kind: 'upsertTracepoint'; readonly name: string; readonly tableName: string }
  | { readonly kind: 'deleteTracepoint'; readonly name: string }
  | { readonly kind: 'setAgentConfig'; readonly key: string };

/** A result table of the script as it would run. */
export interface OutputTable {
  readonly name: string;
  readonly relation: Relation;
  /** The display call, or the returned expression of the function. */
  readonly span: Span;
}

export interface Analysis {
  readonly text: string;
  readonly tree: Module;
  /** In text order; the compiler's own come with `reportedByCompiler`. */
  readonly problems: readonly Problem[];
  /**
   * The whole status text of the compiler, empty when it accepts the script. Several errors are
   * joined as the real one joins them.
   */
  readonly status: string;
  /** Present when the compiler accepts the script. */
  readonly plan: Plan | undefined;
  readonly outputs: readonly OutputTable[];
  /** In the order in which the script makes them. */
  readonly mutations: readonly Mutation[];
  /** What the node evaluated to, the last time it was evaluated; function bodies included. */
  valueOf(node: Expression): ValueDescription | undefined;
  /** Names that can be used at `offset`, with their values there; innermost scope first. */
  namesAt(offset: number): readonly NamedValue[];
  /** What `import name` gives, imported or not; undefined where there is no such module. */
  moduleNamed(name: string): ValueDescription | undefined;
  /** What an expression would be at `offset`; the module it begins with need not be imported. */
  evaluateAt(node: Expression, offset: number): ValueDescription | undefined;
  readonly functions: readonly FunctionStatement[];
  /** What a function returns when called with its annotated parameters; undefined if it fails. */
  resultOf(functionName: string): ValueDescription | undefined;
  /**
   * The analysis with what planning the script as a whole shows, where that has been put off;
   * undefined where it shows nothing more.
   */
  planned(): Analysis | undefined;
  /** Where columns are made and read. Worked out when first asked for. */
  lineage(): ScriptLineage;
}

/** The lineage of columns, asked by the script's own terms. */
export interface ScriptLineage extends ColumnFacts {
  /** Columns of a DataFrame expression, or of its `ctx`, the last time it was evaluated. */
  columnsOf(node: Expression): ColumnOrigins | undefined;
  /** Columns of each table a function gives. */
  columnsOfResult(functionName: string): readonly ColumnOrigins[];
}
