/** `--out`, and output that cannot be written: one line, and no half file. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { RunEvent } from '#protocol/run';
import { OutputError } from '../../../cli/src/outcome/errors.ts';
import { nodeDisk, outFilesOn, type Disk } from '../../../cli/src/output/outFile.ts';
import { batch, column, fakeRunner, stringColumn, table } from '../../support/fakeRunner.ts';
import { pxl, withFiles, type Surroundings } from '../runMain.ts';

const SCRIPT = "import px\npx.display(px.DataFrame('http_events', start_time='-1m'))\n";
const ROWS: readonly RunEvent[] = [
  { kind: 'table', table: table('1', column('s', 'STRING')) },
  { kind: 'batch', batch: batch('1', 1, [stringColumn(['x'])], true) },
];
const error = { kind: 'cluster', message: 'gone', nextStep: 'Wait.', compilerErrors: [] } as const;
const env = { PX_CLOUD_ADDR: 'c:1', PX_API_KEY: 'k' };

const failing = (code: string) => Object.assign(new Error(`${code}: no`), { code });

/** A disk on which one kind of work fails. */
const diskWith = (part: 'append' | 'flush' | 'rename', code: string): Disk => ({
  ...nodeDisk,
  rename: part === 'rename' ? () => Promise.reject(failing(code)) : nodeDisk.rename,
  create: async (path) => ({
    ...(await nodeDisk.create(path)),
    [part]: () => Promise.reject(failing(code)),
  }),
});

/** Runs with `--out`. @returns what is in the folder afterwards, too. */
const toFile = (events: readonly RunEvent[], given: Surroundings = {}, before?: string) =>
  withFiles({ 'a.pxl': SCRIPT }, async (path) => {
    if (before !== undefined) writeFileSync(path('rows.csv'), before);
    const args = ['run', path('a.pxl'), '--format', 'csv', '--out', path('rows.csv')];
    const { code, out, err } = await pxl(args, { env, runner: fakeRunner(() => events), ...given });
    const names = readdirSync(path('')).filter((name) => name !== 'a.pxl');
    const content = names.map((name) => readFileSync(path(name), 'utf8'));
    return { code, out, err: err.replaceAll(`${path('')}/`, ''), names, content };
  });

describe('--out', () => {
  test('appears when all rows are there', async () => {
    expect(await toFile([...ROWS, { kind: 'done' }])).toEqual({
      code: 0,
      out: '',
      err: '',
      names: ['rows.csv'],
      content: ['s\r\nx\r\n'],
    });
  });

  test('replaces a file', async () => {
    const { content } = await toFile([...ROWS, { kind: 'done' }], {}, 'old');
    expect(content).toEqual(['s\r\nx\r\n']);
  });

  test.each<[string, RunEvent, number, string]>([
    ['fails', { kind: 'failed', error }, 1, 'a.pxl: gone\nWait.\nrows.csv was not written.\n'],
  ])('is left as it was when the run %s', async (_, last, code, err) => {
    const { content, ...finished } = await toFile([...ROWS, last], {}, 'old');
    expect(finished).toEqual({ code, out: '', err, names: ['rows.csv'] });
    expect(content).toEqual(['old']);
  });

  test.each(['append', 'flush', 'rename'] as const)(
    'leaves nothing of a full disk: %s',
    async (part) => {
      const outFiles = outFilesOn(diskWith(part, 'ENOSPC'));
      const finished = await toFile([...ROWS, { kind: 'done' }], { outFiles });
      expect(finished).toEqual({
        code: 1,
        out: '',
        err: 'rows.csv cannot be written: the disk is full.\n',
        names: [],
        content: [],
      });
    },
  );

  test('refuses a folder', () =>
    withFiles({ 'a.pxl': SCRIPT }, async (path) => {
      mkdirSync(path('folder'));
      const args = ['run', path('a.pxl'), '--out', path('folder')];
      const { code, err } = await pxl(args, { env, runner: fakeRunner(() => ROWS) });
      expect([code, err]).toEqual([
        2,
        expect.stringContaining('is not a file that can be replaced'),
      ]);
    }));

  test('names a folder that is missing', () =>
    withFiles({ 'a.pxl': SCRIPT }, async (path) => {
      const args = ['run', path('a.pxl'), '--out', path('gone/rows.csv')];
      const { code, err } = await pxl(args, { env, runner: fakeRunner(() => ROWS) });
      expect([code, err]).toEqual([1, expect.stringContaining('its folder does not exist')]);
    }));
});

describe('standard output', () => {
  test.each([
    ['that nobody reads any more ends quietly', 'EPIPE', 0, ''],
    ['on a full disk', 'ENOSPC', 1, 'Standard output cannot be written: the disk is full.\n'],
  ])('%s', async (_, reason, code, err) => {
    const write = () => Promise.reject(new OutputError('Standard output', failing(reason)));
    const runner = fakeRunner(() => [...ROWS, { kind: 'done' }]);
    await withFiles({ 'a.pxl': SCRIPT }, async (path) => {
      const finished = await pxl(['run', path('a.pxl')], { env, runner, write });
      expect([finished.code, finished.err]).toEqual([code, err]);
    });
  });
});
