/** Scripts that change a cluster: what a local one says to them. */
import { beforeEach, describe, expect, test } from 'vitest';
import { createEngine, openStore, type Store } from '#engine';
import { createVizierRunner } from '#runner';
import type { MutationState, RunEvent, Runner } from '#protocol/run';
import { serveVizier, type VizierServer } from '../../../gateway/src/vizier/vizierServer.ts';
import { runScript, smallCluster, valuesOf, type SmallCluster } from '../support/smallCluster.ts';

let store: Store;
let cluster: SmallCluster;
let engine: Runner;
let server: VizierServer;
let remote: Runner;
beforeEach(async () => {
  store = await openStore({ threads: 1 });
  cluster = await smallCluster(store, 3);
  engine = createEngine({ store, clusters: [cluster] });
  server = await serveVizier(engine, { apiKey: 'key' });
  remote = createVizierRunner(plaintext(server.address, 'key'));
  return () => {
    remote.dispose();
    server.close();
    engine.dispose();
    store.dispose();
  };
});

const PROGRAM = 'kprobe:tcp_drop { printf("time_:%llu pid:%u", nsecs, pid); }';
const upsert = (name: string): string => `import pxtrace
import px
pxtrace.UpsertTracepoint('${name}', '${name}_table', '''${PROGRAM}''', pxtrace.kprobe(), '10m')
px.display(px.DataFrame('${name}_table'))
`;
import { plaintext } from '../../support/connect.ts';
const REASON =
  'Tracepoints need the eBPF probes of a real Pixie cluster; a local cluster has none.';
const STATUS = 'import px\npx.display(px.GetTracepointStatus())\n';

/** The IDs of all tracepoints as text. */
const ID = `import px
df = px.GetTracepointStatus()
df.id = px.upid_to_string(df.tracepoint_id)
px.display(df[['id']])`;

/** An ID of 128 bits as px.upid_to_string writes it. */
function textOf(id: string): readonly string[] {
  const bits = BigInt(`0x${id.replaceAll('-', '')}`);
  const parts = [bits >> 96n, (bits >> 64n) & 0xffff_ffffn, bits & 0xffff_ffff_ffff_ffffn];
  return [parts.map(String).join(':')];
}

const statesOf = (event: RunEvent | undefined): readonly MutationState[] =>
  event?.kind === 'mutation' ? event.states : [];

async function events(runner: Runner, script: string): Promise<RunEvent[]> {
  const found: RunEvent[] = [];
  for await (const event of runScript(runner, script)) found.push(event);
  return found;
}

const PROBE_FUNCTION = `import pxtrace
import px
@pxtrace.probe('main.X')
def probe_func():
    return [{'a': pxtrace.ArgExpr('a')}]

pxtrace.UpsertTracepoint('tp1', 'tbl1', probe_func, pxtrace.PodProcess('default/p'), '10m')
px.display(px.DataFrame('tbl1'), 'out')
`;

test('a probe written in PxL says that it needs a real cluster', async () => {
  expect((await events(engine, PROBE_FUNCTION)).at(-1)).toMatchObject({
    kind: 'failed',
    error: { message: REASON },
  });
});

test('a wrong query flag is named with its line', async () => {
  const script = "# A note.\n#px:set nope=1\nimport px\npx.display(px.DataFrame('events'))\n";
  for (const runner of [engine, remote]) {
    expect((await events(runner, script)).at(-1)).toMatchObject({
      kind: 'failed',
      error: {
        message: expect.stringContaining('nope is not a valid flag') as string,
        compilerErrors: [{ line: 2, column: 1 }],
      },
    });
  }
});

describe('a tracepoint', () => {
  test.each(['in process', 'over gRPC'])('has failed, with the reason, %s', async (how) => {
    const found = await events(how === 'over gRPC' ? remote : engine, upsert('drops'));
    const [{ id, ...state } = { id: '' }] = statesOf(found[0]);
    expect(state).toEqual({ name: 'drops', state: 'FAILED' });
    // The status knows it by the same ID.
    expect(await valuesOf(engine, ID)).toEqual([textOf(id)]);
    expect(found[1]).toMatchObject({ kind: 'failed', error: { kind: 'cluster', message: REASON } });
    expect(found).toHaveLength(2);
  });

  test('is in the status with the same state until it is deleted', async () => {
    expect(await valuesOf(engine, STATUS)).toEqual([]);
    await events(engine, upsert('drops'));
    await events(engine, upsert('drops'));
    await events(engine, upsert('other'));
    const rows = await valuesOf(engine, STATUS);
    expect(rows.map((row) => row.slice(1))).toEqual([
      ['drops', 'failed', JSON.stringify([REASON]), '["drops_table"]'],
      ['other', 'failed', JSON.stringify([REASON]), '["other_table"]'],
    ]);
    const gone = await events(
      engine,
      `import pxtrace\nimport px\npxtrace.DeleteTracepoint('drops')\npx.display(px.GetTracepointStatus(), 'left')\n`,
    );
    expect(gone[0]).toEqual({ kind: 'mutation', states: [] });
    expect(gone.at(-1)).toEqual({ kind: 'done' });
    expect((await valuesOf(engine, STATUS)).map((row) => row[1])).toEqual(['other']);
  });

  test('that is not there cannot be deleted', async () => {
    const found = await events(
      engine,
      "import pxtrace\nimport px\npxtrace.DeleteTracepoint('nope')\npx.display(px.GetTables())\n",
    );
    expect(found.at(-1)).toMatchObject({
      kind: 'failed',
      error: { message: "There is no tracepoint 'nope' to delete." },
    });
  });

  test('in a script with a mistake is not made; the mistake is told', async () => {
    const found = await events(engine, `${upsert('drops')}px.display(px.nope())\n`);
    expect(found).toMatchObject([{ kind: 'failed', error: { kind: 'compile' } }]);
    expect(await valuesOf(engine, STATUS)).toEqual([]);
  });
});

test('agent settings need agents', async () => {
  const found = await events(
    engine,
    "import pxconfig\nimport px\npxconfig.set_agent_config('pl/pem', 'gprof', 'true')\npx.display(px.GetTables())\n",
  );
  expect(found).toMatchObject([
    { kind: 'mutation', states: [] },
    {
      kind: 'failed',
      error: {
        message: 'Agent settings need the agents of a real Pixie cluster; a local one has none.',
      },
    },
  ]);
});
