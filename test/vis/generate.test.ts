/** A first vis.json for a script, which nothing is wrong with. */
import { describe, expect, test } from 'vitest';
import { analyze, bundledCatalog } from '#language';
import { checkScript, codeActions } from '#ide';
import { generateVis } from '#vis';
import { readExamples } from '../examples/readExamples.ts';

const catalog = bundledCatalog();
const NOW_NS = 1_700_000_000_000_000_000n;

interface Generated {
  readonly variables: readonly Readonly<Record<string, string>>[];
  readonly widgets: readonly {
    readonly name: string;
    readonly position: unknown;
    readonly func: { readonly name: string; readonly args: readonly unknown[] };
    readonly displaySpec: Readonly<Record<string, unknown>>;
  }[];
}

/** The vis.json, checked beside its script. */
function generated(script: string): Generated {
  const found = generateVis(analyze({ script, catalog, nowNs: NOW_NS }));
  if (found.kind === 'nothing') throw new Error(found.reason);
  const { vis } = checkScript(script, found.text, { catalog, nowNs: NOW_NS });
  expect(vis?.problems).toEqual([]);
  return JSON.parse(found.text) as Generated;
}

const display = (lines: string): unknown => {
  const body = lines.split('\n').map((line) => `    ${line.trim()}`);
  const [widget] = generated(`import px\ndef f():\n${body.join('\n')}\n    return df\n`).widgets;
  return widget?.displaySpec;
};
const HTTP = "df = px.DataFrame('http_events', start_time='-5m')\ndf.pod = df.ctx['pod']";

describe('displays', () => {
  test('measures over time', () => {
    expect(
      display(
        `${HTTP}\ndf = df.groupby('time_').agg(p=('latency', px.mean), n=('latency', px.count))`,
      ),
    ).toMatchObject({
      '@type': 'types.px.dev/px.vispb.TimeseriesChart',
      timeseries: [{ value: 'p', mode: 'MODE_LINE' }],
      yAxis: { label: 'p' },
    });
  });
  test('measures over time, by something', () => {
    expect(
      display(`${HTTP}\ndf = df.groupby(['time_', 'pod']).agg(latency=('latency', px.mean))`),
    ).toMatchObject({
      timeseries: [{ value: 'latency', series: 'pod', stackBySeries: false, mode: 'MODE_LINE' }],
    });
  });
  test('single events are a table, though they have a time', () => {
    expect(display(HTTP)).toEqual({ '@type': 'types.px.dev/px.vispb.Table' });
  });
  test('a status is an icon', () => {
    expect(
      display(`${HTTP}\ndf.state = px.pod_name_to_status(df.pod)\ndf = df[['pod', 'state']]`),
    ).toEqual({ '@type': 'types.px.dev/px.vispb.Table', gutterColumn: 'state' });
  });
  test('two ends are a graph', () => {
    expect(
      display(
        `${HTTP}\ndf.source = df.pod\ndf.dest = df.remote_addr\ndf = df.groupby(['source', 'dest']).agg(n=('latency', px.count))`,
      ),
    ).toEqual({
      '@type': 'types.px.dev/px.vispb.Graph',
      adjacencyList: { fromColumn: 'source', toColumn: 'dest' },
      edgeWeightColumn: 'n',
      edgeHoverInfo: ['n'],
    });
  });
  test('requestor and responder are a request graph', () => {
    expect(
      display(
        `${HTTP}\ndf.requestor_pod = df.pod\ndf.responder_pod = df.remote_addr\ndf = df.groupby(['requestor_pod', 'responder_pod']).agg(latency_p99=('latency', px.mean))`,
      ),
    ).toEqual({
      '@type': 'types.px.dev/px.vispb.RequestGraph',
      requestorPodColumn: 'requestor_pod',
      responderPodColumn: 'responder_pod',
      p99Column: 'latency_p99',
    });
  });
  test('stack traces are a flame graph', () => {
    expect(
      display(
        "df = px.DataFrame('stack_traces.beta', start_time='-5m')\ndf.pod = df.ctx['pod']\ndf = df.groupby(['stack_trace', 'pod']).agg(count=('count', px.sum))",
      ),
    ).toEqual({
      '@type': 'types.px.dev/px.vispb.StackTraceFlameGraph',
      stacktraceColumn: 'stack_trace',
      countColumn: 'count',
      podColumn: 'pod',
    });
  });
});

