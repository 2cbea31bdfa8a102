/**
 * What the language's own functions and methods do, for hovers, signature help and completion.
 * Names and parameters are checked against the analyzer's by a test.
 *
 * @see pixie-io/pixie src/carnot/planner/objects
 */

export interface ParameterDoc {
  readonly type: string;
  readonly text: string;
  /** What it is when left out, as it is written. */
  readonly defaultValue?: string;
}

export interface BuiltinDoc {
  /** As it is called. */
  readonly path: string;
  readonly text: string;
  readonly parameters: Readonly<Record<string, ParameterDoc>>;
  readonly returns: string;
  readonly example?: string;
}

const COLUMNS = 'str | list';
const TIME_TEXT = "Relative to now, as `'-5m'` (units ms, s, m, h, d; one only), or absolute";
const time = (text: string): ParameterDoc => ({
  type: 'str | int | px.Time',
  text: `${text} ${TIME_TEXT}, as \`'2024-05-01 10:00:00 +0000'\`. A number is ns since 1970.`,
  defaultValue: 'None',
});
const out: ParameterDoc = { type: 'DataFrame', text: 'What to show.' };
const sinkName: ParameterDoc = {
  type: 'str',
  text: 'Name of the result table. A second table of that name gets a number behind it.',
  defaultValue: "'output'",
};
const unused: ParameterDoc = { type: 'list', text: 'Has no effect.', defaultValue: '[]' };
const text = (words: string, defaultValue?: string): ParameterDoc => ({
  type: 'str',
  text: words,
  ...(defaultValue === undefined ? {} : { defaultValue }),
});

const unit = (name: string, ns: string): BuiltinDoc => ({
  path: `px.${name}`,
  text: `${ns} for each of the ${name}, in ns. Worked out when the script is compiled.`,
  parameters: { unit: { type: 'int', text: `How many ${name}; a literal.` } },
  returns: 'int',
  example: `px.${name}(5)`,
});

const attributes: ParameterDoc = {
  type: 'dict',
  text: 'Attribute names to columns or texts.',
  defaultValue: '{}',
};
const metricName = text('Name of the metric: letters, digits, `_`, `.` and `-`.');
const metricUnit = text(
  'Unit. Without one, that of the column: `ns` for durations, `By` for bytes.',
  'None',
);
const spanId = (words: string): ParameterDoc => ({
  type: 'STRING column',
  text: words,
  defaultValue: 'None',
});

