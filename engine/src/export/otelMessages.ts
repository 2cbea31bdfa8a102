/**
 * Rows of a `px.export` as OTLP requests. Rows with equal resources share one entry, and within it
 * points of the same metric one metric; Carnot sends an entry for each row, which says the same.
 *
 * @see pixie-io/pixie src/carnot/exec/otel_export_sink_node.cc
 */
import { randomBytes } from 'node:crypto';
import type {
  ColumnExpr,
  OtelAttribute,
  OtelExport,
  OtelMetric,
  OtelSpan,
  Relation,
} from '#language';
import type { ColumnData } from '#protocol/batch';
import { readJson } from '#proto';
import { bytesOfStored, storedText } from '../store/quoting.ts';
import type { Rows } from '../store/store.ts';

export interface OtelRequests {
  /** ExportMetricsServiceRequest; undefined when nothing is to be sent. */
  readonly metrics: object | undefined;
  /** ExportTraceServiceRequest; undefined when nothing is to be sent. */
  readonly traces: object | undefined;
}

interface KeyValue {
  readonly key: string;
  readonly value: object;
}

/** `relation` describes the columns of `rows`. */
export function otelRequests(config: OtelExport, relation: Relation, rows: Rows): OtelRequests {
  const reader = new RowReader(relation, rows);
  const metrics = new Map<string, { resource: readonly KeyValue[]; points: object[][] }>();
  const spans = new Map<string, { resource: readonly KeyValue[]; spans: object[] }>();
  for (let row = 0; row < rows.rowCount; row++) {
    for (const resource of resourcesOf(config.resource, reader, row)) {
      const key = JSON.stringify(resource);
      if (config.metrics.length > 0) {
        const entry = metrics.get(key) ?? { resource, points: config.metrics.map(() => []) };
        metrics.set(key, entry);
        config.metrics.forEach((metric, index) => {
          entry.points[index]?.push(pointOf(metric, reader, row));
        });
      }
      if (config.spans.length > 0) {
        const entry = spans.get(key) ?? { resource, spans: [] };
        spans.set(key, entry);
        entry.spans.push(...config.spans.map((span) => spanOf(span, reader, row)));
      }
    }
  }
  const resourceMetrics = [...metrics.values()].map(({ resource, points }) => ({
    resource: { attributes: resource },
    scopeMetrics: [{ metrics: config.metrics.map((metric, at) => metricOf(metric, points[at])) }],
  }));
  const resourceSpans = [...spans.values()].map((entry) => ({
    resource: { attributes: entry.resource },
    scopeSpans: [{ spans: entry.spans }],
  }));
  return {
    metrics: resourceMetrics.length === 0 ? undefined : { resourceMetrics },
    traces: resourceSpans.length === 0 ? undefined : { resourceSpans },
  };
}

type ColumnName = Pick<ColumnExpr, 'name'>;
type Cell = string | number | boolean | Buffer;

class RowReader {
  readonly #columns: ReadonlyMap<string, ColumnData>;

  constructor(relation: Relation, rows: Rows) {
    this.#columns = new Map(
      relation.flatMap(({ name }, index) => {
        const column = rows.columns[index];
        return column === undefined ? [] : [[name, column] as const];
      }),
    );
  }

  /** Whole numbers as decimal text, strings as bytes. */
  cell({ name }: ColumnName, row: number): Cell {
    const column = this.#columns.get(name);
    switch (column?.dataType) {
      case 'STRING':
        return Buffer.from(column.bytes.subarray(column.starts[row], column.ends[row]));
      case 'INT64':
      case 'TIME64NS':
        return String(column.values[row] ?? 0n);
      case 'FLOAT64':
        return column.values[row] ?? 0;
      case 'BOOLEAN':
        return column.values[row] === 1;
      case 'UINT128':
      case undefined:
        throw new Error(`the export has no column ${name} of a type it can send`);
    }
  }

  text(column: ColumnName, row: number): string {
    return this.cell(column, row).toString();
  }
}

function attributeOf({ name, value }: OtelAttribute, reader: RowReader, row: number): KeyValue {
  if (typeof value === 'string') {
    return { key: name, value: stringOrBytes(bytesOfStored(Buffer.from(storedText(value)))) };
  }
  const cell = reader.cell(value, row);
  if (Buffer.isBuffer(cell)) return { key: name, value: stringOrBytes(cell) };
  if (typeof cell === 'string') return { key: name, value: { intValue: cell } };
  if (typeof cell === 'number') return { key: name, value: { doubleValue: cell } };
  return { key: name, value: { boolValue: cell } };
}

