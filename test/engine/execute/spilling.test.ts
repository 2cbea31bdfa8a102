/** Queries that need more memory than they may use. */
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createEngine, openStore } from '#engine';
import type { RunEvent } from '#protocol/run';
import { runScript, smallCluster } from '../support/smallCluster.ts';

let folder = '';
let spill = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pxl-spilling-'));
  spill = join(folder, 'spill');
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const ROWS = 1_500_000;
const MIB = 2 ** 20;
/** As many groups as rows: far more than 64 MiB hold. */
const SCRIPT = `import px
df = px.DataFrame('events')
df.word = df.name + ' and much more text to fill the memory with'
df = df.groupby('word').agg(n=('n', px.sum), seen=('n', px.count), when=('time_', px.max))
df = df.agg(groups=('seen', px.sum), total=('n', px.sum), last=('when', px.max))
px.display(df)`;

interface Outcome {
  /** The only row, or the failure. */
  readonly answer: readonly unknown[] | string;
  readonly nextStep: string | undefined;
  /** The most the query had on the disk, seen while it worked. */
  readonly spilled: boolean;
}

async function outcomeUnder(limits: {
  readonly memoryLimitBytes?: number;
  readonly spillLimitBytes?: number;
}): Promise<Outcome> {
  const store = await openStore({ threads: 1, tempDirectory: spill, ...limits });
  const engine = createEngine({ store, clusters: [await smallCluster(store, ROWS)] });
  let spilled = false;
  const looking = setInterval(() => {
    spilled ||= existsSync(spill) && readdirSync(spill).length > 0;
  }, 1);
  try {
    let answer: Outcome['answer'] = [];
    let nextStep: string | undefined;
    for await (const event of runScript(engine, SCRIPT)) {
      if (event.kind === 'failed') {
        answer = `${event.error.kind}: ${event.error.message}`;
        nextStep = event.error.nextStep;
      }
      if (event.kind === 'batch' && event.batch.rowCount > 0) answer = rowOf(event);
    }
    return { answer, nextStep, spilled };
  } finally {
    clearInterval(looking);
    engine.dispose();
    store.dispose();
  }
}

const rowOf = ({ batch }: Extract<RunEvent, { kind: 'batch' }>): unknown[] =>
  batch.columns.map((column) => (column.dataType === 'STRING' ? '' : column.values[0]));

const EXPECTED = [BigInt(ROWS), (BigInt(ROWS) * BigInt(ROWS - 1)) / 2n, 1_700_000_000_000_000_000n];

test('a query spills and answers what it would in memory', { timeout: 60_000 }, async () => {
  expect(await outcomeUnder({})).toMatchObject({ answer: EXPECTED, spilled: false });
  expect(await outcomeUnder({ memoryLimitBytes: 64 * MIB })).toMatchObject({
    answer: EXPECTED,
    spilled: true,
  });
  expect(readdirSync(folder)).toEqual([]);
});

test('a query that would spill more than it may fails', { timeout: 60_000 }, async () => {
  expect(
    await outcomeUnder({ memoryLimitBytes: 64 * MIB, spillLimitBytes: 8 * MIB }),
  ).toMatchObject({
    answer: 'limit: The query needs more room on the disk than the local cluster may use.',
    nextStep:
      'Ask for a shorter time range or fewer groups, or allow more room: --spill-limit, in VS Code pxl.localCluster.spillLimit.',
  });
  expect(readdirSync(folder)).toEqual([]);
});
