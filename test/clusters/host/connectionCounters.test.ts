import { expect, test } from 'vitest';
import { ConnectionCounters } from '../../../clusters/src/host/connectionCounters.ts';
import { upidOf } from '../../../clusters/src/host/hostRows.ts';
import type { HostProcess, HostSnapshot } from '../../../clusters/src/host/procReader.ts';
import {
  parseIo,
  parseNetDev,
  parseStat,
  type Socket,
} from '../../../clusters/src/host/procText.ts';

function processWith(socketInodes: readonly string[]): HostProcess {
  const stat = parseStat('7 (server) S 1 1 1 0 -1 0 1 0 2 0 1 1 0 0 20 0 3 0 40 1 250 0 0');
  expect(stat).toBeDefined();
  return {
    stat: stat!,
    io: parseIo(''),
    cmdline: 'server',
    containerId: '',
    exit: undefined,
    socketInodes,
  };
}
function socket(inode: string, rest: Partial<Socket> = {}): Socket {
  return {
    localAddress: '10.0.0.1',
    localPort: 40_000,
    remoteAddress: '10.0.0.9',
    remotePort: 5432,
    family: 2,
    state: 'established',
    inode,
    ...rest,
  };
}
/** Sockets, all owned by one process, and bytes sent and received as `inode: [sent, received]`. */
function snapshot(
  sockets: readonly Socket[],
  bytes: Readonly<Record<string, readonly [bigint, bigint]>> = {},
): HostSnapshot {
  return {
    processes: [processWith(sockets.map(({ inode }) => inode))],
    sockets,
    socketBytes: new Map(
      Object.entries(bytes).map(([inode, [sent, received]]) => [inode, { sent, received }]),
    ),
    network: parseNetDev(''),
    containerNetworks: new Map(),
  };
}
/** Counters after each snapshot, as `role peer: opened closed active sent received`. */
function countersAfter(snapshots: readonly HostSnapshot[]): readonly string[][] {
  const counters = new ConnectionCounters();
  return snapshots.map((each) =>
    counters
      .update(each, upidOf)
      .map(
        (row) =>
          `${row.role} ${row.remoteAddress}:${row.remotePort}: ${row.opened} ${row.closed} ${row.active} ${row.bytesSent} ${row.bytesReceived}`,
      ),
  );
}

test('connections of one peer are counted together', () => {
  expect(countersAfter([snapshot([socket('1'), socket('2')])])).toEqual([
    ['1 10.0.0.9:5432: 2 0 2 0 0'],
  ]);
});

test('closed connections keep their bytes in the counters', () => {
  expect(
    countersAfter([
      snapshot([socket('1'), socket('2')], { 1: [100n, 10n], 2: [5n, 5n] }),
      snapshot([socket('2')], { 2: [7n, 8n] }),
      snapshot([socket('2'), socket('3')], { 2: [7n, 8n], 3: [1n, 1n] }),
    ]),
  ).toEqual([
    ['1 10.0.0.9:5432: 2 0 2 105 15'],
    ['1 10.0.0.9:5432: 2 1 1 107 18'],
    ['1 10.0.0.9:5432: 3 1 2 108 19'],
  ]);
});

test('a connection to a listening port was opened by the other side', () => {
  const listening = socket('1', { state: 'listen', localPort: 8080, remotePort: 0 });
  const accepted = socket('2', { localPort: 8080, remotePort: 51_234 });
  expect(countersAfter([snapshot([listening, accepted])])).toEqual([['2 10.0.0.9:0: 1 0 1 0 0']]);
});

test('sockets of nobody and of ended processes are not counted', () => {
  const gone = { ...snapshot([]), processes: [] };
  expect(countersAfter([snapshot([socket('1')]), gone])).toEqual([
    ['1 10.0.0.9:5432: 1 0 1 0 0'],
    [],
  ]);
});
