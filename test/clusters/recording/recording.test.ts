/** Recordings: what is in them, that they answer as their cluster did, and what damage does. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { record } from '#clusters';
import { openLocalEngine, type LocalEngine } from '#local';
import type { RecordOptions } from '../../../clusters/src/recording/record.ts';
import { encodeBatch } from '#proto';
import type { ColumnData } from '#protocol/batch';
import { RunFailure, type RunEvent, type Runner } from '#protocol/run';
import { batch, column, DEMO, fakeRunner, stringColumn, table } from '../../support/fakeRunner.ts';
import { SCRIPTS } from './scripts.ts';
import { LOCAL_CLUSTERS } from '#protocol/localCluster';

const NOW = 1_700_000_000_000_000_000n;
const DEMO_ID = LOCAL_CLUSTERS.demo.id;
const never = new AbortController().signal;

let root: string;
let demo: LocalEngine;
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'pxl-recording-'));
  demo = await openLocalEngine({ seed: 7, nowNs: NOW });
});
afterAll(() => {
  demo.dispose();
  rmSync(root, { recursive: true, force: true });
});

const OPTIONS: Omit<RecordOptions, 'runner' | 'clusterId' | 'folder'> = {
  name: undefined,
  tables: undefined,
  lengthNs: 60_000_000_000n,
  maxRows: 1_000_000,
  redaction: 'none' as const,
  metadata: undefined,
  onProgress: () => undefined,
};

/** Tables in the order they came: name, relation and the bytes of all rows. */
async function tablesOf(
  runner: Runner,
  clusterId: string,
  script: string,
): Promise<{ name: string; relation: unknown; rows: string[] }[]> {
  const request = { clusterId, script, execFuncs: [], queryName: '', mutation: false };
  const tables = new Map<string, { name: string; relation: unknown; rows: string[] }>();
  for await (const event of runner.run(request, never)) {
    if (event.kind === 'failed') throw new RunFailure(event.error);
    if (event.kind === 'table') {
      const { id, name, relation } = event.table;
      const columns = relation.map((one) => [one.name, one.dataType, one.semanticType]);
      tables.set(id, { name, relation: columns, rows: [] });
    }
    if (event.kind !== 'batch') continue;
    for (let row = 0; row < event.batch.rowCount; row += 1) {
      tables.get(event.batch.tableId)?.rows.push(JSON.stringify(cellsOf(event.batch.columns, row)));
    }
  }
  return [...tables.values()];
}

function cellsOf(columns: readonly ColumnData[], row: number): unknown[] {
  return columns.map((data) => {
    if (data.dataType === 'STRING') {
      return Buffer.from(data.bytes.subarray(data.starts[row], data.ends[row])).toString('latin1');
    }
    if (data.dataType === 'UINT128') {
      return [data.values[2 * row], data.values[2 * row + 1]].map(String);
    }
    return String(data.values[row]);
  });
}

describe('a recording of Demo', () => {
  let replayed: LocalEngine;
  let folder: string;
  beforeAll(async () => {
    folder = join(root, 'demo');
    const metadata = demo.metadataOf(DEMO_ID);
    await record({ ...OPTIONS, runner: demo, clusterId: DEMO_ID, folder, metadata }, never);
    replayed = await openLocalEngine({ recordings: [folder] });
  });
  afterAll(() => {
    replayed.dispose();
  });

  test.each(Object.entries(SCRIPTS))('gives the same tables: %s', async (_, script) => {
    const [id = ''] = replayed.recordingIds;
    const expected = await tablesOf(demo, DEMO_ID, script);
    expect(expected.map(({ rows }) => rows.length)).not.toContain(0);
    expect(await tablesOf(replayed, id, script)).toEqual(expected);
  });

  test('is listed with where it comes from', async () => {
    const clusters = await replayed.listClusters(never);
    expect(clusters.at(-1)).toMatchObject({
      id: replayed.recordingIds[0],
      name: 'Demo (simulated) (recorded)',
      statusMessage:
        'Recorded from Demo (simulated), 2023-11-14T22:12:20.000Z to 2023-11-14T22:13:20.000Z.',
    });
  });

  test('tells a reader what it holds', () => {
    const readme = readFileSync(join(folder, 'README.md'), 'utf8');
    expect(readme).toContain('| http_events |');
    expect(readme).toContain('px.now()');
  });
});

test('without facts at hand they are asked for, and the context of rows is the same', async () => {
  const folder = join(root, 'asked');
  const tables = ['http_events', 'process_stats', 'conn_stats'];
  await record({ ...OPTIONS, runner: demo, clusterId: DEMO_ID, folder, tables }, never);
  const replayed = await openLocalEngine({ recordings: [folder] });
  const [id = ''] = replayed.recordingIds;
  // Its rows are as made up as they were.
  const clusters = await replayed.listClusters(never);
  expect(clusters.find((one) => one.id === id)).toMatchObject({ simulated: true });
  for (const name of [
    'quantiles per service',
    'context of processes',
    'connections by address',
    'names of addresses',
    'facts of pods',
  ]) {
    const script = SCRIPTS[name] ?? '';
    expect(await tablesOf(replayed, id, script)).toEqual(await tablesOf(demo, DEMO_ID, script));
  }
  replayed.dispose();
});

