/**
 * Parsers for the texts of Linux's /proc. They give undefined for what they do not understand, as
 * a process may vanish while its files are read.
 *
 * @see proc(5)
 */

/** Clock ticks of 1/100 s, the unit of times in /proc on every supported architecture. */
export const TICK_NS = 10_000_000n;

export interface ProcessStat {
  readonly pid: number;
  /** Name of the program, without its path. */
  readonly comm: string;
  readonly minorFaults: bigint;
  readonly majorFaults: bigint;
  readonly userTicks: bigint;
  readonly kernelTicks: bigint;
  readonly threads: bigint;
  /** Since boot. */
  readonly startTicks: bigint;
  readonly virtualBytes: bigint;
  readonly residentPages: bigint;
  /** The status its parent has not yet waited for: code << 8 | signal; undefined while it lives. */
  readonly waitStatus: bigint | undefined;
}

const ZOMBIE = 'Z';

/** /proc/PID/stat. The name may hold blanks and parentheses, so the last `)` ends it. */
export function parseStat(text: string): ProcessStat | undefined {
  const open = text.indexOf('(');
  const close = text.lastIndexOf(')');
  if (open < 0 || close < open) return undefined;
  const fields = text
    .slice(close + 2)
    .trim()
    .split(' ');
  // Field numbers as in proc(5), which counts from 1; `fields` begins with the third.
  const field = (number: number) => toBigInt(fields[number - 3]);
  const pid = Number.parseInt(text.slice(0, open), 10);
  if (Number.isNaN(pid) || fields.length < 22) return undefined;
  return {
    pid,
    comm: text.slice(open + 1, close),
    minorFaults: field(10),
    majorFaults: field(12),
    userTicks: field(14),
    kernelTicks: field(15),
    threads: field(20),
    startTicks: field(22),
    virtualBytes: field(23),
    residentPages: field(24),
    waitStatus: fields[0] === ZOMBIE ? field(52) : undefined,
  };
}

function toBigInt(text: string | undefined): bigint {
  return text !== undefined && /^-?\d+$/.test(text) ? BigInt(text) : 0n;
}

export interface ProcessIo {
  readonly rchar: bigint;
  readonly wchar: bigint;
  readonly readBytes: bigint;
  readonly writeBytes: bigint;
}

/** /proc/PID/io, which only the owner of a process may read. */
export function parseIo(text: string): ProcessIo {
  const value = (name: string) => toBigInt(new RegExp(`^${name}: (\\d+)$`, 'm').exec(text)?.[1]);
  return {
    rchar: value('rchar'),
    wchar: value('wchar'),
    readBytes: value('read_bytes'),
    writeBytes: value('write_bytes'),
  };
}

/** /proc/PID/cmdline: arguments end in a zero byte; kernel threads have none. */
export function parseCmdline(text: string, comm: string): string {
  const line = text.replace(/\0+$/, '').replaceAll('\0', ' ').trim();
  return line === '' ? `[${comm}]` : line;
}

/** /proc/PID/cgroup: the container's ID of 64 hexadecimal digits, '' outside of containers. */
export function parseContainerId(text: string): string {
  return /(?:^|[^0-9a-f])([0-9a-f]{64})(?:[^0-9a-f]|$)/m.exec(text)?.[1] ?? '';
}

/** `btime` of /proc/stat: when the machine was booted, in seconds since the epoch. */
export function parseBootTime(text: string): bigint {
  return toBigInt(/^btime (\d+)$/m.exec(text)?.[1]);
}

/** Size of a memory page in bytes, from /proc/self/smaps. */
export function parsePageBytes(text: string): bigint {
  const kilobytes = /^KernelPageSize:\s+(\d+) kB$/m.exec(text)?.[1];
  return kilobytes === undefined ? 4096n : BigInt(kilobytes) * 1024n;
}

export interface InterfaceCounters {
  readonly rxBytes: bigint;
  readonly rxPackets: bigint;
  readonly rxErrors: bigint;
  readonly rxDrops: bigint;
  readonly txBytes: bigint;
  readonly txPackets: bigint;
  readonly txErrors: bigint;
  readonly txDrops: bigint;
}

