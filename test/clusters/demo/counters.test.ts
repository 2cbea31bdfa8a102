import { describe, expect, test } from 'vitest';
import type { CellValue } from '../../../engine/src/cluster/rowsBuilder.ts';
import { Counters } from '../../../clusters/src/demo/counters.ts';
import { RESTARTED_SLOT, instanceAt, SLOTS } from '../../../clusters/src/demo/topology.ts';
import { stackTraces } from '../../../clusters/src/demo/stackTraces.ts';
import { processExits } from '../../../clusters/src/demo/rareEvents.ts';

const START = 1_700_000_000;
const counters = new Counters(1);

/** Groups rows by their columns at `keys` and checks that the columns at `values` never fall. */
function checkGrowing(
  rows: Iterable<readonly CellValue[]>,
  keys: number[],
  values: number[],
): void {
  const last = new Map<string, readonly CellValue[]>();
  let compared = 0;
  for (const row of rows) {
    const key = keys.map((index) => String(row[index])).join(' ');
    const before = last.get(key);
    for (const index of before ? values : []) {
      expect(Number(row[index])).toBeGreaterThanOrEqual(Number(before?.[index]));
      compared += 1;
    }
    last.set(key, row);
  }
  expect(compared).toBeGreaterThan(100);
}

describe('counters never fall while a process lives', () => {
  test('process_stats', () => {
    checkGrowing(counters.processStats(START, START + 60), [1], [2, 3, 4, 5, 9, 10, 11, 12]);
  });
  test('network_stats', () => {
    checkGrowing(counters.networkStats(START, START + 60), [1], [2, 3, 4, 5, 6, 7, 8, 9]);
  });
  test('jvm_stats', () => {
    checkGrowing(counters.jvmStats(START, START + 60), [1], [2, 3]);
  });
});

test('rows do not depend on how the window is cut', () => {
  const whole = [...counters.processStats(START, START + 60)];
  const parts = [
    ...counters.processStats(START, START + 13),
    ...counters.processStats(START + 13, START + 60),
  ];
  expect(parts).toEqual(whole);
});

test('a restarted process starts counting at zero', () => {
  const slot = SLOTS[RESTARTED_SLOT]!;
  const restart = (Math.floor(START / 3600) * 60 + 17) * 60;
  const before = instanceAt(1, slot, restart / 60 - 1);
  const after = instanceAt(1, slot, restart / 60);
  const readOf = (upid: bigint, from: number) =>
    [...counters.processStats(from, from + 1)].find((row) => row[1] === upid)?.[4];
  expect(Number(readOf(before.upid, restart - 60))).toBeGreaterThan(1e9);
  expect(Number(readOf(after.upid, restart))).toBeLessThan(1e8);
});

test('samples of a profile are the CPU time used', () => {
  const [from, to] = [START - (START % 60), START - (START % 60) + 60];
  const sampled = [...stackTraces(1, counters, from, to)].reduce(
    (sum, row) => sum + Number(row[4]),
    0,
  );
  const used = counters
    .instances(from)
    .reduce(
      (sum, each) => sum + counters.cpuNs(each, from + 30) - counters.cpuNs(each, from - 30),
      0,
    );
  expect((sampled * 11_000_000) / used).toBeCloseTo(1, 1);
});

test('the killed process is reported once, when it ends', () => {
  const restart = (Math.floor(START / 3600) * 60 + 17) * 60;
  const killed = [...processExits(1, restart - 300, restart + 300)].filter((row) => row[3] === 9);
  expect(killed.map((row) => row[0])).toEqual([BigInt(restart) * 1_000_000_000n]);
});
