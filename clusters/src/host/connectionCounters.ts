/** Turns what sockets look like at some moments into counters of opened and closed connections. */
import type { HostProcess, HostSnapshot } from './procReader.ts';
import type { Socket, SocketBytes } from './procText.ts';

/** One counter of conn_stats. @see conn_stats in the table reference */
export interface ConnectionCounter {
  readonly upid: bigint;
  readonly remoteAddress: string;
  /** 0 where this side is the server: its clients' ports differ. */
  readonly remotePort: number;
  /** 1 client, 2 server. */
  readonly role: 1 | 2;
  readonly family: 2 | 10;
  readonly opened: bigint;
  readonly closed: bigint;
  readonly active: bigint;
  readonly bytesSent: bigint;
  readonly bytesReceived: bigint;
}

type Peer = Pick<ConnectionCounter, 'upid' | 'remoteAddress' | 'remotePort' | 'role' | 'family'>;
interface Totals {
  readonly peer: Peer;
  opened: bigint;
  closed: bigint;
  active: bigint;
  /** Of connections that are closed by now. */
  pastSent: bigint;
  pastReceived: bigint;
  sent: bigint;
  received: bigint;
}
interface Known {
  readonly key: string;
  readonly bytes: SocketBytes;
}

const NO_BYTES: SocketBytes = { sent: 0n, received: 0n };

export class ConnectionCounters {
  readonly #totals = new Map<string, Totals>();
  #sockets = new Map<string, Known>();

  /** Takes in a snapshot and gives all counters of processes that still run. */
  update(
    snapshot: HostSnapshot,
    upidOf: (process: HostProcess) => bigint,
  ): readonly ConnectionCounter[] {
    const owners = new Map(
      snapshot.processes.flatMap((process) =>
        process.socketInodes.map((inode): [string, bigint] => [inode, upidOf(process)]),
      ),
    );
    const listening = new Set(
      snapshot.sockets.filter((each) => each.state === 'listen').map((each) => each.localPort),
    );
    const seen = new Map<string, Known>();
    for (const socket of snapshot.sockets) {
      const upid = owners.get(socket.inode);
      if (socket.state !== 'established' || upid === undefined) continue;
      const peer = peerOf(socket, upid, listening.has(socket.localPort));
      const bytes = snapshot.socketBytes.get(socket.inode) ?? NO_BYTES;
      seen.set(socket.inode, { key: this.#open(socket.inode, peer), bytes });
    }
    this.#close(seen);
    this.#sockets = seen;
    this.#recount();
    this.#forget(new Set(snapshot.processes.map(upidOf)));
    return [...this.#totals.values()].map(counterOf);
  }

  #open(inode: string, peer: Peer): string {
    const key = `${peer.upid} ${peer.role} ${peer.remoteAddress} ${peer.remotePort}`;
    const totals = this.#totals.get(key) ?? newTotals(peer);
    this.#totals.set(key, totals);
    if (!this.#sockets.has(inode)) totals.opened += 1n;
    return key;
  }

  #close(seen: ReadonlyMap<string, Known>): void {
    for (const [inode, { key, bytes }] of this.#sockets) {
      const totals = this.#totals.get(key);
      if (seen.has(inode) || !totals) continue;
      totals.closed += 1n;
      totals.pastSent += bytes.sent;
      totals.pastReceived += bytes.received;
    }
  }

  #recount(): void {
    for (const totals of this.#totals.values()) {
      totals.active = 0n;
      totals.sent = totals.pastSent;
      totals.received = totals.pastReceived;
    }
    for (const { key, bytes } of this.#sockets.values()) {
      const totals = this.#totals.get(key);
      if (!totals) continue;
      totals.active += 1n;
      totals.sent += bytes.sent;
      totals.received += bytes.received;
    }
  }

  #forget(running: ReadonlySet<bigint>): void {
    for (const [key, { peer }] of this.#totals) {
      if (!running.has(peer.upid)) this.#totals.delete(key);
    }
  }
}

/** A connection to a port on which someone listens here was opened by the other side. */
function peerOf(socket: Socket, upid: bigint, isServer: boolean): Peer {
  return {
    upid,
    remoteAddress: socket.remoteAddress,
    remotePort: isServer ? 0 : socket.remotePort,
    role: isServer ? 2 : 1,
    family: socket.family,
  };
}

function newTotals(peer: Peer): Totals {
  const zeros = { opened: 0n, closed: 0n, active: 0n };
  return { peer, ...zeros, pastSent: 0n, pastReceived: 0n, sent: 0n, received: 0n };
}

function counterOf({ peer, opened, closed, active, sent, received }: Totals): ConnectionCounter {
  return { ...peer, opened, closed, active, bytesSent: sent, bytesReceived: received };
}
