/** Hints beside statements. */
import { describe, expect, test } from 'vitest';
import { analyze, bundledCatalog } from '#language';
import { inlayHints, type InlayHintOptions } from '#ide';
import { FRAME } from './completion/checkCompletion.ts';

const OFF: InlayHintOptions = { columnTypes: false, units: false, relations: 'off' };

/** The text with its hints in «». */
function checkHints(lines: string, options: Partial<InlayHintOptions>, expected: string): void {
  const text = FRAME + lines;
  const analysis = analyze({ script: text, catalog: bundledCatalog(), nowNs: 0n });
  const span = { start: FRAME.length, end: text.length };
  const hints = inlayHints(analysis, span, { ...OFF, ...options });
  const shown = [...hints]
    .reverse()
    .reduce(
      (all, { offset, text: hint }) => `${all.slice(0, offset)}«${hint}»${all.slice(offset)}`,
      text,
    );
  expect(shown.slice(FRAME.length)).toBe(expected);
}

const STEPS = [
  'df.ms = df.latency / 1000000',
  "df = df.groupby('upid').agg(n=('latency', px.count), p=('latency', px.mean))",
  'df = df.head(5)',
  "df = df.drop('p')",
].join('\n');

describe('hints', () => {
  test('none by default', () => checkHints(STEPS, {}, STEPS));

  test('types of columns', () =>
    checkHints(
      "df.ms = df.latency / 1000\ndf['m'] = df.req_method",
      { columnTypes: true },
      "df.ms«: FLOAT64» = df.latency / 1000\ndf['m']«: STRING» = df.req_method",
    ));

  test('units of columns and of what they are compared with', () =>
    checkHints(
      'df.d = df.latency\ndf = df[df.latency > 1500000]\ndf = df[df.resp_body_size > 2048]',
      { units: true },
      'df.d«: ns» = df.latency\ndf = df[df.latency > 1500000«= 1.5 ms»]\ndf = df[df.resp_body_size > 2048«= 2 KB»]',
    ));

  test('types and units', () =>
    checkHints(
      'df.d = df.latency',
      { columnTypes: true, units: true },
      'df.d«: INT64, ns» = df.latency',
    ));

  test('columns that change', () =>
    checkHints(
      STEPS,
      { relations: 'changes' },
      [
        'df.ms = df.latency / 1000000«+ms: FLOAT64»',
        "df = df.groupby('upid').agg(n=('latency', px.count), p=('latency', px.mean))«3 columns: upid, n, p»",
        'df = df.head(5)',
        "df = df.drop('p')«-p»",
      ].join('\n'),
    ));

  test('how many columns there are', () =>
    checkHints(
      "df = df.drop('upid')\none = px.DataFrame('http_events', select=['upid'], start_time='-5m')",
      { relations: 'count' },
      "df = df.drop('upid')«21 columns»\none = px.DataFrame('http_events', select=['upid'], start_time='-5m')«1 column»",
    ));

  test('inside functions', () =>
    checkHints(
      'def f(n: int):\n    df.x = n\n    return df',
      { columnTypes: true },
      'def f(n: int):\n    df.x«: INT64» = n\n    return df',
    ));

  test('nothing where it is not known', () =>
    checkHints(
      'df.x = df.nope\ny = nobody',
      { columnTypes: true, relations: 'count' },
      'df.x = df.nope\ny = nobody',
    ));
});
