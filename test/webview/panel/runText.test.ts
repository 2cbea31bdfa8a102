import { describe, expect, test } from 'vitest';
import { runError } from '#protocol/errors';
import { gridHeights, type SectionHeights } from '../../../webview/src/panel/layout.ts';
import {
  elapsedText,
  functionsText,
  limitText,
  outcomeText,
  runningText,
  statsText,
} from '../../../webview/src/panel/runText.ts';

const error = runError('network', 'The connection was lost.', 'Run the script again.');
const progress = { clusterName: 'Demo', rows: 1234, elapsedMs: 2_125, waitsFor: '' };

test('what a run says', () => {
  expect([
    runningText({ ...progress, rows: 0 }),
    runningText(progress),
    runningText({ ...progress, waitsFor: 'Waiting for tracepoints…' }),
    outcomeText({ kind: 'done' }, progress),
    outcomeText({ kind: 'done', incompleteTables: ['http'] }, progress),
    outcomeText({ kind: 'cancelled' }, progress),
    outcomeText({ kind: 'cancelled' }, { ...progress, rows: 0 }),
    outcomeText({ kind: 'failed', error }, progress),
    outcomeText({ kind: 'failed', error }, { ...progress, rows: 0 }),
  ]).toEqual([
    'Running on Demo · 2.1 s · no rows yet',
    'Running on Demo · 2.1 s · 1,234 rows so far',
    'Running on Demo · 2.1 s · 1,234 rows so far · Waiting for tracepoints…',
    '1,234 rows from Demo in 2.1 s',
    '1,234 rows from Demo in 2.1 s · may be incomplete',
    'Cancelled after 2.1 s · 1,234 rows, incomplete',
    'Cancelled after 2.1 s · no rows',
    'Failed after 2.1 s · 1,234 rows, incomplete',
    'Failed after 2.1 s',
  ]);
  expect([-5, 59_900, 65_000].map(elapsedText)).toEqual(['0.0 s', '59.9 s', '1 min 5 s']);
});

test('statistics stay exact', () => {
  expect(
    statsText({
      compileNs: '31900000',
      executeNs: '1200000000',
      bytesProcessed: '25907',
      recordsProcessed: '9223372036854775807',
    }),
  ).toBe('compile 31.9 ms · execute 1.2 s · read 9,223,372,036,854,775,807 rows · 25.3 KB');
});

test('functions', () => {
  expect([[], ['f(x=1)'], ['f()', 'g()']].map(functionsText)).toEqual([
    '',
    'f(x=1)',
    '2 functions',
  ]);
});

test.each([
  [{ rows: 10_000, limit: 10_000, isComplete: true }, '10,000-row limit reached'],
  [{ rows: 9_999, limit: 10_000, isComplete: true }, ''],
  [{ rows: 10_000, limit: 10_000, isComplete: false }, ''],
  [{ rows: 10_000, limit: undefined, isComplete: true }, ''],
])('limit of %j', (check, text) => {
  expect(limitText(check)).toBe(text);
});

describe('heights', () => {
  const section = (wantedPx: number, isOpen = true): SectionHeights => ({
    wantedPx,
    leastPx: Math.min(wantedPx, 150),
    isOpen,
    headingPx: 30,
  });
  test.each([
    ['one table fills the panel', [section(80)], [570]],
    [
      'a closed table leaves its place to the other',
      [section(80, false), section(9_000)],
      [0, 540],
    ],
    ['small tables get what they want', [section(80), section(100)], [80, 100]],
    ['a large one gets what small ones leave', [section(80), section(9_000)], [80, 460]],
    ['large ones share', [section(9_000), section(9_000)], [270, 270]],
    [
      'many scroll',
      Array.from({ length: 9 }, () => section(500)),
      Array.from({ length: 9 }, () => 150),
    ],
    ['no tables', [], []],
  ] as const)('%s', (_, sections, heights) => {
    expect(gridHeights(sections, 600)).toEqual(heights);
  });
});
