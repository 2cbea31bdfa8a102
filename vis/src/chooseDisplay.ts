/** The display that suits a table best, told from the names and types of its columns. */
import type { Column, Relation } from '#language';
import { fits } from './columns.ts';
import { DISPLAY_PREFIX } from './vis.ts';

export interface ChosenDisplay {
  readonly spec: Readonly<Record<string, unknown>>;
  /** Rows of the grid. */
  readonly height: number;
  /** Half of the grid is enough. */
  readonly isNarrow: boolean;
}

type Choice = (relation: Relation) => ChosenDisplay | undefined;

/** @param relations Of the tables a function gives; of several, all are shown as tables. */
export function chooseDisplay(relations: readonly Relation[]): ChosenDisplay {
  const [relation] = relations;
  const table = shown('Table', gutter(relation ?? []), 4);
  if (relation === undefined || relations.length > 1) return table;
  for (const choose of CHOICES) {
    const found = choose(relation);
    if (found !== undefined) return found;
  }
  return table;
}

const shown = (
  kind: string,
  fields: Readonly<Record<string, unknown>>,
  height: number,
  isNarrow = false,
): ChosenDisplay => ({ spec: { '@type': DISPLAY_PREFIX + kind, ...fields }, height, isNarrow });

/** Only those that are there. */
function present(
  relation: Relation,
  fields: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const names = new Set(relation.map(({ name }) => name));
  return Object.fromEntries(Object.entries(fields).filter(([, column]) => names.has(column)));
}

const textNamed = (relation: Relation, pattern: RegExp): string | undefined =>
  relation.find((column) => pattern.test(column.name) && fits(column, 'text'))?.name;
const numberNamed = (relation: Relation, pattern: RegExp): string | undefined =>
  relation.find((column) => pattern.test(column.name) && fits(column, 'number'))?.name;

function gutter(relation: Relation): Readonly<Record<string, string>> {
  const status = relation.find((column) => fits(column, 'status'));
  return status === undefined ? {} : { gutterColumn: status.name };
}

const flameGraph: Choice = (relation) => {
  const stacktraceColumn = textNamed(relation, /stack_?trace/);
  const countColumn = numberNamed(relation, /^count$|_count$|^samples$/);
  if (stacktraceColumn === undefined || countColumn === undefined) return undefined;
  const percentageColumn = numberNamed(relation, /^percent/);
  const more = present(relation, {
    namespaceColumn: 'namespace',
    podColumn: 'pod',
    containerColumn: 'container',
    pidColumn: 'cmdline',
    nodeColumn: 'node',
  });
  const percentage = percentageColumn === undefined ? {} : { percentageColumn };
  return shown(
    'StackTraceFlameGraph',
    { stacktraceColumn, countColumn, ...percentage, ...more },
    6,
  );
};

const requestGraph: Choice = (relation) => {
  const ends = present(relation, {
    requestorPodColumn: 'requestor_pod',
    responderPodColumn: 'responder_pod',
    requestorServiceColumn: 'requestor_service',
    responderServiceColumn: 'responder_service',
    requestorIPColumn: 'requestor_ip',
    responderIPColumn: 'responder_ip',
  });
  const has = (end: string) => Object.keys(ends).some((field) => field.startsWith(end));
  if (!has('requestorPod') && !has('requestorService')) return undefined;
  if (!has('responderPod') && !has('responderService')) return undefined;
  const measures = present(relation, {
    p50Column: 'latency_p50',
    p90Column: 'latency_p90',
    p99Column: 'latency_p99',
    errorRateColumn: 'error_rate',
    requestsPerSecondColumn: 'request_throughput',
    inboundBytesPerSecondColumn: 'inbound_throughput',
    outboundBytesPerSecondColumn: 'outbound_throughput',
    totalRequestCountColumn: 'throughput_total',
  });
  return shown('RequestGraph', { ...ends, ...measures }, 5);
};

/** Names that the two ends of an edge usually have. */
const ENDS: readonly (readonly [RegExp, RegExp])[] = [
  [/^(from|src|source)(_|$)/, /^(to|dst|dest|destination)(_|$)/],
  [/^requestor(_|$)/, /^responder(_|$)/],
  [/^(client)(_|$)/, /^(server)(_|$)/],
];

const graph: Choice = (relation) => {
  for (const [from, to] of ENDS) {
    const fromColumn = textNamed(relation, from);
    const toColumn = textNamed(relation, to);
    if (fromColumn === undefined || toColumn === undefined) continue;
    const numbers = relation.filter((column) => fits(column, 'number')).map(({ name }) => name);
    const [edgeWeightColumn] = numbers;
    return shown(
      'Graph',
      {
        adjacencyList: { fromColumn, toColumn },
        ...(edgeWeightColumn === undefined ? {} : { edgeWeightColumn }),
        ...(numbers.length === 0 ? {} : { edgeHoverInfo: numbers }),
      },
      5,
    );
  }
  return undefined;
};

/** Codes and places are numbers, and no measures. */
const isMeasure = (column: Column): boolean =>
  fits(column, 'number') &&
  !['ST_PORT', 'ST_ASID', 'ST_HTTP_RESP_STATUS'].includes(column.semanticType) &&
  !/^(pid|asid)$|_(port|code|id|family|status)$/.test(column.name);

const MAX_LINES = 3;

/** Rows of single events have many texts; those over windows have one at most, the series. */
const timeseries: Choice = (relation) => {
  const time = relation.find(({ name, dataType }) => name === 'time_' && dataType === 'TIME64NS');
  const measures = relation.filter(isMeasure);
  const others = relation.filter((column) => column !== time && !fits(column, 'number'));
  const [first] = measures;
  const [series, ...more] = others;
  if (time === undefined || first === undefined || more.length > 0) return undefined;
  const lines = measures.filter(({ semanticType }) => semanticType === first.semanticType);
  const entries =
    series === undefined
      ? lines.slice(0, MAX_LINES).map(({ name }) => ({ value: name, mode: 'MODE_LINE' }))
      : [{ value: first.name, series: series.name, stackBySeries: false, mode: 'MODE_LINE' }];
  const label = entries.length === 1 ? first.name.replace(/_/g, ' ') : '';
  const axes = { title: '', xAxis: null, yAxis: { label } };
  return shown('TimeseriesChart', { timeseries: entries, ...axes }, 3, true);
};

const CHOICES: readonly Choice[] = [flameGraph, requestGraph, graph, timeseries];
