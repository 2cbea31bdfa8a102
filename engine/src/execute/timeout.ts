/** The time a query may take. */

/**
 * Passes events on and calls `stop` when making them has taken `timeoutMs` altogether. The time the
 * reader takes between events does not count: a slow reader is no slow query.
 */
export async function* withinTime<T>(
  events: AsyncIterable<T>,
  timeoutMs: number,
  stop: () => void,
): AsyncGenerator<T> {
  const iterator = events[Symbol.asyncIterator]();
  let leftMs = timeoutMs;
  try {
    for (;;) {
      const startedMs = performance.now();
      const timer = setTimeout(stop, leftMs);
      const next = await iterator.next().finally(() => {
        clearTimeout(timer);
      });
      if (next.done === true) return;
      leftMs = Math.max(0, leftMs - (performance.now() - startedMs));
      yield next.value;
    }
  } finally {
    await iterator.return?.();
  }
}
