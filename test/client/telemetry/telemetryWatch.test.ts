import { expect, test } from 'vitest';
import {
  TelemetryWatch,
  type ReceivedTelemetry,
} from '../../../client/src/telemetry/telemetryWatch.ts';

const received = (rows: number): ReceivedTelemetry => ({
  endpoint: 'http://127.0.0.1:4318',
  status: {
    isBusy: false,
    senders: [{ service: 'a/b', rows, lastReceivedNs: '1' }],
    withoutTable: 0,
  },
});

function setUp() {
  const state = { answer: undefined as ReceivedTelemetry | Error | undefined, asked: 0 };
  const changes: (number | undefined)[] = [];
  const failures: string[] = [];
  let due: (() => void) | undefined;
  const watch: TelemetryWatch = new TelemetryWatch({
    ask: () => {
      state.asked += 1;
      return state.answer instanceof Error
        ? Promise.reject(state.answer)
        : Promise.resolve(state.answer);
    },
    onChange: () => changes.push(watch.current?.status.senders[0]?.rows),
    onFailure: (text) => failures.push(text),
    after: (_, work) => {
      due = work;
      return () => {
        due = undefined;
      };
    },
  });
  const settled = async () => {
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
  };
  return { watch, state, changes, failures, settled, pass: () => due?.() };
}

test('asks while somebody looks, and reports what is new', async () => {
  const { watch, state, changes, settled, pass } = setUp();
  pass();
  expect(state.asked).toBe(0);
  watch.start();
  await settled();
  state.answer = received(1);
  pass();
  await settled();
  pass();
  await settled();
  state.answer = received(2);
  pass();
  await settled();
  expect(state.asked).toBe(4);
  expect(changes).toEqual([1, 2]);
  watch.stop();
  pass();
  await settled();
  expect(state.asked).toBe(4);
});

test('a failure is logged, and what was known is gone', async () => {
  const { watch, state, changes, failures, settled, pass } = setUp();
  state.answer = received(1);
  watch.start();
  await settled();
  state.answer = new Error('reset');
  pass();
  await settled();
  expect(failures).toEqual(['telemetry: Error: reset']);
  expect(changes).toEqual([1, undefined]);
});

test("an answer that comes after the end is nobody's", async () => {
  const { watch, state, changes, settled } = setUp();
  state.answer = received(1);
  watch.start();
  watch.stop();
  await settled();
  expect(changes).toEqual([]);
  expect(watch.current).toBeUndefined();
});

test('a refresh asks at once, but only while somebody looks', async () => {
  const { watch, state, settled } = setUp();
  watch.refresh();
  await settled();
  expect(state.asked).toBe(0);
  watch.start();
  watch.start();
  watch.refresh();
  await settled();
  expect(state.asked).toBe(2);
});
