/** Tables as text: values as everywhere else, names told apart, nothing that controls a terminal. */
import { describe, expect, test } from 'vitest';
import type { Relation, SemanticType } from '#language';
import { createOutput } from '../../../cli/src/output/output.ts';
import type { OutputFormat } from '../../../cli/src/output/formatter.ts';
import { GOLDEN_TEXTS } from '../../rows/goldenTexts.ts';
import { batchOf, column, relation, type Value } from '../../webview/columns.ts';

interface Table {
  readonly name: string;
  readonly relation: Relation;
  readonly rows: readonly (readonly Value[])[];
}

/** Every table is announced before rows come. */
function written(format: OutputFormat, tables: readonly Table[], isTerminal = false): string {
  const output = createOutput({ format, int64: 'number', isTerminal });
  const parts: (string | undefined)[] = [];
  tables.forEach(({ name, relation: columns }, at) => {
    parts.push(output.table({ id: String(at), name, relation: columns }));
  });
  tables.forEach(({ relation: columns, rows }, at) => {
    const batch = { tableId: String(at), eow: true, eos: true, ...batchOf(columns, rows) };
    parts.push(output.batch(batch));
  });
  return [...parts, output.endRun(), output.end()].join('');
}

const N = relation({ n: 'INT64' });
const TWICE: readonly Table[] = [
  { name: 't', relation: N, rows: [[1n]] },
  { name: 't', relation: N, rows: [[2n], [3n]] },
];

describe('a value in a terminal', () => {
  test.each(GOLDEN_TEXTS)('%s %s %s reads %s', (dataType, meaning, value, text) => {
    const semanticType = `ST_${meaning}` as SemanticType;
    const columns = [{ name: '', dataType, semanticType }];
    const row = written('table', [{ name: 't', relation: columns, rows: [[value]] }]);
    expect(row.split('\n')[3]).toBe(text.trimEnd());
  });
});

describe('tables with equal names', () => {
  test('aligned', () => {
    expect(written('table', TWICE)).toBe('t (1 row)\nn\n─\n1\n\nt (2) (2 rows)\nn\n─\n2\n3\n\n');
  });
  test('as JSON lines', () => {
    expect(written('jsonl', TWICE)).toBe(
      '{"_table":"t","n":1}\n{"_table":"t (2)","n":2}\n{"_table":"t (2)","n":3}\n',
    );
  });
  test('as a JSON document', () => {
    const columns = [{ name: 'n', type: 'INT64', semanticType: 'ST_NONE' }];
    expect(JSON.parse(written('json', TWICE))).toEqual([
      { name: 't', columns, rows: [{ n: 1 }] },
      { name: 't (2)', columns, rows: [{ n: 2 }, { n: 3 }] },
    ]);
  });
  test('as CSV, in their order', () => {
    expect(written('csv', TWICE)).toBe('n\r\n1\r\n\r\nn\r\n2\r\n3\r\n');
  });
});

describe('columns with equal names', () => {
  const columns = [column('a', 'INT64'), column('a', 'INT64')];
  test.each<[OutputFormat, string]>([
    ['table', 't (1 row)\na  a (2)\n─  ─────\n1      2\n\n'],
    ['csv', 'a,a (2)\r\n1,2\r\n'],
    ['jsonl', '{"_table":"t","a":1,"a (2)":2}\n'],
  ])('%s', (format, text) => {
    expect(written(format, [{ name: 't', relation: columns, rows: [[1n, 2n]] }])).toBe(text);
  });
  test('json', () => {
    const text = written('json', [{ name: 't', relation: columns, rows: [[1n, 2n]] }]);
    expect(JSON.parse(text)).toMatchObject([
      { columns: [{ name: 'a' }, { name: 'a (2)' }], rows: [{ a: 1, 'a (2)': 2 }] },
    ]);
  });
});

describe('control characters', () => {
  const hostile: readonly Table[] = [
    {
      name: 'a\u001b[2J\u009b',
      relation: [column('b\u001b]0;x\u0007\u202e', 'STRING')],
      rows: [['c\u001b[31m\u007f']],
    },
  ];
  test.each<OutputFormat>(['table', 'csv', 'json', 'jsonl'])(
    'reach no terminal in %s',
    (format) => {
      expect(written(format, hostile, true)).not.toMatch(
        /[\u0000-\u0009\u000b\u000c\u000e-\u001f\u007f-\u009f\u202e]/,
      );
    },
  );
  test('stay in CSV that goes to a file', () => {
    expect(written('csv', hostile)).toBe('b\u001b]0;x\u0007\u202e\r\nc\u001b[31m\u007f\r\n');
  });
});

test('no table at all is an empty JSON document', () => {
  expect(written('json', [])).toBe('[]\n');
});

describe('two runs with tables of equal names and IDs', () => {
  test.each<[OutputFormat, string]>([
    ['table', 't (1 row)\nn\n─\n1\n\nt (2) (1 row)\nn\n─\n2\n\n'],
    ['csv', 'n\r\n1\r\n\r\nn\r\n2\r\n'],
    ['jsonl', '{"_table":"t","n":1}\n{"_table":"t (2)","n":2}\n'],
  ])('%s', (format, text) => {
    expect(runs(format)).toBe(text);
  });
  test('json is one document', () => {
    expect(JSON.parse(runs('json'))).toMatchObject([
      { name: 't', rows: [{ n: 1 }] },
      { name: 't (2)', rows: [{ n: 2 }] },
    ]);
  });

  function runs(format: OutputFormat): string {
    const output = createOutput({ format, int64: 'number', isTerminal: false });
    const parts = [1n, 2n].map((value) => {
      const batch = { tableId: 'x', eow: true, eos: true, ...batchOf(N, [[value]]) };
      const rows = output.table({ id: 'x', name: 't', relation: N }) + String(output.batch(batch));
      return rows + output.endRun();
    });
    return parts.join('') + output.end();
  }
});

test('a run without tables between others changes nothing', () => {
  const output = createOutput({ format: 'json', int64: 'number', isTerminal: false });
  const text = [
    output.endRun(),
    output.table({ id: 'x', name: 't', relation: N }),
    output.endRun(),
    output.endRun(),
    output.end(),
  ].join('');
  expect(JSON.parse(text)).toMatchObject([{ name: 't', rows: [] }]);
});

test('the first table is written while its rows come', () => {
  const output = createOutput({ format: 'csv', int64: 'number', isTerminal: false });
  expect(output.table({ id: 'a', name: 'a', relation: N })).toBe('n\r\n');
  expect(output.table({ id: 'b', name: 'b', relation: N })).toBe('');
  const rows = { eow: false, eos: false, ...batchOf(N, [[1n]]) };
  expect(output.batch({ tableId: 'b', ...rows })).toBe('');
  expect(output.batch({ tableId: 'a', ...rows })).toBe('1\r\n');
  expect(output.batch({ tableId: 'c', ...rows })).toBeUndefined();
  expect(output.endRun() + output.end()).toBe('\r\nn\r\n1\r\n');
});
