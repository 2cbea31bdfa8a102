/** A stable sort of row numbers that gives the page its turn while it works. */
import type { Slices } from './slices.ts';
import type { RowOrder } from './sortKeys.ts';

/** Short runs are sorted in place first; insertion beats merging there. */
const RUN_ROWS = 16;
const CHECK_ROWS = 1024;

/** @returns The rows in order; rows that compare equal keep the order they are given in. */
export async function mergeSort(
  rows: Uint32Array,
  compare: RowOrder,
  slices: Slices,
): Promise<Uint32Array> {
  let from = rows.slice();
  let to = new Uint32Array(rows.length);
  for (let start = 0; start < from.length; start += RUN_ROWS) {
    sortRun(from, start, Math.min(start + RUN_ROWS, from.length), compare);
    if (start % CHECK_ROWS === 0 && slices.isOver) await slices.rest();
  }
  for (let width = RUN_ROWS; width < from.length; width *= 2) {
    for (let start = 0; start < from.length; start += 2 * width) {
      const middle = Math.min(start + width, from.length);
      const end = Math.min(start + 2 * width, from.length);
      let [left, right] = [start, middle];
      for (let out = start; out < end; out += 1) {
        const takeLeft =
          left < middle && (right >= end || compare(from[left] ?? 0, from[right] ?? 0) <= 0);
        to[out] = (takeLeft ? from[left++] : from[right++]) ?? 0;
        if (out % CHECK_ROWS === 0 && slices.isOver) await slices.rest();
      }
    }
    [from, to] = [to, from];
  }
  return from;
}

function sortRun(rows: Uint32Array, start: number, end: number, compare: RowOrder): void {
  for (let next = start + 1; next < end; next += 1) {
    const row = rows[next] ?? 0;
    let at = next;
    while (at > start && compare(rows[at - 1] ?? 0, row) > 0) {
      rows[at] = rows[at - 1] ?? 0;
      at -= 1;
    }
    rows[at] = row;
  }
}
