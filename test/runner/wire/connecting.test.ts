/** Connections: TLS and its certificates, hosts that do not answer, proxies, limits of time. */
import { fork } from 'node:child_process';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import {
  apiKeyCredentials,
  createVizierRunner,
  directVizierCredentials,
  type Credentials,
  type VizierRunnerOptions,
} from '#runner';
import { runError, RunFailure } from '#protocol/errors';
import type { OnProgress, RunEvent, Runner, RunRequest } from '#protocol/run';
import { CHANNEL_OPTIONS } from '../../../runner/src/channel.ts';
import { proxyOf } from '../../../runner/src/proxy.ts';
import type { Timers } from '../../../runner/src/timers.ts';
import { bundled } from '../../support/bundled.ts';
import { createAuthority, type Authority } from '../../support/certificates.ts';
import { servePixie, type PixieServer, type Step } from '../../support/pixieServer.ts';
import { end, OK, rows, table } from './cases.ts';

const REQUEST: RunRequest = {
  clusterId: 'c',
  script: 'import px',
  queryName: 'q',
  mutation: false,
  execFuncs: [],
};
const GOOD: readonly Step[] = [table('t'), rows('t', 2), end('t'), OK];

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

const optionsOf = (address: string): VizierRunnerOptions => ({
  address,
  credentials: apiKeyCredentials('key'),
  transport: { kind: 'plaintext' },
  peer: 'pixie',
  encrypt: false,
});

function connect(options: VizierRunnerOptions, timers?: Timers): Runner {
  const runner = createVizierRunner(options, timers);
  closing.push(() => {
    runner.dispose();
  });
  return runner;
}

async function served(...args: Parameters<typeof servePixie>): Promise<PixieServer> {
  const server = await servePixie(...args);
  closing.push(server.close);
  return server;
}

/** The last event: its kind, or what the failure says. */
async function endOf(
  runner: Runner,
  {
    request = REQUEST,
    signal = new AbortController().signal,
    onProgress,
  }: {
    readonly request?: RunRequest;
    readonly signal?: AbortSignal;
    readonly onProgress?: OnProgress;
  } = {},
): Promise<string> {
  let last: RunEvent | undefined;
  for await (const event of runner.run(request, signal, onProgress)) last = event;
  return last?.kind === 'failed' ? `${last.error.kind}: ${last.error.message}` : (last?.kind ?? '');
}

describe('TLS', () => {
  let authority: Authority;
  beforeAll(async () => {
    authority = await createAuthority();
  });
  const past = (): Date => new Date(Date.now() - 3_600_000);

  test.each<[string, () => Promise<{ name: string; notAfter?: Date; trusts: boolean }>, string]>([
    ['of a trusted authority', () => Promise.resolve({ name: 'localhost', trusts: true }), 'done'],
    [
      'of an unknown authority',
      () => Promise.resolve({ name: 'localhost', trusts: false }),
      'network: The certificate of HOST is not trusted: unable to verify the first certificate.',
    ],
    [
      'that has expired',
      () => Promise.resolve({ name: 'localhost', notAfter: past(), trusts: true }),
      'network: The certificate of HOST has expired.',
    ],
    [
      'for another name',
      () => Promise.resolve({ name: 'other.example', trusts: true }),
      "network: The certificate of HOST is for another name: Host: localhost. is not in the cert's altnames: DNS:other.example",
    ],
  ])('with a certificate %s', async (_, made, wanted) => {
    const { name, notAfter, trusts } = await made();
    const server = await served([GOOD], await authority.issue(name, notAfter));
    const rootCertificates = Buffer.from(authority.certificate);
    const transport = trusts
      ? { kind: 'tls' as const, rootCertificates }
      : { kind: 'tls' as const };
    const runner = connect({ ...optionsOf(server.address), transport });
    expect((await endOf(runner)).replaceAll(server.address, 'HOST')).toBe(wanted);
  });

  test('of a server without it', async () => {
    const { address } = await served([GOOD]);
    const runner = connect({ ...optionsOf(address), transport: { kind: 'tls' } });
    expect(await endOf(runner)).toBe(`network: ${address} does not answer with TLS.`);
  });

  test('of a server, spoken to without it', async () => {
    const server = await served([GOOD], await authority.issue('localhost'));
    const runner = connect(optionsOf(server.address));
    expect(await endOf(runner)).toMatch(
      /^network: The connection to localhost:\d+ could not be set up/u,
    );
  });
});

