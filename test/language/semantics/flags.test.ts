/** `#px:set` lines, as the query broker reads them. @see query_flags.go */
import { describe, expect, test } from 'vitest';
import { analyze, bundledCatalog, compile, readFlags } from '#language';

const ROWS = 'max_output_rows_per_table';

describe('a flag', () => {
  test.each([
    [`#px:set ${ROWS}=7`, { maxOutputRowsPerTable: 7 }],
    [`#px:set ${ROWS}=+7`, { maxOutputRowsPerTable: 7 }],
    [`#px:set ${ROWS}=007`, { maxOutputRowsPerTable: 7 }],
    [`#px:set ${ROWS}=0`, { maxOutputRowsPerTable: undefined }],
    [`#px:set ${ROWS}=-1`, { maxOutputRowsPerTable: undefined }],
    [`#px:set ${ROWS}=9223372036854775807`, { maxOutputRowsPerTable: undefined }],
    ['#px:set explain=1\n#px:set analyze=T', { explain: true, analyze: true }],
    ['#px:set explain=True', { explain: true }],
    ['#px:set explain=true\n#px:set explain=FALSE', { explain: false }],
    ['# px:set explain=true', { explain: false }],
    [' #px:set explain=true', { explain: false }],
    ['#px:setexplain=true', { explain: false }],
    ['x = 1 #px:set explain=true', { explain: false }],
    ['import px\n#px:set explain=true', { explain: true }],
  ])('%j gives %j', (text, flags) => {
    expect(readFlags(text)).toMatchObject({ flags, problems: [] });
  });

  test.each([
    ['#px:set nope=1', 'nope is not a valid flag'],
    ['#px:set  explain=true', 'Config setting is malformed'],
    ['#px:set explain=true ', 'Config setting is malformed'],
    ['#px:set explain', 'Config setting is malformed'],
    ['#px:set explain=true=1', 'Config setting is malformed'],
    ['#px:set explain=yes', 'strconv.ParseBool: parsing "yes": invalid syntax'],
    ['#px:set explain=tRUE', 'strconv.ParseBool: parsing "tRUE": invalid syntax'],
    [`#px:set ${ROWS}=`, 'strconv.ParseInt: parsing "": invalid syntax'],
    [`#px:set ${ROWS}=1_000`, 'strconv.ParseInt: parsing "1_000": invalid syntax'],
    [`#px:set ${ROWS}=1e3`, 'strconv.ParseInt: parsing "1e3": invalid syntax'],
    [
      `#px:set ${ROWS}=9223372036854775808`,
      'strconv.ParseInt: parsing "9223372036854775808": value out of range',
    ],
  ])('%j is refused: %s', (text, message) => {
    const { problems } = readFlags(`import px\n${text}\n`);
    expect(problems).toHaveLength(1);
    expect(problems[0]?.message.startsWith(message)).toBe(true);
    expect(problems[0]).toMatchObject({ start: 10, end: 10 + text.length });
  });
});

describe('a line that ends with CRLF', () => {
  const request = {
    script:
      "#px:set explain=true\r\nimport px\r\npx.display(px.DataFrame('http_events', start_time='-1m'))\r\n",
    catalog: bundledCatalog(),
    nowNs: 1_700_000_000_000_000_000n,
  };
  test('is a warning for its author, whose runner sends LF', () => {
    const { problems, plan } = analyze(request);
    expect(problems.map(({ code, severity }) => [code, severity])).toEqual([['PXL401', 'warning']]);
    expect(plan?.flags.explain).toBe(true);
  });
  test('is refused where a script has come as it is', () => {
    const { problems, plan, status } = compile(request);
    expect(problems.map(({ code, severity }) => [code, severity])).toEqual([['PXL401', 'error']]);
    expect(plan).toBeUndefined();
    expect(status).toContain('CRLF');
  });
});
