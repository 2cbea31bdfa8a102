/** What the local cluster tells of itself is read as a real cluster's is. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bundledCatalog, mergeCatalog, readLiveCatalog } from '#language';
import type { Runner } from '#protocol/run';
import { queryCatalog } from '../../../client/src/clusters/catalogQuery.ts';
import { udtfNames } from '../../../engine/src/execute/udtfs.ts';
import { createEngine, openStore, type Store } from '../../../engine/src/index.ts';
import { eventsOf, smallCluster, valuesOf, type SmallCluster } from '../support/smallCluster.ts';

let store: Store;
let cluster: SmallCluster;
let engine: Runner;
beforeAll(async () => {
  store = await openStore({ threads: 1 });
  cluster = await smallCluster(store, 10);
  engine = createEngine({ store, clusters: [cluster], version: '1.2.3' });
});
afterAll(() => {
  engine.dispose();
  store.dispose();
});

test('its tables, and functions without those that are hidden', async () => {
  const rows = await queryCatalog(engine, cluster.id, new AbortController().signal);
  const live = readLiveCatalog(rows);
  expect(live.tables.get('events')).toEqual(
    cluster.catalog.tables
      .get('events')
      ?.relation.map(({ name, dataType, description = '' }) => ({ name, dataType, description })),
  );
  const bundled = bundledCatalog();
  const { functions, udtfs, lacking } = mergeCatalog(bundled, live, 'local');
  expect(functions).toEqual(bundled.functions);
  expect(udtfs).toEqual(bundled.udtfs);
  expect([...live.functions.keys()].filter((name) => name.startsWith('_'))).toEqual([]);
  expect([lacking?.functions.size, lacking?.udtfs.size]).toEqual([0, 0]);
});

/** The rows of `px.CALL`, all columns or what follows the DataFrame `df`. */
const ROWS: Readonly<Record<string, readonly [lines: string, rows: readonly unknown[][]]>> = {
  'GetTables()': ['', [['events', 'Events.']]],
  'GetSchemas()': [
    '',
    [
      ['events', 'time_', 'TIME64NS', 'GENERAL', ''],
      ['events', 'n', 'INT64', 'GENERAL', ''],
      ['events', 'name', 'STRING', 'GENERAL', ''],
    ],
  ],
  // A cluster without nodes is the one it runs on; such a node collects data, so it is always shown.
  'GetAgentStatus(False)': [
    "df = df[['asid', 'hostname', 'ip_address', 'agent_state', 'last_heartbeat_ns', 'kernel_headers_installed']]",
    [[7n, 'here', '127.0.0.1', 'AGENT_STATE_HEALTHY', 0n, false]],
  ],
  'GetLinuxHeadersStatus(True)': ['', [[7n, false]]],
  'GetProfilerSamplingPeriodMS()': ['', [[7n, 11n]]],
  'Version()': ['', [[7n, '1.2.3']]],
  'GetUDFList()': [
    "df = df[df.name == 'modulo']",
    [
      ['modulo', 'INT64', '{"args":["TIME64NS","INT64"]}'],
      ['modulo', 'INT64', '{"args":["TIME64NS","TIME64NS"]}'],
      ['modulo', 'INT64', '{"args":["INT64","TIME64NS"]}'],
      ['modulo', 'INT64', '{"args":["INT64","INT64"]}'],
    ],
  ],
  'GetUDAList()': [
    "df = df[df.name == 'quantiles']",
    [
      ['quantiles', 'STRING', '{"args":["INT64"]}'],
      ['quantiles', 'STRING', '{"args":["FLOAT64"]}'],
    ],
  ],
  'GetUDTFList()': [
    "df = df[df.name == 'Version']\ndf = df[['name', 'executor', 'init_args']]",
    [['Version', 'UDTF_ONE_KELVIN', '{"args":[]}']],
  ],
  'GetTracepointStatus()': ['', []],
  'GetCronScriptHistory()': ['', []],
  '_HeapStats(7)': ['', []],
  '_HeapSample(7)': ['', []],
  '_HeapGrowthStacks(7)': ['', []],
  '_HeapRanges(7)': ['', []],
  '_HeapStatsNumeric(7)': ['', []],
};

const REFUSED = [
  '_DebugMDState()',
  "_DebugMDGetWithPrefix('a', 'b')",
  '_DebugTableInfo()',
  '_DebugStackTrace()',
  '_DebugAgentProcStatus()',
  '_DebugAgentProcSMaps()',
  '_HeapReleaseFreeMemory(7)',
];

describe('a table function', () => {
  test.each(Object.entries(ROWS))('px.%s', async (call, [lines, rows]) => {
    const script = `import px\ndf = px.${call}\n${lines}\npx.display(df)`;
    expect(await valuesOf(engine, script)).toEqual(rows);
  });

  test.each(REFUSED)('px.%s is refused with the reason', async (call) => {
    const [name = ''] = call.split('(');
    expect(await eventsOf(engine, `import px\npx.display(px.${call})`)).toEqual([
      `failed engine: px.${name} cannot run on this local cluster: it needs agents, which a local cluster does not have.`,
    ]);
  });

  test('is tested here, whichever it is', () => {
    const tested = [...Object.keys(ROWS), ...REFUSED].map((call) => call.split('(')[0] ?? '');
    expect(tested.toSorted()).toEqual(udtfNames().toSorted());
  });
});
