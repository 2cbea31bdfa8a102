import { expect, test } from 'vitest';
import { oneAhead, type Source } from '../../../engine/src/execute/oneAhead.ts';

/** Sources whose life is written down: `a…` begun, `a.` ended, `a!` stopped. */
function sourcesOf(...items: readonly (readonly (string | Error)[])[]) {
  const life: string[] = [];
  const sources = items.map(
    (values, index): Source<string> =>
      async function* (signal) {
        const name = 'abc'[index] ?? '';
        life.push(`${name}…`);
        let hasEnded = false;
        try {
          for (const value of values) {
            await Promise.resolve();
            signal.throwIfAborted();
            if (value instanceof Error) throw value;
            yield value;
          }
          hasEnded = true;
        } finally {
          life.push(hasEnded ? `${name}.` : `${name}!`);
        }
      },
  );
  return { sources, life };
}

const never = new AbortController().signal;

test('items come in the order of their sources, and one source is begun ahead', async () => {
  const { sources, life } = sourcesOf(['1', '2'], ['3'], ['4']);
  const seen: string[] = [];
  for await (const item of oneAhead(sources, never)) seen.push(item, life.join(' '));
  expect(seen).toEqual(['1', 'a… b…', '2', 'a… b…', '3', 'a… b… a. c…', '4', 'a… b… a. c… b.']);
  expect(life.join(' ')).toBe('a… b… a. c… b. c.');
});

test('a source without items, and no source at all', async () => {
  const read = async (...items: readonly (readonly string[])[]) => {
    const seen: string[] = [];
    for await (const item of oneAhead(sourcesOf(...items).sources, never)) seen.push(item);
    return seen;
  };
  expect(await read()).toEqual([]);
  expect(await read([], ['1'], [])).toEqual(['1']);
});

test('a failure comes in its turn, and ends what was begun', async () => {
  const { sources, life } = sourcesOf(['1'], [new Error('broken')], ['2']);
  const seen: string[] = [];
  const reading = async () => {
    for await (const item of oneAhead(sources, never)) seen.push(item);
  };
  await expect(reading()).rejects.toThrow('broken');
  expect(seen).toEqual(['1']);
  expect(life.at(-1)).toBe('c!');
});

test('a reader that stops ends both', async () => {
  const { sources, life } = sourcesOf(['1', '2'], ['3', '4']);
  for await (const item of oneAhead(sources, never)) {
    expect(item).toBe('1');
    break;
  }
  expect(life.slice().sort()).toEqual(['a!', 'a…', 'b!', 'b…']);
});

test.each(['before', 'during'])('a signal that aborts %s ends both', async (when) => {
  const { sources, life } = sourcesOf(['1', '2'], ['3', '4']);
  const abort = new AbortController();
  if (when === 'before') abort.abort();
  const reading = async () => {
    for await (const item of oneAhead(sources, abort.signal)) {
      expect(item).toBe('1');
      abort.abort();
    }
  };
  await expect(reading()).rejects.toThrow('aborted');
  expect(life.filter((text) => text.endsWith('!')).sort()).toEqual(['a!', 'b!']);
});
