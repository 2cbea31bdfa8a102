/** What a cluster tells of itself: by the names of the columns, all of it or a reason. */
import { expect, test } from 'vitest';
import type { RunEvent } from '#protocol/run';
import { queryCatalog } from '../../../client/src/clusters/catalogQuery.ts';
import { batch, column, DEMO, fakeRunner, stringColumn } from '../../support/fakeRunner.ts';

type Table = Readonly<Record<string, readonly string[]>>;
type Tables = Readonly<Record<string, Table>>;

const TABLES: Tables = {
  schemas: {
    table_name: ['http_events'],
    column_name: ['latency'],
    column_type: ['INT64'],
    pattern_type: ['METRIC_GAUGE'],
    column_desc: ['How long it took.'],
  },
  udfs: { name: ['add'], return_type: ['INT64'], args: ['{"args":["INT64","INT64"]}'] },
  udas: { name: ['count'], return_type: ['INT64'], args: ['{"args":["INT64"]}'] },
  udtfs: {
    name: ['GetTables'],
    executor: ['UDTF_ONE_KELVIN'],
    init_args: ['{"args":[]}'],
    output_relation: ['{"relation":[]}'],
  },
};

function query(tables: Tables) {
  const events = Object.entries(tables).flatMap(([name, cells], index): RunEvent[] => {
    const id = String(index);
    const relation = Object.keys(cells).map((one) => column(one, 'STRING'));
    const rowCount = Object.values(cells)[0]?.length ?? 0;
    const columns = Object.values(cells).map((values) => stringColumn(values));
    return [
      { kind: 'table', table: { id, name, relation } },
      { kind: 'batch', batch: batch(id, rowCount, columns, true) },
    ];
  });
  const runner = fakeRunner(() => [...events, { kind: 'done' }]);
  return queryCatalog(runner, DEMO.id, new AbortController().signal);
}

const ROWS = {
  schemas: [['http_events', 'latency', 'INT64', 'METRIC_GAUGE', 'How long it took.']],
  udfs: [['add', 'INT64', '{"args":["INT64","INT64"]}']],
  udas: [['count', 'INT64', '{"args":["INT64"]}']],
  udtfs: [['GetTables', 'UDTF_ONE_KELVIN', '{"args":[]}', '{"relation":[]}']],
};

test('is read', async () => {
  expect(await query(TABLES)).toEqual(ROWS);
});

test('is read of an older cluster, whose tables have no pattern type', async () => {
  const schemas = Object.fromEntries(
    Object.entries(TABLES['schemas'] ?? {}).filter(([name]) => name !== 'pattern_type'),
  );
  expect(await query({ ...TABLES, schemas })).toEqual({
    ...ROWS,
    schemas: [['http_events', 'latency', 'INT64', '', 'How long it took.']],
  });
});

test('is read whatever the order of the columns', async () => {
  const reversed = Object.fromEntries(Object.entries(TABLES['udfs'] ?? {}).reverse());
  expect(await query({ ...TABLES, udfs: reversed })).toEqual(ROWS);
});

test.each([
  [
    'a column that is needed is missing',
    { name: ['add'], args: ['{}'] },
    /has no column return_type/,
  ],
  [
    'a list is cut off',
    {
      name: new Array<string>(10_000).fill('add'),
      return_type: new Array<string>(10_000).fill('INT64'),
      args: new Array<string>(10_000).fill('{}'),
    },
    /longer than a result/,
  ],
])('is refused when %s', async (_name, udfs: Table, reason) => {
  await expect(query({ ...TABLES, udfs })).rejects.toThrow(reason);
});

test('is refused when there are no tables', async () => {
  const schemas = Object.fromEntries(Object.keys(TABLES['schemas'] ?? {}).map((one) => [one, []]));
  await expect(query({ ...TABLES, schemas })).rejects.toThrow(/lists no tables/);
});