const EXACT: readonly ColumnData[] = [
  { dataType: 'TIME64NS', values: BigInt64Array.of(NOW - 2n, NOW - 1n) },
  { dataType: 'INT64', values: BigInt64Array.of(2n ** 63n - 1n, -(2n ** 63n)) },
  { dataType: 'FLOAT64', values: Float64Array.of(-Infinity, 0.1) },
  { dataType: 'BOOLEAN', values: Uint8Array.of(1, 0) },
  { dataType: 'UINT128', values: BigUint64Array.of(2n ** 64n - 1n, 1n, 0n, 2n ** 63n) },
  stringColumn(['naïve \u{10fe80}\0', Uint8Array.of(0xff, 0x00, 0x80, 0xc3)]),
  stringColumn(['{"p50":5.0,"p99":1e+300}', '']),
];
const COLUMNS = [
  column('time_', 'TIME64NS'),
  ...(['INT64', 'FLOAT64', 'BOOLEAN', 'UINT128', 'STRING'] as const).map((type) =>
    column(type.toLowerCase(), type),
  ),
  { ...column('quantiles', 'STRING'), semanticType: 'ST_QUANTILES' as const },
];

/** A cluster with one table of every type. */
const exactRunner = (rows = EXACT) =>
  fakeRunner(({ script }): RunEvent[] => {
    const schemas = script.includes('GetSchemas');
    if (script.includes('px.now()')) {
      const data: ColumnData = { dataType: 'INT64', values: BigInt64Array.of(NOW) };
      return one('now', [column('now', 'INT64')], [data], 1);
    }
    if (!schemas) return one('rows', COLUMNS, rows, 2);
    const texts = (of: (each: (typeof COLUMNS)[number]) => string) => stringColumn(COLUMNS.map(of));
    const names = ['table_name', 'column_name', 'column_type'];
    const data = [texts(() => 'every'), texts(({ name }) => name), texts((c) => c.dataType)];
    return one(
      'schemas',
      names.map((name) => column(name, 'STRING')),
      data,
      COLUMNS.length,
    );
  });

const one = (
  id: string,
  columns: typeof COLUMNS,
  data: readonly ColumnData[],
  rows: number,
): RunEvent[] => [
  { kind: 'table', table: table(id, ...columns) },
  { kind: 'batch', batch: batch(id, rows, data, true) },
  { kind: 'done' },
];

async function recordExact(name: string): Promise<string> {
  const folder = join(root, name);
  const metadata = demo.metadataOf(DEMO_ID);
  await record(
    { ...OPTIONS, runner: exactRunner(), clusterId: DEMO.id, folder, name, metadata },
    never,
  );
  return folder;
}

test('every type comes back exactly', async () => {
  const folder = await recordExact('exact');
  const replayed = await openLocalEngine({ recordings: [folder] });
  const [clusterId = ''] = replayed.recordingIds;
  const script = "import px\npx.display(px.DataFrame('every'))\n";
  const request = { clusterId, script, execFuncs: [], queryName: '', mutation: false };
  const events: RunEvent[] = [];
  for await (const event of replayed.run(request, never)) events.push(event);
  const [meta] = events;
  expect(meta).toMatchObject({ kind: 'table', table: { relation: COLUMNS } });
  const rows = events.find((event) => event.kind === 'batch' && event.batch.rowCount > 0);
  if (rows?.kind !== 'batch') throw new Error('no rows');
  const content = encodeBatch({ ...batch('x', 2, rows.batch.columns) });
  expect(content).toEqual(encodeBatch(batch('x', 2, EXACT)));
  replayed.dispose();
});

describe('redaction', () => {
  test('happens in the script, so that nothing else is ever read', async () => {
    const runner = exactRunner();
    const folder = join(root, 'redacted');
    const metadata = demo.metadataOf(DEMO_ID);
    await record(
      { ...OPTIONS, runner, clusterId: DEMO.id, folder, metadata, redaction: 'pii' },
      never,
    );
    expect(runner.requests.at(-1)?.script).toContain(
      "df['string'] = px.redact_pii_best_effort(df['string'])",
    );
    const files = readdirSync(join(folder, 'metadata'));
    const commands = readFileSync(join(folder, 'metadata', 'processes.parquet'), 'latin1');
    expect(files).toContain('processes.parquet');
    expect(commands).not.toContain('--');
  });

  test('of payloads leaves their columns without values', async () => {
    const folder = join(root, 'payloads');
    const tables = ['http_events'];
    await record(
      { ...OPTIONS, runner: demo, clusterId: DEMO_ID, folder, tables, redaction: 'payloads' },
      never,
    );
    const replayed = await openLocalEngine({ recordings: [folder] });
    const [id = ''] = replayed.recordingIds;
    const script = `import px
df = px.DataFrame('http_events')
df = df.groupby(['req_body', 'resp_body', 'req_headers']).agg(n=('time_', px.count))
px.display(df[['req_body', 'resp_body', 'req_headers']])`;
    const [found] = await tablesOf(replayed, id, script);
    expect(found).toMatchObject({ rows: ['["<redacted>","<redacted>","<redacted>"]'] });
    replayed.dispose();
  });
});

