/** What is warned of, and what is not. */
import { describe, expect, test } from 'vitest';
import { analyzed } from '../scripts.ts';

const warnings = (script: string) => {
  const { problems, text } = analyzed(script);
  return problems
    .filter(({ severity }) => severity !== 'error')
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
    [show('def f():\n    return df'), ['PXL604 f']],
    [show("df = df.groupby('upid').agg(x=('latency', px.sum))"), ['PXL612 px.sum']],
    [show('df.x\ndf.req_path + df.latency'), ['PXL613 df.req_path + df.latency']],
    [show('df.x = px.abs(df.latency, *df)'), ['PXL614 df']],
    [show('df.x = 10L'), ['PXL615 10L']],
    [show('df.x = 0x10'), ['PXL616 0x10']],
    [show('df.x = 017'), ['PXL616 017']],
    [show("df = px.DataFrame('http_events', start_time=1.5)"), ['PXL617 1.5']],
    [show("df = px.DataFrame('http_events', start_time=df.time_)"), ['PXL617 df.time_']],
    [show("df = df.groupby('upid').agg(upid=('latency', px.max))"), ['PXL618 upid']],
    [show('def f(df):\n    df.x = 1\n    return 2\nf(df)'), ['PXL619 df.x']],
    [show('other = df.head(5)\nother.x = 1'), ['PXL619 other.x']],
    [show('df.x = df.latency % 0'), ['PXL620 df.latency % 0']],
    [show('df = df[df.trace_role == 7]'), ['PXL621 7']],
  ])('%s', (script, expected) => {
    expect(warnings(script)).toEqual(expected);
  });
});

test.each([
  [show("df.x = df.latency\ndf = df.groupby('upid').agg(x=('latency', px.max))")],
  [show("df = df.head(20000)\ndf = df.groupby('upid').agg(x=('latency', px.max))")],
  [
    show(
      "grouped = df.groupby('remote_addr').agg()\ngrouped.ip = df.remote_addr\npx.display(grouped, 'g')",
    ),
  ],
  [show('df.x = 10\ndf.y = 0\ndf = df[df.trace_role == 2]')],
  [show('def f(df):\n    df.x = 1\n    return df\ndf = f(df)')],
  [`#px:set max_output_rows_per_table=50000\n${show('df = df.head(20000)')}`],
  [
    "import px\nimport pxtrace\npxtrace.DeleteTracepoint('t')\npx.display(px.DataFrame('http_events'))",
  ],
  [show("other = df.head(5)\ndf = df.merge(other, 'inner', 'upid', 'upid')")],
])('not warned: %s', (script) => {
  expect(warnings(script)).toEqual([]);
});
