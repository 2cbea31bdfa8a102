/** Whole scripts against the recorded rows, and our rows written as recorded ones are. */
import { expect, test } from 'vitest';
import {
  answerLine,
  caseName,
  listedDifferences,
  runCases,
} from '../../support/engineConformance.ts';
import { readOracleText } from '../../support/oracle.ts';
import { isOrdered, scoreTables } from '../support/answerRows.ts';
import { answersOf, readAnswers } from '../support/oracleCluster.ts';

test('scripts give the recorded rows', { timeout: 120_000 }, async () => {
  const results = await runCases(
    readOracleText('dataset.json.gz'),
    readAnswers('results.jsonl.gz'),
  );
  const different = results.filter(({ score }) => score.difference !== undefined);
  // Also: what is listed really differs.
  expect(
    different.map(({ answer, score }) => `${caseName(answer)} ${score.difference ?? ''}`),
  ).toEqual([...listedDifferences().keys()].map((id): unknown => expect.stringMatching(`^${id} `)));
  expect(results.length).toBe(350);
  // What is written can be read again and says the same.
  for (const result of results) {
    const [written] = answersOf(answerLine(result));
    if (written === undefined) throw new Error('nothing was written');
    expect(scoreTables(written, result.ours, isOrdered(written)).difference).toBeUndefined();
  }
});
