/**
 * The sockets that a channel opens. gRPC's own library holds on to one that never answers, which
 * would keep the process alive, and has no option for TCP's keep-alive.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { Socket } from 'node:net';

/** The channel on which Node.js announces each socket that is about to connect. */
const ANNOUNCED = 'net.client.socket';
/**
 * TCP's keep-alive finds a machine that is gone, and no server counts it. gRPC's pings are counted:
 * servers close connections that ping more often than every five minutes.
 */
const KEEP_ALIVE_MS = 30_000;

export interface OpenSockets {
  /** Runs work whose connections, also later ones, belong to this object. */
  within<T>(work: () => T): T;
  /** Ends connections that are open or still being made. */
  close(): void;
}

export function trackSockets(): OpenSockets {
  const owner = new AsyncLocalStorage<true>();
  const open = new Set<Socket>();
  const take = (message: unknown): void => {
    const { socket } = Object(message) as { readonly socket?: unknown };
    if (owner.getStore() === undefined || !(socket instanceof Socket)) return;
    open.add(socket);
    socket.once('close', () => open.delete(socket));
    socket.setKeepAlive(true, KEEP_ALIVE_MS);
    // A call that waits for an answer holds the process by itself.
    socket.unref();
  };
  subscribe(ANNOUNCED, take);
  return {
    within: (work) => owner.run(true, work),
    close: () => {
      unsubscribe(ANNOUNCED, take);
      for (const socket of open) socket.destroy();
    },
  };
}
