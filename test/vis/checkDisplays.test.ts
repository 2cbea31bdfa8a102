/** Widgets beside what their functions give. */
import { describe, test } from 'vitest';
import { checkVis } from './checkVis.ts';

const SCRIPT = `#- /main.pxl
import px
def requests():
    df = px.DataFrame('http_events', start_time='-5m')
    df.pod = df.ctx['pod']
    df.status = px.pod_name_to_status(df.pod)
    return df.groupby(['pod', 'time_']).agg(count=('latency', px.count), latency=('latency', px.mean), all=('latency', px.quantiles), status=('status', px.any))
def totals():
    df = px.DataFrame('http_events', start_time='-5m')
    return df.groupby('req_path').agg(count=('latency', px.count))
def both():
    return [requests(), totals()]
def grouped(column: str):
    df = px.DataFrame('http_events', start_time='-5m')
    return df.groupby(['time_', column]).agg(count=('latency', px.count))
#- /vis.json
`;
const widget = (func: string, display: string) => () => {
  checkVis(`${SCRIPT}{"widgets": [{"func": {"name": "${func}", "args": []}, "displaySpec": {
${display}
}}]}`);
};
const TYPE = '"@type": "types.px.dev/px.vispb.';
const chart = (entries: string) =>
  widget('requests', `${TYPE}TimeseriesChart", "timeseries": [\n${entries}\n]`);

describe('columns', () => {
  test('of every kind of display that fit', () => {
    for (const display of [
      'Table", "gutterColumn": "status"',
      'TimeseriesChart", "timeseries": [{"value": "latency", "series": "pod", "mode": "MODE_AREA", "stackBySeries": true}]',
      'BarChart", "bar": {"value": "count", "label": "pod", "stackBy": "status", "groupBy": "pod", "horizontal": false}',
      'HistogramChart", "histogram": {"value": "latency", "prebinCount": "count", "maxbins": 10, "minstep": 0.5}',
      'PieChart", "pie": {"label": "pod", "value": "count"}',
      'GaugeChart", "gauge": {"value": "count"}',
      'StatChart", "stat": {"value": "latency"}, "title": "Latency"',
      'Graph", "adjacencyList": {"fromColumn": "pod", "toColumn": "status"}, "edgeWeightColumn": "count", "edgeColorColumn": "latency", "edgeThresholds": {"mediumThreshold": 1, "highThreshold": 2}, "edgeHoverInfo": ["all"]',
      'RequestGraph", "requestorPodColumn": "pod", "responderIPColumn": "pod", "p99Column": "latency"',
      'StackTraceFlameGraph", "stacktraceColumn": "pod", "countColumn": "count", "percentageColumn": "latency"',
    ]) {
      widget('requests', TYPE + display)();
    }
  });

  test(
    'that the function does not give',
    chart(`
    {"value": "latncy", "series": "service"}
#              ^^^^^^ error[PXL530]: 'requests' gives no column 'latncy'. Did you mean 'latency'?
#                                  ^^^^^^^ error[PXL530]: 'requests' gives no column 'service'.`),
  );

  test(
    'that are no numbers',
    chart(`
    {"value": "all"}
#              ^^^ error[PXL531]: 'all' is STRING (DURATION_NS_QUANTILES); value needs a number (INT64 or FLOAT64).`),
  );

  test(
    'that are no status',
    widget(
      'requests',
      `${TYPE}Table", "gutterColumn":
  "pod"
#  ^^^ warning[PXL531]: 'pod' is STRING (POD_NAME); gutterColumn needs a status of a pod or container.`,
    ),
  );

  test(
    'that are not over time',
    widget(
      'totals',
      `
  ${TYPE}TimeseriesChart", "timeseries": [{"value": "count"}]
#           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error[PXL530]: TimeseriesChart draws over the column 'time_', which 'totals' does not give.`,
    ),
  );

  test(
    'in lists of a graph',
    widget(
      'totals',
      `${TYPE}Graph",
  "adjacencyList": {"fromColumn": "req_path", "toColumn": "path"},
#                                                          ^^^^ error[PXL530]: 'totals' gives no column 'path'. Did you mean 'req_path'?
  "edgeHoverInfo": ["count", "total"]
#                             ^^^^^ error[PXL530]: 'totals' gives no column 'total'.`,
    ),
  );

  test(
    'of any of several DataFrames',
    widget(
      'both',
      `${TYPE}StatChart", "stat": {
  "value": "latency"}`,
    ),
  );

  test('named by an argument', () =>
    checkVis(`${SCRIPT}{"variables": [{"name": "by", "type": "PX_STRING", "defaultValue": "req_path"}],
"globalFuncs": [{"outputName": "o", "func": {"name": "grouped", "args": [{"name": "column", "variable": "by"}]}}],
"widgets": [{"globalFuncOutputName": "o", "displaySpec": {${TYPE}TimeseriesChart", "timeseries": [
  {"value": "count", "series": "req_method"}
#                               ^^^^^^^^^^ error[PXL530]: 'grouped' gives no column 'req_method'.
]}}, {"globalFuncOutputName": "o", "displaySpec": {${TYPE}TimeseriesChart", "timeseries": [{"value": "count", "series": "req_path"}]}}]}`));
});

