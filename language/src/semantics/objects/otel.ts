/**
 * `px.otel`: what to export to OpenTelemetry, and where to.
 *
 * @see pixie-io/pixie src/carnot/planner/objects/otel.cc
 */
import type { DataType, SemanticType } from '../../catalog/types.ts';
import type {
  ColumnExpr,
  OtelAttribute,
  OtelExport,
  OtelMetric,
  OtelSpan,
} from '../../plan/plan.ts';
import { asColumn, asInt, asLiteral, asString, isCollection } from '../values/calls.ts';
import { Unknown, PhasedRefusal, Refusal } from '../ir/refusal.ts';
import {
  typeString,
  type BuildExport,
  type IrColumn,
  type IrExpr,
  type Place,
  type ResolveExpr,
} from '../ir/ir.ts';
import { exprText } from '../ir/debugText.ts';
import { kindName, objectName, type BoundArguments, type Value } from '../values/values.ts';
import type { ExporterData, ObjectData, OtelPart } from '../values/objectData.ts';
import { builtin, moduleOf, NOWHERE } from './builtin.ts';
import { DEFAULTS } from './dataFrame.ts';

const object = (name: string, data: ObjectData, place: Place): Value => ({
  kind: 'object',
  name,
  data,
  place: { ...place, unknown: true },
});

const dataOf = (value: Value): ObjectData | undefined => {
  if (value.kind === 'unknown') throw new Unknown();
  return value.kind === 'object' ? value.data : undefined;
};

/** What `px.export` gets; undefined for anything but `px.otel.Data(…)`. */
export function exporterOf(value: Value): ExporterData | undefined {
  const data = dataOf(value);
  return data?.kind === 'exporter' ? data : undefined;
}

const SPAN_KINDS = ['UNSPECIFIED', 'INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'] as const;
const SERVER_KIND = 2n;
/** Nodes 0 and 1 are `True` and `False`. */
const FIRST_SPAN_KIND_ID = 2;

/** `fallback` is the endpoint of exports that name none. */
export function otelModule(fallback: OtelExport['endpoint']): Value {
  const kinds = SPAN_KINDS.map((name, index): readonly [string, Value] => {
    const expr = {
      ...({ kind: 'literal', dataType: 'INT64', place: NOWHERE } as const),
      id: FIRST_SPAN_KIND_ID + index,
      value: BigInt(index),
    };
    return [`SPAN_KIND_${name}`, { kind: 'expr', expr, place: NOWHERE }];
  });
  const trace = moduleOf('trace', [spanFunction()], Object.fromEntries(kinds));
  const metric = moduleOf('metric', metricFunctions());
  const data = builtin(
    'Data',
    { parameters: ['resource', 'data', 'endpoint'], defaults: { endpoint: DEFAULTS.none } },
    (args, place) => exportData(args, place, fallback),
  );
  return moduleOf('otel', [data, endpointFunction()], { metric, trace });
}

function endpointFunction() {
  const parameters = ['url', 'headers', 'insecure', 'timeout'];
  const { emptyDict, bool, int } = DEFAULTS;
  const defaults = { headers: emptyDict, insecure: bool(false), timeout: int(5n) };
  return builtin('Endpoint', { parameters, defaults }, (args, place) => {
    const url = asString(args.get('url'), 'url').text;
    const headers: Record<string, string> = {};
    const given = entriesOf(
      args.get('headers'),
      (name) => `expected dict() for 'attributes' arg, received ${name}`,
    );
    for (const { key, value } of given) {
      headers[asString(key, 'header key').text] = asString(value, 'header value').text;
    }
    const insecure = asLiteral(args.get('insecure'), 'insecure', 'Bool').value === true;
    const timeoutS = Number(asInt(args.get('timeout'), 'timeout').int);
    const endpoint = { url, headers, insecure, timeoutS };
    return object('Endpoint', { kind: 'otelEndpoint', endpoint }, place);
  });
}

function entriesOf(value: Value, refusal: (name: string) => string) {
  if (value.kind === 'unknown') throw new Unknown();
  if (value.kind === 'dict') return value.entries;
  throw new Refusal(value.place, refusal(objectName(value)));
}

