import { describe, expect, test } from 'vitest';
import {
  parseBootTime,
  parseCmdline,
  parseContainerId,
  parseIo,
  parseNetDev,
  parsePageBytes,
  parseSocketBytes,
  parseStat,
  parseTcp,
} from '../../../clusters/src/host/procText.ts';

const STAT =
  '4242 (a (strange) name) S 1 4242 4242 0 -1 4194560 1201 55 7 0 250 120 0 0 20 0 9 0 403588 104857600 2560 18446744073709551615 1 1 0 0 0 0 0 4096 0 0 0 0 17 1 0 0 0 0 0';

describe('stat', () => {
  test('fields are found behind the name, whatever it holds', () => {
    expect(parseStat(STAT)).toEqual({
      pid: 4242,
      comm: 'a (strange) name',
      minorFaults: 1201n,
      majorFaults: 7n,
      userTicks: 250n,
      kernelTicks: 120n,
      threads: 9n,
      startTicks: 403588n,
      virtualBytes: 104857600n,
      residentPages: 2560n,
    });
  });

  test.each(['', 'garbage', '12 (cut', '12 (cut) S 1 2'])('%j is no process', (text) => {
    expect(parseStat(text)).toBeUndefined();
  });
});

test('io', () => {
  const text =
    'rchar: 6976\nwchar: 12\nsyscr: 10\nread_bytes: 4096\nwrite_bytes: 8192\ncancelled_write_bytes: 1\n';
  expect(parseIo(text)).toEqual({ rchar: 6976n, wchar: 12n, readBytes: 4096n, writeBytes: 8192n });
  expect(parseIo('')).toEqual({ rchar: 0n, wchar: 0n, readBytes: 0n, writeBytes: 0n });
});

test.each([
  ['/usr/bin/node\0server.js\0--port=1\0', 'node', '/usr/bin/node server.js --port=1'],
  ['', 'kworker/0:1', '[kworker/0:1]'],
])('command line of %j', (text, comm, expected) => {
  expect(parseCmdline(text, comm)).toBe(expected);
});

const ID = '3f5c673bddeb90d9ac313cb734b966fd27aded1d1230931cdfb38f6ba9316092';
test.each([
  [`0::/system.slice/docker-${ID}.scope\n`, ID],
  [`12:memory:/kubepods/burstable/pod1/${ID}\n`, ID],
  ['0::/user.slice/user-1000.slice\n', ''],
  [`0::/x/${ID}ab\n`, ''],
  ['', ''],
])('container of %j', (text, expected) => {
  expect(parseContainerId(text)).toBe(expected);
});

test('boot time and page size', () => {
  expect(parseBootTime('cpu 1 2 3\nbtime 1699990000\nprocesses 5\n')).toBe(1699990000n);
  expect(parsePageBytes('Size: 4 kB\nKernelPageSize:       16 kB\n')).toBe(16384n);
});

test('interfaces are added up without loopback', () => {
  const text = `Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
    lo: 900 9 0 0 0 0 0 0 900 9 0 0 0 0 0 0
  eth0: 1000 10 1 2 0 0 0 0 500 5 3 4 0 0 0 0
  eth1:100 1 0 0 0 0 0 0 50 1 0 0 0 0 0 0
`;
  expect(parseNetDev(text)).toEqual({
    rxBytes: 1100n,
    rxPackets: 11n,
    rxErrors: 1n,
    rxDrops: 2n,
    txBytes: 550n,
    txPackets: 6n,
    txErrors: 3n,
    txDrops: 4n,
  });
});

describe('sockets', () => {
  const line = (local: string, remote: string, state: string) =>
    `   0: ${local} ${remote} ${state} 00000000:00000000 00:00000000 00000000  1000        0 5566 1 0000 20 4 30 10 -1`;

  test('of IPv4', () => {
    const text = `  sl  local_address rem_address   st\n${line('0100007F:1F90', '0202000A:C350', '01')}\n`;
    expect(parseTcp(text, 2)).toEqual([
      {
        localAddress: '127.0.0.1',
        localPort: 8080,
        remoteAddress: '10.0.2.2',
        remotePort: 50000,
        family: 2,
        state: 'established',
        inode: '5566',
      },
    ]);
  });

  test.each([
    ['0000000000000000FFFF00000100007F', '127.0.0.1'],
    ['00000000000000000000000001000000', '::1'],
    ['00000000000000000000000000000000', '::'],
    ['B80D01200000000000000000010000FE', '2001:db8::fe00:1'],
    ['B80D0120010000000200000003000000', '2001:db8:0:1:0:2:0:3'],
  ])('address %s is %s', (hex, expected) => {
    const [socket] = parseTcp(line(`${hex}:0050`, `${hex}:0000`, '0A'), 10);
    expect([socket?.localAddress, socket?.state]).toEqual([expected, 'listen']);
  });

  test('what is not a socket is left out', () => {
    expect(parseTcp('nonsense\n\n 1: xx yy zz\n', 2)).toEqual([]);
  });

  test('bytes of ss by inode', () => {
    const text =
      'ESTAB 0 0 127.0.0.1:1 127.0.0.1:2 ino:77 sk:1 <->\t cubic bytes_sent:10 bytes_acked:11 bytes_received:12\n' +
      'ESTAB 0 0 127.0.0.1:3 127.0.0.1:4 timer:(x) ino:78 sk:2 <->\t cubic rto:204\n\n';
    expect([...parseSocketBytes(text)]).toEqual([
      ['77', { sent: 10n, received: 12n }],
      ['78', { sent: 0n, received: 0n }],
    ]);
  });
});
