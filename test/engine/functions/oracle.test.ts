/** Every scalar function over edge values against the recorded answers. */
import { beforeAll, describe, expect, test } from 'vitest';
import { caseName, runCases, type CaseResult } from '../../support/engineConformance.ts';
import { readOracleText } from '../../support/oracle.ts';
import { readAnswers } from '../support/oracleCluster.ts';

const answers = readAnswers('functions.jsonl.gz');
let results: ReadonlyMap<string, CaseResult>;
beforeAll(async () => {
  const all = await runCases(readOracleText('edge-dataset.json.gz'), answers);
  results = new Map(all.map((result) => [caseName(result.answer), result]));
}, 60_000);

describe('functions give the recorded rows', () => {
  test.each(answers.map(caseName))('%s', (name) => {
    const score = results.get(name)?.score;
    expect(score?.difference).toBeUndefined();
    expect(score?.same).toBeGreaterThan(0);
  });
});
