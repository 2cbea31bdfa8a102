/** `pxl check`: positions and words of the real compiler, exit codes, input that is no script. */
import { describe, expect, test } from 'vitest';
import type { CheckRecord } from '../../cli/src/commands/check.ts';
import { pxl, withFiles } from './runMain.ts';

const GOOD = "import px\npx.display(px.DataFrame('http_events', start_time='-5m'))\n";

async function checkJson(script: string) {
  return withFiles({ 'a.pxl': script }, async (path) => {
    const { code, out } = await pxl(['check', '--json', path('a.pxl')]);
    const records = JSON.parse(out) as CheckRecord[];
    expect(records.every(({ file }) => file === path('a.pxl'))).toBe(true);
    return { code, records };
  });
}

describe('pxl check --json', () => {
  test.each([
    [
      'an unknown column',
      "import px\ndf = px.DataFrame('http_events', start_time='-5m')\ndf.x = df.latencyy\npx.display(df)\n",
      { line: 3, column: 10, endLine: 3, endColumn: 19, code: 'PXL202' },
      "Column 'latencyy' not found in parent dataframe",
    ],
    [
      'an unknown table',
      "import px\ndf = px.DataFrame('http_event', start_time='-5m')\npx.display(df)\n",
      { line: 2, column: 18, endLine: 2, endColumn: 50, code: 'PXL201' },
      "Table 'http_event' not found.",
    ],
    [
      'an unknown name',
      'import px\npx.display(dg)\n',
      { line: 2, column: 12, endLine: 2, endColumn: 14, code: 'PXL101' },
      "name 'dg' is not defined",
    ],
    [
      'a column behind a text of several bytes a character',
      "import px\ndf = px.DataFrame('http_events', start_time='-5m')\ndf.x = 'häß' + df.nope\npx.display(df)\n",
      { line: 3, column: 20, endLine: 3, endColumn: 25, code: 'PXL202' },
      "Column 'nope' not found in parent dataframe",
    ],
  ])('gives the position of %s', async (_, script, position, message) => {
    expect(await checkJson(script)).toEqual({
      code: 1,
      records: [expect.objectContaining({ ...position, severity: 'error', message })],
    });
  });

  test('leaves a byte order mark out, and counts columns without it', async () => {
    expect(await checkJson(`\uFEFF${GOOD}`)).toEqual({ code: 0, records: [] });
    const { records } = await checkJson('\uFEFFimport nope\n');
    expect(records[0]).toMatchObject({ line: 1, column: 1, code: 'PXL104' });
  });

  test('gives the places a problem has to do with', async () => {
    const { records } = await checkJson(GOOD.replace("'-5m'))", "'-5m').drop('nope'))"));
    const [related] = records.flatMap((one) => one.related);
    expect(related).toMatchObject({ line: 2, endLine: 2, message: 'The DataFrame is made here.' });
  });

  test('gives an empty array for a script without problems', async () => {
    expect(await checkJson(GOOD)).toEqual({ code: 0, records: [] });
  });

  test('tells syntax errors once', async () => {
    const { code, records } = await checkJson("import px\ndf = px.DataFrame('http_events'\n");
    expect(code).toBe(1);
    expect(records.map((record) => record.code)).toEqual(['PXL001']);
  });

  test('does not fail for warnings', async () => {
    const { code, records } = await checkJson(GOOD.replace(", start_time='-5m'", ''));
    expect(records.map(({ severity }) => severity)).toEqual(['warning']);
    expect(code).toBe(0);
  });

  test('tells that an empty script runs nothing', async () => {
    const { code, records } = await checkJson('\n');
    expect(code).toBe(1);
    expect(records.map((record) => record.code)).toEqual(['PXL003']);
  });
});

describe('pxl check', () => {
  test('prints one line a problem, of several files', () =>
    withFiles({ 'a.pxl': GOOD, 'b.pxl': 'import px\npx.display(dg)\n' }, async (path) => {
      const { code, out } = await pxl(['check', path('a.pxl'), path('b.pxl')]);
      expect(out).toBe(`${path('b.pxl')}:2:12: error: name 'dg' is not defined [PXL101]\n`);
      expect(code).toBe(1);
    }));

  test('adds a line for each place a problem has to do with', () =>
    withFiles({ 'a.pxl': GOOD.replace("'-5m'))", "'-5m').drop('nope'))") }, async (path) => {
      const { out } = await pxl(['check', path('a.pxl')]);
      const a = path('a.pxl');
      expect(out).toBe(
        `${a}:2:62: error: Column 'nope' not found in parent dataframe [PXL202]\n${a}:2:12: note: The DataFrame is made here.\n`,
      );
    }));

  test('tells a vis.json that cannot be used', () =>
    withFiles({ 'a.pxl': GOOD, 'vis.json': '{"widgets": [' }, async (path) => {
      const { code, out } = await pxl(['check', path('a.pxl')]);
      expect(out).toContain('vis.json');
      expect(code).toBe(1);
    }));

  test.each([
    ['gone.pxl', undefined, 'there is no such file'],
    ['image.pxl', Uint8Array.of(0x89, 0x50, 0, 1), 'is not a text file'],
    ['large.pxl', 'x = 1\n'.repeat(1_000_000), 'is larger than 4 MiB'],
  ])('says what is wrong with %s', (name, content, message) =>
    withFiles(content === undefined ? {} : { [name]: content }, async (path) => {
      const { code, err } = await pxl(['check', path(name)]);
      expect(err).toContain(message);
      expect(code).toBe(2);
    }),
  );

  test('wants a file', async () => {
    const { code, err } = await pxl(['check']);
    expect(err).toContain("missing required argument 'files'");
    expect(code).toBe(2);
  });
});
