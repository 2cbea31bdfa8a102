/** What vis.json calls, beside the signatures of the script. */
import { describe, test } from 'vitest';
import { checkVis } from './checkVis.ts';

const SCRIPT = `#- /main.pxl
import px
def slow(start_time: str, limit: int, pod: px.Pod, all: bool, since: px.Time, names: list):
    df = px.DataFrame('http_events', start_time=start_time)
    return df.head(limit)
def fast(start_time: str):
    return px.DataFrame('http_events', start_time=start_time)
def bare(text):
    return px.DataFrame('http_events', start_time='-5m')
def framed(df: px.DataFrame, upid: px.UPID):
    return df
def number(start_time: str):
    return 1
#- /vis.json
`;
const calls = (text: string) => () => checkVis(SCRIPT + text);
const variable = (text: string) =>
  calls(`{"variables": [
${text}
], "globalFuncs": [{"outputName": "o", "func": {"name": "slow", "args": [
  {"name": "start_time", "value": "-5m"}, {"name": "limit", "variable": "limit"}, {"name": "pod", "value": "ns/pod"},
  {"name": "all", "variable": "all"}, {"name": "since", "variable": "since"}, {"name": "names", "variable": "names"}
]}}]}`);

describe('functions', () => {
  test(
    'all is well',
    calls(
      `{"globalFuncs": [{"outputName": "o", "func": {"name": "fast", "args": [{"name": "start_time", "value": "-5m"}]}}]}`,
    ),
  );

  test(
    'one that the script does not define',
    calls(`{"globalFuncs": [{"outputName": "o", "func": {"name": "fst",
#                                                      ^^^ error[PXL510]: The script defines no function 'fst'. Did you mean 'fast'?
  "args": []}}]}`),
  );

  test(
    'one that gives no DataFrame',
    calls(`{"globalFuncs": [{"outputName": "o", "func": {
  "name": "number", "args": [{"name": "start_time", "value": "-5m"}]}}]}
#          ^^^^^^ error[PXL523]: 'number' returns a value and should return a DataFrame.`),
  );
});

describe('arguments', () => {
  test(
    'missing ones are named together',
    calls(`{"globalFuncs": [{"outputName": "o", "func": {
  "name": "slow", "args": [{"name": "start_time", "value": "-5m"}, {"name": "limit", "value": "5"},
#          ^^^^ error[PXL512]: 'slow' is not given 'since', 'names'.
  {"name": "pod", "value": "a/b"}, {"name": "all", "value": "y"}]}}]}`),
  );

  test(
    'unknown',
    calls(`{"globalFuncs": [{"outputName": "o", "func": {
  "name": "fast", "args": [{"name": "start_time", "value": "-5m"},
    {"name": "end_time", "value": "0"}]}}]}
#             ^^^^^^^^ error[PXL511]: 'fast' has no parameter 'end_time'.`),
  );

  test(
    'neither a value nor a variable',
    calls(`{"globalFuncs": [{"outputName": "o", "func": {"name": "fast", "args": [
  {"name": "start_time"}]}}]}
# ^^^^^^^^^^^^^^^^^^^^^^ error[PXL513]: The argument 'start_time' of 'fast' has neither a value nor a variable; it needs exactly one.`),
  );

  test(
    'both a value and a variable',
    calls(`{"variables": [{"name": "v", "type": "PX_STRING"}], "globalFuncs": [{"outputName": "o", "func": {"name": "fast", "args": [
  {"name": "start_time", "value": "-5m", "variable": "v"}]}}]}
# ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error[PXL513]: The argument 'start_time' of 'fast' has both a value and a variable; it needs exactly one.`),
  );

  test(
    'given twice',
    calls(`{"globalFuncs": [{"outputName": "o", "func": {"name": "fast", "args": [
  {"name": "start_time", "value": "-5m"},
  {"name": "start_time", "value": "-6m"}]}}]}
#           ^^^^^^^^^^ error[PXL520]: The argument 'start_time' is given more than once.`),
  );

  test(
    'without annotation',
    calls(`{"globalFuncs": [{"outputName": "o", "func": {"name": "bare", "args": [
  {"name": "text", "value": "x"}]}}]}
#           ^^^^ error[PXL514]: The parameter 'text' of 'bare' has no annotation, so vis.json cannot give it a value. Write its type in the script, such as text: str.`),
  );

  test(
    'of types that no text can become',
    calls(`{"globalFuncs": [{"outputName": "o", "func": {"name": "framed", "args": [
  {"name": "df", "value": "x"},
#           ^^ error[PXL514]: No text can become the parameter 'df' of 'framed': its annotation is not among the types vis.json can give.
  {"name": "upid", "value": "x"}]}}]}
#           ^^^^ error[PXL514]: No text can become the parameter 'upid' of 'framed': px.UPID is not among the types vis.json can give.
#                            ^ error[PXL518]: The argument 'upid' of 'framed' is px.UPID: Passing arg of type UINT128 is currently unsupported.`),
  );

  test(
    'a value that cannot be converted',
    calls(`{"globalFuncs": [{"outputName": "o", "func": {"name": "slow", "args": [
  {"name": "start_time", "value": "-5m"}, {"name": "pod", "value": "a/b"},
  {"name": "limit", "value": "five"}, {"name": "all", "value": "maybe"},
#                             ^^^^ error[PXL518]: The argument 'limit' of 'slow' is int: Failed to parse arg with value 'five' as int64.
#                                                               ^^^^^ error[PXL518]: The argument 'all' of 'slow' is bool: Failed to parse arg with value 'maybe' as bool.
  {"name": "since", "value": "-5m"}, {"name": "names", "value": "a, b"}]}}]}
#                             ^^^ error[PXL518]: The argument 'since' of 'slow' is px.Time: Failed to parse arg with value '-5m' as time.
#                                                                ^^^^ error[PXL518]: The argument 'names' of 'slow' is list: Failed to parse arg 'a, b' as 'list'.`),
  );
});

