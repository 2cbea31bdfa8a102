import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Relation } from '#language';
import { stringColumnOf } from '../../../engine/src/store/chunks.ts';
import { openStore } from '../../../engine/src/store/duckdbStore.ts';
import { quoteDouble, quoteName, quoteString } from '../../../engine/src/store/quoting.ts';
import type { Rows, Store } from '../../../engine/src/store/store.ts';

const relation: Relation = (
  [
    ['flag', 'BOOLEAN'],
    ['count', 'INT64'],
    ['upid', 'UINT128'],
    ['ratio', 'FLOAT64'],
    ['body', 'STRING'],
    ['time_', 'TIME64NS'],
    ['path', 'STRING'],
  ] as const
).map(([name, dataType]) => ({ name, dataType, semanticType: 'ST_NONE' }));

const never = new AbortController().signal;
const encoder = new TextEncoder();
let store: Store;
beforeAll(async () => {
  store = await openStore({ threads: 2 });
});
afterAll(() => {
  store.dispose();
});

function someRows(rowCount: number): Rows {
  const indexes = Array.from({ length: rowCount }, (_, row) => row);
  const big = (values: readonly number[]): bigint[] => values.map(BigInt);
  return {
    rowCount,
    columns: [
      { dataType: 'BOOLEAN', values: Uint8Array.from(indexes, (row) => row % 2) },
      { dataType: 'INT64', values: BigInt64Array.from(big(indexes), (row) => row - 5n) },
      {
        dataType: 'UINT128',
        values: BigUint64Array.from(big(indexes).flatMap((row) => [2n ** 63n + row, row])),
      },
      { dataType: 'FLOAT64', values: Float64Array.from(indexes, (row) => row / 3) },
      stringColumnOf(indexes.map((row) => Uint8Array.of(row % 256, 0x61, 0xff, row % 7))),
      { dataType: 'TIME64NS', values: BigInt64Array.from(big(indexes)) },
      stringColumnOf(indexes.map((row) => encoder.encode(`/päth/${String(row)}`))),
    ],
  };
}

async function collect(sql: string, columns: Relation): Promise<unknown[][]> {
  const rows: unknown[][] = [];
  for await (const batch of store.stream(sql, columns, never)) {
    for (let row = 0; row < batch.rowCount; row++) rows.push(rowOf(batch, row));
  }
  return rows;
}

function rowOf(rows: Rows, row: number): unknown[] {
  return rows.columns.map((column) => {
    if (column.dataType === 'STRING') {
      return Buffer.from(column.bytes.subarray(column.starts[row], column.ends[row])).toString(
        'hex',
      );
    }
    if (column.dataType !== 'UINT128') return column.values[row];
    return [column.values[2 * row], column.values[2 * row + 1]];
  });
}

describe('rows', () => {
  test('come back as they were appended, in order, raw bytes included', async () => {
    await store.run('CREATE SCHEMA "a.b"');
    await store.run(
      'CREATE TABLE "a.b"."t""x" (a BOOLEAN, b BIGINT, c UHUGEINT, d DOUBLE, e VARCHAR, f BIGINT, g VARCHAR)',
    );
    const rows = someRows(5000);
    await store.append('"a.b"."t""x"', rows);
    const expected = Array.from({ length: 5000 }, (_, row) => rowOf(rows, row));
    expect(await collect('SELECT * FROM "a.b"."t""x"', relation)).toEqual(expected);
  });

  test('batches stay as they are while later ones are read', async () => {
    const columns: Relation = [
      { name: 'n', dataType: 'INT64', semanticType: 'ST_NONE' },
      { name: 's', dataType: 'STRING', semanticType: 'ST_NONE' },
    ];
    const kept: Rows[] = [];
    const sql = "SELECT range, 'text of row ' || range FROM range(20000)";
    for await (const rows of store.stream(sql, columns, never)) kept.push(rows);
    const rows = kept.flatMap((batch) =>
      Array.from({ length: batch.rowCount }, (_, row) => rowOf(batch, row)),
    );
    const text = (row: number): string => Buffer.from(`text of row ${String(row)}`).toString('hex');
    expect(rows).toEqual(Array.from({ length: 20_000 }, (_, row) => [BigInt(row), text(row)]));
  });

  const word = (row: number): string => 'x'.repeat((row * 7) % 30) + String(row);
  test.each<[string, string, (row: number) => string]>([
    ['short and long by turns', "repeat('x', (range * 7) % 30) || range", word],
    ['equal', "'a text that is always the same'", () => 'a text that is always the same'],
    [
      'parts of others',
      "substr('abcdefghijklmnopqrstuvwxyz', 1 + range % 3, 20)",
      (row) => 'abcdefghijklmnopqrstuvwxyz'.substring(row % 3, 20 + (row % 3)),
    ],
    [
      'missing',
      "CASE WHEN range % 3 = 0 THEN 'a text that is there' || range END",
      (row) => (row % 3 === 0 ? `a text that is there${String(row)}` : ''),
    ],
    [
      'of a few values of a table',
      "(SELECT list('value number ' || n) FROM range(9) AS r(n))[1 + range % 9]",
      (row) => `value number ${String(row % 9)}`,
    ],
  ])('strings that are %s', async (_, sql, text) => {
    const columns: Relation = [{ name: 's', dataType: 'STRING', semanticType: 'ST_NONE' }];
    for (const [order, rowAt] of [
      ['range', (at: number) => at],
      ['range DESC', (at: number) => 4999 - at],
    ] as const) {
      const query = `SELECT ${sql} FROM range(5000) ORDER BY ${order}`;
      const rows = await collect(query, columns);
      const expected = Array.from({ length: 5000 }, (__, at) => [
        Buffer.from(text(rowAt(at))).toString('hex'),
      ]);
      expect(rows).toEqual(expected);
    }
  });

  test('several streams are open at once', async () => {
    const one: Relation = [{ name: 'n', dataType: 'INT64', semanticType: 'ST_NONE' }];
    const streams = [1, 2, 3].map((n) =>
      collect(`SELECT range + ${String(n)} FROM range(5000)`, one),
    );
    const heads = (await Promise.all(streams)).map((rows) => [rows.length, rows[0]?.[0]]);
    expect(heads).toEqual([
      [5000, 1n],
      [5000, 2n],
      [5000, 3n],
    ]);
  });
});

