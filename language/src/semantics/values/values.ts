/** The objects a script handles while it is compiled. */
import type { ValueDescription } from '../../analysis/analysis.ts';
import type { DataType, SemanticType } from '../../catalog/types.ts';
import type { FunctionStatement } from '../../syntax/tree.ts';
import type { Span } from '../../text/span.ts';
import type { ObjectData } from './objectData.ts';
import {
  typeString,
  type Cast,
  type IrExpr,
  type IrGraph,
  type IrOp,
  type Place,
} from '../ir/ir.ts';

export interface Arguments {
  readonly positional: readonly Value[];
  readonly keywords: readonly KeywordValue[];
}

export interface KeywordValue {
  readonly name: string;
  readonly value: Value;
  /** Where the script writes the name; undefined for arguments from elsewhere. */
  readonly written?: Span;
}

/** Arguments by parameter name; `rest` and `extra` where a function takes any. */
export interface BoundArguments {
  /** @throws when the function declares no such parameter. */
  get(name: string): Value;
  readonly rest: readonly Value[];
  readonly extra: readonly KeywordValue[];
  readonly context: CallContext;
}

/** What every call of a compilation shares. */
export interface CallContext {
  readonly graph: IrGraph;
  /** There is one `None`: whoever mentions it last says where it is. */
  readonly none: Value;
  /** `px.DataFrame`, which every DataFrame is when it is called. */
  readonly construct: FunctionValue;
}

export type DefaultValue = (place: Place, context: CallContext) => Value;

export interface FunctionValue {
  readonly name: string;
  readonly parameters: readonly string[];
  /** Values for parameters that may be left out. */
  readonly defaults: Readonly<Record<string, DefaultValue>>;
  readonly takesRest: boolean;
  readonly takesExtra: boolean;
  readonly flavour: 'udf' | 'uda' | 'udtf' | 'builtin' | 'method' | 'user';
  readonly run: (args: BoundArguments, place: Place) => Value;
  /** For functions of the script. */
  readonly definition?: FunctionStatement;
  /** For functions of modules that are written in PxL. */
  readonly docstring?: string | undefined;
  /** Parameter types by name, of functions of the script. */
  readonly annotations?: ReadonlyMap<string, Value>;
}

/** What a type is: of an expression, or `list`. */
export interface TypeValue {
  readonly dataType: DataType | undefined;
  readonly semanticType: SemanticType;
}

export type Value = {
  /** Where the script mentioned it last. */
  place: Place;
} & (
  | { readonly kind: 'frame'; readonly op: IrOp }
  | { readonly kind: 'frameClass'; readonly construct: FunctionValue }
  | { readonly kind: 'ctx'; readonly op: IrOp }
  | { readonly kind: 'expr'; readonly expr: IrExpr }
  | { readonly kind: 'list' | 'tuple'; readonly items: readonly Value[] }
  | {
      readonly kind: 'dict';
      readonly entries: readonly { readonly key: Value; readonly value: Value }[];
    }
  | { readonly kind: 'none' }
  | { readonly kind: 'function'; readonly fn: FunctionValue }
  | { readonly kind: 'type'; readonly type: TypeValue; readonly call: FunctionValue | undefined }
  | {
      readonly kind: 'module';
      readonly name: string;
      /** A script may add to them: `px.Pod = str`. */
      readonly attributes: Map<string, Value>;
      /** Name in messages about a missing attribute, in place of the usual text. */
      readonly missing?: (name: string, place: Place, own: Place) => never;
    }
  | { readonly kind: 'object'; readonly name: string; readonly data: ObjectData }
  /** Stands for whatever a refused statement would have given; nothing is reported about it. */
  | { readonly kind: 'unknown' }
);

/** The object's name in the compiler's messages. */
export function objectName(value: Value): string {
  switch (value.kind) {
    case 'frame':
    case 'frameClass':
      return 'DataFrame';
    case 'ctx':
      return 'ctx';
    case 'expr':
      return value.expr.kind === 'func' ? 'FuncCall' : typeString(value.expr);
    case 'list':
    case 'tuple':
    case 'dict':
      return value.kind;
    case 'none':
      return 'None';
    case 'function':
      return value.fn.name;
    case 'type':
      return 'Type';
    case 'module':
      return value.name === 'pxviews' ? 'Module' : value.name;
    case 'object':
      return value.name;
    case 'unknown':
      return 'unknown';
  }
}

