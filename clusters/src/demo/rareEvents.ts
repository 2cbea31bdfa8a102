/** Tables with a row now and then: processes that died, and the collectors' own reports. */
import type { CellValue } from '#engine';
import { mix } from './random.ts';
import { instanceAt, RESTARTED_SLOT, SLOTS, slotsOf, type Slot } from './topology.ts';

const NS = 1_000_000_000n;
const PERIOD_S = 120;
const SIGKILL = 9;

function* everyPeriod(from: number, to: number): Iterable<number> {
  for (let at = Math.ceil(from / PERIOD_S) * PERIOD_S; at < to; at += PERIOD_S) yield at;
}

function pick<T>(values: readonly T[], number: number): T | undefined {
  return values[number % values.length];
}

/**
 * Rows of proc_exit_events: the pod that is killed every hour, and scripts in pods that fail. The
 * scripts live too short to be known to the cluster.
 */
export function* processExits(
  seed: number,
  from: number,
  to: number,
): Iterable<readonly CellValue[]> {
  const restarted = SLOTS[RESTARTED_SLOT];
  for (let second = Math.ceil(from / 60) * 60; second < to; second += 60) {
    const minute = second / 60;
    if (restarted) {
      const before = instanceAt(seed, restarted, minute - 1);
      const after = instanceAt(seed, restarted, minute);
      if (before.upid !== after.upid && before.podUid === after.podUid) {
        const { program } = restarted.workload;
        yield [BigInt(second) * NS, before.upid, 0, SIGKILL, program];
      }
    }
    if (second % PERIOD_S !== 0) continue;
    const slot = pick(SLOTS, mix(seed, second, 41));
    if (!slot) continue;
    const pid = 70_000n + BigInt(mix(seed, second, 42) % 1000);
    const upid = (BigInt(slot.node + 1) << 96n) | (pid << 64n) | BigInt(minute * 6000);
    yield [BigInt(second) * NS + 500_000_000n, upid, 1, 0, 'healthcheck.sh'];
  }
}

const COLLECTORS = [
  ['socket_tracer', 0, '', ''],
  ['process_stats', 0, '', ''],
  ['jvm_stats', 14, 'Attaching to the JVM timed out.', 'pid has left its namespace'],
  ['perf_profiler', 0, '', ''],
  ['socket_tracer', 2, 'Could not map symbols of libssl.', 'uprobe deployment'],
] as const;

function agentOf(
  seed: number,
  second: number,
): { readonly upid: bigint; readonly slot: Slot } | undefined {
  const slot = pick(slotsOf('agent'), second / PERIOD_S);
  return slot && { slot, upid: instanceAt(seed, slot, Math.floor(second / 60)).upid };
}

/** Rows of stirling_error: what the collectors of one node report, every two minutes. */
export function* collectorErrors(
  seed: number,
  from: number,
  to: number,
): Iterable<readonly CellValue[]> {
  for (const second of everyPeriod(from, to)) {
    const agent = agentOf(seed, second);
    if (!agent) continue;
    for (const [index, [collector, status, error, context]] of COLLECTORS.entries()) {
      const time = BigInt(second) * NS + BigInt(index) * 1_000_000n;
      yield [time, agent.upid, collector, status, error, context];
    }
  }
}

const PROBES = [
  ['socket_tracer', 'syscall__probe_entry_sendmsg', 0, ''],
  ['socket_tracer', 'syscall__probe_ret_recvfrom', 0, ''],
  ['socket_tracer', 'probe_entry_SSL_write', 5, 'Symbol SSL_write was not found.'],
  ['perf_profiler', 'sample_call_stack', 0, ''],
] as const;

/** Rows of probe_status: how probes were deployed on one node, every two minutes. */
export function* probeStatus(
  seed: number,
  from: number,
  to: number,
): Iterable<readonly CellValue[]> {
  for (const second of everyPeriod(from, to)) {
    const agent = agentOf(seed, second);
    if (!agent) continue;
    for (const [index, [collector, probe, status, error]] of PROBES.entries()) {
      const time = BigInt(second) * NS + BigInt(index) * 1_000_000n;
      const info = JSON.stringify({ node: agent.slot.node + 1 });
      yield [time, agent.upid, collector, probe, status, error, info];
    }
  }
}
