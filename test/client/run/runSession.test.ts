/** A run by itself: several go on side by side, and each waits for its slowest sink. */
import { expect, test } from 'vitest';
import type { RunEvent, Runner } from '#protocol/run';
import { RunSession, type RunSink } from '../../../client/src/run/runSession.ts';
import { headerOf } from './runHeader.ts';

const DONE: RunEvent = { kind: 'done' };
const TABLE: RunEvent = { kind: 'table', table: { id: 't', name: 'output', relation: [] } };

function sessionOf(runId: string, events: readonly RunEvent[]) {
  const taken = { count: 0 };
  const runner: Runner = {
    listClusters: () => Promise.resolve([]),
    async *run() {
      for (const event of events) {
        taken.count += 1;
        yield await Promise.resolve(event);
      }
    },
    dispose: () => undefined,
  };
  const request = { clusterId: 'c', script: '', execFuncs: [], queryName: '', mutation: false };
  const session = new RunSession({
    header: headerOf(runId),
    runner: () => Promise.resolve(runner),
    request,
    now: () => 5,
  });
  return { session, taken };
}

function recordingSink(): { readonly sink: RunSink; readonly seen: string[] } {
  const seen: string[] = [];
  return {
    seen,
    sink: {
      take: ({ kind }) => {
        seen.push(kind);
        return Promise.resolve();
      },
      end: ({ kind }) => {
        seen.push(`ended: ${kind}`);
      },
    },
  };
}

test('two runs go on side by side, and each is cancelled alone', async () => {
  const first = sessionOf('1', [TABLE, DONE]);
  const second = sessionOf('2', [TABLE, DONE]);
  const [one, two] = [recordingSink(), recordingSink()];
  const running = [first.session.run([one.sink]), second.session.run([two.sink])];
  first.session.cancel();
  const [cancelled, done] = await Promise.all(running);
  expect(cancelled?.outcome).toEqual({ kind: 'cancelled' });
  expect(done).toMatchObject({ outcome: { kind: 'done' }, elapsedMs: 5 });
  expect(one.seen).toEqual(['ended: cancelled']);
  expect(two.seen).toEqual(['table', 'done', 'ended: done']);
});

test('every sink sees every event, and the slowest sets the pace', async () => {
  const { session, taken } = sessionOf('1', [TABLE, TABLE, DONE]);
  const { sink, seen } = recordingSink();
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const slow: RunSink = { take: () => held, end: () => undefined };
  const running = session.run([sink, slow]);
  for (let turn = 0; turn < 100; turn += 1) await Promise.resolve();
  expect(taken.count).toBe(1);
  release();
  await running;
  expect(seen).toEqual(['table', 'table', 'done', 'ended: done']);
});