const OBJECT_KINDS: Readonly<Record<string, string>> = {
  px: 'plmodule',
  vis: 'visualization',
  pxtrace: 'tracemodule',
  TracingVariable: 'tracingvariable',
  probe: 'probe',
  TraceProgram: 'traceprogram',
  kprobe: 'kprobetracetarget',
  SharedObject: 'sharedobjecttracetarget',
  ProcessTarget: 'processtarget',
  LabelSelectorTarget: 'labelselectortarget',
  Endpoint: 'otelendpoint',
  OTelDataContainer: 'oteldatacontainer',
  Exporter: 'exporter',
};

/** The object's kind in messages about arguments. */
export function kindName(value: Value): string {
  switch (value.kind) {
    case 'frame':
    case 'frameClass':
      return 'dataframe';
    case 'ctx':
      return 'metadata';
    case 'module':
    case 'object':
      return OBJECT_KINDS[value.name] ?? 'module';
    case 'expr':
    case 'list':
    case 'tuple':
    case 'dict':
    case 'none':
    case 'function':
    case 'type':
    case 'unknown':
      return value.kind;
  }
}

export const at = <T extends Value>(value: T, place: Place): T => ({ ...value, place });

/** The types of an expression, where they can be told. */
export type TypeOf = (expr: IrExpr) => Cast | undefined;

function describeFrame(op: IrOp): ValueDescription {
  const relation = op.graph.relationOf(op);
  const shown = op.graph.shownOf(op);
  const [parent] = op.parents;
  const before = parent && op.graph.shownOf(parent);
  if (relation !== undefined) return { kind: 'dataFrame', relation, before };
  return shown === undefined
    ? { kind: 'unknown' }
    : { kind: 'dataFrame', relation: shown, before, partial: true };
}

function describeFunction(fn: FunctionValue): ValueDescription {
  const { flavour, name, parameters, defaults, definition } = fn;
  return {
    kind: 'function',
    flavour,
    name,
    parameters,
    optional: Object.keys(defaults),
    docstring: definition?.body.docstring?.value ?? fn.docstring,
    definition,
  };
}

/** What an editor shows of a value. Without `typeOf`, only literals and casts have types. */
export function describe(value: Value, typeOf?: TypeOf): ValueDescription {
  switch (value.kind) {
    case 'frame':
      return describeFrame(value.op);
    case 'ctx':
      return { kind: 'metadata', relation: value.op.graph.shownOf(value.op) ?? [] };
    case 'frameClass':
      return describeFunction(value.construct);
    case 'expr': {
      const { expr } = value;
      const type = typeOf?.(expr) ?? expr.cast ?? (expr.kind === 'literal' ? expr : undefined);
      return {
        kind: 'expression',
        dataType: type?.dataType,
        semanticType: type !== undefined && 'semanticType' in type ? type.semanticType : 'ST_NONE',
        literal: expr.kind === 'literal' && expr.sample !== true ? expr.value : undefined,
      };
    }
    case 'list':
    case 'tuple':
      return { kind: value.kind, items: value.items.map((item) => describe(item, typeOf)) };
    case 'function':
      return describeFunction(value.fn);
    case 'type':
      return value.type.dataType === undefined
        ? { kind: 'object', name: 'list' }
        : {
            kind: 'type',
            name: value.call?.name ?? '',
            dataType: value.type.dataType,
            semanticType: value.type.semanticType,
          };
    case 'module': {
      const { name, attributes } = value;
      const members = () =>
        [...attributes].map(([member, one]) => ({ name: member, value: describe(one) }));
      return { kind: 'module', name, members };
    }
    case 'object':
      return { kind: 'object', name: value.name };
    case 'dict':
    case 'none':
    case 'unknown':
      return { kind: value.kind };
  }
}
