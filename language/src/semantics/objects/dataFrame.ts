/**
 * DataFrames: their constructor, methods and subscripts.
 *
 * @see pixie-io/pixie src/carnot/planner/objects/dataframe.cc
 */
import {
  asExpr,
  asInt,
  asString,
  asStrings,
  callFunction,
  isCollection,
  type StringArg,
} from '../values/calls.ts';
import { Unknown, Refusal } from '../ir/refusal.ts';
import type {
  IrColumn,
  IrExpr,
  IrFunc,
  IrGraph,
  IrOp,
  LiteralValue,
  NamedExpr,
  OpFields,
  Place,
} from '../ir/ir.ts';
import type { DataType } from '../../catalog/types.ts';
import { timeNs } from '../ir/time.ts';
import {
  kindName,
  objectName,
  type BoundArguments,
  type CallContext,
  type DefaultValue,
  type FunctionValue,
  type Value,
} from '../values/values.ts';

const frame = (op: IrOp, place: Place): Value => ({ kind: 'frame', op, place });

/** A column named by a text, at the place the compiler gives it. */
const namedColumn = (
  { text: name, expr }: StringArg,
  place: Place,
  graph: IrGraph,
  side: 0 | 1 = 0,
): IrColumn => graph.column(name, place, { side, written: expr.place.span });

const literal =
  (dataType: DataType, value: LiteralValue): DefaultValue =>
  (place, { graph }) => ({ kind: 'expr', expr: graph.literal(dataType, value, place), place });
const text = (value: string) => literal('STRING', value);
const int = (value: bigint) => literal('INT64', value);
const bool = (value: boolean) => literal('BOOLEAN', value);
const none: DefaultValue = (place, context) => {
  context.none.place = place;
  return context.none;
};
const emptyList: DefaultValue = (place) => ({ kind: 'list', items: [], place });
const emptyDict: DefaultValue = (place) => ({ kind: 'dict', entries: [], place });

export const DEFAULTS = { text, int, bool, none, emptyList, emptyDict } as const;

/** `px.DataFrame(…)`. */
export function frameConstructor(graph: IrGraph, nowNs: bigint): FunctionValue {
  const time = (value: Value, name: string): bigint | undefined =>
    // Whatever the time will be, the columns are the table's.
    value.kind === 'none' || value.kind === 'unknown'
      ? undefined
      : timeNs(asExpr(value, name), nowNs);
  return {
    name: 'DataFrame',
    parameters: ['table', 'select', 'start_time', 'end_time'],
    defaults: { select: emptyList, start_time: none, end_time: none },
    takesRest: false,
    takesExtra: false,
    flavour: 'builtin',
    run: (args, place) => {
      const table = asString(args.get('table'), 'table').text;
      const select = asStrings(args.get('select'), 'select').map(({ text: name, expr }) => ({
        name,
        written: expr.place.span,
      }));
      const startNs = time(args.get('start_time'), 'start_time');
      const endNs = time(args.get('end_time'), 'end_time');
      const fields = { table, select, startNs, endNs };
      return frame(graph.add({ kind: 'memorySource', parents: [], ...fields, place }), place);
    },
  };
}

export function assignColumn(
  value: Value & { readonly kind: 'frame' },
  target: IrColumn,
  expr: IrExpr,
  place: Place,
): Value {
  const { op } = value;
  const columns = [{ name: target.name, expr, written: target.place.span }];
  return frame(
    op.graph.add({ kind: 'map', parents: [op], columns, keepsInput: true, place }),
    place,
  );
}

/** `df[…]`: a column, a projection or a filter. */
export function subscriptFrame(op: IrOp, key: Value, place: Place): Value {
  if (key.kind === 'unknown') throw new Unknown();
  if (isCollection(key)) return project(op, key, place);
  if (key.kind !== 'expr') {
    const allowed = 'subscript argument must have a list of strings or expression.';
    throw new Refusal(key.place, `${allowed} '${objectName(key)}' not allowed`);
  }
  const { expr } = key;
  if (expr.kind === 'literal' && expr.dataType === 'STRING') {
    if (expr.sample === true) throw new Unknown();
    const found = op.graph.column(String(expr.value), expr.place, { from: op });
    return { kind: 'expr', expr: found, place: expr.place };
  }
  return frame(op.graph.add({ kind: 'filter', parents: [op], condition: expr, place }), place);
}

