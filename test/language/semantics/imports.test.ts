/** What a script can import, and how. @see pixie-io/pixie src/carnot/planner/compiler/ast_visitor.cc */
import { expect, test } from 'vitest';
import { refusals } from './scripts.ts';

const SHOW = "px.display(px.DataFrame('http_events'))\n";
const SEVERAL = ['1:1 Several modules cannot be imported by one statement.'];

test.each([
  [`import px\n${SHOW}`, []],
  [`import px\nimport pxtrace\n${SHOW}`, []],
  [`from px import DataFrame, display\ndisplay(DataFrame('http_events'))\n`, []],
  [`import px, pxtrace\n${SHOW}`, SEVERAL],
  [`import pxtrace as t, px\n${SHOW}`, SEVERAL],
  [`import px, px\n${SHOW}`, SEVERAL],
  [`import px, nope\n${SHOW}`, ["1:1 ModuleNotFoundError: No module named 'nope'"]],
])('%j', (script, expected) => {
  expect(refusals(script)).toEqual(expected);
});