describe('variables', () => {
  const script = `import px
def http_requests(start_time: str, pod: px.Pod, limit: int, slow: bool, name: str, since: px.Time):
    return px.DataFrame('http_events', start_time=start_time)
def dns_requests(start_time: str, pod: str):
    return px.DataFrame('dns_events', start_time=start_time)
def helper(df: px.DataFrame):
    return df
def untyped(start_time):
    return px.DataFrame('dns_events', start_time='-5m')
`;
  test('are made of typed parameters, with the defaults that are usual', () => {
    const { variables } = generated(script);
    expect(variables.map(({ name, type, defaultValue }) => [name, type, defaultValue])).toEqual([
      ['start_time', 'PX_STRING', '-5m'],
      ['pod', 'PX_POD', undefined],
      ['limit', 'PX_INT64', '100'],
      ['slow', 'PX_BOOLEAN', 'false'],
      ['name', 'PX_STRING', ''],
      ['since', 'PX_INT64', undefined],
      ['dns_requests_pod', 'PX_STRING', ''],
    ]);
  });
  test('there is one widget for each function that can be called', () => {
    expect(generated(script).widgets.map(({ name }) => name)).toEqual([
      'HTTP Requests',
      'DNS Requests',
    ]);
  });
});

describe('the code action', () => {
  const FUNCTION = `import px
def f(start_time: str):
    return px.DataFrame('http_events', start_time=start_time)
`;
  const offered = (script: string, visText: string | undefined) => {
    const options = { catalog, nowNs: NOW_NS };
    const start = script.indexOf('def ') + 4;
    const recheck = (text: string) => checkScript(text, visText, options);
    const span = { start, end: start };
    const request = { check: recheck(script), catalog, span, only: ['refactor.rewrite'], recheck };
    return codeActions(request).find(({ title }) => title === 'Create vis.json')?.newVis;
  };
  test('is offered at a function', () => expect(offered(FUNCTION, undefined)).toContain('"f"'));
  test('is not offered beside a vis.json', () => expect(offered(FUNCTION, '{}')).toBeUndefined());
  test('is not offered where there is nothing to show', () =>
    expect(offered('import px\ndef f(n: int):\n    return n\n', undefined)).toBeUndefined());
});

test('two charts share a row, a table has its own', () => {
  const chart = (name: string) => `def ${name}():
    df = px.DataFrame('http_events', start_time='-5m')
    return df.groupby('time_').agg(n=('latency', px.count))
`;
  const script = `import px\n${chart('a')}${chart('b')}${chart('c')}def d():\n    return px.DataFrame('http_events', start_time='-5m')\n`;
  expect(generated(script).widgets.map(({ position }) => position)).toEqual([
    { x: 0, y: 0, w: 6, h: 3 },
    { x: 6, y: 0, w: 6, h: 3 },
    { x: 0, y: 3, w: 12, h: 3 },
    { x: 0, y: 6, w: 12, h: 4 },
  ]);
});

test.each(readExamples())('$name gets one without problems', ({ script }) => {
  expect(generated(script).widgets.length).toBeGreaterThan(0);
});

test.each([
  ["import px\npx.display(px.DataFrame('http_events', start_time='-5m'))", 'no functions'],
  ['import px\ndef f(x):\n    return x\n', 'No function returns a DataFrame'],
])('a script without widgets: %s', (script, reason) => {
  const found = generateVis(analyze({ script, catalog, nowNs: NOW_NS }));
  expect(found).toMatchObject({
    kind: 'nothing',
    reason: expect.stringContaining(reason) as unknown,
  });
});
