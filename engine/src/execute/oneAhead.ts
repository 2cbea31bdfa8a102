/** Sources read in turn, where each is begun while the one before it is read. */

export type Source<T> = (signal: AbortSignal) => AsyncIterable<T>;

interface Begun<T> {
  readonly items: AsyncIterator<T>;
  readonly first: Promise<IteratorResult<T>>;
}

/**
 * All items in the order of the sources. While one source is read, the next has its first item made,
 * and no more. What was begun ends when the reader stops, a source fails or `signal` aborts.
 */
export async function* oneAhead<T>(
  sources: readonly Source<T>[],
  signal: AbortSignal,
): AsyncGenerator<T> {
  const stop = new AbortController();
  const either = AbortSignal.any([signal, stop.signal]);
  let current: Begun<T> | undefined;
  let next = begin(sources[0], either);
  try {
    for (let index = 1; next !== undefined; index += 1) {
      current = next;
      next = begin(sources[index], either);
      const { items, first } = current;
      for (let item = await first; item.done !== true; item = await items.next()) yield item.value;
    }
  } finally {
    stop.abort();
    await Promise.all([current?.items.return?.(), next?.items.return?.()]);
  }
}

function begin<T>(source: Source<T> | undefined, signal: AbortSignal): Begun<T> | undefined {
  if (source === undefined) return undefined;
  const items = source(signal)[Symbol.asyncIterator]();
  const first = items.next();
  // Its failure is thrown in its turn; until then nobody listens.
  first.catch(() => undefined);
  return { items, first };
}
