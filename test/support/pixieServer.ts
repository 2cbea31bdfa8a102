/**
 * A server that answers ExecuteScript as a test writes it down, on Pixie's message types but on
 * HTTP/2 alone, so that it can do what no gRPC library does.
 */
import {
  createSecureServer,
  createServer,
  type Http2Server,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2';
import type { AddressInfo, Socket } from 'node:net';
import { join } from 'node:path';
import protobuf from 'protobufjs';
import type { Certificate } from './certificates.ts';

/** What the server does next. */
export type Step =
  /** An ExecuteScriptResponse, as proto-loader's names have it. */
  | { readonly send: object }
  /** Bytes in place of a message and its length. */
  | { readonly bytes: Uint8Array }
  /** The end of the call. */
  | {
      readonly status: number | string;
      readonly message?: string;
      readonly trailers?: Readonly<Record<string, string>>;
    }
  /** An answer that is none of gRPC. */
  | {
      readonly http: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
    }
  /** RST_STREAM with this code. */
  | { readonly reset: number }
  /** GOAWAY with this code, then the end of the connection. */
  | { readonly goaway: number }
  /** The connection ends without a word. */
  | { readonly drop: true }
  /** Nothing, until the client has so many events. */
  | { readonly afterEvents: number };

export interface PixieServer {
  /** host:port */
  readonly address: string;
  /** Metadata of the calls so far. */
  readonly calls: readonly Readonly<Record<string, unknown>>[];
  /** The client has one more event. */
  readonly seen: () => void;
  readonly close: () => void;
}

const folder = join(import.meta.dirname, '..', '..', 'proto');
const root = new protobuf.Root();
root.resolvePath = (_origin, target) => join(folder, target);
root.loadSync('vizierapi.proto', { keepCase: true });
const Response = root.lookupType('px.api.vizierpb.ExecuteScriptResponse');

export function frameOf(message: object): Buffer {
  const content = Response.encode(Response.fromObject(message)).finish();
  const head = Buffer.alloc(5);
  head.writeUInt32BE(content.length, 1);
  return Buffer.concat([head, content]);
}

/** @param answers Steps of each call; the last one's again for further calls. */
export async function servePixie(
  answers: readonly (readonly Step[])[],
  certificate?: Certificate,
  headers: Readonly<Record<string, string>> = {},
  wantedPort = 0,
): Promise<PixieServer> {
  const calls: Readonly<Record<string, unknown>>[] = [];
  const waiting: { readonly count: number; readonly go: () => void }[] = [];
  let seen = 0;
  const afterEvents = (count: number): Promise<void> =>
    new Promise((go) => {
      if (seen >= count) go();
      else waiting.push({ count, go });
    });
  const sessions = new Set<ServerHttp2Session>();
  const server: Http2Server =
    certificate === undefined
      ? createServer()
      : createSecureServer({ cert: certificate.certificate, key: certificate.key });
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  });
  server.on('session', (session) => {
    sessions.add(session);
    session.on('close', () => sessions.delete(session));
    session.on('error', () => undefined);
  });
  server.on('stream', (stream, metadata) => {
    calls.push(metadata);
    stream.on('error', () => undefined);
    void answer(stream, answers[Math.min(calls.length, answers.length) - 1] ?? [], {
      headers,
      afterEvents,
      drop: () => {
        for (const socket of sockets) socket.destroy();
      },
    });
  });
  await new Promise<void>((resolve) => server.listen(wantedPort, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    address: `${certificate === undefined ? '127.0.0.1' : 'localhost'}:${String(port)}`,
    calls,
    seen: () => {
      seen += 1;
      for (const { count, go } of waiting) if (seen >= count) go();
    },
    close: () => {
      server.close();
      for (const session of sessions) session.destroy();
    },
  };
}

interface Answering {
  readonly headers: Readonly<Record<string, string>>;
  readonly afterEvents: (count: number) => Promise<void>;
  readonly drop: () => void;
}

async function answer(
  stream: ServerHttp2Stream,
  steps: readonly Step[],
  { headers, afterEvents, drop }: Answering,
): Promise<void> {
  const begin = (): void => {
    if (stream.headersSent || stream.destroyed) return;
    stream.respond(Object.assign({ 'content-type': 'application/grpc' }, headers), {
      waitForTrailers: true,
    });
  };
  const write = (bytes: Uint8Array): Promise<void> =>
    new Promise((resolve) => {
      begin();
      if (stream.destroyed) resolve();
      else
        stream.write(bytes, () => {
          resolve();
        });
    });
  for (const step of steps) {
    if ('send' in step) await write(frameOf(step.send));
    else if ('bytes' in step) await write(step.bytes);
    else if ('afterEvents' in step) await afterEvents(step.afterEvents);
    else if ('status' in step) {
      begin();
      const trailers = {
        'grpc-status': String(step.status),
        'grpc-message': encodeURI(step.message ?? ''),
      };
      stream.once('wantTrailers', () => {
        stream.sendTrailers(Object.assign(trailers, step.trailers));
      });
      stream.end();
    } else if ('http' in step) {
      const page = Object.assign(
        { ':status': step.http, 'content-type': 'text/html' },
        step.headers,
      );
      stream.respond(page);
      stream.end(step.body ?? '');
    } else if ('reset' in step) {
      begin();
      stream.close(step.reset);
    } else if ('goaway' in step) {
      begin();
      stream.session?.goaway(step.goaway);
      stream.session?.destroy(undefined, step.goaway);
    } else {
      begin();
      drop();
    }
  }
}
