/** Clusters elsewhere: how they are reached and chosen, and how a run of them ends. */
import { describe, expect, test } from 'vitest';
import type { ClusterInfo, MutationState, RunEvent } from '#protocol/run';
import { batch, column, DEMO, fakeRunner, stringColumn, table } from '../support/fakeRunner.ts';
import { pxl, withFiles, type Surroundings } from './runMain.ts';

const SCRIPT = "import px\npx.display(px.DataFrame('http_events', start_time='-1m').head(3))\n";
const TRACEPOINTS = `import pxtrace
import px
pxtrace.UpsertTracepoint('t', 't', "kprobe:x { printf(\\"a:%d\\", 1); }", pxtrace.kprobe(), '5m')
px.display(px.DataFrame('http_events', start_time='-1m'))
`;
const FILES = {
  'a.pxl': SCRIPT,
  't.pxl': TRACEPOINTS,
  'ca.pem': '-----BEGIN CERTIFICATE-----\n',
  'empty.pem': '',
};
const CLOUD = { PX_CLOUD_ADDR: 'cloud.example', PX_API_KEY: 'k' };
const cluster = (name: string, id: string, status: ClusterInfo['status'] = 'HEALTHY') => ({
  ...DEMO,
  name,
  id,
  status,
});
const DONE: readonly RunEvent[] = [
  { kind: 'table', table: table('1', column('s', 'STRING')) },
  { kind: 'done' },
];

/** Runs `pxl` with `FILE` names in arguments and environment replaced by their paths. */
async function remote(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  events: readonly RunEvent[] = DONE,
  clusters: readonly ClusterInfo[] = [DEMO],
  more: Surroundings = {},
) {
  const runner = fakeRunner(() => events, clusters);
  return withFiles(FILES, async (path) => {
    const filled = (text: string) => (Object.hasOwn(FILES, text) ? path(text) : text);
    const variables = Object.fromEntries(
      Object.entries(env).map(([name, value]) => [name, filled(value)]),
    );
    const finished = await pxl(args.map(filled), { ...more, env: variables, runner });
    return {
      ...finished,
      err: finished.err.replaceAll(`${path('')}/`, ''),
      requests: runner.requests,
    };
  });
}

describe('a connection', () => {
  const key = { kind: 'apiKey', key: 'k' };
  const direct = { kind: 'directVizier', key: 'd' };
  const ca = { kind: 'tls', rootCertificates: Buffer.from(FILES['ca.pem']) };
  const [tls, plaintext] = [{ kind: 'tls' }, { kind: 'plaintext' }];
  const address = ['--address', '127.0.0.1:9'];
  const API = { PX_API_KEY: 'k' };
  const DIRECT = { PX_DIRECT_VIZIER_ADDR: 'v:1', PX_DIRECT_VIZIER_KEY: 'd' };
  test.each<[string, string[], Record<string, string>, unknown]>([
    ['uses TLS whatever the host', address, API, ['127.0.0.1:9', key, tls]],
    ['--plaintext', [...address, '--plaintext'], API, ['127.0.0.1:9', key, plaintext]],
    ['--ca', [...address, '--ca', 'ca.pem'], API, ['127.0.0.1:9', key, ca]],
    ['PX_CA_FILE', address, { ...API, PX_CA_FILE: 'ca.pem' }, ['127.0.0.1:9', key, ca]],
    ['PX_DISABLE_SSL', address, { ...API, PX_DISABLE_SSL: '1' }, ['127.0.0.1:9', key, plaintext]],
    [
      'PX_DISABLE_SSL=false',
      address,
      { ...API, PX_DISABLE_SSL: 'false' },
      ['127.0.0.1:9', key, tls],
    ],
    [
      '--ca over PX_DISABLE_SSL',
      [...address, '--ca', 'ca.pem'],
      { ...API, PX_DISABLE_SSL: '1' },
      ['127.0.0.1:9', key, ca],
    ],
    ['PX_CLOUD_ADDR, port 443', [], CLOUD, ['cloud.example:443', key, tls]],
    [
      'PX_CLOUD_ADDR as a URL',
      [],
      { ...CLOUD, PX_CLOUD_ADDR: 'https://c.example/' },
      ['c.example:443', key, tls],
    ],
    ['PX_DIRECT_VIZIER_ADDR before the cloud', [], { ...CLOUD, ...DIRECT }, ['v:1', direct, tls]],
    ['--address before all', address, { ...CLOUD, ...DIRECT }, ['127.0.0.1:9', key, tls]],
    [
      '--address with a direct key',
      address,
      { PX_DIRECT_VIZIER_KEY: 'd' },
      ['127.0.0.1:9', direct, tls],
    ],
  ])('%s', async (_, args, env, expected) => {
    const { connections, err, code } = await remote(['run', 'a.pxl', ...args], env);
    expect([err, code]).toEqual(['', 0]);
    expect(connections.map((one) => [one.address, one.auth, one.transport])).toEqual([expected]);
  });

  test.each<[string, string[], Record<string, string>, string]>([
    ['without a key', address, {}, 'There is no key for 127.0.0.1:9. Set PX_API_KEY'],
    ['with both', [...address, '--ca', 'ca.pem', '--plaintext'], API, 'exclude each other'],
    [
      'with certificates that are none',
      [...address, '--ca', 'empty.pem'],
      API,
      'has no certificate',
    ],
    ['with a CA that is not there', [...address, '--ca', 'gone'], API, 'cannot be read'],
    ['to no address', ['--address', 'a b'], API, "'a b' is no address"],
    ['without an address', ['--plaintext'], {}, 'add --address host:port'],
  ])('%s is refused', async (_, args, env, message) => {
    const { code, err, connections } = await remote(['run', 'a.pxl', ...args], env);
    expect(err).toContain(message);
    expect([code, connections]).toEqual([2, []]);
  });

  test.each<[string, string[], string, string]>([
    ['TLS meets plaintext', [], 'h:1 does not answer with TLS.', 'add --plaintext'],
    [
      'plaintext meets TLS',
      ['--plaintext'],
      'The connection to h:1 was lost.',
      'leave out --plaintext',
    ],
    ['a private authority', [], 'The certificate of h:1 is not trusted: x.', 'add --ca FILE'],
  ])('says which flag to change when %s', async (_, flags, message, hint) => {
    const error = { kind: 'network', message, nextStep: 'Wait.', compilerErrors: [] } as const;
    const { code, err } = await remote(['run', 'a.pxl', '--address', 'h:1', ...flags], API, [
      { kind: 'failed', error },
    ]);
    expect(err).toContain(message);
    expect(err).toContain(hint);
    expect(code).toBe(1);
  });
});

