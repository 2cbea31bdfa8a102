/** Every scalar function over edge values against the recorded answers. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Runner } from '#protocol/run';
import { createEngine, openStore, type Store } from '../../../engine/src/index.ts';
import {
  differenceOf,
  ourTables,
  readAnswers,
  recordedCluster,
  type RecordedAnswer,
} from '../support/oracleCluster.ts';

let store: Store;
let engine: Runner;
beforeAll(async () => {
  store = await openStore({ threads: 1 });
  engine = createEngine({
    store,
    clusters: [await recordedCluster(store, 'edge-dataset.json.gz')],
  });
});
afterAll(() => {
  engine.dispose();
  store.dispose();
});

const byFunction = new Map<string, RecordedAnswer[]>();
for (const answer of readAnswers('functions.jsonl.gz')) {
  const name = answer.function ?? '';
  byFunction.set(name, [...(byFunction.get(name) ?? []), answer]);
}

describe('functions give the recorded rows', () => {
  test.each([...byFunction])('%s', async (_, answers) => {
    const differences: string[] = [];
    for (const answer of answers) {
      const difference = differenceOf(answer, await ourTables(engine, answer), true);
      if (difference !== undefined) differences.push(`${answer.args?.join() ?? ''}: ${difference}`);
    }
    expect(differences).toEqual([]);
  });
});
