/** What vis.json tells of the name at the cursor. */
import { expect, test } from 'vitest';
import { hoverVis } from '#vis';
import { checkFixture } from './checkVis.ts';

const SCRIPT = `#- /main.pxl
import px
def requests(start_time: str, pod: px.Pod):
    ''' Requests by pod.
    '''
    df = px.DataFrame('http_events', start_time=start_time)
    df.pod = df.ctx['pod']
    return df.groupby(['pod', 'time_']).agg(latency=('latency', px.mean))
#- /vis.json
`;
const VIS = `{
  "variables": [{"name": "start", "type": "PX_STRING", "defaultValue": "-5m", "description": "Since when."}],
  "globalFuncs": [{"outputName": "out", "func": {"name": "requests", "args": [
    {"name": "start_time", "variable": "start"}, {"name": "pod", "value": "a/b"}]}}],
  "widgets": [{"name": "Latency", "globalFuncOutputName": "out", "displaySpec": {
    "@type": "types.px.dev/px.vispb.TimeseriesChart", "timeseries": [{"value": "latency", "mode": "MODE_LINE"}]}}]
}`;

/** `marked` is a part of VIS; the cursor stands in its last word. */
function told(marked: string, tellsSchema = false): string {
  const at = VIS.indexOf(marked) + marked.length;
  const { vis, analysis } = checkFixture(SCRIPT + VIS);
  if (vis === undefined || at < marked.length) throw new Error(`${marked} is not there`);
  return hoverVis(vis, at, { analysis, tellsSchema })?.text ?? '';
}

test('a function: signature, docstring and columns', () => {
  const text = told('"name": "requests');
  expect(text).toContain('def requests(start_time: str, pod: px.Pod)');
  expect(text).toContain('Requests by pod');
  expect(text).toContain('latency');
  expect(text).toContain('nanoseconds');
});

test('an argument: its type and where it comes from', () => {
  expect(told('"name": "start_time')).toBe(
    '```pxl\nstart_time: str\n```\n\nFrom the variable `start`.',
  );
});

test('a variable: type, default and uses', () => {
  for (const place of ['"name": "start', '"variable": "start']) {
    const text = told(place);
    expect(text).toContain('Since when');
    expect(text).toContain('Default: `-5m`.');
    expect(text).toContain('- `start_time` of `requests`');
  }
});

test('an output: what gives it and what shows it', () => {
  expect(told('"globalFuncOutputName": "out')).toBe(
    '**out**: result of `requests`\n\nShown in:\n- Latency',
  );
});

test('a column: type and function', () => {
  expect(told('"value": "latency')).toBe(
    '**latency**: FLOAT64 \\(DURATION\\_NS\\), of `requests`\n\nnanoseconds',
  );
});

test('fields and display kinds, for editors without JSON schemas', () => {
  expect(told('"mode', true)).toBe('How a series is drawn.');
  expect(told('types.px.dev/px.vispb.Time', true)).toContain('areas over time_');
  expect(told('"mode')).toBe('');
});
