/** Reads processes and sockets from a /proc directory. What vanishes or is forbidden is left out. */
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { join } from 'node:path';
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
  type InterfaceCounters,
  type ProcessIo,
  type ProcessStat,
  type Socket,
  type SocketBytes,
} from './procText.ts';

export interface HostProcess {
  readonly stat: ProcessStat;
  readonly io: ProcessIo;
  readonly cmdline: string;
  readonly containerId: string;
  /** How it ended, of a process that only waits for its parent; a part is undefined if hidden. */
  readonly exit: ProcessExit | undefined;
  /** Inodes of its sockets; empty for processes of other users. */
  readonly socketInodes: readonly string[];
}

export interface ProcessExit {
  readonly code: number | undefined;
  readonly signal: number | undefined;
}

export interface HostSnapshot {
  readonly processes: readonly HostProcess[];
  readonly sockets: readonly Socket[];
  readonly socketBytes: ReadonlyMap<string, SocketBytes>;
  readonly network: InterfaceCounters;
  /** Of containers that have a network of their own, by container ID. */
  readonly containerNetworks: ReadonlyMap<string, InterfaceCounters>;
}

export interface HostFacts {
  /** When the machine was booted, ns since the epoch. */
  readonly bootNs: bigint;
  readonly pageBytes: bigint;
}

/** The text of a file, '' when it is gone or forbidden: both are normal in /proc. */
function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (isUnavailable(error)) return '';
    throw error;
  }
}

/** Processes end while they are read (ENOENT, ESRCH) and others' details are private. */
function isUnavailable(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return ['ENOENT', 'ESRCH', 'EACCES', 'EPERM', 'ENOTDIR', 'EINVAL'].includes(String(code));
}

function namesIn(path: string): readonly string[] {
  try {
    return readdirSync(path);
  } catch (error) {
    if (isUnavailable(error)) return [];
    throw error;
  }
}

function socketInodes(directory: string): readonly string[] {
  return namesIn(directory).flatMap((name) => {
    try {
      const inode = /^socket:\[(\d+)\]$/.exec(readlinkSync(join(directory, name)))?.[1];
      return inode === undefined ? [] : [inode];
    } catch (error) {
      if (isUnavailable(error)) return [];
      throw error;
    }
  });
}

function readProcess(root: string, pid: string): HostProcess | undefined {
  const stat = parseStat(textOf(join(root, pid, 'stat')));
  if (!stat) return undefined;
  return {
    stat,
    io: parseIo(textOf(join(root, pid, 'io'))),
    cmdline: parseCmdline(textOf(join(root, pid, 'cmdline')), stat.comm),
    containerId: parseContainerId(textOf(join(root, pid, 'cgroup'))),
    exit: stat.waitStatus === undefined ? undefined : exitOf(stat.waitStatus, join(root, pid)),
    socketInodes: socketInodes(join(root, pid, 'fd')),
  };
}

/** The kernel shows 0 for the status of other users' processes. @see proc(5), field exit_code */
function exitOf(waitStatus: bigint, directory: string): ProcessExit {
  if (waitStatus === 0n && !isOurs(directory)) return { code: undefined, signal: undefined };
  return { code: Number((waitStatus >> 8n) & 0xffn), signal: Number(waitStatus & 0x7fn) };
}

function isOurs(directory: string): boolean {
  const user = process.getuid?.();
  try {
    return user === 0 || statSync(directory).uid === user;
  } catch (error) {
    if (isUnavailable(error)) return false;
    throw error;
  }
}

/** /proc/PID/stat of one process. */
export function readStat(root: string, pid: number): ProcessStat | undefined {
  return parseStat(textOf(join(root, String(pid), 'stat')));
}

function processIds(root: string): readonly string[] {
  return namesIn(root).filter((name) => /^\d+$/.test(name));
}

/** Whether `root` is a Linux /proc. */
export function hasProc(root: string): boolean {
  return /^btime \d+$/m.test(textOf(join(root, 'stat')));
}

export function readFacts(root: string): HostFacts {
  return {
    bootNs: parseBootTime(textOf(join(root, 'stat'))) * 1_000_000_000n,
    pageBytes: parsePageBytes(textOf(join(root, 'self/smaps'))),
  };
}

/** All processes at once, without giving way to other work. */
export function readProcesses(root: string): readonly HostProcess[] {
  return processIds(root).flatMap((pid) => readProcess(root, pid) ?? []);
}

/** Processes read between two turns of the event loop, a few milliseconds of work. */
const PROCESSES_PER_TURN = 16;

/** Everything there is to see now. @throws AbortError when cancelled. */
export async function readSnapshot(
  root: string,
  socketStatistics: () => Promise<string>,
  signal: AbortSignal,
): Promise<HostSnapshot> {
  const processes: HostProcess[] = [];
  for (const [index, pid] of processIds(root).entries()) {
    if (index % PROCESSES_PER_TURN === 0) {
      await new Promise((resolve) => setImmediate(resolve));
      signal.throwIfAborted();
    }
    const found = readProcess(root, pid);
    if (found) processes.push(found);
  }
  const networks = containerNetworks(root, processes);
  return {
    processes,
    sockets: [root, ...networks.values()].flatMap(readSockets),
    socketBytes: parseSocketBytes(await socketStatistics()),
    network: parseNetDev(textOf(join(root, 'net/dev'))),
    containerNetworks: new Map(
      [...networks].map(([id, folder]) => [id, parseNetDev(textOf(join(folder, 'net/dev')))]),
    ),
  };
}

/** Sockets of the network that a process, or /proc itself, is in. */
const readSockets = (folder: string): readonly Socket[] => [
  ...parseTcp(textOf(join(folder, 'net/tcp')), 2),
  ...parseTcp(textOf(join(folder, 'net/tcp6')), 10),
];

/** Of each container with a network of its own the folder of a process in it. */
function containerNetworks(
  root: string,
  processes: readonly HostProcess[],
): ReadonlyMap<string, string> {
  const own = networkOf(join(root, 'self'));
  const folders = new Map<string, string>();
  for (const { containerId, stat } of processes) {
    if (containerId === '' || folders.has(containerId)) continue;
    const folder = join(root, String(stat.pid));
    const network = networkOf(folder);
    if (network !== '' && network !== own) folders.set(containerId, folder);
  }
  return folders;
}

/** Identity of the network a process is in; '' where it may not be known. */
function networkOf(folder: string): string {
  try {
    return readlinkSync(join(folder, 'ns/net'));
  } catch (error) {
    if (isUnavailable(error)) return '';
    throw error;
  }
}

/** The tool of iproute2, part of nearly every distribution. */
const SOCKET_STATISTICS = 'ss';
const STATISTICS_TIMEOUT_MS = 2000;

/** Output of the `ss` command, '' where it is not installed: byte counts are 0 then. */
export function runSocketStatistics(): Promise<string> {
  return new Promise((resolve) => {
    const options = { timeout: STATISTICS_TIMEOUT_MS, maxBuffer: 64 * 1024 * 1024 };
    execFile(SOCKET_STATISTICS, ['-tinHOe'], options, (error, stdout) => {
      resolve(error === null ? stdout : '');
    });
  });
}
