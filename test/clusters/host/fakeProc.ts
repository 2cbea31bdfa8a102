/** A small /proc in a temporary directory. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export interface FakeProc {
  readonly root: string;
  write(path: string, text: string): void;
  /** A process with its texts and open sockets. */
  process(pid: number, facts: FakeProcess): void;
  end(pid: number): void;
  remove(): void;
}
interface FakeProcess {
  readonly cmdline: string;
  readonly startTicks: number;
  readonly cgroup?: string;
  readonly userTicks?: number;
  readonly inodes?: readonly number[];
  /** The name of a network of its own, with the texts of its files. */
  readonly network?: { readonly name: string; readonly dev: string; readonly tcp: string };
  /** Makes it a zombie. */
  readonly waitStatus?: number;
}

export const BOOT_S = 1_699_990_000;

export function fakeProc(): FakeProc {
  const root = mkdtempSync(join(tmpdir(), 'pxl-proc-'));
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  write('stat', `cpu 1 2 3\nbtime ${BOOT_S}\n`);
  write('net/dev', ' eth0: 1000 10 0 0 0 0 0 0 500 5 0 0 0 0 0 0\n');
  return {
    root,
    write,
    process: (
      pid,
      { cmdline, startTicks, cgroup = '', userTicks = 100, inodes = [], waitStatus, network },
    ) => {
      const state = waitStatus === undefined ? 'S' : 'Z';
      // Up to the 24th field of proc(5); the 52nd is how it ended.
      const rest = `${'0 '.repeat(27)}${waitStatus ?? 0}`;
      const fields = `${state} 1 1 1 0 -1 0 11 0 2 0 ${userTicks} 50 0 0 20 0 3 0 ${startTicks} 1000000 250`;
      write(`${pid}/stat`, `${pid} (prog) ${fields} ${rest}`);
      write(`${pid}/cmdline`, cmdline.replaceAll(' ', '\0'));
      write(`${pid}/cgroup`, cgroup);
      write(`${pid}/io`, 'rchar: 5\nwchar: 6\nread_bytes: 7\nwrite_bytes: 8\n');
      rmSync(join(root, String(pid), 'ns'), { recursive: true, force: true });
      if (network !== undefined) {
        mkdirSync(join(root, String(pid), 'ns'));
        symlinkSync(network.name, join(root, String(pid), 'ns/net'));
        write(`${pid}/net/dev`, network.dev);
        write(`${pid}/net/tcp`, network.tcp);
      }
      rmSync(join(root, String(pid), 'fd'), { recursive: true, force: true });
      mkdirSync(join(root, String(pid), 'fd'));
      inodes.forEach((inode, fd) => {
        symlinkSync(`socket:[${inode}]`, join(root, String(pid), 'fd', String(fd)));
      });
    },
    end: (pid) => {
      rmSync(join(root, String(pid)), { recursive: true });
    },
    remove: () => {
      rmSync(root, { recursive: true });
    },
  };
}
