import { afterEach, beforeEach, expect, test } from 'vitest';
import { hasProc, readFacts, readSnapshot } from '../../../clusters/src/host/procReader.ts';
import { BOOT_S, fakeProc, type FakeProc } from './fakeProc.ts';

const never = new AbortController().signal;
const noStatistics = () => Promise.resolve('');
let proc: FakeProc;
beforeEach(() => {
  proc = fakeProc();
});
afterEach(() => {
  proc.remove();
});

test('a directory without boot time is no /proc', () => {
  expect(hasProc(proc.root)).toBe(true);
  expect(hasProc('/nowhere')).toBe(false);
});

test('facts of the machine', () => {
  expect(readFacts(proc.root)).toEqual({
    bootNs: BigInt(BOOT_S) * 1_000_000_000n,
    pageBytes: 4096n,
  });
});

test('processes with command line and sockets', async () => {
  proc.process(7, { cmdline: '/bin/server --port 80', startTicks: 500, inodes: [11, 12] });
  const { processes } = await readSnapshot(proc.root, noStatistics, never);
  expect(processes.map(({ cmdline, socketInodes }) => [cmdline, socketInodes])).toEqual([
    ['/bin/server --port 80', ['11', '12']],
  ]);
});

test('a process whose files are gone is left out, one that is private is kept', async () => {
  proc.write('8/cmdline', 'vanished');
  proc.write('9/stat', '9 (private) S 1 1 1 0 -1 0 11 0 2 0 1 1 0 0 20 0 3 0 40 1 250 0 0');
  const { processes } = await readSnapshot(proc.root, noStatistics, never);
  expect(processes.map(({ cmdline, io }) => [cmdline, io.rchar])).toEqual([['[private]', 0n]]);
});

test('a cancelled reading stops', async () => {
  proc.process(7, { cmdline: 'server', startTicks: 500 });
  const controller = new AbortController();
  const reading = readSnapshot(proc.root, noStatistics, controller.signal);
  controller.abort();
  await expect(reading).rejects.toThrow(/abort/i);
});
