/** The selected cluster's own catalog: asked once per version, never by starting a cluster. */
import { describe, expect, test } from 'vitest';
import type { CatalogParams } from '#protocol/lsp';
import type { ClusterInfo, RunEvent } from '#protocol/run';
import { CatalogCache, type CatalogState } from '../../../client/src/clusters/catalogCache.ts';
import type { SelectedCluster } from '../../../client/src/clusters/clusterRegistry.ts';
import { batch, column, DEMO, fakeRunner, stringColumn } from '../../support/fakeRunner.ts';

const PROD: SelectedCluster = {
  connectionId: 'cloud',
  clusterId: DEMO.id,
  name: 'prod',
  simulated: false,
};
const STAGE: SelectedCluster = { ...PROD, clusterId: 'stage', name: 'stage' };

const TABLES = {
  schemas: [['http_events', 'time_', 'TIME64NS', 'GENERAL', '']],
  udfs: [['add', 'INT64', '{"args":["INT64","INT64"]}']],
  udas: [],
  udtfs: [],
};

/** Of Pixie's own lists. @see pixie-io/pixie src/vizier/funcs/md_udtfs/md_udtfs_impl.h */
const COLUMNS: Readonly<Record<string, readonly string[]>> = {
  schemas: ['table_name', 'column_name', 'column_type', 'pattern_type', 'column_desc'],
  udfs: ['name', 'return_type', 'args'],
  udas: ['name', 'return_type', 'args'],
  udtfs: ['name', 'executor', 'init_args', 'output_relation'],
};

function answer(): readonly RunEvent[] {
  const tables = Object.entries(TABLES).flatMap(([name, rows], index): RunEvent[] => {
    const id = String(index);
    const names = COLUMNS[name] ?? [];
    const columns = names.map((_, at) => stringColumn(rows.map((row) => row[at] ?? '')));
    const relation = names.map((one) => column(one, 'STRING'));
    return [
      { kind: 'table', table: { id, name, relation } },
      { kind: 'batch', batch: batch(id, rows.length, columns, true) },
    ];
  });
  return [...tables, { kind: 'done' }];
}

interface Options {
  readonly events?: () => readonly RunEvent[];
  readonly files?: Map<string, string>;
}

function setUp({ events = answer, files = new Map<string, string>() }: Options = {}) {
  const state = {
    selected: PROD as SelectedCluster | undefined,
    isRunning: true,
    version: '0.14.2',
    status: 'HEALTHY' as ClusterInfo['status'],
  };
  const runner = fakeRunner(events);
  const sent: CatalogParams[] = [];
  const states: CatalogState[] = [];
  const failures: string[] = [];
  const book = new CatalogCache({
    selected: () => state.selected,
    isRunning: () => state.isRunning,
    isKept: () => true,
    infoOf: () => Promise.resolve({ ...DEMO, vizierVersion: state.version, status: state.status }),
    runnerOf: () => Promise.resolve(runner),
    files: {
      read: (name) => Promise.resolve(files.get(name)),
      write: (name, text) => {
        files.set(name, text);
        return Promise.resolve();
      },
    },
    send: (params) => sent.push(params),
    onState: (one) => states.push(one),
    onFailure: (text) => failures.push(text),
  });
  const asked = () => runner.requests.length;
  return { book, state, sent, states, failures, files, asked };
}

const LIVE = { kind: 'live', cluster: 'prod', vizierVersion: '0.14.2' };
const SENT = { live: { cluster: 'prod (vizier 0.14.2)', rows: TABLES } };

test('a run that went well asks again after a failure, and only then', async () => {
  let events: readonly RunEvent[] = [{ kind: 'done' }];
  const { book, asked } = setUp({ events: () => events });
  await book.update();
  expect(book.state).toMatchObject({ kind: 'bundled', hasFailed: true });
  events = answer();
  await book.update();
  expect(asked()).toBe(1);
  await book.retryFailure();
  await book.retryFailure();
  expect(asked()).toBe(2);
  expect(book.state).toEqual(LIVE);
});

