/** Names for completion: asked once, never by starting a cluster. */
import { describe, expect, test } from 'vitest';
import type { RunEvent, Runner } from '#protocol/run';
import { column } from '../../support/fakeRunner.ts';
import { EntityNameCache } from '../../../client/src/clusters/entityNameCache.ts';

const SELECTED = { connectionId: 'local', clusterId: 'demo', name: 'Demo', simulated: false };
const never = new AbortController().signal;

function batchOf(rows: readonly (readonly string[])[]): RunEvent {
  const columns = [0, 1, 2, 3, 4].map((index) => {
    const cells = rows.map((row) => new TextEncoder().encode(row[index] ?? ''));
    const bytes = new Uint8Array(cells.flatMap((cell) => [...cell]));
    const ends = cells.map((_, at) => cells.slice(0, at + 1).reduce((n, c) => n + c.length, 0));
    const starts = [0, ...ends.slice(0, -1)];
    return {
      dataType: 'STRING' as const,
      bytes,
      starts: new Uint32Array(starts),
      ends: new Uint32Array(ends),
    };
  });
  const batch = { tableId: 't', rowCount: rows.length, columns, eow: true, eos: true };
  return { kind: 'batch', batch };
}

const KINDS = ['pod', 'service', 'namespace', 'node', 'container'];
const relation = KINDS.map((name) => column(name, 'STRING'));
const TABLE: RunEvent = { kind: 'table', table: { id: 't', name: 'names', relation } };

function setUp(answer: () => AsyncIterable<RunEvent>) {
  let runs = 0;
  let nowMs = 0;
  const failures: string[] = [];
  const state = { isRunning: true };
  const runner: Pick<Runner, 'run'> = {
    run: () => {
      runs += 1;
      return answer();
    },
  };
  const book = new EntityNameCache({
    selected: () => SELECTED,
    isRunning: () => state.isRunning,
    runnerOf: () => Promise.resolve(runner as Runner),
    now: () => nowMs,
    onFailure: (text) => failures.push(text),
  });
  const pass = (ms: number) => {
    nowMs += ms;
  };
  return { book, state, failures, pass, runs: () => runs };
}

async function* events(...all: readonly RunEvent[]): AsyncIterable<RunEvent> {
  yield* all;
  await Promise.resolve();
}

const ROWS = batchOf([
  ['shop/web-1', '["shop/web","shop/api"]', 'shop', 'n1', 'web'],
  ['shop/cart-0', 'shop/cart', 'shop', 'n2', 'cart'],
  ['', '', '', 'n2', ''],
]);

describe('names', () => {
  test('are sorted, each once, without empty ones', async () => {
    const { book } = setUp(() => events(TABLE, ROWS, { kind: 'done' }));
    const of = async (kind: Parameters<typeof book.names>[0]) =>
      (await book.names(kind, never)).names;
    expect(await of('pod')).toEqual(['shop/cart-0', 'shop/web-1']);
    expect(await of('service')).toEqual(['shop/api', 'shop/cart', 'shop/web']);
    expect(await of('namespace')).toEqual(['shop']);
    expect(await of('node')).toEqual(['n1', 'n2']);
  });

  test('are asked for once in a few minutes', async () => {
    const { book, runs, pass } = setUp(() => events(TABLE, ROWS, { kind: 'done' }));
    await Promise.all([book.names('pod', never), book.names('service', never)]);
    pass(60_000);
    await book.names('node', never);
    expect(runs()).toBe(1);
    pass(3 * 60_000);
    await book.names('node', never);
    expect(runs()).toBe(2);
  });

  test('are not asked of a cluster that does not run', async () => {
    const { book, state, runs } = setUp(() => events(TABLE, ROWS, { kind: 'done' }));
    state.isRunning = false;
    expect(await book.names('pod', never)).toEqual({ names: [] });
    expect(runs()).toBe(0);
  });

  test('are none when the cluster fails, which is asked again later', async () => {
    const error = { kind: 'engine' as const, message: 'gone', nextStep: '', compilerErrors: [] };
    const { book, failures, runs, pass } = setUp(() => events({ kind: 'failed', error }));
    expect(await book.names('pod', never)).toEqual({ names: [] });
    await book.names('pod', never);
    expect(failures).toEqual(['names on Demo: RunFailure: gone']);
    expect(runs()).toBe(1);
    pass(31_000);
    await book.names('pod', never);
    expect(runs()).toBe(2);
  });

  test('end the waiting, not the question, when it is cancelled', async () => {
    let go: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (go = resolve));
    const { book, runs } = setUp(async function* () {
      await gate;
      yield TABLE;
      yield ROWS;
      yield { kind: 'done' };
    });
    const abort = new AbortController();
    const waiting = book.names('pod', abort.signal);
    abort.abort();
    expect(await waiting).toEqual({ names: [] });
    go();
    expect((await book.names('pod', never)).names).toEqual(['shop/cart-0', 'shop/web-1']);
    expect(runs()).toBe(1);
  });
});