describe('fields', () => {
  test(
    'several timeseries with series',
    chart(`
    {"value": "latency", "series": "pod"},
#                                   ^^^ error[PXL533]: With more than one entry in timeseries none may have series.
    {"value": "count"}`),
  );

  test(
    'areas that are not stacked, stacks without series',
    chart(`
    {"value": "latency", "mode": "MODE_AREA"},
#                                 ^^^^^^^^^ error[PXL533]: MODE_AREA needs stackBySeries: true.
    {"value": "latency", "stackBySeries": true}
#                                         ^^^^ error[PXL533]: stackBySeries needs series.`),
  );

  test(
    'missing, unknown and misspelt',
    widget(
      'requests',
      `
  ${TYPE}HistogramChart", "histogramm": {},
#           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[PXL532]: HistogramChart needs histogram.
#                                                   ^^^^^^^^^^ warning[PXL504]: There is no field 'histogramm' here; it is ignored. Did you mean 'histogram'?
  "x_axis": {"label": 5}
#  ^^^^^^ information[PXL506]: The Live UI reads xAxis; only the command line knows this spelling.
#                     ^ warning[PXL503]: label must be a string.`,
    ),
  );

  test(
    'of the proto where the Live UI wants an object',
    widget(
      'requests',
      `${TYPE}PieChart",
  "label": "pod", "value": "count"
#  ^^^^^ information[PXL506]: The Live UI reads label inside "pie"; here only the proto has it.
#                  ^^^^^ information[PXL506]: The Live UI reads value inside "pie"; here only the proto has it.`,
    ),
  );

  test(
    'unknown display kinds',
    widget(
      'requests',
      `
  ${TYPE}TimeSeriesChart"
#           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[PXL505]: There is no display kind 'types.px.dev/px.vispb.TimeSeriesChart'. Did you mean 'types.px.dev/px.vispb.TimeseriesChart'?`,
    ),
  );

  test(
    'unknown modes',
    chart(`
    {"value": "latency", "mode": "LINE"}
#                                 ^^^^ warning[PXL503]: mode is one of MODE_LINE, MODE_POINT, MODE_AREA.`),
  );

  test(
    'thresholds without a colour',
    widget(
      'totals',
      `${TYPE}Graph", "adjacencyList": {"fromColumn": "req_path", "toColumn": "req_path"},
  "edgeThresholds": {"mediumThreshold": 1}
# ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[PXL533]: edgeThresholds means nothing without edgeColorColumn.`,
    ),
  );

  test(
    'a graph without edges',
    widget(
      'totals',
      `
  ${TYPE}Graph"
#           ^^^^^^^^^^^^^^^^^^^^^^^^^^^ error[PXL532]: A graph needs adjacencyList, or dotColumn.`,
    ),
  );

  test('a Vega specification that is no JSON', () =>
    checkVis(
      `${SCRIPT}{"widgets": [{"func": {"name": "totals", "args": []}, "displaySpec": {${TYPE}VegaChart", "spec": "{}"}}]}`,
    ));
});

describe('where a widget gets its data', () => {
  test('nowhere, or two places', () =>
    checkVis(`${SCRIPT}{"globalFuncs": [{"outputName": "o", "func": {"name": "totals", "args": []}}],
"widgets": [{"name": "A", "displaySpec": {${TYPE}Table"}},
#                     ^ error[PXL522]: The widget has neither func nor globalFuncOutputName, so it has no data.
  {"name": "B", "displaySpec": {${TYPE}TextChart", "body": "Hello"}},
  {"displaySpec": {${TYPE}Table"}, "func": {"name": "totals", "args": []}, "globalFuncOutputName": "o"},
#                                                                                                                            ^ error[PXL522]: The widget has both func and globalFuncOutputName; it may have only one.
  {"displaySpec": {${TYPE}Table"}, "globalFuncOutputName": "out"}]}
#                                                                                    ^^^ error[PXL521]: No global function has the output 'out'.`));

  test('outputs and widgets with the name of another', () =>
    checkVis(`${SCRIPT}{"globalFuncs": [{"outputName": "o", "func": {"name": "totals", "args": []}},
  {"outputName": "o", "func": {"name": "both", "args": []}}],
#                 ^ error[PXL520]: The output 'o' exists already.
"widgets": [{"name": "W", "globalFuncOutputName": "o", "displaySpec": {${TYPE}Table"}},
  {"name": "W", "globalFuncOutputName": "o", "displaySpec": {${TYPE}Table"}}]}
#           ^ warning[PXL520]: The widget 'W' exists already.`));
});
