/**
 * The ways a widget shows a table, with their fields: one source for checks, completion, hover and
 * the JSON schema.
 *
 * @see pixie-io/pixie src/api/proto/vispb/vis.proto, src/ui/src/containers/live/convert-to-vega-spec
 */

/** What a column must be: `status` is shown as an icon. */
export type ColumnNeed = 'number' | 'text' | 'status' | 'any';

interface FieldBase {
  readonly name: string;
  readonly description: string;
  /** Without it the Live UI shows an error in place of the widget. */
  readonly required?: boolean;
  /** Only one of the two dialects knows it: the Live UI's JSON, or the proto's. */
  readonly dialect?: 'ui' | 'proto';
}
export type DisplayField = FieldBase &
  (
    | { readonly kind: 'column'; readonly needs: ColumnNeed }
    | { readonly kind: 'columns' | 'text' | 'number' | 'integer' | 'boolean' }
    | { readonly kind: 'choice'; readonly values: Readonly<Record<string, string>> }
    | { readonly kind: 'object' | 'list'; readonly fields: readonly DisplayField[] }
  );

export interface DisplayKind {
  readonly name: string;
  readonly description: string;
  /** Draws over the table's `time_`. */
  readonly overTime: boolean;
  readonly fields: readonly DisplayField[];
}

const column = (
  name: string,
  needs: ColumnNeed,
  description: string,
  required = false,
): DisplayField => ({ kind: 'column', name, needs, description, required });

const TITLE: DisplayField = { kind: 'text', name: 'title', description: 'Heading of the chart.' };
const AXIS_LABEL: DisplayField = {
  kind: 'text',
  name: 'label',
  description: 'Text beside the axis.',
};
const axis = (name: string, which: string): DisplayField => ({
  kind: 'object',
  name,
  fields: [AXIS_LABEL],
  description: `The ${which} axis. null leaves it without a label.`,
});
const LABELS: readonly DisplayField[] = [
  TITLE,
  axis('xAxis', 'horizontal'),
  axis('yAxis', 'vertical'),
];

const HORIZONTAL: DisplayField = {
  kind: 'boolean',
  name: 'horizontal',
  description: 'Whether bars lie. The Live UI takes true for bar charts that do not say.',
};

const PIE: readonly DisplayField[] = [
  column('label', 'any', 'Column that names the slices; rows with the same one are summed.', true),
  column('value', 'number', 'Column with the size of a slice.', true),
];
const GAUGE = column(
  'value',
  'number',
  'Column whose last value is shown between its smallest and largest.',
  true,
);
/** The Live UI looks for these fields inside an object, the proto has them beside the title. */
const dialects = (name: string, fields: readonly DisplayField[]): readonly DisplayField[] => [
  {
    kind: 'object',
    name,
    fields,
    required: true,
    dialect: 'ui',
    description: 'What is shown, where the Live UI looks for it.',
  },
  ...fields.map((field): DisplayField => ({
    ...field,
    required: false,
    dialect: 'proto',
    description: `${field.description} The Live UI reads it inside "${name}" only.`,
  })),
];

const TIMESERIES: readonly DisplayField[] = [
  column('value', 'number', 'Column drawn upwards; its unit is that of the axis.', true),
  column('series', 'any', 'Column that splits the rows into one line per value.'),
  {
    kind: 'boolean',
    name: 'stackBySeries',
    description: 'Stacks the series on each other. Needs series.',
  },
  {
    kind: 'choice',
    name: 'mode',
    description: 'How a series is drawn.',
    values: {
      MODE_LINE: 'A line through the points.',
      MODE_POINT: 'Points.',
      MODE_AREA: 'A filled area. Needs stackBySeries.',
    },
  },
];

const BAR: readonly DisplayField[] = [
  column('value', 'number', 'Column with the length of a bar.', true),
  column('label', 'any', 'Column that names the bars.', true),
  column('stackBy', 'any', 'Column by which a bar is divided.'),
  column('groupBy', 'any', 'Column by which bars stand side by side.'),
  HORIZONTAL,
];

const HISTOGRAM: readonly DisplayField[] = [
  column('value', 'number', 'Column put into bins, or the left side of the bins.', true),
  column(
    'prebinCount',
    'number',
    'Column with the number of rows in each bin. The proto calls it optional, the Live UI does not draw without it.',
    true,
  ),
  { kind: 'integer', name: 'maxbins', description: 'Most bins to draw; 10 unless given.' },
  {
    kind: 'number',
    name: 'minstep',
    description: 'Smallest width of a bin, in the unit of value; 0 unless given.',
  },
  HORIZONTAL,
];

const GRAPH: readonly DisplayField[] = [
  column('dotColumn', 'text', 'Column with a graph in the DOT language, instead of adjacencyList.'),
  {
    kind: 'object',
    name: 'adjacencyList',
    description: 'One edge per row: the columns with its two ends.',
    fields: [
      column('fromColumn', 'any', 'Column with the node an edge starts at.', true),
      column('toColumn', 'any', 'Column with the node an edge ends at.', true),
    ],
  },
  column('edgeWeightColumn', 'number', 'Column that makes edges thicker.'),
  column('nodeWeightColumn', 'number', 'Column that makes nodes larger.'),
  column('edgeColorColumn', 'number', 'Column that colours edges; see edgeThresholds.'),
  {
    kind: 'object',
    name: 'edgeThresholds',
    description:
      'From which value on an edge is coloured medium and high: 100 and 200, or the scale of latencies for durations and throughputs, unless given.',
    fields: [
      { kind: 'integer', name: 'mediumThreshold', description: 'Smallest medium value.' },
      { kind: 'integer', name: 'highThreshold', description: 'Smallest high value.' },
    ],
  },
  {
    kind: 'columns',
    name: 'edgeHoverInfo',
    description: 'Columns listed when the pointer rests on an edge.',
  },
  { kind: 'integer', name: 'edgeLength', description: 'Length of edges; 100 unless given.' },
  {
    kind: 'boolean',
    name: 'enableDefaultHierarchy',
    description: 'Starts with the nodes in layers.',
  },
];