function project(op: IrOp, key: Value, place: Place): Value {
  const columns: NamedExpr[] = [];
  for (const one of asStrings(key, 'key')) {
    const { text: name, expr } = one;
    if (columns.some((other) => other.name === name)) {
      const rule = 'cannot specify the same column name more than once when filtering by cols.';
      throw new Refusal(expr.place, `${rule} '${name}' specified more than once`);
    }
    columns.push({ name, expr: namedColumn(one, place, op.graph), written: expr.place.span });
  }
  return frame(
    op.graph.add({ kind: 'map', parents: [op], columns, keepsInput: false, place }),
    place,
  );
}

interface Method {
  readonly parameters: readonly string[];
  readonly defaults?: FunctionValue['defaults'];
  readonly takesExtra?: boolean;
  readonly run: (op: IrOp, args: BoundArguments, place: Place) => OpFields | Value;
}

const METHODS: Readonly<Record<string, Method>> = {
  merge: {
    parameters: ['right', 'how', 'left_on', 'right_on', 'suffixes'],
    defaults: {
      suffixes: (place, context) => {
        const items = [text('_x')(place, context), text('_y')(place, context)];
        return { kind: 'list', items, place };
      },
    },
    run: merge,
  },
  agg: { parameters: [], takesExtra: true, run: aggregate },
  map: {
    parameters: ['column_name', 'expr'],
    run: (_op, _args, place) => {
      throw new Refusal(
        place,
        'Map assign not callable. use the attribute assignment syntax instead.',
      );
    },
  },
  drop: {
    parameters: ['columns'],
    run: (op, args, place) => {
      const columns = asStrings(args.get('columns'), 'columns').map(({ text: name, expr }) => ({
        name,
        written: expr.place.span,
      }));
      return { kind: 'drop', parents: [op], columns, place };
    },
  },
  head: {
    parameters: ['n', '_pem_only'],
    defaults: { n: int(5n), _pem_only: int(0n) },
    run: (op, args, place) => {
      const { int: rows } = asInt(args.get('n'), 'n');
      const nodeOnly = asInt(args.get('_pem_only'), '_pem_only').int > 0n;
      return { kind: 'limit', parents: [op], rows: Number(rows), nodeOnly, place };
    },
  },
  filter: {
    parameters: ['key'],
    run: (op, args, place) => subscriptFrame(op, args.get('key'), place),
  },
  groupby: {
    parameters: ['by'],
    run: (op, args, place) => {
      const groups = asStrings(args.get('by'), 'by').map((one) =>
        namedColumn(one, place, op.graph),
      );
      return { kind: 'groupBy', parents: [op], groups, place };
    },
  },
  append: {
    parameters: ['objs'],
    run: (op, args, place) => {
      const objs = args.get('objs');
      const others = isCollection(objs) ? objs.items : [objs];
      return { kind: 'union', parents: [op, ...others.map(operatorOf)], place };
    },
  },
  rolling: { parameters: ['window', 'on'], defaults: { on: text('time_') }, run: rolling },
  stream: { parameters: [], run: (op, _args, place) => ({ kind: 'stream', parents: [op], place }) },
};

export const METHOD_NAMES: readonly string[] = Object.keys(METHODS);

/** Parameters of a method, for signature help and keyword completion. */
export function methodParameters(name: string): readonly string[] | undefined {
  return METHODS[name]?.parameters;
}

/** A method of one DataFrame. */
export function frameMethod(op: IrOp, name: string): FunctionValue | undefined {
  const method = Object.hasOwn(METHODS, name) ? METHODS[name] : undefined;
  if (method === undefined) return undefined;
  return {
    name,
    parameters: method.parameters,
    defaults: method.defaults ?? {},
    takesRest: false,
    takesExtra: method.takesExtra === true,
    flavour: 'method',
    run: (args, place) => {
      const made = method.run(op, args, place);
      return isFields(made) ? frame(op.graph.add(made), place) : made;
    },
  };
}

const isFields = (made: OpFields | Value): made is OpFields => 'parents' in made;

function operatorOf(value: Value): IrOp {
  if (value.kind === 'unknown') throw new Unknown();
  if (value.kind === 'frame') return value.op;
  throw new Refusal(value.place, `Expected 'DataFrame', got ${objectName(value)}`);
}

