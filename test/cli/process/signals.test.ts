import { expect, test } from 'vitest';
import { signalHandler } from '../../../cli/src/process/signals.ts';

function handler() {
  const done: string[] = [];
  const abort = new AbortController();
  abort.signal.addEventListener('abort', () => done.push('abort'));
  const timers: (() => void)[] = [];
  const onSignal = signalHandler({
    abort,
    setExitCode: (code) => done.push(`code ${String(code)}`),
    exit: (code) => done.push(`exit ${String(code)}`),
    after: (_, work) => timers.push(work),
  });
  return { done, onSignal, passGrace: () => timers.forEach((work) => work()) };
}

test('the first signal cancels', () => {
  const { done, onSignal } = handler();
  onSignal(130);
  expect(done).toEqual(['code 130', 'abort']);
});

test('what has not ended after the grace is ended', () => {
  const { done, onSignal, passGrace } = handler();
  onSignal(143);
  passGrace();
  expect(done).toEqual(['code 143', 'abort', 'exit 143']);
});

test('the second signal ends at once', () => {
  const { done, onSignal } = handler();
  onSignal(130);
  onSignal(143);
  expect(done).toEqual(['code 130', 'abort', 'exit 143']);
});
