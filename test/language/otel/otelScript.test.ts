import { describe, expect, test } from 'vitest';
import { bundledCatalog, generateOtelScript } from '#language';
import { compiled } from '../semantics/scripts.ts';

const generate = (script: string) =>
  generateOtelScript(script, { catalog: bundledCatalog(), nowNs: 1_700_000_000_000_000_000n });

function checkGenerated(script: string, expected: string): void {
  expect(generate(script)).toEqual({ kind: 'script', script: expected });
}

const FRAME = `import px
df = px.DataFrame('http_events', start_time='-5m')
df.service = df.ctx['service']
`;
const PLUGIN_FRAME = FRAME.replace(
  `start_time='-5m'`,
  'start_time=px.plugin.start_time, end_time=px.plugin.end_time',
);
const exported = (
  table: string,
  column: string,
  variable = 'otel_df',
) => `px.export(${variable}, px.otel.Data(
  resource={
    '${table}.service': ${variable}.service,
    'service.name': ${variable}.service,
  },
  data=[
    px.otel.metric.Gauge(
      name='${table}.${column}',
      description='',
      value=${variable}.${column},
    ),
  ],
))`;

describe('a display is followed by an export of its rows', () => {
  test('for the times of the run', () => {
    checkGenerated(
      `${FRAME}px.display(df[['time_', 'service', 'latency']], 'http')`,
      `${PLUGIN_FRAME}px.display(df[['time_', 'service', 'latency']], 'http')

otel_df = df[['time_', 'service', 'latency']]
${exported('http', 'latency')}`,
    );
  });

  test('also over several lines, with comments kept and a name nobody uses', () => {
    checkGenerated(
      `${FRAME}otel_df = 1  # taken
px.display(df.groupby(['time_', 'service']).agg(
  n=('latency', px.count),
), 'a')  # shown
# The end.
`,
      `${PLUGIN_FRAME}otel_df = 1  # taken
px.display(df.groupby(['time_', 'service']).agg(
  n=('latency', px.count),
), 'a')  # shown

otel_df_0 = (df.groupby(['time_', 'service']).agg(
  n=('latency', px.count),
))
${exported('a', 'n', 'otel_df_0')}

# The end.
`,
    );
  });

  test('each of several', () => {
    const [one, two] = [
      `px.display(df[['time_', 'service', 'latency']], 'one')`,
      `px.display(df[['time_', 'service', 'resp_status']], 'two')`,
    ];
    checkGenerated(
      `${FRAME}${one}\n${two}`,
      `${PLUGIN_FRAME}${one}

otel_df = df[['time_', 'service', 'latency']]
${exported('one', 'latency')}

${two}

otel_df = df[['time_', 'service', 'resp_status']]
${exported('two', 'resp_status')}`,
    );
  });
});

describe('every DataFrame is read for the times of the run', () => {
  test.each([
    [`px.DataFrame('http_events')`, `px.DataFrame('http_events', TIMES)`],
    [
      `px.DataFrame(table='http_events', select=['time_', 'upid', 'latency'], start_time='-1h')`,
      `px.DataFrame('http_events', select=['time_', 'upid', 'latency'], TIMES)`,
    ],
    [
      `px.DataFrame('http_events', ['time_', 'upid', 'latency'], '-2m', '-1m')`,
      `px.DataFrame('http_events', select=['time_', 'upid', 'latency'], TIMES)`,
    ],
    [
      `px.DataFrame('http_events')[['time_', 'upid', 'latency']]`,
      `px.DataFrame('http_events', TIMES)[['time_', 'upid', 'latency']]`,
    ],
  ])('%s', (written, expected) => {
    const rest = `
    df.service = df.ctx['service']
    return df[['time_', 'service', 'latency']]
px.display(f(), 'http')`;
    const result = generate(`import px\ndef f():\n    df = ${written}${rest}`);
    const times = 'start_time=px.plugin.start_time, end_time=px.plugin.end_time';
    expect(result).toMatchObject({
      kind: 'script',
      script: expect.stringContaining(`    df = ${expected.replace('TIMES', times)}\n`) as string,
    });
  });
});

const EXPORT = `px.export(df, px.otel.Data(
  endpoint=px.otel.Endpoint(url='otel:4317'),
  resource={'service.name': df.service},
  data=[px.otel.metric.Gauge(name='latency', value=df.latency)],
))`;

describe('a script is unfit', () => {
  const shown = (columns: string) => `${FRAME}px.display(df[[${columns}]], 'http')`;
  const cases: readonly (readonly [string, string, string])[] = [
    ['without time_', shown(`'service', 'latency'`), `Table 'http' does not have a time_ column`],
    ['without a number', shown(`'time_', 'service'`), 'does not have any INT64 or FLOAT64'],
    ['without a service', shown(`'time_', 'latency'`), 'does not have a service column'],
    ['with a UPID', shown(`'time_', 'service', 'upid'`), `column 'upid' uses an unsupported type`],
    [
      'with quantiles',
      `${FRAME}px.display(df.groupby(['time_', 'service']).agg(q=('latency', px.quantiles)), 'q')`,
      'quantiles are not supported yet',
    ],
    ['without a table', `${FRAME}${EXPORT}`, 'script does not have any output tables'],
    [
      'with tables of a function',
      `${FRAME}def f():\n  px.display(df, 'x')\n  return df\nf()`,
      'script has 1 output tables, but 0 px.display calls',
    ],
  ];
  test.each(cases)('%s', (_name, script, message) => {
    const result = generate(script);
    expect(result.kind === 'refused' ? result.analysis.status : result).toEqual({
      kind: 'unfit',
      message: expect.stringContaining(message) as string,
      position: undefined,
    });
  });

  test.each([
    ['a name is missing', 'px.display(df)', { line: 4, column: 11 }, 'expected two arguments'],
    [
      'a name is computed',
      `px.display(df, 'a' + 'b')`,
      { line: 4, column: 20 },
      'received a BinOp',
    ],
  ])('where %s', (_name, display, position, message) => {
    expect(generate(`${FRAME}${display}`)).toEqual({
      kind: 'unfit',
      message: expect.stringContaining(message) as string,
      position,
    });
  });

  test('that does not compile', () => {
    const result = generate(`${FRAME}px.display(df.nothing, 'x')`);
    expect(result.kind).toBe('refused');
    expect(compiled(`${FRAME}px.display(df, 'x')`).plan).toBeDefined();
  });
});