/** A `ctx` key counts as a column until its function is to be put into the export. */
function refuseMetadata(expr: IrExpr): void {
  if (expr.kind !== 'metadata') return;
  const message = `Unsupported IRNode container for metadata: OTelExportSink`;
  throw new PhasedRefusal('conversion', expr.place, message, { positioned: false });
}

function exportColumn(value: Value, argName: string): IrColumn {
  if (value.kind === 'expr') refuseMetadata(value.expr);
  return asColumn(value, argName);
}

interface Attribute {
  readonly name: string;
  readonly value: string | IrColumn;
}

function attributesOf(value: Value, what: string): readonly Attribute[] {
  const entries = entriesOf(
    value,
    (name) => `Expected ${what} to be a dictionary, received ${name}`,
  );
  return entries.map((entry) => {
    const { text: name, expr: key } = asString(entry.key, 'attribute');
    if (name === '') throw new Refusal(key.place, 'Attribute key must be a non-empty string');
    const { value: item } = entry;
    if (item.kind === 'unknown') throw new Unknown();
    const rule = 'Expected column or string for attribute value, got';
    if (item.kind !== 'expr') {
      throw new Refusal(item.place, `Expr is not an Object. ${rule} '${kindName(item)}'`);
    }
    const { expr } = item;
    refuseMetadata(expr);
    if (expr.kind === 'column') return { name, value: expr };
    if (expr.kind === 'literal' && expr.dataType === 'STRING') {
      return { name, value: String(expr.value) };
    }
    throw new Refusal(item.place, `${rule} '${exprText(expr)}'`);
  });
}

const METRIC_NAME = /^[A-Za-z][A-Za-z0-9_.-]*$/;
const NAMING = 'https://opentelemetry.io/docs/reference/specification/metrics/api/#instrument';
const METRIC_DEFAULTS = {
  description: DEFAULTS.text(''),
  attributes: DEFAULTS.emptyDict,
  unit: DEFAULTS.none,
};

function metricFunctions() {
  const shared = ['description', 'attributes', 'unit'];
  const defaults = METRIC_DEFAULTS;
  return [
    builtin('Gauge', { parameters: ['name', 'value', ...shared], defaults }, gauge),
    builtin(
      'Summary',
      { parameters: ['name', 'count', 'sum', 'quantile_values', ...shared], defaults },
      summary,
    ),
  ];
}

function metricName(value: Value): string {
  const { text, expr } = asString(value, 'name');
  if (METRIC_NAME.test(text)) return text;
  const rule = 'Metric name is invalid. Please follow the naming conventions here:';
  throw new Refusal(expr.place, `${rule} ${NAMING}`);
}

const unitOf = (value: Value): string =>
  value.kind === 'none' ? '' : asString(value, 'unit').text;

function gauge(args: BoundArguments, place: Place): Value {
  const name = metricName(args.get('name'));
  const description = asString(args.get('description'), 'description').text;
  const time = args.context.graph.column('time_', place);
  const column = exportColumn(args.get('value'), 'value');
  const unit = unitOf(args.get('unit'));
  const attributes = attributesOf(args.get('attributes'), 'attributes');
  const columns = [column, time, ...columnsOf(attributes)];
  const build = (resolve: ResolveExpr): OtelMetric => {
    checkTime(resolve, time);
    const resolved = resolveAttributes(attributes, resolve);
    const value = typed(column, resolve, { what: 'value', types: ['INT64', 'FLOAT64'] });
    return {
      kind: 'gauge',
      name,
      description,
      unit: unitFor(unit, value),
      attributes: resolved,
      value,
    };
  };
  return part({ signal: 'metric', columns, build }, place);
}