describe('cancelling', () => {
  const endless = 'SELECT count(*) AS n FROM range(100000000000) a WHERE hash(a.range) = 0';

  test.each(['run', 'all'] as const)('interrupts %s', async (method) => {
    const controller = new AbortController();
    const work = store[method](endless, controller.signal);
    setImmediate(() => {
      controller.abort();
    });
    await expect(work).rejects.toThrow(/abort/i);
  });

  test('interrupts statements that have not begun', async () => {
    // More than there are threads to begin them.
    const controllers = Array.from({ length: 12 }, () => new AbortController());
    const work = controllers.map(({ signal }) => store.run(endless, signal));
    for (const controller of controllers) controller.abort();
    for (const one of await Promise.allSettled(work)) expect(one.status).toBe('rejected');
  });

  test('interrupts a stream', async () => {
    const controller = new AbortController();
    const one: Relation = [{ name: 'n', dataType: 'INT64', semanticType: 'ST_NONE' }];
    const read = async (): Promise<void> => {
      for await (const rows of store.stream(
        'SELECT range FROM range(100000000000)',
        one,
        controller.signal,
      )) {
        if (rows.rowCount > 0) controller.abort();
      }
    };
    await expect(read()).rejects.toThrow(/abort/i);
    expect(await store.all('SELECT 1 AS x')).toEqual([{ x: 1 }]);
  });
});

describe('quoting', () => {
  const standing = fc.string({
    unit: fc.constantFrom(
      "'",
      '"',
      '\\',
      '\0',
      '\n',
      'é',
      '日',
      '\u{1f600}',
      '\udc80',
      '\udcff',
      '\u{10fe81}',
      'a',
      '--',
      ';',
    ),
  });

  test('any string round trips as a literal', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(standing, fc.string({ unit: 'binary' })), async (text) => {
        const column: Relation = [{ name: 's', dataType: 'STRING', semanticType: 'ST_NONE' }];
        const [row] = await collect(`SELECT ${quoteString(text)}`, column);
        expect(row?.[0]).toBe(bytesOf(text).toString('hex'));
      }),
      { numRuns: 300 },
    );
  });

  test('any double round trips as a literal', async () => {
    await fc.assert(
      fc.asyncProperty(fc.double(), async (value) => {
        const [row] = await store.all(`SELECT ${quoteDouble(value)} AS v`);
        expect(row?.['v']).toBe(value);
      }),
      { numRuns: 200 },
    );
  });

  test('any name can be a column', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ minLength: 1 }), async (name) => {
        fc.pre(!name.includes('\0'));
        const [row] = await store.all(`SELECT 1 AS ${quoteName(name)}`);
        expect(Object.keys(row ?? {})).toEqual([name]);
      }),
      { numRuns: 200, examples: [['__proto__']] },
    );
  });

  function bytesOf(text: string): Buffer {
    const parts = Array.from(text, (unit) => {
      const code = unit.codePointAt(0) ?? 0;
      return code >= 0xdc80 && code <= 0xdcff ? Buffer.of(code - 0xdc00) : Buffer.from(unit);
    });
    return Buffer.concat(parts);
  }
});

describe('files', () => {
  test('keep their rows, and a second opening of an open file says so', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'pxl-store-'));
    const path = join(folder, 'x.duckdb');
    const first = await openStore({ path, tempDirectory: folder });
    await first.run('CREATE TABLE t AS SELECT 42 AS x');
    first.dispose();
    const second = await openStore({ path });
    expect(await second.all('SELECT x FROM t')).toEqual([{ x: 42 }]);
    second.dispose();
    rmSync(folder, { recursive: true });
  });

  test('what does not fit into memory is spilled, and gone after', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'pxl-spill-'));
    const small = await openStore({
      tempDirectory: join(folder, 'spill'),
      memoryLimitBytes: 64 * 2 ** 20,
      threads: 1,
    });
    await small.run('CREATE TABLE big AS SELECT hash(range) AS h, range AS n FROM range(4000000)');
    const [row] = await small.all(
      'SELECT count(*) AS n FROM (SELECT h, n FROM big ORDER BY h LIMIT 3900000 OFFSET 10)',
    );
    expect(row).toEqual({ n: 3_900_000n });
    small.dispose();
    expect(readdirSync(folder)).toEqual([]);
    rmSync(folder, { recursive: true });
  });

  test('extensions are never loaded from the network', async () => {
    await expect(store.run('INSTALL httpfs')).rejects.toThrow();
  });
});
