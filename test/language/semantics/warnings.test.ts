/** What is warned of, and what is not. */
import { describe, expect, test } from 'vitest';
import { analyzed } from './scripts.ts';

const warnings = (script: string) => {
  const { problems, text } = analyzed(script);
  return problems
    .filter(({ severity }) => severity === 'warning')
    .map(({ code, span }) => `${code} ${text.slice(span.start, span.end)}`);
};

const START = "import px\ndf = px.DataFrame('http_events', start_time='-5m')\n";
const show = (text: string) => `${START}${text}\npx.display(df)\n`;

describe('warned', () => {
  test.each([
    [show('import pxtrace'), ['PXL601 pxtrace']],
    [show('unused = df.head(5)'), ['PXL602 unused']],
    [show('a = df.head(5)\ndf.x = a.latency'), ['PXL603 a.latency']],
    [show("df = px.DataFrame('http_events', start_time=-300)"), ['PXL605 -300']],
    [show("df = px.DataFrame('http_events', start_time='-1h30m')"), ["PXL606 '-1h30m'"]],
    [show("df = px.DataFrame('http_events')"), ['PXL607 px.DataFrame']],
    [show("df = df.groupby('upid').agg(x=('latency', px.abs))"), ['PXL608 px.abs']],
    [show('df.x = px.sum(df.latency)'), ['PXL609 px.sum(df.latency)']],
    [show("px.display(df, 'a')\npx.display(df, 'a')"), ["PXL610 'a'"]],
    [show('df = df.head(20000)'), ['PXL611 20000']],
  ])('%s', (script, expected) => {
    expect(warnings(script)).toEqual(expected);
  });
});

test.each([
  [show("df.x = df.latency\ndf = df.groupby('upid').agg(x=('latency', px.sum))")],
  [`#px:set max_output_rows_per_table=50000\n${show('df = df.head(20000)')}`],
  [
    "import px\nimport pxtrace\npxtrace.DeleteTracepoint('t')\npx.display(px.DataFrame('http_events'))",
  ],
  [show("other = df.head(5)\ndf = df.merge(other, 'inner', 'upid', 'upid')")],
])('not warned: %s', (script) => {
  expect(warnings(script)).toEqual([]);
});
