/** Our answers beside the real compiler's recorded ones: all of them, and the differences that stay. */
import { expect, test } from 'vitest';
import {
  answered,
  knownDifferences,
  reasonFor,
  score,
  type Measure,
} from '../support/conformance.ts';
import { readCases } from '../support/conformanceCases.ts';
import { oracleCases } from '../support/oracle.ts';

const cases = oracleCases();
const { counts, differences } = score(answered(cases));
const known = knownDifferences();

/** What is asked of us, in per cent. */
const NEEDED: readonly (readonly [Measure, number])[] = [
  ['accepted/refused', 100],
  ['line', 99],
  ['column', 99],
  ['message', 98],
  ['status', 98],
  ['output tables', 99],
  ['column names', 99],
  ['types', 99],
  ['semantic types', 99],
];

test.each(NEEDED)('%s: at least %d %%', (measure, needed) => {
  const { same, total } = counts.get(measure) ?? { same: 0, total: 0 };
  expect(total).toBeGreaterThan(1000);
  expect((100 * same) / total).toBeGreaterThanOrEqual(needed);
});

test('every difference has a reason', () => {
  const unknown = differences.filter((one) => reasonFor(one, known) === undefined);
  expect(unknown).toEqual([]);
});

test('every listed difference still occurs', () => {
  const found = new Set(differences.map(({ id, measure }) => `${id} ${measure}`));
  const listed = known.flatMap(({ ids, measures }) =>
    ids.flatMap((id) => measures.map((measure) => `${id} ${measure}`)),
  );
  expect(listed.filter((one) => !found.has(one))).toEqual([]);
});

test('a line that is no case is told, and the others go on', () => {
  const lines = ['{"id":"a","script":"x"}', '{', '5', '{"id":"b"}', '{"id":"c","script":""}'];
  const { cases: read, complaints } = readCases(lines.join('\n'));
  expect(read.map(({ id }) => id)).toEqual(['a', 'c']);
  expect(complaints).toEqual([
    expect.stringContaining('line 2: '),
    'line 3: not an object',
    'line 4: script is not a text',
  ]);
});