describe('variables', () => {
  test(
    'unknown and unused',
    calls(`{"variables": [{"name": "start_time", "type": "PX_STRING"}],
#                        ^^^^^^^^^^ information[PXL516]: No argument uses the variable 'start_time'.
  "globalFuncs": [{"outputName": "o", "func": {"name": "fast", "args": [{"name": "start_time", "variable": "startTime"}]}}]}
#                                                                                                           ^^^^^^^^^ error[PXL515]: There is no variable 'startTime'. Did you mean 'start_time'?`),
  );

  test(
    'of fitting types',
    variable(`
  {"name": "limit", "type": "PX_INT64", "defaultValue": "5"}, {"name": "all", "type": "PX_BOOLEAN", "defaultValue": "T"},
  {"name": "since", "type": "PX_INT64", "defaultValue": "0"}, {"name": "names", "type": "PX_STRING_LIST", "defaultValue": "a,b"}`),
  );

  test(
    'of types that do not fit',
    variable(`
  {"name": "limit", "type": "PX_BOOLEAN"},
#                            ^^^^^^^^^^ error[PXL517]: 'limit' is PX_BOOLEAN, 'limit' of 'slow' is int; no value fits both.
  {"name": "all", "type": "PX_INT64"},
#                          ^^^^^^^^ warning[PXL517]: 'all' is PX_INT64, 'all' of 'slow' is bool; only 0 and 1 can be given.
  {"name": "since", "type": "PX_POD"}, {"name": "names", "type": "PX_INT64"}
#                            ^^^^^^ error[PXL517]: 'since' is PX_POD, 'since' of 'slow' is px.Time; no value fits both.
#                                                                 ^^^^^^^^ warning[PXL517]: 'names' is PX_INT64, 'names' of 'slow' is list; PX_LIST asks for a list.`),
  );

  test(
    'defaults that cannot be converted',
    variable(`
  {"name": "limit", "type": "PX_INT64", "defaultValue": ""},
#                                                       ^^ error[PXL518]: The default of 'limit' goes to 'limit' of 'slow', which is int: Failed to parse arg with value '' as int64.
  {"name": "all", "type": "PX_BOOLEAN", "defaultValue": "on"}, {"name": "since", "type": "PX_INT64", "defaultValue": "1.5"},
#                                                        ^^ error[PXL518]: The default of 'all' goes to 'all' of 'slow', which is bool: Failed to parse arg with value 'on' as bool.
#                                                                                                                     ^^^ error[PXL518]: The default of 'since' goes to 'since' of 'slow', which is px.Time: Failed to parse arg with value '1.5' as time.
  {"name": "names", "type": "PX_LIST", "defaultValue": "['a',"}
#                                                       ^^^^^ error[PXL518]: The default of 'names' goes to 'names' of 'slow', which is list: Failed to parse arg '['a',' as 'list'.`),
  );

  test(
    'a default outside the valid values, and values that do not fit',
    variable(`
  {"name": "limit", "type": "PX_INT64", "defaultValue": "7", "validValues": ["5", "all"]},
#                                                        ^ error[PXL519]: The default '7' of 'limit' is not among its validValues: 5, all.
#                                                                                  ^^^ warning[PXL518]: 'limit' of 'slow' cannot take this value of 'limit', as it is int: Failed to parse arg with value 'all' as int64.
  {"name": "all", "type": "PX_BOOLEAN"}, {"name": "since", "type": "PX_INT64"}, {"name": "names", "type": "PX_LIST"}`),
  );

  test(
    'the same name twice',
    variable(`
  {"name": "limit", "type": "PX_INT64"},
  {"name": "limit", "type": "PX_INT64"},
#           ^^^^^ error[PXL520]: The variable 'limit' exists already.
  {"name": "all", "type": "PX_BOOLEAN"}, {"name": "since", "type": "PX_INT64"}, {"name": "names", "type": "PX_LIST"}`),
  );
});