describe('the cluster', () => {
  const [a, b] = [cluster('a', 'AAAA'), cluster('b', 'bbbb')];
  const down = cluster('a', 'cccc', 'DISCONNECTED');
  test.each<[string, string[], readonly ClusterInfo[], string]>([
    ['the only healthy one', [], [down, b], 'bbbb'],
    ['by name', ['--cluster', 'b'], [a, b], 'bbbb'],
    ['by ID, in any case', ['--cluster', 'aaaa'], [a, b], 'AAAA'],
  ])('%s', async (_, args, clusters, id) => {
    const { code, requests } = await remote(['run', 'a.pxl', ...args], CLOUD, DONE, clusters);
    expect([code, requests.map(({ clusterId }) => clusterId)]).toEqual([0, [id]]);
  });

  test.each<[string, string[], readonly ClusterInfo[], RegExp]>([
    ['several healthy', [], [a, b], /several healthy clusters.*\n {2}a {2}AAAA {2}HEALTHY\n {2}b/],
    ['none healthy', [], [down], /no healthy cluster.*\n {2}a {2}cccc {2}DISCONNECTED/],
    ['none', [], [], /has no clusters/],
    ['an unknown name', ['--cluster', 'x'], [a], /no cluster 'x'\. It has:\n {2}a {2}AAAA/],
    [
      'demo, which is no cluster there',
      ['--cluster', 'demo', '--address', 'h:1'],
      [a],
      /no cluster 'demo'/,
    ],
    ['an ambiguous name', ['--cluster', 'a'], [a, down], /several clusters 'a'; use an ID/],
  ])('%s: nothing is sent', async (_, args, clusters, said) => {
    const { code, err, requests } = await remote(['run', 'a.pxl', ...args], CLOUD, DONE, clusters);
    expect(err).toMatch(said);
    expect([code, requests]).toEqual([2, []]);
  });

  test('of a Vizier that is reached directly is not looked up', async () => {
    const env = { PX_DIRECT_VIZIER_ADDR: 'v:1' };
    const { requests } = await remote(['run', 'a.pxl'], env, DONE, []);
    expect(requests.map(({ clusterId }) => clusterId)).toEqual([
      '00000000-0000-0000-0000-000000000000',
    ]);
  });

  test('demo stays local while only the environment names a cloud', async () => {
    const fixed = ['--seed', '1', '--now', '1700000000000000000', '--cluster', 'demo'];
    const { code, connections } = await remote(['run', 'a.pxl', ...fixed], CLOUD);
    expect([code, connections]).toEqual([0, []]);
  });
});

describe('pxl clusters', () => {
  const hostile = cluster('x\u001b[2J', 'aaaa');
  test('lists them', async () => {
    const { out } = await remote(['clusters'], CLOUD, DONE, [hostile, cluster('b', 'bb')]);
    expect(out).toBe(
      'NAME    ID    STATUS   VERSION  NODES\nx␛[2J   aaaa  HEALTHY  1.2.3    3\nb       bb    HEALTHY  1.2.3    3\n'
        .replaceAll('NAME    ', 'NAME   ')
        .replaceAll('x␛[2J   ', 'x␛[2J  ')
        .replaceAll('b       ', 'b      '),
    );
  });
  test('lists them as data', async () => {
    const { out } = await remote(['clusters', '--json'], CLOUD, DONE, [hostile]);
    expect(out).not.toContain('\u001b');
    expect(JSON.parse(out)).toEqual([
      {
        id: 'aaaa',
        name: 'x\u001b[2J',
        status: 'HEALTHY',
        statusMessage: '',
        version: '1.2.3',
        nodes: 3,
      },
    ]);
  });
  test('lists the local ones without a connection', async () => {
    const { out, code } = await remote(['clusters']);
    expect(out).toMatch(/^NAME .*\nDemo/);
    expect(code).toBe(0);
  });
  test('cannot ask a Vizier', async () => {
    const { err, code } = await remote(['clusters'], { PX_DIRECT_VIZIER_ADDR: 'v:1' });
    expect([code, err]).toEqual([2, expect.stringContaining('only Pixie Cloud lists clusters')]);
  });
});

