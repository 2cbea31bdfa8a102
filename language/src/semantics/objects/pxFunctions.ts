/**
 * The functions of `px` that run while compiling.
 *
 * @see pixie-io/pixie src/carnot/planner/objects/pixie_module.cc
 */
import type { Catalog, UdtfInfo } from '../../catalog/catalog.ts';
import type { DataType } from '../../catalog/types.ts';
import { asExpr, asInt, asString, isCollection } from '../values/calls.ts';
import { Unknown, Refusal } from '../ir/refusal.ts';
import {
  typeString,
  type IrExpr,
  type IrLiteral,
  type IrGraph,
  type LiteralValue,
  type Place,
} from '../ir/ir.ts';
import { durationNs, parseWithFormat, timeNs, WRONG_FORMAT } from '../ir/time.ts';
import {
  objectName,
  type BoundArguments,
  type DefaultValue,
  type FunctionValue,
  type Value,
} from '../values/values.ts';
import { builtin } from './builtin.ts';
import { DEFAULTS } from './dataFrame.ts';
import type { ScriptConfigs } from '../../analysis/analysis.ts';
import { exporterOf } from './otel.ts';
import type { TracingContext } from './tracing.ts';
import { uuidValue } from './uuid.ts';

export interface PxContext extends TracingContext {
  readonly catalog: Catalog;
  readonly graph: IrGraph;
  /** `px.DataFrame`. */
  readonly construct: FunctionValue;
  readonly nowNs: bigint;
  readonly configs: ScriptConfigs;
  /** Functions are executed: `px.display` at module level shows nothing. */
  readonly executesFunctions: boolean;
  /** Names of tables that executed functions give, kept free by `px.debug`. */
  readonly reservedNames: ReadonlySet<string>;
}

const expression = (expr: IrExpr): Value => ({ kind: 'expr', expr, place: expr.place });
const int = (graph: IrGraph, value: bigint, place: Place): Value =>
  expression(graph.literal('INT64', BigInt.asIntN(64, value), place));

const UNIT_NS: Readonly<Record<string, bigint>> = {
  days: 86_400_000_000_000n,
  hours: 3_600_000_000_000n,
  minutes: 60_000_000_000n,
  seconds: 1_000_000_000n,
  milliseconds: 1_000_000n,
  microseconds: 1_000n,
};

export function pxFunctions(context: PxContext): readonly FunctionValue[] {
  return [
    ...[...context.catalog.functions.values()].map(({ name, kind }) => udf(name, kind)),
    ...[...context.catalog.udtfs.values()].map((info) => udtf(info, context)),
    ...timeFunctions(context),
    ...valueFunctions(),
    ...sinkFunctions(context),
  ];
}

/** Any number of expressions; which types fit is found out later. */
function udf(name: string, kind: 'udf' | 'uda'): FunctionValue {
  return builtin(name, { takesRest: true, flavour: kind }, (args, place) => {
    const exprs = args.rest.map((value) => {
      if (value.kind === 'unknown') throw new Unknown();
      if (value.kind === 'expr') return value.expr;
      const rule = `Argument to '${name}' must be an expression`;
      throw new Refusal(value.place, `${rule}, received ${objectName(value)}`);
    });
    return expression(args.context.graph.func(name, exprs, place));
  });
}

const TYPE_NUMBERS: Readonly<Record<DataType, number>> = {
  BOOLEAN: 1,
  INT64: 2,
  UINT128: 3,
  FLOAT64: 4,
  STRING: 5,
  TIME64NS: 6,
};

function udtf(info: UdtfInfo, { graph }: PxContext): FunctionValue {
  const defaults: Record<string, DefaultValue> = {};
  for (const { name, dataType, defaultValue, mayHaveDefault } of info.args) {
    if (defaultValue === undefined && mayHaveDefault !== true) continue;
    const value = defaultValue === undefined ? EMPTY[dataType] : defaultOf(dataType, defaultValue);
    defaults[name] = (place) => expression(graph.literal(dataType, value, place));
  }
  const parameters = info.args.map(({ name }) => name);
  return builtin(info.name, { parameters, defaults, flavour: 'udtf' }, (args, place) => {
    const values = Object.fromEntries(
      info.args.map((arg) => [arg.name, udtfArgument(args.get(arg.name), arg, graph)] as const),
    );
    const op = graph.add({ kind: 'udtfSource', parents: [], udtf: info.name, args: values, place });
    return { kind: 'frame', op, place };
  });
}

/** In place of a default that only the cluster knows. */
const EMPTY: Readonly<Record<DataType, LiteralValue>> = {
  BOOLEAN: false,
  INT64: 0n,
  UINT128: 0n,
  FLOAT64: 0,
  STRING: '',
  TIME64NS: 0n,
};