/** Functions of modules, by name: no two modules share one. */
export const BUILTINS: Readonly<Record<string, BuiltinDoc>> = {
  DataFrame: {
    path: 'px.DataFrame',
    text: 'Reads a table. Without `start_time`, everything the cluster keeps of it.',
    parameters: {
      table: text('Name of the table.'),
      select: {
        type: 'str | list',
        text: 'Columns to read, in this order; all when empty.',
        defaultValue: '[]',
      },
      start_time: time('First moment, inclusive.'),
      end_time: time('Last moment, inclusive.'),
    },
    returns: 'DataFrame',
    example: "df = px.DataFrame('http_events', start_time='-5m')",
  },
  display: {
    path: 'px.display',
    text: 'Shows a DataFrame as a result table.',
    parameters: { out, name: sinkName, cols: unused },
    returns: 'None',
    example: "px.display(df, 'latency')",
  },
  debug: {
    path: 'px.debug',
    text: 'Shows a DataFrame as a result table named with a leading `_`, in function runs too.',
    parameters: { out, name: sinkName, cols: unused },
    returns: 'None',
  },
  export: {
    path: 'px.export',
    text: 'Sends a DataFrame to OpenTelemetry.',
    parameters: {
      out: { type: 'DataFrame', text: 'What to send.' },
      export_spec: { type: 'px.otel.Data', text: 'How to send it.' },
    },
    returns: 'None',
  },
  now: {
    path: 'px.now',
    text: 'The time the script is compiled at, in ns since 1970. Every call gives the same.',
    parameters: {},
    returns: 'int',
    example: 'px.now() - px.minutes(5)',
  },
  days: unit('days', '86 400 000 000 000'),
  hours: unit('hours', '3 600 000 000 000'),
  minutes: unit('minutes', '60 000 000 000'),
  seconds: unit('seconds', '1 000 000 000'),
  milliseconds: unit('milliseconds', '1 000 000'),
  microseconds: unit('microseconds', '1 000'),
  parse_duration: {
    path: 'px.parse_duration',
    text: 'A duration in ns. Only the first amount and unit of the text counts.',
    parameters: { duration: text("As `'-5m'`; units ms, s, m, h, d.") },
    returns: 'int',
    example: "px.parse_duration('10s')",
  },
  format_duration: {
    path: 'px.format_duration',
    text: 'A duration as text in its largest whole unit: `5m`, `2h`. The rest is cut off.',
    parameters: { duration: { type: 'int', text: 'ns; a literal.' } },
    returns: 'str',
    example: 'px.format_duration(px.minutes(5))',
  },
  parse_time: {
    path: 'px.parse_time',
    text: 'A moment from any form a time can be written in.',
    parameters: {
      time: { type: 'str | int | px.Time', text: `${TIME_TEXT}. A number is ns since 1970.` },
    },
    returns: 'px.Time',
    example: "px.parse_time('-1h')",
  },
  strptime: {
    path: 'px.strptime',
    text: 'A moment in ns since 1970 from a text of a given format.',
    parameters: {
      date_string: text('The text.'),
      format: text('Its format, as `%Y-%m-%d %H:%M:%S %z`.'),
    },
    returns: 'int',
    example: "px.strptime('2024-05-01 10:00:00 +0000', '%Y-%m-%d %H:%M:%S %z')",
  },
  uint128: {
    path: 'px.uint128',
    text: 'A 128-bit number from the text of a UUID.',
    parameters: { uuid: text('The UUID, not all zero.') },
    returns: 'UINT128',
  },
  make_upid: {
    path: 'px.make_upid',
    text: 'The unique process ID made of an agent, a process and its start.',
    parameters: {
      asid: { type: 'int', text: 'Agent short ID, 32 bits.' },
      pid: { type: 'int', text: 'Process ID, 32 bits.' },
      ts_ns: { type: 'int', text: 'Start of the process in clock ticks.' },
    },
    returns: 'px.UPID',
  },
  equals_any: {
    path: 'px.equals_any',
    text: 'True where the value equals one of the others. In place of `in`.',
    parameters: {
      value: { type: 'expression', text: 'What is compared.' },
      comparisons: { type: 'list', text: 'One or more values it may equal.' },
    },
    returns: 'BOOLEAN',
    example: "df = df[px.equals_any(df.req_method, ['GET', 'HEAD'])]",
  },
  script_reference: {
    path: 'px.script_reference',
    text: 'A link to another script, shown as its label.',
    parameters: {
      label: { type: 'str | column', text: 'Text of the link.' },
      script: { type: 'str | column', text: 'The script, as `px/pod`.' },
      args: { type: 'dict', text: 'Arguments by name, eight at most.', defaultValue: '{}' },
    },
    returns: 'STRING',
    example: "df.link = px.script_reference(df.pod, 'px/pod', {'pod': df.pod})",
  },
  vega: {
    path: 'px.vis.vega',
    text: 'Keeps a Vega specification with the function below it.',
    parameters: { vega_spec: text('The specification, JSON.') },
    returns: 'decorator',
  },
  Data: {
    path: 'px.otel.Data',
    text: 'What `px.export` sends: metrics and spans of one resource.',
    parameters: {
      resource: { type: 'dict', text: "Attributes of the resource, `'service.name'` among them." },
      data: { type: 'list', text: 'One or more of Gauge, Summary and Span.' },
      endpoint: {
        type: 'px.otel.Endpoint',
        text: "Where to; the plugin's when left out.",
        defaultValue: 'None',
      },
    },
    returns: 'Exporter',
    example: "px.export(df, px.otel.Data(resource={'service.name': df.service}, data=[…]))",
  },
  Endpoint: {
    path: 'px.otel.Endpoint',
    text: 'A collector of OpenTelemetry.',
    parameters: {
      url: text('Address, as `otlp.example.com:4317`.'),
      headers: { type: 'dict', text: 'Names and values sent along.', defaultValue: '{}' },
      insecure: { type: 'bool', text: 'Without TLS.', defaultValue: 'False' },
      timeout: { type: 'int', text: 'Seconds.', defaultValue: '5' },
    },
    returns: 'Endpoint',
  },
  Gauge: {
    path: 'px.otel.metric.Gauge',
    text: 'A metric with one value per row, at the time in `time_`.',
    parameters: {
      name: metricName,
      value: { type: 'INT64 or FLOAT64 column', text: 'The value.' },
      description: text('What it measures.', "''"),
      attributes,
      unit: metricUnit,
    },
    returns: 'OTelDataContainer',
    example: "px.otel.metric.Gauge(name='http.throughput', value=df.throughput)",
  },
  Summary: {
    path: 'px.otel.metric.Summary',
    text: 'A metric with count, sum and quantiles per row, at the time in `time_`.',
    parameters: {
      name: metricName,
      count: { type: 'INT64 column', text: 'How many values.' },
      sum: { type: 'FLOAT64 column', text: 'Their sum.' },
      quantile_values: { type: 'dict', text: 'FLOAT64 columns by quantile: `{0.5: df.p50}`.' },
      description: text('What it measures.', "''"),
      attributes,
      unit: metricUnit,
    },
    returns: 'OTelDataContainer',
  },
  Span: {
    path: 'px.otel.trace.Span',
    text: 'A span per row.',
    parameters: {
      name: { type: 'str | STRING column', text: 'Name of the span.' },
      start_time: { type: 'TIME64NS column', text: 'When it began.' },
      end_time: { type: 'TIME64NS column', text: 'When it ended.' },
      trace_id: spanId('Its trace; made up when left out.'),
      span_id: spanId('Its ID; made up when left out.'),
      parent_span_id: spanId('The span it is part of.'),
      attributes,
      kind: {
        type: 'int',
        text: 'One of `px.otel.trace.SPAN_KIND_…`.',
        defaultValue: 'px.otel.trace.SPAN_KIND_SERVER',
      },
    },
    returns: 'OTelDataContainer',
  },
  UpsertTracepoint: {
    path: 'pxtrace.UpsertTracepoint',
    text: 'Deploys a tracepoint, or keeps one of that name alive. Its rows go to a table.',
    parameters: {
      name: text('Name of the tracepoint.'),
      table_name: text('Table its rows go to.'),
      probe_fn: {
        type: 'str | TraceProgram | probe',
        text: 'A bpftrace program, several with conditions, or a function with `@pxtrace.probe`.',
      },
      target: {
        type: 'target',
        text: 'What to trace: `pxtrace.kprobe()`, `pxtrace.PodProcess(…)`, a UPID, …',
      },
      ttl: text("How long it lives, as `'10m'`."),
    },
    returns: 'None',
  },
  DeleteTracepoint: {
    path: 'pxtrace.DeleteTracepoint',
    text: 'Removes a tracepoint.',
    parameters: { name: text('Name of the tracepoint.') },
    returns: 'None',
  },
  TraceProgram: {
    path: 'pxtrace.TraceProgram',
    text: 'A bpftrace program, with conditions as further arguments: `min_kernel`, `max_kernel`, `host_name`.',
    parameters: { program: text('The program.') },
    returns: 'TraceProgram',
  },
  kprobe: { path: 'pxtrace.kprobe', text: 'Traces the kernel.', parameters: {}, returns: 'target' },
  SharedObject: {
    path: 'pxtrace.SharedObject',
    text: 'Traces a library as one process has loaded it.',
    parameters: {
      name: text('Name of the library, as `libc`.'),
      upid: { type: 'px.UPID', text: 'A process that has it.' },
    },
    returns: 'target',
  },
  PodProcess: {
    path: 'pxtrace.PodProcess',
    text: 'Traces a process of a pod.',
    parameters: {
      pod_name: text('The pod, as `namespace/pod`.'),
      container_name: text('Its container, where there are several.', "''"),
      process_name: text('Part of its command line, where there are several.', "''"),
    },
    returns: 'target',
  },
  LabelSelector: {
    path: 'pxtrace.LabelSelector',
    text: 'Traces the processes of pods with these labels.',
    parameters: {
      labels: { type: 'dict', text: 'Labels and their values.' },
      namespace: text('Namespace of the pods.'),
      container_name: text('Their container, where there are several.', "''"),
      process_name: text('Part of the command line, where there are several.', "''"),
    },
    returns: 'target',
  },
  probe: {
    path: 'pxtrace.probe',
    text: 'Makes a function a probe: it returns what is read at each call of a symbol.',
    parameters: { fn_name: text('The symbol, as `main.handler`.') },
    returns: 'decorator',
  },
  ArgExpr: {
    path: 'pxtrace.ArgExpr',
    text: 'An argument of the traced function.',
    parameters: { expr: text('Its name, or a path into it.') },
    returns: 'TracingVariable',
  },
  RetExpr: {
    path: 'pxtrace.RetExpr',
    text: 'A result of the traced function.',
    parameters: { expr: text('As `$0` for the first one.') },
    returns: 'TracingVariable',
  },
  FunctionLatency: {
    path: 'pxtrace.FunctionLatency',
    text: 'How long the traced function took, in ns.',
    parameters: {},
    returns: 'TracingVariable',
  },
  set_agent_config: {
    path: 'pxconfig.set_agent_config',
    text: "Changes a setting of a node's agent while it runs.",
    parameters: {
      agent_pod_name: text("The agent's pod, as `pl/vizier-pem-…`."),
      key: text('The setting.'),
      value: text('Its new value.'),
    },
    returns: 'None',
  },
};

