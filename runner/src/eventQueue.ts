/** A readable stream as an async iteration that holds the stream back while nobody reads. */

export type StreamItem<T, E> =
  { readonly kind: 'value'; readonly value: T } | { readonly kind: 'error'; readonly error: E };

interface Source<T, E> {
  on(event: 'data', listener: (value: T) => void): unknown;
  on(event: 'end', listener: () => void): unknown;
  on(event: 'error', listener: (error: E) => void): unknown;
  pause(): unknown;
  resume(): unknown;
}

/** Messages held for a slow reader before the stream is paused. */
const HIGH_WATER = 4;

export async function* eventsOf<T, E>(source: Source<T, E>): AsyncGenerator<StreamItem<T, E>> {
  const waiting: StreamItem<T, E>[] = [];
  const state = { ended: false };
  let wake: (() => void) | undefined;
  const signal = () => {
    wake?.();
    wake = undefined;
  };
  source.on('data', (value) => {
    waiting.push({ kind: 'value', value });
    if (waiting.length >= HIGH_WATER) source.pause();
    signal();
  });
  source.on('error', (error) => {
    // Errors may follow the end or one another; only the first says how the call ended.
    if (!state.ended) waiting.push({ kind: 'error', error });
    state.ended = true;
    signal();
  });
  source.on('end', () => {
    // A status that is not OK arrives as an error right behind the end.
    setImmediate(() => {
      state.ended = true;
      signal();
    });
  });
  for (;;) {
    const next = waiting.shift();
    if (next !== undefined) {
      if (waiting.length < HIGH_WATER) source.resume();
      yield next;
      if (next.kind === 'error') return;
      continue;
    }
    if (state.ended) return;
    await new Promise<void>((resolve) => {
      wake = resolve;
    });
  }
}