function defaultOf(dataType: DataType, text: string): LiteralValue {
  if (dataType === 'BOOLEAN') return text === 'True';
  if (dataType === 'INT64') return BigInt(text);
  return dataType === 'FLOAT64' ? Number(text) : text;
}

function udtfArgument(value: Value, arg: UdtfInfo['args'][number], graph: IrGraph): IrLiteral {
  const expr = asExpr(value, arg.name, 'general');
  if (expr.kind !== 'literal') {
    const type = String(TYPE_NUMBERS[arg.dataType]);
    const message = `Expected '${arg.name}' to be of type ${type}, received a ${typeString(expr)}`;
    throw new Refusal(expr.place, message);
  }
  if (arg.semanticType === 'ST_UPID') {
    if (expr.dataType === 'UINT128') return expr;
    const parsed = expr.dataType === 'STRING' ? uuidValue(String(expr.value)) : undefined;
    if (parsed !== undefined) return graph.literal('UINT128', parsed, expr.place);
    const rule = 'UPID must be a uint128 or str that converts to UUID';
    throw new Refusal(expr.place, `${rule}, received a ${arg.dataType}`);
  }
  if (expr.dataType !== arg.dataType) {
    const message = `Expected '${arg.name}' to be a ${arg.dataType}, received a ${expr.dataType}`;
    throw new Refusal(expr.place, message);
  }
  return expr;
}

function timeFunctions({ nowNs, graph }: PxContext): readonly FunctionValue[] {
  const units = Object.entries(UNIT_NS).map(([name, scale]) =>
    builtin(name, { parameters: ['unit'] }, (args, place) =>
      int(graph, asInt(args.get('unit'), 'unit').int * scale, place),
    ),
  );
  return [
    ...units,
    builtin('now', {}, (_args, place) => int(graph, nowNs, place)),
    builtin('parse_duration', { parameters: ['duration'] }, (args, place) => {
      const { text, expr } = asString(args.get('duration'), 'duration', true);
      const value = durationNs(text);
      if (value === undefined) throw new Refusal(expr.place, WRONG_FORMAT);
      return int(graph, value, place);
    }),
    builtin('format_duration', { parameters: ['duration'] }, (args, place) =>
      expression(
        graph.literal('STRING', formatDuration(asInt(args.get('duration'), 'duration').int), place),
      ),
    ),
    builtin('parse_time', { parameters: ['time'] }, (args, place) => {
      const time = asExpr(args.get('time'), 'time');
      return expression(graph.literal('TIME64NS', timeNs(time, nowNs), place));
    }),
    builtin('strptime', { parameters: ['date_string', 'format'] }, (args, place) => {
      const date = asString(args.get('date_string'), 'date_string');
      const format = asString(args.get('format'), 'format');
      const value = parseWithFormat(date.text, format.text);
      if (value === undefined) {
        throw new Refusal(date.expr.place, "Failed to parse time: 'Failed to parse input'");
      }
      return int(graph, value, place);
    }),
  ];
}

function formatDuration(value: bigint): string {
  const size = value < 0n ? -value : value;
  const units = [
    ...([
      ['d', 'days'],
      ['h', 'hours'],
      ['m', 'minutes'],
      ['s', 'seconds'],
    ] as const),
  ];
  const [suffix, unit] = units.find(([, name]) => size >= (UNIT_NS[name] ?? 0n)) ?? [
    'ms',
    'milliseconds',
  ];
  const count = size / (UNIT_NS[unit] ?? 1n);
  return `${value < 0n ? '-' : ''}${String(count)}${suffix}`;
}

const UINT32_MAX = 2n ** 32n - 1n;

function valueFunctions(): readonly FunctionValue[] {
  return [
    builtin('uint128', { parameters: ['uuid'] }, (args, place) => {
      const { text, expr } = asString(args.get('uuid'), 'uuid');
      const value = uuidValue(text);
      if (value === undefined) throw new Refusal(expr.place, `'${text}' is not a valid UUID`);
      return expression(args.context.graph.literal('UINT128', value, place));
    }),
    builtin('make_upid', { parameters: ['asid', 'pid', 'ts_ns'] }, makeUpid),
    builtin('equals_any', { parameters: ['value', 'comparisons'] }, equalsAny),
    builtin(
      'script_reference',
      { parameters: ['label', 'script', 'args'], defaults: { args: DEFAULTS.emptyDict } },
      scriptReference,
    ),
  ];
}

function makeUpid(args: BoundArguments, place: Place): Value {
  const asid = asInt(args.get('asid'), 'asid');
  const pid = asInt(args.get('pid'), 'pid');
  const ticks = asInt(args.get('ts_ns'), 'ts_ns');
  for (const [name, { int: value, expr }] of [
    ['asid', asid],
    ['pid', pid],
  ] as const) {
    if (value >= 0n && value <= UINT32_MAX) continue;
    const range = `(min is 0 and max is ${String(UINT32_MAX)})`;
    const message = `${name} value '${String(value)}' out of range for a 32-bit number ${range}`;
    throw new Refusal(expr.place, message);
  }
  const value = (asid.int << 96n) | (pid.int << 64n) | BigInt.asUintN(64, ticks.int);
  const expr = args.context.graph.literal('UINT128', value, place);
  expr.cast = { dataType: 'UINT128', semanticType: 'ST_UPID' };
  return expression(expr);
}