describe('tracepoints', () => {
  test('are refused before anything is sent', async () => {
    const { code, err, connections } = await remote(['run', 't.pxl'], CLOUD);
    expect(err).toBe(
      't.pxl deploys tracepoints or changes settings of the cluster; nothing was sent.\nAdd --allow-tracepoints to let it.\n',
    );
    expect([code, connections]).toEqual([2, []]);
  });
  test.each<[string, string[], boolean]>([
    ['are deployed with consent', ['t.pxl', '--allow-tracepoints'], true],
    ['are not asked for by other scripts', ['a.pxl', '--allow-tracepoints'], false],
  ])('%s', async (_, args, mutation) => {
    const { requests } = await remote(['run', ...args], CLOUD);
    expect(requests.map((one) => [one.mutation, one.queryName])).toEqual([[mutation, args[0]]]);
  });
});

describe('tracepoints that are deployed', () => {
  const state = (name: string, is: MutationState['state']): RunEvent => ({
    kind: 'mutation',
    states: [{ id: '', name, state: is }],
  });
  test('are shown as their states change, and alone need no table', async () => {
    const { code, err } = await remote(['run', 't.pxl', '--allow-tracepoints'], CLOUD, [
      state('t', 'PENDING'),
      state('t', 'PENDING'),
      state('t', 'RUNNING'),
      { kind: 'done' },
    ]);
    expect([code, err]).toEqual([0, 'tracepoint t: pending\ntracepoint t: running\n']);
  });
});

describe('a run', () => {
  const announced: RunEvent = { kind: 'table', table: table('1', column('s', 'STRING')) };
  const rows: RunEvent = { kind: 'batch', batch: batch('1', 1, [stringColumn(['x'])]) };
  const error = {
    kind: 'cluster',
    message: 'bad\u001b[2J',
    nextStep: 'Wait.',
    compilerErrors: [],
  } as const;
  const csv = ['run', 'a.pxl', '--format', 'csv'];

  test('whose table may be incomplete has an exit code of its own', async () => {
    const done: RunEvent = { kind: 'done', incompleteTables: ['table_1'] };
    const { code, out, err } = await remote(csv, CLOUD, [announced, rows, done]);
    expect({ code, out, err }).toEqual({
      code: 4,
      out: 's\r\nx\r\n',
      err: 'table_1: may be incomplete; the cluster did not send the end of this table.\n',
    });
  });

  test('without an answer may be incomplete too', async () => {
    const done: RunEvent = { kind: 'done', incompleteTables: [] };
    const { code, err } = await remote(csv, CLOUD, [done]);
    expect([code, err]).toEqual([
      4,
      'a.pxl: may be incomplete; the cluster ended the run without an answer.\n',
    ]);
  });

  test('without a table says how to get one', async () => {
    const { code, err } = await remote(csv, CLOUD, [{ kind: 'done' }]);
    expect([code, err]).toEqual([0, expect.stringContaining('Add px.display(df)')]);
  });

  test('of two scripts is one JSON document', async () => {
    const args = ['run', 'a.pxl', 'a.pxl', '--format', 'json'];
    const { out } = await remote(args, CLOUD, [announced, rows, { kind: 'done' }]);
    expect(JSON.parse(out)).toMatchObject([
      { name: 'table_1', rows: [{ s: 'x' }] },
      { name: 'table_1 (2)', rows: [{ s: 'x' }] },
    ]);
  });

  test('that fails keeps the rows before, and its text controls no terminal', async () => {
    const { code, out, err } = await remote(csv, CLOUD, [
      announced,
      rows,
      { kind: 'failed', error },
    ]);
    expect({ code, out, err }).toEqual({
      code: 1,
      out: 's\r\nx\r\n',
      err: 'a.pxl: bad␛[2J\nWait.\n',
    });
  });

  test('with rows of a table that was not described says so', async () => {
    const { code, err } = await remote(csv, CLOUD, [rows, { kind: 'done' }]);
    expect([code, err]).toEqual([1, expect.stringContaining('a table that it did not describe')]);
  });

  test('ends when the time of --timeout is over', async () => {
    const runner = fakeRunner(async function* (_, signal) {
      await new Promise((resolve) => {
        signal.addEventListener('abort', resolve, { once: true });
      });
      yield { kind: 'done' };
    });
    await withFiles(FILES, async (path) => {
      const args = ['run', path('a.pxl'), '--timeout', '1ms'];
      const { code, err } = await pxl(args, { runner, env: CLOUD });
      expect([code, err]).toEqual([1, 'The time of --timeout is over; no rows had arrived.\n']);
    });
  });
});