const JOINS = ['inner', 'left', 'outer', 'right'] as const;

function merge(op: IrOp, args: BoundArguments, place: Place): OpFields {
  const right = operatorOf(args.get('right'));
  const how = asString(args.get('how'), 'how').text;
  const columns = (name: string, side: 0 | 1) =>
    asStrings(args.get(name), name).map((one) => namedColumn(one, place, op.graph, side));
  const leftOn = columns('left_on', 0);
  const rightOn = columns('right_on', 1);
  const suffixes = args.get('suffixes');
  if (suffixes.kind === 'unknown') throw new Unknown();
  if (!isCollection(suffixes)) {
    const rule = "'suffixes' must be a list with 2 strings for the left and right suffixes.";
    throw new Refusal(suffixes.place, `${rule} Received ${objectName(suffixes)}`);
  }
  const [left, other, ...more] = asStrings(suffixes, 'suffixes');
  if (left === undefined || other === undefined || more.length > 0) {
    const count = String(suffixes.items.length);
    const message = `'suffixes' must be a list with 2 elements. Received ${count}`;
    throw new Refusal(suffixes.place, message);
  }
  if (leftOn.length !== rightOn.length) {
    const message = "'left_on' and 'right_on' must contain the same number of elements.";
    throw new Refusal(place, message);
  }
  const join = JOINS.find((one) => one === how);
  if (join === undefined) {
    const list = JOINS.join(',');
    throw new Refusal(place, `'${how}' join type not supported. Only {${list}} are available.`);
  }
  const names = {
    suffixes: [left.text, other.text],
    suffixSpans: [left.expr.place.span, other.expr.place.span],
  } as const;
  return { kind: 'join', parents: [op, right], how: join, leftOn, rightOn, ...names, place };
}

function aggregate(op: IrOp, args: BoundArguments, place: Place): OpFields {
  const aggregates = args.extra.map(({ name, value, written = place.span }) => {
    if (value.kind === 'unknown') throw new Unknown();
    if (value.kind !== 'tuple') {
      const message = `Expected tuple for ${name} but received ${objectName(value)}`;
      throw new Refusal(value.place, message);
    }
    return { name, expr: aggregateCall(value.items, place, args.context), written };
  });
  return { kind: 'aggregate', parents: [op], aggregates, place };
}

/** `('column', …, px.fn)` as a call of the function on the columns. */
function aggregateCall(items: readonly Value[], place: Place, context: CallContext): IrFunc {
  const names = items.slice(0, -1).map((item) => {
    if (item.kind === 'unknown') throw new Unknown();
    if (item.kind !== 'expr' || item.expr.kind !== 'literal' || item.expr.dataType !== 'STRING') {
      const rule = 'All elements of the agg tuple must be column names, except the last which';
      throw new Refusal(item.place, `${rule} should be a function`);
    }
    if (item.expr.sample === true) throw new Unknown();
    return item.expr;
  });
  const last = items.at(-1);
  if (last === undefined || last.kind === 'unknown') throw new Unknown();
  if (last.kind !== 'function') {
    const message = `Expected second tuple argument to be type Func, received ${objectName(last)}`;
    throw new Refusal(last.place, message);
  }
  const called = callFunction(last.fn, { positional: [], keywords: [] }, place, context);
  const expr = asExpr(called, 'last tuple argument', 'Func');
  if (expr.kind !== 'func') {
    throw new Refusal(
      expr.place,
      `Expected arg 'last tuple argument' as type 'Func', received '${kindName(called)}'`,
    );
  }
  if (expr.args.length > 0) throw new Refusal(expr.place, 'Unexpected aggregate function');
  const columns = names.map(({ value, place: at }) => context.graph.column(String(value), at));
  return { ...expr, args: columns };
}

function rolling(op: IrOp, args: BoundArguments, place: Place): OpFields {
  const on = asString(args.get('on'), 'on');
  if (on.text !== 'time_') {
    const message = `Windowing is only supported on time_ at the moment, not ${on.text}`;
    throw new Refusal(on.expr.place, message);
  }
  const window = asExpr(args.get('window'), 'window');
  if (timeNs(window, 0n) <= 0n) throw new Refusal(window.place, 'Window size must be > 0');
  op.graph.column(on.text, place);
  return { kind: 'rolling', parents: [op], place };
}
