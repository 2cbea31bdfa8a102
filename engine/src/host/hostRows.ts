/** Rows of the sampled tables of this machine, from one snapshot of /proc. */
import type { CellValue } from '../clusters/rowsBuilder.ts';
import type { ConnectionCounter } from './connectionCounters.ts';
import type { EndedProcess } from './endedProcess.ts';
import type { HostFacts, HostProcess, HostSnapshot } from './procReader.ts';
import { TICK_NS, type InterfaceCounters } from './procText.ts';

/** Short agent ID of this machine; it is the first part of every UPID. */
export const HOST_ASID = 1;

/** asid << 96 | pid << 64 | start ticks. */
export function upidOf({ stat }: Pick<HostProcess, 'stat'>): bigint {
  return (BigInt(HOST_ASID) << 96n) | (BigInt(stat.pid) << 64n) | stat.startTicks;
}

/** Row of process_stats. I/O counters of other users' processes cannot be read and are 0. */
export function processRow(
  process: HostProcess,
  timeNs: bigint,
  { pageBytes }: HostFacts,
): readonly CellValue[] {
  const { stat, io } = process;
  return [
    timeNs,
    upidOf(process),
    stat.majorFaults,
    stat.minorFaults,
    stat.userTicks * TICK_NS,
    stat.kernelTicks * TICK_NS,
    stat.threads,
    stat.virtualBytes,
    stat.residentPages * pageBytes,
    io.rchar,
    io.wchar,
    io.readBytes,
    io.writeBytes,
  ];
}

/**
 * Rows of network_stats: the machine as a whole belongs to no pod; containers with a network of
 * their own are given for their pod, which has one network.
 */
export function networkRows(
  { network, containerNetworks }: HostSnapshot,
  timeNs: bigint,
  podOfContainer: (containerId: string) => string,
): readonly (readonly CellValue[])[] {
  const pods = new Map(
    [...containerNetworks].map(([id, counters]) => [podOfContainer(id), counters] as const),
  );
  pods.set('', network);
  return [...pods].map(([podId, counters]) => networkRow(counters, podId, timeNs));
}

function networkRow(
  network: InterfaceCounters,
  podId: string,
  timeNs: bigint,
): readonly CellValue[] {
  return [
    timeNs,
    podId,
    network.rxBytes,
    network.rxPackets,
    network.rxErrors,
    network.rxDrops,
    network.txBytes,
    network.txPackets,
    network.txErrors,
    network.txDrops,
  ];
}

/** Row of conn_stats. Payloads are not looked at, so protocol and TLS are unknown. */
export function connectionRow(counter: ConnectionCounter, timeNs: bigint): readonly CellValue[] {
  return [
    timeNs,
    counter.upid,
    counter.remoteAddress,
    counter.remotePort,
    counter.role,
    counter.family,
    0,
    false,
    counter.opened,
    counter.closed,
    counter.active,
    counter.bytesSent,
    counter.bytesReceived,
  ];
}

const UNKNOWN = -1;

/**
 * Row of proc_exit_events. How a process ended can only be seen when its parent had not yet asked
 * at the time of a sample; code and signal are -1 otherwise.
 */
export function exitRow({ upid, comm, exit }: EndedProcess, timeNs: bigint): readonly CellValue[] {
  return [timeNs, upid, exit?.code ?? UNKNOWN, exit?.signal ?? UNKNOWN, comm];
}
