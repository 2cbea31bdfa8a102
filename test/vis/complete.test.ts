/** What vis.json offers at the cursor. */
import { describe, expect, test } from 'vitest';
import { completeVis, type VisCompletion } from '#vis';
import { checkFixture } from './checkVis.ts';

const SCRIPT = `#- /main.pxl
import px
def requests(start_time: str, pod: px.Pod, exact: bool):
    ''' Requests by pod.
    '''
    df = px.DataFrame('http_events', start_time=start_time)
    df.pod = df.ctx['pod']
    return df.groupby(['pod', 'time_']).agg(count=('latency', px.count), latency=('latency', px.mean))
def helper(x):
    return x
#- /vis.json
`;

function offered(source: string, offersSchema = false): readonly VisCompletion[] {
  const { vis, analysis, cursors } = checkFixture(SCRIPT + source);
  if (vis === undefined) throw new Error('the fixture has no vis.json');
  const items = completeVis(vis, cursors[0]?.offset ?? 0, { analysis, offersSchema });
  return [...items].sort((a, b) => a.rank - b.rank || a.label.localeCompare(b.label));
}
/** Labels in the order of the list. */
const labels = (source: string, offersSchema?: boolean) =>
  offered(source, offersSchema).map(({ label }) => label);
/** The text once the item is taken. */
function taken(source: string, label: string): string {
  const { vis } = checkFixture(SCRIPT + source);
  const item = offered(source).find((one) => one.label === label);
  if (vis === undefined || item === undefined) throw new Error(`${label} is not offered`);
  return vis.text.slice(0, item.span.start) + item.newText + vis.text.slice(item.span.end);
}

test('an empty file gets all that the script can show', () => {
  const [item, ...others] = offered('\n$0\n');
  expect([item?.label, others]).toEqual(['{ … } for this script', []]);
  const text = taken('\n$0\n', '{ … } for this script');
  expect(JSON.parse(text)).toMatchObject({
    variables: [{ name: 'start_time' }, { name: 'pod' }, { name: 'exact' }],
    widgets: [{ func: { name: 'requests' } }],
  });
});

describe('calls', () => {
  test('functions, those that give a DataFrame first', () => {
    expect(labels('{"globalFuncs": [{"func": {"name": "$0"}}]}')).toEqual(['requests', 'helper']);
  });
  test('replace the string with its quotes', () => {
    expect(taken('{"globalFuncs": [{"func": {"name": "re$0q"}}]}', 'requests')).toBe(
      '{"globalFuncs": [{"func": {"name": "requests"}}]}',
    );
  });
  test('are offered before anything is typed', () => {
    expect(taken('{"globalFuncs": [{"func": {"name": $0}}]}', 'requests')).toBe(
      '{"globalFuncs": [{"func": {"name": "requests"}}]}',
    );
  });
  test('parameters that are not given yet, in their order', () => {
    const args = '{"name": "pod", "value": ""}, {"name": "$0"}';
    expect(labels(`{"widgets": [{"func": {"name": "requests", "args": [${args}]}}]}`)).toEqual([
      'start_time',
      'exact',
    ]);
  });
  test('all arguments at once, from variables of the same name', () => {
    const vis = (args: string) =>
      `{"variables": [{"name": "pod", "type": "PX_POD"}], "globalFuncs": [{"func": {"name": "requests", "args": ${args}}}]}`;
    expect(taken(vis('$0'), 'arguments of requests')).toBe(
      vis(`[
{ "name": "start_time", "value": "$1" },
{ "name": "pod", "variable": "pod" },
{ "name": "exact", "value": "$2" }
]`),
    );
  });
  test('variables, the one of the same name and fitting types first', () => {
    const variables =
      '{"name": "n", "type": "PX_INT64"}, {"name": "service", "type": "PX_SERVICE"}, {"name": "pod", "type": "PX_STRING"}, {"name": "p", "type": "PX_POD"}';
    expect(
      labels(
        `{"variables": [${variables}], "globalFuncs": [{"func": {"name": "requests", "args": [{"name": "pod", "variable": "$0"}]}}]}`,
      ),
    ).toEqual(['pod', 'n', 'p', 'service']);
  });
  test('values of few, and relative times', () => {
    const value = (name: string) =>
      labels(
        `{"globalFuncs": [{"func": {"name": "requests", "args": [{"name": "${name}", "value": "$0"}]}}]}`,
      );
    expect(value('exact')).toEqual(['true', 'false']);
    expect(value('start_time')).toEqual(['-5m', '-30m', '-1h', '-24h']);
    expect(value('pod')).toEqual([]);
  });
  test('defaults from the valid values', () => {
    expect(
      labels(
        '{"variables": [{"name": "v", "type": "PX_STRING", "validValues": ["pod", "node"], "defaultValue": "$0"}]}',
      ),
    ).toEqual(['pod', 'node']);
  });
});

describe('widgets', () => {
  const widget = (display: string) =>
    `{"globalFuncs": [{"outputName": "o", "func": {"name": "requests", "args": []}}],
      "widgets": [{"globalFuncOutputName": "o", "displaySpec": {"@type": "types.px.dev/px.vispb.${display}}}]}`;

  test('outputs', () => {
    expect(
      labels(
        '{"globalFuncs": [{"outputName": "o", "func": {"name": "f"}}], "widgets": [{"globalFuncOutputName": "$0"}]}',
      ),
    ).toEqual(['o']);
  });
  test.each([
    ['TimeseriesChart", "timeseries": [{"value": "$0"}]', ['count', 'latency', 'pod', 'time_']],
    ['TimeseriesChart", "timeseries": [{"series": $0}]', ['count', 'latency', 'pod', 'time_']],
    ['Graph", "edgeHoverInfo": ["pod", "$0"]', ['count', 'latency', 'pod', 'time_']],
    ['StackTraceFlameGraph", "stacktraceColumn": "$0"', ['pod', 'count', 'latency', 'time_']],
    ['BarChart", "bar": {"label": "$0"}', ['count', 'latency', 'pod', 'time_']],
    ['RequestGraph", "p99Column": "$0"', ['count', 'latency', 'pod', 'time_']],
  ])('columns in %s, the fitting ones first', (display, wanted) => {
    expect(labels(widget(display))).toEqual(wanted);
  });
  test('a free place beside half a row, or below', () => {
    const vis = (position: string, w: number) =>
      `{"widgets": [{"position": {"x": 0, "y": 2, "w": ${String(w)}, "h": 4}}, {${position}}]}`;
    expect(taken(vis('"position": $0', 6), 'position: next free place')).toBe(
      vis('"position": { "x": 6, "y": 2, "w": 6, "h": 4 }', 6),
    );
    expect(taken(vis('"position": $0', 12), 'position: next free place')).toBe(
      vis('"position": { "x": 0, "y": 6, "w": 12, "h": 3 }', 12),
    );
  });
});

describe('for editors without JSON schemas', () => {
  test('fields and display kinds', () => {
    expect(labels('{"widgets": [{"$0": 1}]}', true)).toEqual(
      expect.arrayContaining(['name', 'displaySpec', 'globalFuncOutputName']),
    );
    expect(labels('{"widgets": [{"displaySpec": {"@type": "$0"}}]}', true)).toContain(
      'types.px.dev/px.vispb.RequestGraph',
    );
    expect(labels('{"variables": [{"type": "$0"}]}', true)).toContain('PX_POD');
  });
  test('are not offered to others', () => {
    expect(labels('{"variables": [{"type": "$0"}]}')).toEqual([]);
  });
});
