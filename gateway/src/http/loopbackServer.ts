/**
 * An HTTP server for programs of this machine: it listens on loopback, knows its callers by a key
 * and keeps pages of other sites out. What it serves is a list of routes.
 */
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { Socket } from 'node:net';
import type { KeyCheck } from './auth.ts';
import { plainBody } from './body.ts';
import { comeAgain, HttpError, httpErrorOf } from './problem.ts';

export interface RouteRequest {
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  /** Unpacked; empty for GET. */
  readonly body: Buffer;
}

export interface HttpAnswer {
  readonly bytes: Buffer;
  readonly contentType: string;
}

export interface Route {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** `signal` aborts when the caller is gone. */
  handle(request: RouteRequest, signal: AbortSignal): Promise<HttpAnswer>;
}

/** Which pages may call. A program sends no Origin. */
export interface OriginPolicy {
  allows(origin: string): boolean;
  /** Why another page may not. */
  readonly refusal: string;
}

export interface LoopbackServerOptions {
  /** 0 for any free port; where it is taken, one of the next. */
  readonly port: number;
  readonly routes: readonly Route[];
  readonly mayCall: KeyCheck;
  /** Says where the key is expected. */
  readonly keyRefusal: string;
  readonly origins: OriginPolicy;
  /** Of a body, and of what it unpacks to. */
  readonly maxBodyBytes: number;
  /** Senders are asked to come again while this is true. */
  readonly isBusy: () => boolean;
  /** The body of an answer that is no success, in the form its caller reads. */
  errorAnswer(error: HttpError, headers: IncomingHttpHeaders): HttpAnswer;
}

export interface LoopbackServer {
  readonly port: number;
  close(): void;
}

const HEADERS_TIMEOUT_MS = 5_000;
const REQUEST_TIMEOUT_MS = 30_000;
/** How often Node looks for requests beyond these times; its own 30 s would make them 30 s. */
const TIMEOUT_CHECK_MS = 500;
const MAX_CONNECTIONS = 64;
/** Bodies at work at the same time, in bodies of the largest size. */
const MAX_BODIES_AT_WORK = 4;
/** Ports tried after the wanted one before any free one is taken. */
const NEXT_PORTS = 20;

/** @throws Error when nothing can be listened on. */
export async function serveLoopback(options: LoopbackServerOptions): Promise<LoopbackServer> {
  const service = new Service(options);
  const server = createServer(
    { connectionsCheckingInterval: TIMEOUT_CHECK_MS },
    (request, response) => {
      service.answer(request, response).catch((error: unknown) => {
        const failure = httpErrorOf(error);
        // What was not read would be taken for the next request.
        const close = request.complete ? {} : { connection: 'close' };
        const answer = options.errorAnswer(failure, request.headers);
        send(response, failure.status, answer, { ...failure.headers, ...close });
      });
    },
  );
  server.headersTimeout = HEADERS_TIMEOUT_MS;
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  server.on('connection', (socket) => {
    service.meet(socket);
  });
  const port = await listen(server, options.port);
  return {
    port,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function listen(server: Server, wanted: number): Promise<number> {
  const next = wanted === 0 ? 0 : Math.min(NEXT_PORTS, 65_535 - wanted);
  const ports = Array.from({ length: next + 1 }, (_, step) => wanted + step);
  for (const port of wanted === 0 ? ports : [...ports, 0]) {
    const bound = await listenOn(server, port);
    if (bound !== undefined) return bound;
  }
  throw new Error(`no port of 127.0.0.1 is free from ${String(wanted)} on`);
}

/** Undefined when the port is taken. */
function listenOn(server: Server, port: number): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(undefined);
      else reject(error);
    };
    server.once('error', fail);
    server.listen(port, '127.0.0.1', () => {
      server.removeListener('error', fail);
      const address = server.address();
      if (address === null || typeof address === 'string') reject(new Error('no TCP address'));
      else resolve(address.port);
    });
  });
}

class Service {
  readonly #options: LoopbackServerOptions;
  /** Connections that have sent no right key, the oldest first. */
  readonly #strangers = new Set<Socket>();
  #connections = 0;
  #bytesAtWork = 0;

  constructor(options: LoopbackServerOptions) {
    this.#options = options;
  }

  /** Without this, connections that send nothing would keep out those with a key. */
  meet(socket: Socket): void {
    if (this.#connections >= MAX_CONNECTIONS) {
      const [oldest] = this.#strangers;
      (oldest ?? socket).destroy();
    }
    this.#connections += 1;
    this.#strangers.add(socket);
    socket.once('close', () => {
      this.#connections -= 1;
      this.#strangers.delete(socket);
    });
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.#checkOrigin(request);
    const { route, url } = this.#find(request);
    if (!this.#options.mayCall((name) => [request.headers[name] ?? []].flat())) {
      throw new HttpError(401, this.#options.keyRefusal);
    }
    this.#strangers.delete(request.socket);
    const { maxBodyBytes, isBusy } = this.#options;
    if (route.method === 'POST' && isBusy()) throw tooBusy();
    const gone = new AbortController();
    response.once('close', () => {
      gone.abort();
    });
    const body = route.method === 'POST' ? await plainBody(request, maxBodyBytes) : Buffer.alloc(0);
    if (this.#bytesAtWork + body.length > MAX_BODIES_AT_WORK * maxBodyBytes) throw tooBusy();
    this.#bytesAtWork += body.length;
    try {
      const call = { url, headers: request.headers, body };
      send(response, 200, await route.handle(call, gone.signal));
    } finally {
      this.#bytesAtWork -= body.length;
    }
  }

  /** Pages of other sites must not reach this port, not even by a name that resolves to loopback. */
  #checkOrigin({ headers }: IncomingMessage): void {
    if (!LOOPBACK.test(headers.host ?? '')) {
      throw new HttpError(421, 'This is not the host asked for.');
    }
    const { origin } = headers;
    if (origin !== undefined && !this.#options.origins.allows(origin)) {
      throw new HttpError(403, this.#options.origins.refusal);
    }
  }

  #find({ url: text, method }: IncomingMessage): { readonly route: Route; readonly url: URL } {
    const base = 'http://127.0.0.1';
    const url = URL.canParse(text ?? '', base) ? new URL(text ?? '', base) : undefined;
    const routes = this.#options.routes.filter(({ path }) => path === url?.pathname);
    if (url === undefined || routes.length === 0) {
      const known = this.#options.routes.map(({ path }) => path).join(', ');
      throw new HttpError(404, `There is only ${known}.`);
    }
    const route = routes.find((one) => one.method === method);
    if (route !== undefined) return { route, url };
    const allow = routes.map((one) => one.method).join(', ');
    throw new HttpError(405, `Use ${allow}.`, { allow });
  }
}

const LOOPBACK = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?$/;
const tooBusy = (): HttpError => comeAgain('Too much waits to be stored.');

function send(
  response: ServerResponse,
  status: number,
  { bytes, contentType }: HttpAnswer,
  headers: Readonly<Record<string, string>> = {},
): void {
  if (response.destroyed) return;
  response.writeHead(status, {
    ...headers,
    'content-type': contentType,
    'content-length': bytes.length,
  });
  response.end(bytes);
}