function summary(args: BoundArguments, place: Place): Value {
  const name = metricName(args.get('name'));
  const description = asString(args.get('description'), 'description').text;
  const time = args.context.graph.column('time_', place);
  const countColumn = exportColumn(args.get('count'), 'count');
  const sumColumn = exportColumn(args.get('sum'), 'sum');
  const given = args.get('quantile_values');
  const entries = entriesOf(
    given,
    (received) => `Expected quantile_values to be a dictionary, received ${received}`,
  );
  if (entries.length === 0) {
    throw new Refusal(given.place, 'Summary must have at least one quantile value specified');
  }
  const quantileColumns = entries.map(({ key, value }) => ({
    quantile: Number(asLiteral(key, 'quantile', 'Float').value),
    column: exportColumn(value, 'quantile value column'),
  }));
  const unit = unitOf(args.get('unit'));
  const attributes = attributesOf(args.get('attributes'), 'attributes');
  const [unitColumn, ...values] = quantileColumns.map(({ column }) => column);
  const columns = [
    ...(unitColumn === undefined ? [] : [unitColumn]),
    time,
    ...columnsOf(attributes),
    countColumn,
    sumColumn,
    ...values,
  ];
  const build = (resolve: ResolveExpr): OtelMetric => {
    checkTime(resolve, time);
    const resolved = resolveAttributes(attributes, resolve);
    const count = typed(countColumn, resolve, { what: 'count', types: ['INT64'] });
    const sum = typed(sumColumn, resolve, { what: 'sum', types: ['FLOAT64'] });
    const quantiles = quantileColumns.map(({ quantile, column }) => ({
      quantile,
      value: typed(column, resolve, { what: 'quantile', types: ['FLOAT64'] }),
    }));
    const shown = unitFor(unit, quantiles[0]?.value);
    return {
      kind: 'summary',
      name,
      description,
      unit: shown,
      attributes: resolved,
      count,
      sum,
      quantiles,
    };
  };
  return part({ signal: 'metric', columns, build }, place);
}

const UNITS: Readonly<Partial<Record<SemanticType, string>>> = {
  ST_DURATION_NS: 'ns',
  ST_DURATION_NS_QUANTILES: 'ns',
  ST_BYTES: 'By',
  ST_PERCENT: '/ns',
  ST_THROUGHPUT_PER_NS: '/ns',
  ST_THROUGHPUT_BYTES_PER_NS: 'By/ns',
};

/** A metric without a unit of its own has that of its column. */
const unitFor = (unit: string, column: ColumnExpr | undefined): string =>
  unit !== '' || column === undefined ? unit : (UNITS[column.semanticType] ?? '');

/** Metrics are stamped with the column `time_`. */
function checkTime(resolve: ResolveExpr, time: IrColumn): void {
  typed(time, resolve, { what: 'time', types: ['TIME64NS'] });
}

function typed(
  column: IrColumn,
  resolve: ResolveExpr,
  expected: { readonly what: string; readonly types: readonly DataType[] },
): ColumnExpr {
  const { what, types } = expected;
  const resolved = resolve(column);
  if (resolved.kind !== 'column') throw new Error('a column resolves to a column');
  if (types.includes(resolved.dataType)) return resolved;
  const last = types.length > 2 ? ', or ' : ' or ';
  const list = [types.slice(0, -1).join(', '), ...types.slice(-1)].filter((one) => one !== '');
  const rule = `Expected ${what} column '${column.name}' to be ${list.join(last)}`;
  throw new PhasedRefusal('export', column.place, `${rule}, received ${resolved.dataType}`);
}

const columnsOf = (attributes: readonly Attribute[]): readonly IrColumn[] =>
  attributes.flatMap(({ value }) => (typeof value === 'string' ? [] : [value]));

const part = (content: OtelPart, place: Place): Value =>
  object('OTelDataContainer', { kind: 'otelPart', part: content }, place);

const ATTRIBUTE_TYPES = ['STRING', 'INT64', 'FLOAT64', 'BOOLEAN'] as const;

const resolveAttributes = (
  attributes: readonly Attribute[],
  resolve: ResolveExpr,
): readonly OtelAttribute[] =>
  attributes.map(({ name, value }) => ({
    name,
    value:
      typeof value === 'string'
        ? value
        : typed(value, resolve, { what: 'attribute', types: ATTRIBUTE_TYPES }),
  }));

function spanFunction() {
  const ids = ['trace_id', 'span_id', 'parent_span_id'];
  const parameters = ['name', 'start_time', 'end_time', ...ids, 'attributes', 'kind'];
  const { none, emptyDict, int } = DEFAULTS;
  const optional = { trace_id: none, parent_span_id: none, span_id: none };
  const defaults = { ...optional, attributes: emptyDict, kind: int(SERVER_KIND) };
  return builtin('Span', { parameters, defaults }, span);
}

