/** `pxl run`: the examples' tables in every format, the same bytes for the same seed and clock. */
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createVizierRunner } from '#runner';
import { serveVizier } from '../../gateway/src/vizier/vizierServer.ts';
import { readExamples } from '../examples/readExamples.ts';
import { plaintext } from '../support/connect.ts';
import { batch, DEMO, fakeRunner, table } from '../support/fakeRunner.ts';
import { pxl, withFiles } from './runMain.ts';

const examples = join(import.meta.dirname, '..', '..', 'examples');
const FIXED = ['--seed', '1', '--now', '1700000000000000000'];
const FIVE = `import px
df = px.DataFrame('http_events', start_time='-5m')
px.display(df[['time_', 'upid', 'req_path', 'resp_status', 'latency']].head(5), 'five')
`;
const FUNCTION = `import px
def of_service(service: str, limit: int):
    df = px.DataFrame('http_events', start_time='-1m')
    df.service = df.ctx['service']
    df = df[df.service == service]
    return df[['service']].head(limit)
`;

describe('pxl run', () => {
  test.each(readExamples().map(({ name }) => name))('prints the tables of %s', async (name) => {
    const file = join(examples, name, `${name}.pxl`);
    const first = await pxl(['run', file, ...FIXED]);
    expect(first.err).toBe('');
    expect(first.code).toBe(0);
    expect(first.out).toMatch(/^\S.* \([1-9][\d,]* rows?\)\n/);
    expect((await pxl(['run', file, ...FIXED])).out).toBe(first.out);
  });

  test('prints JSON lines, exactly', () =>
    withFiles({ 'a.pxl': FIVE }, async (path) => {
      const { out } = await pxl(['run', path('a.pxl'), '--format', 'jsonl', ...FIXED]);
      const rows = out.trimEnd().split('\n');
      expect(rows).toHaveLength(5);
      for (const row of rows) {
        expect(JSON.parse(row)).toMatchObject({ _table: 'five' });
        expect(row).toMatch(/"time_":"2023-11-14T22:\d\d:\d\d\.\d{9}Z"/);
      }
    }));

  test('prints one JSON document with types', () =>
    withFiles({ 'a.pxl': FIVE }, async (path) => {
      const { out } = await pxl(['run', path('a.pxl'), '--format', 'json', ...FIXED]);
      const [table] = JSON.parse(out) as { name: string; columns: unknown[]; rows: unknown[] }[];
      expect(table?.columns[4]).toEqual({
        name: 'latency',
        type: 'INT64',
        semanticType: 'ST_DURATION_NS',
      });
      expect(table?.rows).toHaveLength(5);
    }));

  test('prints CSV with a header', () =>
    withFiles({ 'a.pxl': FIVE }, async (path) => {
      const { out } = await pxl(['run', path('a.pxl'), '--format', 'csv', ...FIXED]);
      const [header, ...rows] = out.trimEnd().split('\r\n');
      expect(header).toBe('time_,upid,req_path,resp_status,latency');
      expect(rows).toHaveLength(5);
    }));

  test('runs one function with arguments', () =>
    withFiles({ 'a.pxl': FUNCTION }, async (path) => {
      const args = ['--func', 'of_service', '--arg', 'service=shop/frontend', '--arg', 'limit=3'];
      const { code, out } = await pxl(['run', path('a.pxl'), ...args, '--format', 'csv', ...FIXED]);
      expect(out).toBe(`service\r\n${'shop/frontend\r\n'.repeat(3)}`);
      expect(code).toBe(0);
    }));

  test('says when the limit of rows is reached, whatever it is', () =>
    withFiles(
      { 'a.pxl': `#px:set max_output_rows_per_table=7\n${FIVE.replace('.head(5)', '')}` },
      async (path) => {
        const { err } = await pxl(['run', path('a.pxl'), ...FIXED]);
        expect(err).toBe('five: the limit of 7 rows is reached; there may be more.\n');
      },
    ));

  test('prints where a script does not compile', () =>
    withFiles({ 'a.pxl': 'import px\npx.display(dg)\n' }, async (path) => {
      const { code, err } = await pxl(['run', path('a.pxl'), ...FIXED]);
      expect(err.split('\n')[0]).toBe(`${path('a.pxl')}:2:12: name 'dg' is not defined`);
      expect(code).toBe(1);
    }));

  test('that is cancelled says so', () =>
    withFiles({ 'a.pxl': FIVE }, async (path) => {
      const abort = new AbortController();
      abort.abort();
      const { code, err } = await pxl(['run', path('a.pxl'), ...FIXED], { signal: abort.signal });
      expect(err).toBe('Cancelled; no rows had arrived.\n');
      expect(code).toBe(130);
    }));

  test.each([
    ['an unknown cluster', ['--cluster', 'mars'], "There is no cluster 'mars'"],
    [
      'an unknown function',
      ['--func', 'nope'],
      "there is no function 'nope'; the script has of_service.",
    ],
    ['missing values', ['--func', 'of_service'], 'add --arg service=… --arg limit=…'],
    [
      'an unknown argument',
      ['--func', 'of_service', '--arg', 'x=1'],
      "no argument 'x'; known are service, limit",
    ],
    ['an argument without a value', ['--arg', 'x'], 'It must be written as name=value.'],
    ['an unknown format', ['--format', 'xml'], "argument 'xml' is invalid"],
    ['a seed that is no number', ['--seed', 'x'], 'It must be a whole number.'],
  ])('refuses %s', (_, args, message) =>
    withFiles({ 'a.pxl': FUNCTION }, async (path) => {
      const { code, out, err } = await pxl(['run', path('a.pxl'), ...args]);
      expect(err).toContain(message);
      expect(out).toBe('');
      expect(code).toBe(2);
    }),
  );

  test('refuses an empty script', () =>
    withFiles({ 'a.pxl': ' \n' }, async (path) => {
      const { code, err } = await pxl(['run', path('a.pxl')]);
      expect(err).toContain('The script is empty. Write a script, then run it.');
      expect(code).toBe(2);
    }));
});

