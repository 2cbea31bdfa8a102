/** The processes of this machine, running and recently ended, as cluster metadata. */
import type { EndedProcess } from './endedProcess.ts';
import { cpus, hostname } from 'node:os';
import type { ClusterMetadata, ProcessMetadata } from '../metadata/clusterMetadata.ts';
import { HOST_ASID, upidOf } from './hostRows.ts';
import { readProcesses, type HostFacts, type HostProcess } from './procReader.ts';
import { containerMetadata } from './containerMetadata.ts';
import type { ContainerNames } from './containerNames.ts';
import { TICK_NS } from './procText.ts';

/** Ended processes beyond this number are forgotten, the oldest first. */
const MAX_ENDED = 20_000;

export class ProcessHistory {
  readonly #root: string;
  readonly #facts: HostFacts;
  readonly #known = new Map<bigint, ProcessMetadata>();
  /** Names of running processes. */
  readonly #names = new Map<bigint, string>();
  #cached: ClusterMetadata | undefined;
  #hasRead = false;
  #containerNames: ContainerNames = new Map();

  constructor(procRoot: string, facts: HostFacts) {
    this.#root = procRoot;
    this.#facts = facts;
  }

  /**
   * Takes in the processes there are at `timeNs`; those that are gone or only wait for their parent
   * ended at that time. @returns what ended since the last call.
   */
  update(processes: readonly HostProcess[], timeNs: bigint): readonly EndedProcess[] {
    const present = new Map(processes.map((process) => [upidOf(process), process]));
    const news: EndedProcess[] = [];
    for (const [upid, comm] of this.#names) {
      const found = present.get(upid);
      if (found !== undefined && found.exit === undefined) continue;
      news.push({ upid, comm, exit: found?.exit });
      this.#cached = undefined;
      this.#names.delete(upid);
      const known = this.#known.get(upid);
      if (known === undefined) continue;
      // Ended ones move to the end of the map, so its first ones are the oldest.
      this.#known.delete(upid);
      this.#known.set(upid, { ...known, stopNs: timeNs });
    }
    for (const [upid, process] of present) {
      if (process.exit !== undefined) continue;
      this.#names.set(upid, process.stat.comm);
      this.#know(this.#describe(upid, process));
    }
    this.#forgetOldest();
    this.#hasRead = true;
    return news;
  }

  /** Takes in what an earlier run knew; those that are not running any more ended at `timeNs`. */
  restore(process: ProcessMetadata, timeNs: bigint): void {
    if (this.#known.has(process.upid)) return;
    const { stopNs } = process;
    this.#know({ ...process, stopNs: stopNs === 0n ? timeNs : stopNs });
  }

  /** Whether there is a running container whose name is not known. */
  get hasUnnamedContainer(): boolean {
    return [...this.#known.values()].some(
      ({ containerUid, stopNs }) =>
        containerUid !== '' && stopNs === 0n && !this.#containerNames.has(containerUid),
    );
  }

  get containerNames(): ContainerNames {
    return this.#containerNames;
  }

  /** Adds to what is known; names of containers that are gone stay. */
  nameContainers(names: ContainerNames): void {
    const news = [...names].filter(([uid]) => !this.#containerNames.has(uid));
    if (news.length === 0) return;
    const used = new Set([...this.#known.values()].map(({ containerUid }) => containerUid));
    const kept = [...this.#containerNames].filter(([uid]) => used.has(uid));
    this.#containerNames = new Map([...kept, ...news]);
    this.#cached = undefined;
  }

  /** All of them as far back as they are known. */
  get processes(): Iterable<ProcessMetadata> {
    return this.#known.values();
  }

  /** Metadata stays the same object as long as nothing changes. */
  #know(process: ProcessMetadata): void {
    const before = this.#known.get(process.upid);
    const isSame =
      before?.cmdline === process.cmdline &&
      before.containerUid === process.containerUid &&
      before.stopNs === process.stopNs;
    if (isSame) return;
    this.#known.set(process.upid, process);
    this.#cached = undefined;
  }

  #forgetOldest(): void {
    const ended = [...this.#known.values()].filter((each) => each.stopNs !== 0n);
    const excess = Math.max(0, ended.length - MAX_ENDED);
    for (const { upid } of ended.slice(0, excess)) this.#known.delete(upid);
  }

  #describe(upid: bigint, process: HostProcess): ProcessMetadata {
    return {
      upid,
      cmdline: process.cmdline,
      containerUid: process.containerId,
      podUid: '',
      startNs: this.#facts.bootNs + process.stat.startTicks * TICK_NS,
      stopNs: 0n,
    };
  }

  /** Before the first sample the processes are read at once. */
  metadata(nowNs: bigint): ClusterMetadata {
    if (!this.#hasRead) this.update(readProcesses(this.#root), nowNs);
    this.#cached ??= this.#build();
    return this.#cached;
  }

  #build(): ClusterMetadata {
    const processes = [...this.#known.values()];
    const node = { uid: hostname(), name: hostname(), startNs: this.#facts.bootNs, stopNs: 0n };
    return {
      asid: HOST_ASID,
      hostname: hostname(),
      cpuCount: cpus().length,
      podCidrs: [],
      serviceCidr: '',
      nodes: [{ ...node, ip: '127.0.0.1' }],
      ...containerMetadata(processes, this.#containerNames),
      replicaSets: [],
      deployments: [],
      processes,
    };
  }
}