function spanName(value: Value): string | IrColumn {
  if (value.kind === 'unknown') throw new Unknown();
  const rule = "Expected string or column for 'name'";
  if (value.kind !== 'expr') throw new Refusal(value.place, `${rule} '${kindName(value)}'`);
  const { expr } = value;
  if (expr.kind === 'column') return expr;
  if (expr.kind === 'literal' && expr.dataType === 'STRING') return String(expr.value);
  throw new Refusal(value.place, `${rule} '${typeString(expr)}'`);
}

function span(args: BoundArguments, place: Place): Value {
  const given = spanName(args.get('name'));
  const start = exportColumn(args.get('start_time'), 'start_time');
  const end = exportColumn(args.get('end_time'), 'end_time');
  const idColumn = (id: string) => {
    const value = args.get(id);
    return value.kind === 'none' ? undefined : exportColumn(value, id);
  };
  const spanId = idColumn('span_id');
  const traceId = idColumn('trace_id');
  const parentSpanId = idColumn('parent_span_id');
  const spanKind = Number(asInt(args.get('kind'), 'kind').int);
  const attributes = attributesOf(args.get('attributes'), 'attributes');
  const optional = [start, end, traceId, spanId, parentSpanId].flatMap((one) => one ?? []);
  const present = [
    ...(typeof given === 'string' ? [] : [given]),
    ...optional,
    ...columnsOf(attributes),
  ];
  const build = (resolve: ResolveExpr): OtelSpan => {
    const text = (column: IrColumn, what: string) =>
      typed(column, resolve, { what, types: ['STRING'] });
    const time = (column: IrColumn) =>
      typed(column, resolve, { what: 'time', types: ['TIME64NS'] });
    const id = (column: IrColumn | undefined, what: string) =>
      column === undefined ? undefined : text(column, what);
    return {
      name: typeof given === 'string' ? given : text(given, 'name'),
      startTime: time(start),
      endTime: time(end),
      traceId: id(traceId, 'trace_id'),
      spanId: id(spanId, 'span_id'),
      parentSpanId: id(parentSpanId, 'parent_span_id'),
      attributes: resolveAttributes(attributes, resolve),
      spanKind,
    };
  };
  const textAttributes = attributes.some(({ value }) => typeof value === 'string');
  return part({ signal: 'span', columns: present, textAttributes, build }, place);
}

function exportData(args: BoundArguments, place: Place, fallback: OtelExport['endpoint']): Value {
  const endpoint = endpointOf(args.get('endpoint'), fallback);
  const data = args.get('data');
  if (data.kind === 'unknown') throw new Unknown();
  if (!isCollection(data)) {
    const message = `Expected data to be a collection, received ${objectName(data)}`;
    throw new Refusal(data.place, message);
  }
  if (data.items.length === 0) {
    throw new Refusal(data.place, 'Must specify at least 1 data configuration');
  }
  const parts = data.items.map((item) => {
    const found = dataOf(item);
    if (found?.kind === 'otelPart') return found.part;
    const message = `Expected an OTelDataContainer, received ${objectName(item)}`;
    throw new Refusal(item.place, message);
  });
  const given = args.get('resource');
  const resource = attributesOf(given, 'resource');
  if (!resource.some(({ name }) => name === 'service.name')) {
    throw new Refusal(given.place, "'service.name' must be specified in resource");
  }
  const columns = [...columnsOf(resource), ...parts.flatMap((one) => one.columns)];
  const build: BuildExport = (resolve) => {
    // A column that is not there comes before one of an unfit type.
    columns.forEach(resolve);
    return {
      endpoint,
      resource: resolveAttributes(resource, resolve),
      metrics: parts.flatMap((one) => (one.signal === 'metric' ? [one.build(resolve)] : [])),
      spans: parts.flatMap((one) => (one.signal === 'span' ? [one.build(resolve)] : [])),
    };
  };
  const textAttributes = parts.some((one) => one.signal === 'span' && one.textAttributes);
  return object('Exporter', { kind: 'exporter', build, textAttributes }, place);
}

function endpointOf(value: Value, fallback: OtelExport['endpoint']): OtelExport['endpoint'] {
  if (value.kind === 'none') {
    if (fallback !== undefined) return fallback;
    throw new Refusal(value.place, 'no default config found for endpoint, please specify one');
  }
  const data = dataOf(value);
  if (data?.kind === 'otelEndpoint') return data.endpoint;
  const message = `expected Endpoint type for 'endpoint' arg, received ${objectName(value)}`;
  throw new Refusal(value.place, message);
}
