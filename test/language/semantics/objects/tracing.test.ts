/** `pxtrace` and `pxconfig`: what they accept and what they refuse. */
import { describe, expect, test } from 'vitest';
import { refusals } from '../scripts.ts';

const PROBE = [
  "@pxtrace.probe('main.f')",
  'def f():',
  "    return [{'a': pxtrace.ArgExpr('x')}, {'l': pxtrace.FunctionLatency()}]",
].join('\n');

const script = (statements: string) =>
  [
    'import px',
    'import pxtrace',
    'import pxconfig',
    statements,
    'px.display(px.GetSchemas())',
  ].join('\n');
const upsert = (probe: string, target = 'pxtrace.kprobe()', ttl = "'10m'") =>
  `pxtrace.UpsertTracepoint('t', 'table', ${probe}, ${target}, ${ttl})`;

describe('accepted', () => {
  test.each([
    [`${PROBE}\n${upsert('f')}`],
    [upsert("'program'")],
    [upsert("[pxtrace.TraceProgram('program', min_kernel='5.0')]")],
    [upsert("pxtrace.TraceProgram(program='p')", "pxtrace.PodProcess('ns/pod')")],
    [upsert("'p'", "pxtrace.LabelSelector({'app': 'x'}, 'ns')")],
    [upsert("'p'", "px.uint128('11285cdd-1de9-4ab1-ae6a-0ba08c8c676c')")],
    ["pxtrace.DeleteTracepoint('t')"],
    ["pxconfig.set_agent_config('pod', 'key', 'value')"],
  ])('%s', (statements) => {
    expect(refusals(script(statements))).toEqual([]);
  });
});

describe('refused', () => {
  test.each([
    ["pxtrace.ArgExpr('x')", 'Missing current probe'],
    [upsert("'p'", "'x'"), "Unexpected type 'String' for arg 'target'"],
    [upsert("'p'", '[]'), "Unexpected type 'list' for arg 'target'"],
    [upsert("['p']"), 'Expected TraceProgram, got String'],
    [upsert("'p'", undefined, "'soon'"), 'Time string is in wrong format.'],
    ["pxtrace.TraceProgram('p', kernel='5')", "Unsupported selector argument provided 'kernel'"],
    ["pxtrace.TraceProgram('p', host_name='')", "Empty selector value provided for 'host_name'"],
    ["pxtrace.LabelSelector([], 'ns')", 'Expected labels to be a dictionary, received list'],
    [
      `@pxtrace.probe('f')\ndef f():\n    return ['x']\n${upsert('f')}`,
      'Expected Dict, got String',
    ],
    [
      `@pxtrace.probe('f')\ndef f():\n    x = 1\n${upsert('f')}`,
      'missing output spec of probe, add a return statement',
    ],
    ["pxconfig.set_agent_config('pod', 'key', 1)", "Expected arg 'value' as type 'String'"],
  ])('%s', (statements, message) => {
    expect(refusals(script(statements))).toEqual([expect.stringContaining(message)]);
  });
});
