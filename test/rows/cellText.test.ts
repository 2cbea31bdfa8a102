/** One line per rule of display. */
import { describe, expect, test } from 'vitest';
import { exactText, formatOf, headerText, isNumeric, MAX_CELL_CHARS, type Cell } from '#rows';
import { column } from '../webview/columns.ts';

type Types = Parameters<typeof column>[1];
interface Case {
  readonly types: Types;
  readonly name?: string;
  readonly cell: Cell;
  readonly text: string;
  readonly tone?: string;
  readonly hover?: readonly string[];
}

const QUANTILES = '{"p01":1,"p50":1200000,"p90":3000000,"p99":9000000}';

const CASES: readonly Case[] = [
  { types: 'INT64', cell: 1234567n, text: '1,234,567', hover: ['1234567'] },
  {
    types: 'INT64',
    cell: 9223372036854775807n,
    text: '9,223,372,036,854,775,807',
    hover: ['9223372036854775807'],
  },
  { types: 'INT64', name: 'pid', cell: 12345n, text: '12345' },
  { types: 'INT64 PORT', cell: 30001n, text: '30001' },
  { types: 'INT64 ASID', cell: 1234n, text: '1,234', hover: ['1234'] },
  { types: 'INT64 BYTES', cell: 1536n, text: '1.5 KB', hover: ['1536'] },
  { types: 'FLOAT64 BYTES', cell: 1536, text: '1.5 KB', hover: ['1536'] },
  {
    types: 'INT64 DURATION_NS',
    name: 'wait',
    cell: 5000n,
    text: '5 µs',
    tone: 'none',
    hover: ['5000'],
  },
  {
    types: 'INT64 DURATION_NS',
    name: 'latency',
    cell: 149_000_000n,
    text: '149 ms',
    tone: 'good',
    hover: ['149000000'],
  },
  {
    types: 'INT64 DURATION_NS',
    name: 'latency',
    cell: 150_000_000n,
    text: '150 ms',
    tone: 'warn',
    hover: ['150000000'],
  },
  {
    types: 'FLOAT64 DURATION_NS',
    name: 'latency_p99',
    cell: 3e8,
    text: '300 ms',
    tone: 'bad',
    hover: ['300000000'],
  },
  { types: 'FLOAT64 PERCENT', cell: 0.125, text: '12.5 %', hover: ['0.125'] },
  { types: 'FLOAT64 THROUGHPUT_PER_NS', cell: 2.5e-6, text: '2.5 K/s', hover: ['0.0000025'] },
  {
    types: 'FLOAT64 THROUGHPUT_BYTES_PER_NS',
    cell: 2048e-9,
    text: '2 KB/s',
    hover: ['0.000002048'],
  },
  { types: 'FLOAT64', cell: 1.005, text: '1.00', hover: ['1.005'] },
  { types: 'FLOAT64', cell: Number.NaN, text: 'NaN' },
  { types: 'INT64 HTTP_RESP_STATUS', cell: 200n, text: '200', tone: 'good' },
  { types: 'INT64 HTTP_RESP_STATUS', cell: 404n, text: '404', tone: 'bad' },
  { types: 'INT64 HTTP_RESP_STATUS', cell: -1n, text: '-1', tone: 'muted' },
  { types: 'BOOLEAN', cell: true, text: 'true' },
  { types: 'BOOLEAN', name: 'alert_cpu', cell: true, text: 'true', tone: 'bad' },
  { types: 'BOOLEAN', name: 'alert_cpu', cell: false, text: 'false' },
  {
    types: 'UINT128 UPID',
    cell: '00000001-0000-0002-0000-000000000003',
    text: '00000001-0000-0002-0000-000000000003',
  },
  { types: 'STRING', cell: 'two\nlines', text: 'two␊lines', hover: ['two␊lines'] },
  { types: 'STRING', cell: '{"a":[1,2]}', text: '{"a": [1, 2]}', hover: ['{"a":[1,2]}'] },
  { types: 'STRING', cell: '12', text: '12' },
  {
    types: 'STRING SERVICE_NAME',
    cell: '["ns/a","ns/b"]',
    text: 'ns/a, ns/b',
    hover: ['["ns/a","ns/b"]'],
  },
  { types: 'STRING SERVICE_NAME', cell: 'ns/a', text: 'ns/a' },
  { types: 'STRING SERVICE_NAME', cell: '[broken', text: '[broken' },
  {
    types: 'STRING DURATION_NS_QUANTILES',
    cell: QUANTILES,
    text: 'p50 1.2 ms  p90 3 ms  p99 9 ms',
    hover: [
      'p01  1 ns  (1)',
      'p50  1.2 ms  (1200000)',
      'p90  3 ms  (3000000)',
      'p99  9 ms  (9000000)',
    ],
  },
  {
    types: 'STRING QUANTILES',
    cell: '{"p50":0.5,"p99":2}',
    text: 'p50 0.50  p99 2',
    hover: ['p50  0.50  (0.5)', 'p99  2  (2)'],
  },
  { types: 'STRING QUANTILES', cell: 'none', text: 'none' },
  {
    types: 'STRING SCRIPT_REFERENCE',
    cell: '{"label":"cart","script":"px/pod","args":{}}',
    text: 'cart',
    hover: ['{"label":"cart","script":"px/pod","args":{}}'],
  },
  {
    types: 'STRING POD_STATUS',
    cell: '{"phase":"Running","message":"","reason":"","ready":true}',
    text: 'Running',
    tone: 'good',
    hover: ['Ready: true'],
  },
  {
    types: 'STRING POD_STATUS',
    cell: '{"phase":"Running","message":"","reason":"","ready":false}',
    text: 'Running (not ready)',
    tone: 'warn',
    hover: ['Ready: false'],
  },
  {
    types: 'STRING POD_STATUS',
    cell: '{"phase":"Failed","message":"no\\nmemory","reason":"OOMKilled","ready":false}',
    text: 'Failed (OOMKilled)',
    tone: 'bad',
    hover: ['Message: no␊memory', 'Reason: OOMKilled', 'Ready: false'],
  },
  { types: 'STRING POD_PHASE', cell: 'Pending', text: 'Pending', tone: 'warn' },
  {
    types: 'STRING CONTAINER_STATUS',
    cell: '{"state":"Terminated","message":"","reason":"Error"}',
    text: 'Terminated (Error)',
    tone: 'bad',
    hover: ['Reason: Error'],
  },
  { types: 'STRING CONTAINER_STATE', cell: 'Waiting', text: 'Waiting', tone: 'warn' },
  { types: 'STRING POD_STATUS', cell: 'anything', text: 'anything', tone: 'muted' },
];