const end = (name: string, which: string): readonly DisplayField[] => [
  column(`${name}PodColumn`, 'text', `Column with the ${which} pod.`),
  column(`${name}ServiceColumn`, 'text', `Column with the ${which} service.`),
  column(`${name}IPColumn`, 'text', `Column with the ${which} IP address.`),
];
const REQUEST_GRAPH: readonly DisplayField[] = [
  ...end('requestor', 'asking'),
  ...end('responder', 'answering'),
  column('p50Column', 'number', 'Column with the median latency.'),
  column('p90Column', 'number', 'Column with the latency of the 90th percentile.'),
  column('p99Column', 'number', 'Column with the latency of the 99th percentile.'),
  column('errorRateColumn', 'number', 'Column with the share of errors.'),
  column('requestsPerSecondColumn', 'number', 'Column with the rate of requests.'),
  column('inboundBytesPerSecondColumn', 'number', 'Column with the rate of bytes received.'),
  column('outboundBytesPerSecondColumn', 'number', 'Column with the rate of bytes sent.'),
  column('totalRequestCountColumn', 'number', 'Column with the number of requests.'),
];

const FLAME_GRAPH: readonly DisplayField[] = [
  column('stacktraceColumn', 'text', 'Column with stack traces, frames joined by ";".', true),
  column('countColumn', 'number', 'Column with how often a stack trace was seen.', true),
  column('percentageColumn', 'number', 'Column with the share of a stack trace.'),
  column('namespaceColumn', 'text', 'Column with the namespace, drawn below the stack.'),
  column('podColumn', 'text', 'Column with the pod, drawn below the stack.'),
  column('containerColumn', 'text', 'Column with the container, drawn below the stack.'),
  column('pidColumn', 'any', 'Column with the process, drawn below the stack.'),
  column('nodeColumn', 'text', 'Column with the node, drawn below the stack.'),
  { kind: 'text', name: 'percentageLabel', description: 'What the share is a share of.' },
  column('differenceColumn', 'number', 'Column with a change, coloured blue to red.'),
];

const kind = (
  name: string,
  description: string,
  fields: readonly DisplayField[],
  overTime = false,
): DisplayKind => ({ name, description, fields, overTime });

export const DISPLAY_KINDS: readonly DisplayKind[] = [
  kind('Table', 'A table with a cell for every column and row.', [
    column('gutterColumn', 'status', 'Column with a status, shown as an icon before the row.'),
  ]),
  kind(
    'TimeseriesChart',
    'Lines, points or areas over time_. The first and last time are left out, as their windows are not full.',
    [
      {
        kind: 'list',
        name: 'timeseries',
        required: true,
        fields: TIMESERIES,
        description: 'What is drawn. With more than one entry none may have series.',
      },
      ...LABELS,
    ],
    true,
  ),
  kind('BarChart', 'Bars, stacked or side by side.', [
    { kind: 'object', name: 'bar', required: true, fields: BAR, description: 'What is drawn.' },
    ...LABELS,
  ]),
  kind('HistogramChart', 'How often values occur, in bins.', [
    {
      kind: 'object',
      name: 'histogram',
      required: true,
      fields: HISTOGRAM,
      description: 'What is drawn.',
    },
    ...LABELS,
  ]),
  kind('PieChart', 'Shares of a whole.', [...dialects('pie', PIE), TITLE]),
  kind('GaugeChart', 'The last value of a column; orange from 75 %, red from 90 % of its range.', [
    ...dialects('gauge', [GAUGE]),
    TITLE,
  ]),
  kind('StatChart', 'The last value of a column as a large number with its unit.', [
    {
      kind: 'object',
      name: 'stat',
      required: true,
      description: 'What is shown.',
      fields: [column('value', 'number', 'Column with the value.', true)],
    },
    TITLE,
  ]),
  kind('TextChart', 'A text that needs no data.', [
    { kind: 'text', name: 'body', description: 'The text, shown as it is.', required: true },
  ]),
  kind('VegaChart', 'A chart of your own in Vega 5 or Vega-Lite 4.', [
    {
      kind: 'text',
      name: 'spec',
      required: true,
      description: 'The specification: JSON, written as one string.',
    },
  ]),
  kind('Graph', 'Nodes and edges.', GRAPH),
  kind(
    'RequestGraph',
    'Traffic between pods or services, coloured by latency or errors.',
    REQUEST_GRAPH,
  ),
  kind(
    'StackTraceFlameGraph',
    'Stack traces as a flame graph; frames seen at most five times are left out.',
    FLAME_GRAPH,
  ),
];

export const displayKind = (name: string | undefined): DisplayKind | undefined =>
  DISPLAY_KINDS.find((one) => one.name === name);
