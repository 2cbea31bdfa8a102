/** Broken JSON, fields of the wrong kind, and places on the grid. */
import { describe, expect, test } from 'vitest';
import { checkFixture, checkVis } from './checkVis.ts';

const SCRIPT = `#- /main.pxl
import px
def totals():
    df = px.DataFrame('http_events', start_time='-5m')
    return df.groupby('req_path').agg(count=('latency', px.count))
#- /vis.json
`;
const vis = (text: string) => () => checkVis(SCRIPT + text);
const TABLE =
  '"func": {"name": "totals", "args": []}, "displaySpec": {"@type": "types.px.dev/px.vispb.Table"}';

describe('JSON', () => {
  test('an empty file', vis(''));
  test(
    'broken in two places',
    vis(`{"variables": [
  {"name": , "type": "PX_STRING", "defaultValue": "5"},
#          ^ error[PXL502]: Not valid JSON: value expected.
  {"name": "b" "type": "PX_STRING"}
#              ^^^^^^ error[PXL502]: Not valid JSON: comma expected.
]}`),
  );
  test(
    'cut off',
    vis(`{"widgets": [
{"name": "a"
#          ^ error[PXL502]: Not valid JSON: close brace expected.`),
  );
  test(
    'comments',
    vis(`{
 /* none*/ "variables": []}
#^^^^^^^^^ error[PXL502]: Not valid JSON: invalid comment token.`),
  );
  test(
    'not an object',
    vis(` [1]
#^^^ error[PXL503]: vis.json must be an object.`),
  );
});

describe('fields', () => {
  test(
    'unknown, missing, and of the wrong kind',
    vis(`{"variable": [],
# ^^^^^^^^ warning[PXL504]: There is no field 'variable' here; it is ignored. Did you mean 'variables'?
  "variables": [
    {"name": 5, "type": "PX_TEXT"}],
#            ^ error[PXL503]: name must be a string.
#                        ^^^^^^^ warning[PXL503]: type is one of PX_BOOLEAN, PX_INT64, PX_FLOAT64, PX_STRING, PX_SERVICE, PX_POD, PX_CONTAINER, PX_NAMESPACE, PX_NODE, PX_LIST, PX_STRING_LIST.
  "globalFuncs": {"a": 1},
#                ^^^^^^^^ error[PXL503]: globalFuncs must be a list.
  "widgets": [
    {"position": {"x": 0.5}, "func": "f"}]}
#   ^ warning[PXL532]: An entry of widgets has no displaySpec.
#   ^ error[PXL522]: The widget has neither func nor globalFuncOutputName, so it has no data.
#                ^^^^^^^^^^ warning[PXL541]: Positions are whole numbers from 0.
#                      ^^^ error[PXL503]: x must be a whole number.
#                                    ^^^ error[PXL503]: func must be an object.`),
  );
});

describe('places on the grid', () => {
  const place = (x: number, y: number, w: number, h: number) =>
    `"position": {"x": ${String(x)}, "y": ${String(y)}, "w": ${String(w)}, "h": ${String(h)}}`;

  test(
    'side by side and below each other',
    vis(`{"widgets": [
  {"name": "A", ${place(0, 0, 6, 3)}, ${TABLE}},
  {"name": "B", ${place(6, 0, 6, 3)}, ${TABLE}},
  {"name": "C", ${place(0, 3, 12, 3)}, ${TABLE}}]}`),
  );

  test(
    'on each other',
    vis(`{"widgets": [
  {"name": "A", ${place(0, 0, 6, 3)}, ${TABLE}},
  {"name": "B", ${place(5, 2, 6, 3)}, ${TABLE}}]}
#                           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[PXL540]: The widget covers 'A'; the Live UI moves one of them.`),
  );

  test(
    'beyond the last column, and too small',
    vis(`{"widgets": [
  {"name": "A", ${place(8, 0, 6, 3)}, ${TABLE}},
#                                                 ^ warning[PXL541]: The widget ends at column 14; the grid has 12.
  {"name": "B", ${place(0, 4, 1, 3)}, ${TABLE}}]}
#                                                 ^ information[PXL541]: The Live UI makes widgets at least 2 by 2.`),
  );

  test(
    'of some widgets only',
    vis(`{"widgets": [
  {"name": "A", ${place(0, 0, 6, 3)}, ${TABLE}},
  {"name": "B", ${TABLE}}]}
# ^ warning[PXL542]: A widget without position makes the Live UI place all widgets anew, two in a row.`),
  );
});

describe('the script', () => {
  const summary = (text: string) => {
    const problems = checkFixture(SCRIPT + text).problems;
    return problems.filter(({ code }) => code === 'PXL501').map(({ message }) => message);
  };
  test('is told what keeps it from running', () => {
    expect(
      summary('{"globalFuncs": [{"outputName": "o", "func": {"name": "gone", "args": []}}]}'),
    ).toEqual(["vis.json keeps this script from running: The script defines no function 'gone'."]);
  });
  test('is told nothing of what only looks wrong', () => {
    expect(
      summary(
        `{"widgets": [{"name": "A", "position": {"x": 11, "y": 0, "w": 3, "h": 3}, ${TABLE}}]}`,
      ),
    ).toEqual([]);
  });
  test('is told nothing of functions while it does not parse', () => {
    const source = `#- /main.pxl\ndef f(:\n#- /vis.json\n{"globalFuncs": [{"outputName": "o", "func": {"name": "f", "args": []}}]}`;
    expect(checkFixture(source).vis?.problems).toEqual([]);
  });
});