/** An or-chain of comparisons. */
function equalsAny(args: BoundArguments): Value {
  const value = asExpr(args.get('value'), 'value');
  const comparisons = args.get('comparisons');
  if (comparisons.kind === 'unknown') throw new Unknown();
  if (!isCollection(comparisons)) {
    throw new Refusal(comparisons.place, "'comparisons' must be a collection");
  }
  let chain: IrExpr | undefined;
  comparisons.items.forEach((item, index) => {
    if (item.kind === 'unknown') throw new Unknown();
    if (item.kind !== 'expr') {
      const rule = `Expected item in index ${String(index)} be an expression`;
      throw new Refusal(item.place, `${rule}, received ${objectName(item)}`);
    }
    const { place } = item.expr;
    const { graph } = args.context;
    const equal = graph.func('equal', [value, item.expr], place);
    chain = chain === undefined ? equal : graph.func('logicalOr', [chain, equal], place);
  });
  if (chain === undefined) {
    throw new Refusal(comparisons.place, "'comparisons' cannot be an empty collection");
  }
  return expression(chain);
}

const isTextual = (expr: IrExpr): boolean =>
  expr.kind === 'func' ||
  expr.kind === 'column' ||
  expr.kind === 'metadata' ||
  expr.dataType === 'STRING';

function scriptReference(args: BoundArguments, place: Place): Value {
  const exprs = (['label', 'script'] as const).map((name) => {
    const expr = asExpr(args.get(name), name);
    if (isTextual(expr)) return expr;
    const rule = `Expected first argument '${name}' of function 'script_reference' to be of type`;
    throw new Refusal(
      expr.place,
      `${rule} string, column, or function, received ${typeString(expr)}`,
    );
  });
  const dict = args.get('args');
  if (dict.kind === 'unknown') throw new Unknown();
  if (dict.kind !== 'dict') {
    const rule = "Expected third argument 'args' of function 'script_reference' to be a dictionary";
    throw new Refusal(dict.place, `${rule}, received ${objectName(dict)}`);
  }
  for (const { key, value } of dict.entries) {
    const name = asString(key, 'key');
    const expr = asExpr(value, 'label');
    if (!isTextual(expr)) {
      const rule = 'Expected dictionary values to be of type string, column, or function in third';
      const where = `argument 'args' to function 'script_reference', received ${typeString(expr)}`;
      throw new Refusal(expr.place, `${rule} ${where}`);
    }
    exprs.push(name.expr, expr);
  }
  return expression(args.context.graph.func('_script_reference', exprs, place));
}

function sinkFunctions(context: PxContext): readonly FunctionValue[] {
  const parameters = ['out', 'name', 'cols'];
  const defaults = { name: DEFAULTS.text('output'), cols: DEFAULTS.emptyList };
  const shape = { parameters, defaults };
  const frameOf = (value: Value) => {
    if (value.kind === 'unknown') throw new Unknown();
    if (value.kind === 'frame') return value.op;
    throw new Refusal(value.place, `Expected DataFrame, received ${objectName(value)}`);
  };
  return [
    builtin('display', shape, (args, place) => {
      if (!context.executesFunctions) {
        const op = frameOf(args.get('out'));
        const name = asString(args.get('name'), 'name').text;
        context.graph.add({ kind: 'sink', parents: [op], name, place });
      }
      return { kind: 'none', place: { ...place, unknown: true } };
    }),
    builtin('debug', shape, (args, place) => {
      const op = frameOf(args.get('out'));
      const base = `_${asString(args.get('name'), 'name').text}`;
      let name = base;
      for (let index = 1; context.reservedNames.has(name); index += 1)
        name = `${base}_${String(index)}`;
      context.graph.add({ kind: 'sink', parents: [op], name, place });
      return { kind: 'none', place: { ...place, unknown: true } };
    }),
    builtin('export', { parameters: ['out', 'export_spec'] }, (args, place) => {
      const op = frameOf(args.get('out'));
      const spec = args.get('export_spec');
      if (spec.kind === 'unknown') throw new Unknown();
      const exporter = exporterOf(spec);
      if (exporter === undefined) {
        const message = `Expected 'spec' to be an export config. Received a ${objectName(spec)}`;
        throw new Refusal(spec.place, message);
      }
      if (exporter.textAttributes) throw new Refusal(place, 'column not defined');
      context.graph.add({ kind: 'otelSink', parents: [op], build: exporter.build, place });
      return { kind: 'none', place: { ...place, unknown: true } };
    }),
  ];
}