/** /proc/net/dev: the sum of all interfaces except loopback. */
export function parseNetDev(text: string): InterfaceCounters {
  const lines = text
    .split('\n')
    .map((line) => /^\s*([^:]+):\s*(.*)$/.exec(line))
    .filter((match) => match !== null && match[1] !== 'lo')
    .map((match) => (match?.[2] ?? '').trim().split(/\s+/).map(toBigInt));
  const column = (index: number) => lines.reduce((sum, line) => sum + (line[index] ?? 0n), 0n);
  return {
    rxBytes: column(0),
    rxPackets: column(1),
    rxErrors: column(2),
    rxDrops: column(3),
    txBytes: column(8),
    txPackets: column(9),
    txErrors: column(10),
    txDrops: column(11),
  };
}

export interface Socket {
  readonly localAddress: string;
  readonly localPort: number;
  readonly remoteAddress: string;
  readonly remotePort: number;
  /** 2 for IPv4, 10 for IPv6. */
  readonly family: 2 | 10;
  readonly state: 'established' | 'listen' | 'other';
  readonly inode: string;
}

const STATES: Readonly<Record<string, Socket['state']>> = { '01': 'established', '0A': 'listen' };

/** /proc/net/tcp and /proc/net/tcp6. Addresses are 32-bit words in the machine's byte order. */
export function parseTcp(text: string, family: 2 | 10): readonly Socket[] {
  return text.split('\n').flatMap((line) => {
    const fields = line.trim().split(/\s+/);
    const local = parseEndpoint(fields[1]);
    const remote = parseEndpoint(fields[2]);
    const inode = fields[9];
    if (!local || !remote || inode === undefined) return [];
    return [
      {
        localAddress: local.address,
        localPort: local.port,
        remoteAddress: remote.address,
        remotePort: remote.port,
        family,
        state: STATES[fields[3] ?? ''] ?? 'other',
        inode,
      },
    ];
  });
}

function parseEndpoint(
  text: string | undefined,
): { readonly address: string; readonly port: number } | undefined {
  const match = /^([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4})$/.exec(text ?? '');
  if (!match) return undefined;
  const [, hex = '', port = ''] = match;
  const bytes = (hex.match(/.{8}/g) ?? []).flatMap((word) =>
    (word.match(/../g) ?? []).reverse().map((byte) => Number.parseInt(byte, 16)),
  );
  const address = bytes.length === 4 ? bytes.join('.') : ipv6Text(bytes);
  return { address, port: Number.parseInt(port, 16) };
}

/** IPv4 in IPv6 is written as IPv4, other addresses with the longest run of zeros left out. */
function ipv6Text(bytes: readonly number[]): string {
  const isMapped = bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 255;
  if (isMapped && bytes[11] === 255) return bytes.slice(12).join('.');
  const groups = Array.from({ length: 8 }, (_, index) =>
    (((bytes[2 * index] ?? 0) << 8) | (bytes[2 * index + 1] ?? 0)).toString(16),
  );
  const runs = groups.join(':').match(/(?:^|(?<=:))0(?::0)+(?=:|$)/g) ?? [];
  const longest = [...runs].sort((a, b) => b.length - a.length)[0];
  if (longest === undefined) return groups.join(':');
  const [before, ...after] = groups.join(':').split(longest);
  return `${(before ?? '').replace(/:$/, '')}::${after.join(longest).replace(/^:/, '')}`;
}

export interface SocketBytes {
  readonly sent: bigint;
  readonly received: bigint;
}

/** Output of `ss -tinHOe`: bytes of each TCP socket by inode. /proc itself does not tell them. */
export function parseSocketBytes(text: string): ReadonlyMap<string, SocketBytes> {
  const sockets = text.split('\n').flatMap((line): [string, SocketBytes][] => {
    const inode = /\bino:(\d+)/.exec(line)?.[1];
    if (inode === undefined) return [];
    const sent = toBigInt(/\bbytes_sent:(\d+)/.exec(line)?.[1]);
    const received = toBigInt(/\bbytes_received:(\d+)/.exec(line)?.[1]);
    return [[inode, { sent, received }]];
  });
  return new Map(sockets);
}
