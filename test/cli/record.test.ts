/** `pxl record`, and its folder as a cluster of `pxl run`. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { pxl, withFiles } from './runMain.ts';

const NOW = ['--now', '1700000000000000000', '--seed', '7'];
const SCRIPT = `import px
df = px.DataFrame('process_stats', start_time='-30s')
df.pod = df.ctx['pod']
df = df.groupby('pod').agg(n=('time_', px.count), last=('time_', px.max))
px.display(df)
`;

describe('a recording', () => {
  test('of the tables a script reads gives what the script gave', async () => {
    await withFiles({ 'a.pxl': SCRIPT }, async (path) => {
      const script = ['--script', path('a.pxl'), '--last', '30s'];
      const recorded = await pxl(['record', '--out', path('rec'), ...script, ...NOW]);
      expect(recorded.err).toBe('');
      expect(recorded.code).toBe(0);
      expect(recorded.out).toMatch(/^process_stats: \d+ rows\nRecorded 1 tables in /u);
      const live = await pxl(['run', path('a.pxl'), '--format', 'csv', ...NOW]);
      const replayed = await pxl([
        'run',
        path('a.pxl'),
        '--format',
        'csv',
        '--cluster',
        path('rec'),
      ]);
      expect(replayed).toEqual(live);
      expect(live.out.split('\n').length).toBeGreaterThan(3);
    });
  });

  test('says what was left out', async () => {
    await withFiles({ 'a.pxl': SCRIPT }, async (path) => {
      const limits = ['--table', 'process_stats', '--max-rows', '5', '--redact', '--name', 'Cut'];
      const { out } = await pxl(['record', '--out', path('rec'), ...limits, ...NOW]);
      expect(out).toContain('process_stats: 5 rows, cut off at the limit\n');
      const manifest = readFileSync(path('rec/manifest.json'), 'utf8');
      expect(JSON.parse(manifest)).toMatchObject({
        name: 'Cut',
        redaction: 'pii',
        tables: [{ rows: 5, truncated: true }],
      });
    });
  });
});

describe('wrong use', () => {
  test.each<[string, string[], number, RegExp]>([
    [
      'an unknown table',
      ['record', '--out', 'OUT', '--table', 'nope'],
      1,
      /no table nope.*\nIt has/u,
    ],
    ['a duration without unit', ['record', '--out', 'OUT', '--last', '5'], 2, /Write it as 30s/u],
    [
      'a cluster that is not there',
      ['record', '--out', 'OUT', '--cluster', 'x'],
      2,
      /no cluster 'x'/u,
    ],
    ['a folder without manifest', ['run', 'SCRIPT', '--cluster', '.'], 1, /has no manifest\.json/u],
    ['an address without key', ['run', 'SCRIPT', '--address', 'a.dev:443'], 2, /PX_API_KEY/u],
  ])('%s', async (_, argv, code, said) => {
    await withFiles({ 'a.pxl': SCRIPT }, async (path) => {
      const names: Record<string, string> = { OUT: path('rec'), SCRIPT: path('a.pxl') };
      const found = await pxl(argv.map((one) => names[one] ?? one));
      expect(found.err).toMatch(said);
      expect(found.code).toBe(code);
    });
  });
});