/** Methods of DataFrames, by name. */
export const METHOD_DOCS: Readonly<Record<string, BuiltinDoc>> = {
  filter: {
    path: 'df.filter',
    text: 'The rows for which a condition holds. The same as `df[condition]`.',
    parameters: { key: { type: 'BOOLEAN expression', text: 'The condition.' } },
    returns: 'DataFrame',
    example: 'df = df[df.resp_status >= 400]',
  },
  groupby: {
    path: 'df.groupby',
    text: 'Groups rows for the `agg` that must follow.',
    parameters: { by: { type: COLUMNS, text: 'What rows of one group have in common.' } },
    returns: 'DataFrame',
    example: "df = df.groupby(['service', 'req_path']).agg(count=('latency', px.count))",
  },
  agg: {
    path: 'df.agg',
    text:
      'One row per group, or one row without `groupby`: the grouped columns, then one column per ' +
      'argument. Each argument is a tuple of a column name and an aggregate.',
    parameters: {},
    returns: 'DataFrame',
    example: "df = df.agg(count=('latency', px.count), p=('latency', px.quantiles))",
  },
  merge: {
    path: 'df.merge',
    text:
      'Joins two DataFrames where key columns are equal. A name on both sides gets the suffixes, ' +
      'keys too. What a missing side would give is 0, an empty text or false.',
    parameters: {
      right: { type: 'DataFrame', text: 'The other side.' },
      how: text("Which rows stay: `'inner'`, `'left'`, `'right'` or `'outer'`."),
      left_on: { type: COLUMNS, text: 'Key columns of this side.' },
      right_on: { type: COLUMNS, text: 'Key columns of the other side, in the same order.' },
      suffixes: {
        type: 'list',
        text: 'Put behind names that both sides have.',
        defaultValue: "['_x', '_y']",
      },
    },
    returns: 'DataFrame',
    example:
      "df = df.merge(other, how='inner', left_on=['upid'], right_on=['upid'], suffixes=['', '_other'])",
  },
  drop: {
    path: 'df.drop',
    text: 'All columns but these.',
    parameters: { columns: { type: COLUMNS, text: 'The columns to leave out.' } },
    returns: 'DataFrame',
    example: "df = df.drop(['req_headers', 'resp_headers'])",
  },
  head: {
    path: 'df.head',
    text: 'The first rows in the order they arrive.',
    parameters: {
      n: { type: 'int', text: 'How many rows.', defaultValue: '5' },
      _pem_only: { type: 'int', text: 'Not for scripts.', defaultValue: '0' },
    },
    returns: 'DataFrame',
    example: 'df = df.head(100)',
  },
  append: {
    path: 'df.append',
    text: 'The rows of several DataFrames with the same columns, ordered by `time_` if there is one.',
    parameters: { objs: { type: 'DataFrame or list of them', text: 'The others.' } },
    returns: 'DataFrame',
    example: 'df = df.append([df2, df3])',
  },
  rolling: {
    path: 'df.rolling',
    text: 'Windows of time. Clusters do not carry it out yet.',
    parameters: {
      window: { type: 'str | int', text: "Length, as `'10s'`; longer than 0." },
      on: text('The time column; only `time_` is possible.', "'time_'"),
    },
    returns: 'DataFrame',
    example: "df = df.rolling('10s').groupby('service').agg(count=('latency', px.count))",
  },
  stream: {
    path: 'df.stream',
    text: 'Rows as they come, without end. No aggregate, join, union or `head` may be before it.',
    parameters: {},
    returns: 'DataFrame',
    example: 'px.display(df.stream())',
  },
};

export const CTX_TEXT =
  "Kubernetes metadata of each row, found through columns such as `upid`: `df.ctx['pod']`.";