/** Takes connections and never says a word. */
async function blackHole(): Promise<{ readonly address: string; readonly sockets: Set<Socket> }> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket.unref());
    socket.on('error', () => undefined);
    socket.on('data', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  }).unref();
  closing.push(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { address: `127.0.0.1:${String(port)}`, sockets };
}

/** Goes off when the test says so, by its milliseconds. */
function handTimers() {
  const waiting: { readonly ms: number; readonly work: () => void }[] = [];
  const timers: Timers = {
    after: (ms, work) => {
      const one = { ms, work };
      waiting.push(one);
      return () => {
        const at = waiting.indexOf(one);
        if (at >= 0) waiting.splice(at, 1);
      };
    },
  };
  const goOff = (ms: number): void => {
    for (const one of [...waiting]) if (one.ms === ms) one.work();
  };
  return { timers, goOff, waiting };
}

const turns = async (done: () => boolean): Promise<void> => {
  while (!done()) await new Promise((resolve) => setImmediate(resolve));
};

describe.each(['plaintext', 'tls'] as const)('a host that never answers, with %s', (kind) => {
  test('ends the run after the limit, with a word before', async () => {
    const { address } = await blackHole();
    const { timers, goOff, waiting } = handTimers();
    const progress: string[] = [];
    const onProgress = (message: string) => progress.push(message);
    const runner = connect({ ...optionsOf(address), transport: { kind } }, timers);
    const ending = endOf(runner, { onProgress });
    await turns(() => waiting.length === 2);
    goOff(10_000);
    goOff(15_000);
    expect(await ending).toBe(`network: ${address} did not answer within 15 seconds.`);
    expect(progress).toEqual([`Waiting for ${address}…`]);
    expect(waiting).toEqual([]);
  });

  test('ends listing after a limit of its own', async () => {
    const { address } = await blackHole();
    const { timers, goOff, waiting } = handTimers();
    const options = { ...optionsOf(address), transport: { kind }, connectTimeoutMs: 2_000 };
    const listing = connect(options, timers).listClusters(new AbortController().signal);
    await turns(() => waiting.length > 0);
    goOff(2_000);
    await expect(listing).rejects.toThrow(`${address} did not answer within 2 seconds.`);
  });

  test('does not keep a process alive that cancels and disposes', async () => {
    const { address, sockets } = await blackHole();
    const child = fork(await bundled('leaveMain'), [address, kind], { stdio: 'ignore' });
    const ending = new Promise((resolve) => child.once('exit', resolve));
    await turns(() => sockets.size > 0 || child.exitCode !== null);
    child.send('cancel');
    expect(await ending).toBe(0);
  });
});

describe('a run', () => {
  test('after one that found no server connects anew', async () => {
    const taken = await served([GOOD]);
    taken.close();
    const runner = connect(optionsOf(taken.address));
    expect(await endOf(runner)).toMatch(/^network: \S+ cannot be reached: .*ECONNREFUSED/u);
    const port = Number(taken.address.split(':')[1]);
    await served([GOOD], undefined, {}, port);
    expect(await endOf(runner)).toBe('done');
  });

  test('is stopped after its own limit', async () => {
    const { address } = await served([[table('t'), { afterEvents: 99 }]]);
    const { timers, goOff } = handTimers();
    const seen: string[] = [];
    for await (const event of connect(optionsOf(address), timers).run(
      { ...REQUEST, timeoutMs: 7_000 },
      new AbortController().signal,
    )) {
      seen.push(event.kind === 'failed' ? event.error.message : event.kind);
      goOff(7_000);
    }
    expect(seen).toEqual(['table', 'The run took longer than 7 s and was stopped.']);
  });

  test('is cancelled between two tries of a deployment', async () => {
    const deploying: Step = {
      send: { mutation_info: { status: { code: 14, message: 'wait' }, states: [] } },
    };
    const server = await served([[deploying, { status: 14, message: 'wait' }]]);
    const { timers, waiting } = handTimers();
    const abort = new AbortController();
    const ending = endOf(connect(optionsOf(server.address), timers), { signal: abort.signal });
    await turns(() => waiting.some(({ ms }) => ms === 5_000));
    abort.abort();
    expect(await ending).toBe('cancelled');
    expect(server.calls).toHaveLength(1);
    expect(waiting).toEqual([]);
  });

  test('of a compression that is not known', async () => {
    const compressed: Step = { bytes: Buffer.of(1, 0, 0, 0, 1, 0) };
    const { address } = await served([[compressed, OK]], undefined, { 'grpc-encoding': 'snappy' });
    expect(await endOf(connect(optionsOf(address)))).toBe(
      `request: ${address} compresses its answers in a way that is not supported.`,
    );
  });
});