/** OTLP's strings are UTF-8; other bytes are sent as bytes. */
function stringOrBytes(bytes: Uint8Array): object {
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  const isExact = Buffer.from(text).equals(bytes);
  return isExact ? { stringValue: text } : { bytesValue: Buffer.from(bytes).toString('base64') };
}

/**
 * The resources a row stands for. A service column may hold a JSON list of services: the row is
 * sent for each of them, and for each combination where there are several such columns.
 */
function resourcesOf(
  attributes: readonly OtelAttribute[],
  reader: RowReader,
  row: number,
): readonly (readonly KeyValue[])[] {
  const isList = ({ value }: OtelAttribute): boolean =>
    typeof value !== 'string' && value.semanticType === 'ST_SERVICE_NAME';
  const plain = attributes
    .filter((one) => !isList(one))
    .map((one) => attributeOf(one, reader, row));
  let resources: readonly (readonly KeyValue[])[] = [plain];
  for (const { name, value } of attributes.filter(isList)) {
    if (typeof value === 'string') continue;
    const values = listOrOne(reader.cell(value, row)).map((one) => ({
      key: name,
      value: stringOrBytes(one),
    }));
    resources = resources.flatMap((resource) => values.map((one) => [...resource, one]));
  }
  return resources;
}

function listOrOne(cell: Cell): readonly Buffer[] {
  const bytes = Buffer.isBuffer(cell) ? cell : Buffer.from(String(cell));
  const json = bytes[0] === OPENING_BRACKET ? readJson(bytes.toString()) : undefined;
  if (json?.kind !== 'array') return [bytes];
  return json.items.flatMap((item) => (item.kind === 'string' ? [Buffer.from(item.value)] : []));
}
const OPENING_BRACKET = 0x5b;

function metricOf({ name, description, unit, kind }: OtelMetric, dataPoints: unknown): object {
  return { name, description, unit, [kind]: { dataPoints } };
}

const TIME = { name: 'time_' };

function pointOf(metric: OtelMetric, reader: RowReader, row: number): object {
  const common = {
    attributes: metric.attributes.map((one) => attributeOf(one, reader, row)),
    timeUnixNano: reader.text(TIME, row),
  };
  if (metric.kind === 'gauge') {
    const value = reader.cell(metric.value, row);
    return { ...common, ...(typeof value === 'number' ? { asDouble: value } : { asInt: value }) };
  }
  return {
    ...common,
    count: reader.cell(metric.count, row),
    sum: reader.cell(metric.sum, row),
    quantileValues: metric.quantiles.map(({ quantile, value }) => ({
      quantile,
      value: reader.cell(value, row),
    })),
  };
}

const TRACE_ID_BYTES = 16;
const SPAN_ID_BYTES = 8;

function spanOf(span: OtelSpan, reader: RowReader, row: number): object {
  const id = (column: ColumnExpr | undefined): Buffer =>
    column === undefined ? Buffer.alloc(0) : idOf(reader.text(column, row));
  const parent = id(span.parentSpanId);
  const spanId = id(span.spanId);
  return {
    name: typeof span.name === 'string' ? span.name : reader.text(span.name, row),
    kind: span.spanKind,
    status: { code: 0 },
    attributes: span.attributes.map((one) => attributeOf(one, reader, row)),
    startTimeUnixNano: reader.cell(span.startTime, row),
    endTimeUnixNano: reader.cell(span.endTime, row),
    traceId: traceIdOf(id(span.traceId)),
    spanId: spanId.length === SPAN_ID_BYTES ? spanId : randomBytes(SPAN_ID_BYTES),
    // Without a parent the span is a root; an unfit ID is none.
    ...(parent.length === SPAN_ID_BYTES ? { parentSpanId: parent } : {}),
  };
}

/** Bytes of hexadecimal text; none when it is something else. */
const idOf = (text: string): Buffer =>
  /^(?:[0-9a-f]{2})+$/i.test(text) ? Buffer.from(text, 'hex') : Buffer.alloc(0);

/** Short IDs of the B3 format are filled up with zeros in front; unfit ones are made anew. */
function traceIdOf(id: Buffer): Buffer {
  if (id.length === TRACE_ID_BYTES) return id;
  if (id.length === SPAN_ID_BYTES) return Buffer.concat([Buffer.alloc(SPAN_ID_BYTES), id]);
  return randomBytes(TRACE_ID_BYTES);
}
