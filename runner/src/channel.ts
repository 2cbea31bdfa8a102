/** A connection to one address, with a limit on how long it may take to come about. */
import { Client, credentials, connectivityState, type ChannelOptions } from '@grpc/grpc-js';
import { runError, type RunError } from '#protocol/errors';
import { trackSockets } from './openSockets.ts';
import { proxyOf } from './proxy.ts';
import type { Timers } from './timers.ts';

export type Transport =
  | { readonly kind: 'plaintext' }
  | {
      readonly kind: 'tls';
      /** Certificates of a private authority, PEM. Default: the public ones. */
      readonly rootCertificates?: Buffer;
    };

export interface Channel {
  readonly client: Client;
  /**
   * Waits until calls can be made or are known to fail.
   *
   * @returns the error of a host that does not answer in time.
   */
  ready(signal: AbortSignal): Promise<RunError | undefined>;
  close(): void;
}

export interface ChannelRequest {
  /** host:port */
  readonly address: string;
  readonly transport: Transport;
  readonly connectTimeoutMs: number;
  readonly timers: Timers;
}

export const MAX_MESSAGE_BYTES = 256 * 1024 * 1024;

export const CHANNEL_OPTIONS: ChannelOptions = {
  'grpc.max_receive_message_length': MAX_MESSAGE_BYTES,
  // Servers allow one ping in five minutes, and close the connection of a client that sends more.
  'grpc.keepalive_time_ms': 330_000,
  'grpc.keepalive_timeout_ms': 20_000,
  'grpc.keepalive_permit_without_calls': 0,
  // Sockets belong to one channel, so that closing it ends them.
  'grpc.use_local_subchannel_pool': 1,
  // The proxy is found out here.
  'grpc.enable_http_proxy': 0,
  // Whoever runs again after putting something right should not meet the old failure.
  'grpc.initial_reconnect_backoff_ms': 500,
  'grpc.max_reconnect_backoff_ms': 2_000,
};

export function openChannel(request: ChannelRequest): Channel {
  const { address, transport, connectTimeoutMs, timers } = request;
  const sockets = trackSockets();
  const security =
    transport.kind === 'tls'
      ? credentials.createSsl(transport.rootCertificates ?? null)
      : credentials.createInsecure();
  const proxy = proxyOf(address, process.env);
  const client = sockets.within(
    () =>
      new Client(proxy?.address ?? address, security, { ...CHANNEL_OPTIONS, ...proxy?.options }),
  );
  return {
    client,
    ready: async (signal) => {
      const isReady = await sockets.within(() =>
        becomesReady(client, { connectTimeoutMs, timers, signal }),
      );
      if (isReady) return undefined;
      const seconds = String(connectTimeoutMs / 1000);
      const message = `${address} did not answer within ${seconds} seconds.`;
      return runError(
        'network',
        message,
        'Check the address, the network and any firewall, then run again.',
      );
    },
    close: () => {
      client.close();
      sockets.close();
    },
  };
}

interface Waiting {
  readonly connectTimeoutMs: number;
  readonly timers: Timers;
  readonly signal: AbortSignal;
}

/** True also when the connection has failed, because only a call says why, and when nobody waits. */
function becomesReady(
  client: Client,
  { connectTimeoutMs, timers, signal }: Waiting,
): Promise<boolean> {
  const channel = client.getChannel();
  return new Promise((resolve) => {
    let isOver = false;
    const settle = (isReady: boolean) => {
      isOver = true;
      callOff();
      signal.removeEventListener('abort', cancel);
      resolve(isReady);
    };
    const cancel = () => {
      settle(true);
    };
    const callOff = timers.after(connectTimeoutMs, () => {
      settle(false);
    });
    signal.addEventListener('abort', cancel, { once: true });
    if (signal.aborted) {
      settle(true);
      return;
    }
    const look = () => {
      if (isOver) return;
      const state = channel.getConnectivityState(true);
      const { READY, TRANSIENT_FAILURE, SHUTDOWN } = connectivityState;
      if (state === READY || state === TRANSIENT_FAILURE || state === SHUTDOWN) settle(true);
      else channel.watchConnectivityState(state, Infinity, look);
    };
    look();
  });
}