describe('credentials', () => {
  test.each<[string, Credentials, Record<string, string>]>([
    ['of a key', apiKeyCredentials('k'), { 'pixie-api-key': 'k' }],
    ['of a direct Vizier', directVizierCredentials('k'), { 'x-direct-vizier-key': 'k' }],
  ])('%s are sent as metadata', async (_, credentials, wanted) => {
    const server = await served([GOOD]);
    expect(await endOf(connect({ ...optionsOf(server.address), credentials }))).toBe('done');
    expect(server.calls).toMatchObject([wanted]);
  });

  test('that cannot be had fail the run as they say', async () => {
    const { address } = await served([GOOD]);
    const failure = new RunFailure(runError('auth', 'Sign in first.', 'Sign in.'));
    const credentials = () => Promise.reject(failure);
    expect(await endOf(connect({ ...optionsOf(address), credentials }))).toBe(
      'auth: Sign in first.',
    );
  });
});

test('pings come no more often than standard servers allow', () => {
  expect(CHANNEL_OPTIONS['grpc.keepalive_time_ms']).toBeGreaterThan(300_000);
});

describe('a proxy', () => {
  const ADDRESS = 'work.example:443';
  test.each<[string, Record<string, string>, string, string | undefined]>([
    ['in lower case', { https_proxy: 'http://p:81' }, ADDRESS, 'p:81'],
    ['in upper case', { HTTPS_PROXY: 'http://p:81' }, ADDRESS, 'p:81'],
    ['without a port', { HTTPS_PROXY: 'http://p' }, ADDRESS, 'p:80'],
    ['without a scheme', { https_proxy: 'p:81' }, ADDRESS, 'p:81'],
    [
      'not for an excepted name',
      { https_proxy: 'p:81', NO_PROXY: 'x,.example' },
      ADDRESS,
      undefined,
    ],
    [
      'not for an excepted network',
      { https_proxy: 'p:81', no_proxy: '10.0.0.0/8' },
      '10.1.2.3:1',
      undefined,
    ],
    ['for another network', { https_proxy: 'p:81', no_proxy: '10.0.0.0/8' }, '11.1.2.3:1', 'p:81'],
    ['not when everything is excepted', { https_proxy: 'p:81', no_proxy: '*' }, ADDRESS, undefined],
    ['not for this machine', { https_proxy: 'p:81' }, '127.0.0.1:99', undefined],
    ['not for this machine by name', { https_proxy: 'p:81' }, 'localhost:99', undefined],
    ['not for this machine by IPv6', { https_proxy: 'p:81' }, '[::1]:99', undefined],
    ['not set', {}, ADDRESS, undefined],
  ])('%s', (_, env, address, wanted) => {
    expect(proxyOf(address, env)?.address).toBe(wanted);
  });

  test.each(['socks5://p:81', 'http://'])('that is none is an error: %s', (https_proxy) => {
    expect(() => proxyOf(ADDRESS, { https_proxy })).toThrow(RunFailure);
  });

  test('gets name and password', () => {
    const { options } = proxyOf(ADDRESS, { https_proxy: 'http://a:b%40c@p:81' }) ?? {};
    expect(options).toEqual({
      'grpc.http_connect_target': `dns:${ADDRESS}`,
      'grpc.default_authority': ADDRESS,
      'grpc.http_connect_creds': 'a:b@c',
    });
  });
});