describe('the catalog of a cluster', () => {
  test('is asked for and sent, with a word while it is asked', async () => {
    const { book, sent, states } = setUp();
    await book.update();
    expect(sent).toEqual([SENT]);
    expect(states).toEqual([{ kind: 'loading', cluster: 'prod' }, LIVE]);
  });

  test('is asked for once, by all who ask meanwhile and later', async () => {
    const { book, sent, asked } = setUp();
    await Promise.all([book.update(), book.update()]);
    await book.update();
    expect([asked(), sent.length]).toEqual([1, 1]);
  });

  test('is asked for again when the cluster has another version', async () => {
    const { book, state, asked, states } = setUp();
    await book.update();
    state.version = '0.14.3';
    await book.update();
    expect(asked()).toBe(2);
    expect(states.at(-1)).toEqual({ ...LIVE, vizierVersion: '0.14.3' });
  });

  test('is kept for the next window', async () => {
    const files = new Map<string, string>();
    await setUp({ files }).book.update();
    const next = setUp({ files });
    await next.book.update();
    expect([next.asked(), next.sent]).toEqual([0, [SENT]]);
  });

  test('is asked for again where it is kept, when the user wants it fresh', async () => {
    const files = new Map<string, string>();
    await setUp({ files }).book.update();
    const next = setUp({ files });
    await next.book.update();
    await next.book.retry();
    await next.book.update();
    expect(next.asked()).toBe(1);
  });

  test('is not taken from a file of another version, or a broken one', async () => {
    const files = new Map<string, string>();
    const first = setUp({ files });
    first.state.version = '0.14.1';
    await first.book.update();
    for (const text of [...files.values(), '{"version":', '{"version":"0.14.2","rows":{}}']) {
      for (const name of files.keys()) files.set(name, text);
      const next = setUp({ files });
      await next.book.update();
      expect(next.asked()).toBe(1);
    }
  });

  test('is sent again to a server that has started', async () => {
    const { book, sent } = setUp();
    await book.update();
    book.resend();
    expect(sent).toEqual([SENT, SENT]);
  });
});

describe('the bundled catalog is used', () => {
  test('while no cluster is selected, and after one was', async () => {
    const { book, state, sent, states } = setUp();
    await book.update();
    state.selected = undefined;
    await book.update();
    expect(sent).toEqual([SENT, { live: undefined }]);
    expect(states.at(-1)).toEqual({
      kind: 'bundled',
      reason: 'No cluster is selected.',
      hasFailed: false,
    });
  });

  test('while the local cluster does not run; it is not started', async () => {
    const { book, state, asked, states } = setUp();
    state.isRunning = false;
    await book.update();
    expect(asked()).toBe(0);
    expect(states).toMatchObject([{ kind: 'bundled', hasFailed: false }]);
  });

  test('when a cluster fails, which is logged once', async () => {
    const error = {
      kind: 'cluster' as const,
      message: 'no agents',
      nextStep: '',
      compilerErrors: [],
    };
    const { book, failures, states, asked } = setUp({ events: () => [{ kind: 'failed', error }] });
    await book.update();
    await book.update();
    await book.retry();
    expect(asked()).toBe(2);
    expect(failures).toEqual(['prod did not list its tables and functions: no agents.']);
    expect(states.at(-1)).toMatchObject({ kind: 'bundled', hasFailed: true });
  });

  test('for a disconnected cluster, which is not asked', async () => {
    const { book, state, asked, states } = setUp();
    state.status = 'DISCONNECTED';
    await book.update();
    expect(asked()).toBe(0);
    expect(states.at(-1)).toMatchObject({ kind: 'bundled', hasFailed: true });
  });
});

test('a cluster that is no longer selected is not waited for', async () => {
  const { book, state, sent, failures } = setUp();
  const first = book.update();
  state.selected = STAGE;
  await book.update();
  await first;
  expect(sent.map(({ live }) => live?.cluster)).toEqual(['stage (vizier 0.14.2)']);
  expect(failures).toEqual([]);
});