describe('a recording that cannot be read', () => {
  const edit = (name: string, change: (text: string) => string) => (folder: string) => {
    const path = join(folder, name);
    writeFileSync(path, change(readFileSync(path, 'latin1')), 'latin1');
  };
  test.each<[string, (folder: string) => void, RegExp]>([
    [
      'of a newer version',
      edit('manifest.json', (text) => text.replace('"formatVersion": 1', '"formatVersion": 2')),
      /has format version 2; this program reads up to 1/u,
    ],
    [
      'without manifest',
      (folder) => {
        rmSync(join(folder, 'manifest.json'));
      },
      /has no manifest\.json/u,
    ],
    [
      'with a cut manifest',
      edit('manifest.json', (text) => text.slice(0, 300)),
      /manifest\.json is damaged/u,
    ],
    [
      'with a file elsewhere',
      edit('manifest.json', (text) => text.replace('tables/every.parquet', '../every.parquet')),
      /manifest\.json is damaged/u,
    ],
    [
      'without facts',
      (folder) => {
        rmSync(join(folder, 'metadata', 'pods.parquet'));
      },
      /is incomplete: metadata\/pods\.parquet is missing/u,
    ],
    [
      'with damaged facts',
      edit('metadata/pods.parquet', (text) => text.slice(0, 50)),
      /is damaged: metadata\/pods\.parquet cannot be read/u,
    ],
  ])('%s says so and stays as it is', async (name, damage, message) => {
    const folder = await recordExact(name.replaceAll(' ', '-'));
    damage(folder);
    const before = readdirSync(folder, { recursive: true });
    const error: unknown = await openLocalEngine({ recordings: [folder] }).catch(
      (reason: unknown) => reason,
    );
    if (!(error instanceof RunFailure)) throw error;
    expect(error.error.message).toMatch(message);
    expect(error.error.nextStep).not.toBe('');
    expect(readdirSync(folder, { recursive: true })).toEqual(before);
  });

  test.each<[string, (path: string) => void, RegExp]>([
    [
      'missing',
      (path) => {
        rmSync(path);
      },
      /is incomplete: tables\/every\.parquet with every is missing/u,
    ],
    [
      'cut off',
      (path) => {
        writeFileSync(path, readFileSync(path).subarray(0, 90));
      },
      /is damaged: tables\/every\.parquet/u,
    ],
  ])('because a table is %s fails where the table is used', async (name, damage, message) => {
    const folder = await recordExact(`table-${name.replaceAll(' ', '-')}`);
    damage(join(folder, 'tables', 'every.parquet'));
    const engine = await openLocalEngine({ recordings: [folder] });
    const [id = ''] = engine.recordingIds;
    const run = tablesOf(engine, id, "import px\npx.display(px.DataFrame('every'))\n");
    await expect(run).rejects.toThrow(message);
    engine.dispose();
  });
});

describe('recording', () => {
  test('does not touch a folder with something in it', async () => {
    const folder = await recordExact('twice');
    const before = readFileSync(join(folder, 'manifest.json'), 'utf8');
    await expect(
      record({ ...OPTIONS, runner: exactRunner(), clusterId: DEMO.id, folder }, never),
    ).rejects.toThrow('the folder is not empty');
    expect(readFileSync(join(folder, 'manifest.json'), 'utf8')).toBe(before);
  });

  test('that is cancelled leaves nothing behind', async () => {
    const abort = new AbortController();
    const folder = join(root, 'cancelled');
    const before = readdirSync(root);
    const work = record(
      {
        ...OPTIONS,
        runner: demo,
        clusterId: DEMO_ID,
        folder,
        onProgress: () => {
          abort.abort();
        },
      },
      abort.signal,
    );
    await expect(work).rejects.toThrow();
    expect(existsSync(folder)).toBe(false);
    expect(readdirSync(root)).toEqual(before);
  });

  test('marks a table that was cut off', async () => {
    const folder = join(root, 'cut');
    const manifest = await record(
      {
        ...OPTIONS,
        runner: demo,
        clusterId: DEMO_ID,
        folder,
        tables: ['process_stats'],
        maxRows: 10,
      },
      never,
    );
    expect(manifest.tables).toMatchObject([{ name: 'process_stats', rows: 10, truncated: true }]);
  });

  test('names the tables there are when one is unknown', async () => {
    const folder = join(root, 'unknown');
    await expect(
      record(
        { ...OPTIONS, runner: exactRunner(), clusterId: DEMO.id, folder, tables: ['nope'] },
        never,
      ),
    ).rejects.toThrow('The cluster has no table nope.');
  });
});