test.each([
  ['a script that deletes a tracepoint', "import pxtrace\npxtrace.DeleteTracepoint('t')\n", true],
  ['a docstring about pxtrace', '"""\nimport pxtrace\n"""\n', false],
])('a cluster is told whether a run changes it: %s', async (_what, head, mutation) => {
  const fake = fakeRunner(() => [
    { kind: 'table', table: table('1') },
    { kind: 'batch', batch: batch('1', 0, [], true) },
    { kind: 'done' },
  ]);
  const server = await serveVizier(fake, { apiKey: 'key' });
  try {
    const script = `${head}import px\npx.display(px.DataFrame('http_events'))\n`;
    await withFiles({ 'a.pxl': script }, async (path) => {
      const at = ['--address', server.address, '--plaintext', '--cluster', DEMO.id];
      const args = ['run', path('a.pxl'), ...at, '--allow-tracepoints'];
      const runner = createVizierRunner(plaintext(server.address, 'key'));
      const finished = await pxl(args, { env: { PX_API_KEY: 'key' }, runner });
      expect(finished).toMatchObject({ code: 0, err: '' });
    });
    expect(fake.requests.map((request) => request.mutation)).toEqual([mutation]);
  } finally {
    server.close();
  }
});

describe('pxl run --profile', () => {
  const PROFILE = JSON.stringify({
    nodes: [
      { id: 1, callFrame: { functionName: 'main' }, children: [2] },
      { id: 2, callFrame: { functionName: 'work' } },
    ],
    samples: [2, 2],
  });
  const SCRIPT = `import px
df = px.DataFrame('stack_traces.beta')
df.service = df.ctx['service']
px.display(df[['service', 'stack_trace', 'count']], 'stacks')
`;
  const files = { 'stacks.pxl': SCRIPT, 'batch.cpuprofile': PROFILE, 'no.cpuprofile': 'x' };

  test('fills the stack traces of this machine', () =>
    withFiles(files, async (path) => {
      const profile = ['--profile', path('batch.cpuprofile')];
      const flags = ['--cluster', 'host', '--format', 'jsonl', ...profile];
      const { out, err } = await pxl(['run', path('stacks.pxl'), ...flags]);
      expect(err).toBe('');
      expect(JSON.parse(out)).toEqual({
        _table: 'stacks',
        service: 'default/batch',
        stack_trace: 'main;work',
        count: 2,
      });
    }));

  test.each([
    ['on another cluster', ['--profile', 'batch.cpuprofile'], 'add --cluster host'],
    ['that is none', ['--cluster', 'host', '--profile', 'no.cpuprofile'], 'neither a .cpuprofile'],
    ['that is not there', ['--cluster', 'host', '--profile', 'gone'], 'cannot be read'],
  ])('%s is refused', (_name, flags, message) =>
    withFiles(files, async (path) => {
      const args = flags.map((flag, at) => (flags[at - 1] === '--profile' ? path(flag) : flag));
      const { code, err } = await pxl(['run', path('stacks.pxl'), ...args]);
      expect([code, err]).toEqual([2, expect.stringContaining(message)]);
    }),
  );
});