describe('cells', () => {
  test.each(CASES)(
    '$types $cell',
    ({ types, name = 'x', cell, text, tone = 'none', hover = [] }) => {
      expect(formatOf(column(name, types))(cell)).toEqual({ text, tone, lines: hover });
    },
  );
  test('a long text is formatted from its beginning, with a mark', () => {
    const view = formatOf(column('body', 'STRING'))('x'.repeat(1_000_000));
    expect(view.text).toBe(`${'x'.repeat(MAX_CELL_CHARS)}…`);
  });
  test('names of values are shown on hover', () => {
    const role = { ...column('trace_role', 'INT64'), values: { '1': 'client' } };
    expect(formatOf(role)(1n).lines).toEqual(['client']);
  });
});

test('exact values', () => {
  expect(exactText(1_700_000_000_000_000_001n, column('t', 'TIME64NS'))).toBe(
    '2023-11-14T22:13:20.000000001Z',
  );
  expect(exactText(-(2n ** 63n), column('n', 'INT64'))).toBe('-9223372036854775808');
});

test('numbers stand to the right, names of things do not', () => {
  const types: readonly Types[] = ['INT64', 'FLOAT64 PERCENT', 'INT64 PORT', 'STRING', 'TIME64NS'];
  expect(types.map((one) => isNumeric(column('x', one)))).toEqual([
    true,
    true,
    false,
    false,
    false,
  ]);
});

test('headers say the type', () => {
  expect(headerText(column('n', 'INT64'))).toBe('n: INT64');
  expect(headerText({ ...column('n', 'INT64 DURATION_NS'), description: 'How long.' })).toBe(
    'n: INT64, duration ns\nHow long.',
  );
});
