/** Vizier's API as clients of all kinds call it: their keys and the clusters they name. */
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import {
  credentials,
  makeGenericClientConstructor,
  Metadata,
  status as GrpcStatus,
  type ChannelCredentials,
  type ServiceError,
} from '@grpc/grpc-js';
import { afterEach, describe, expect, test } from 'vitest';
import { loadServices } from '#proto';
import { serveVizier, type VizierServerOptions } from '../../../gateway/src/vizier/vizierServer.ts';
import type { VizierServer } from '../../../gateway/src/vizier/vizierServer.ts';
import { serverCertificate } from '../../../local/src/certificates.ts';
import { DEMO, fakeRunner, type FakeRunner } from '../../support/fakeRunner.ts';

const KEY = 'the-right-key';
let server: VizierServer | undefined;
afterEach(() => {
  server?.close();
});

const OTHER = { ...DEMO, id: 'abcdef00-0000-4000-8000-000000000001', name: 'Other' };

async function start(options: Partial<VizierServerOptions> = {}): Promise<FakeRunner> {
  const runner = fakeRunner(() => [{ kind: 'done' }], [DEMO, OTHER]);
  server = await serveVizier(runner, {
    apiKey: KEY,
    generateOtelScript: (clusterId) => ({ kind: 'script', script: clusterId }),
    ...options,
  });
  return runner;
}

type Headers = readonly (readonly [name: string, value: string])[];

interface Outcome {
  readonly code: GrpcStatus;
  readonly text: string;
  /** The first answer. */
  readonly message: unknown;
}

const RIGHT: Headers = [['pixie-api-key', KEY]];

/** One call of a method of VizierService, to its first answer. */
function call(
  name: 'ExecuteScript' | 'HealthCheck' | 'GenerateOTelScript',
  request: object,
  headers: Headers = RIGHT,
  channel: ChannelCredentials = credentials.createInsecure(),
): Promise<Outcome> {
  const method = loadServices().vizier[name];
  if (method === undefined || server === undefined) throw new Error('not started');
  const Vizier = makeGenericClientConstructor(loadServices().vizier, 'Vizier');
  const client = new Vizier(server.address, channel);
  const metadata = new Metadata();
  for (const [key, value] of headers) metadata.add(key, value);
  return new Promise((resolve) => {
    const stream = client.makeServerStreamRequest(
      method.path,
      (value: object) => method.requestSerialize(value),
      (bytes) => method.responseDeserialize(bytes) as object,
      request,
      metadata,
    );
    const finish = (code: GrpcStatus, text: string, message: unknown) => {
      resolve({ code, text, message });
      stream.cancel();
      client.close();
    };
    stream.once('data', (message: unknown) => {
      finish(GrpcStatus.OK, '', message);
    });
    stream.on('error', ({ code, details }: ServiceError) => {
      finish(code, details, undefined);
    });
    stream.once('end', () => {
      finish(GrpcStatus.OK, '', undefined);
    });
  });
}

describe('a key is taken', () => {
  test.each<[string, Headers]>([
    ['as the cloud takes it', [['pixie-api-key', KEY]]],
    ['as a Vizier without a cloud takes it', [['x-direct-vizier-key', KEY]]],
    ['as a bearer token', [['authorization', `Bearer ${KEY}`]]],
    ['as a bearer token in lower case', [['authorization', `bearer ${KEY}`]]],
    [
      'beside a session of a cloud',
      [
        ['authorization', 'bearer session'],
        ['x-direct-vizier-key', KEY],
      ],
    ],
  ])('%s', async (_name, headers) => {
    await start();
    expect(await call('ExecuteScript', { cluster_id: DEMO.id }, headers)).toMatchObject({
      code: GrpcStatus.OK,
    });
  });
});

describe('a call is refused', () => {
  test.each<[string, Headers]>([
    ['without a key', []],
    ['with a wrong key', [['pixie-api-key', 'the-wrong-key']]],
    ['with a part of the key', [['x-direct-vizier-key', KEY.slice(0, -1)]]],
    [
      'with two keys',
      [
        ['pixie-api-key', KEY],
        ['pixie-api-key', 'the-wrong-key'],
      ],
    ],
  ])('%s', async (_name, headers) => {
    const runner = await start();
    for (const method of ['ExecuteScript', 'HealthCheck', 'GenerateOTelScript'] as const) {
      expect(await call(method, { cluster_id: DEMO.id }, headers)).toEqual({
        code: GrpcStatus.UNAUTHENTICATED,
        text: 'The API key is missing or wrong.',
        message: undefined,
      });
    }
    expect(runner.requests).toEqual([]);
  });

  test('in words that do not make px try again for ever', async () => {
    await start();
    const { text } = await call('ExecuteScript', {}, []);
    expect(text.toLowerCase()).not.toContain('invalid auth token');
  });

  test('before its message is read', async () => {
    await start();
    const script = 'x'.repeat(9 * 2 ** 20);
    const { code } = await call('ExecuteScript', { query_str: script }, []);
    expect(code).toBe(GrpcStatus.UNAUTHENTICATED);
    expect((await call('ExecuteScript', { query_str: script })).code).toBe(
      GrpcStatus.RESOURCE_EXHAUSTED,
    );
  });
});

test('no key is asked for where the user wants none', async () => {
  await start({ apiKey: undefined });
  expect((await call('HealthCheck', {}, [])).code).toBe(GrpcStatus.OK);
});

describe('every method finds the cluster', () => {
  const nil = '00000000-0000-0000-0000-000000000000';
  test.each([
    ['by its ID', OTHER.id, OTHER.id],
    ['by its ID in capitals', OTHER.id.toUpperCase(), OTHER.id],
    ['first, for the nil ID', nil, DEMO.id],
    ['first, for localhost', 'localhost', DEMO.id],
    ['first, for no ID', '', DEMO.id],
  ])('%s', async (_name, cluster_id, id) => {
    const runner = await start();
    expect((await call('ExecuteScript', { cluster_id })).code).toBe(GrpcStatus.OK);
    expect(runner.requests.map(({ clusterId }) => clusterId)).toEqual([id]);
    expect((await call('HealthCheck', { cluster_id })).code).toBe(GrpcStatus.OK);
    expect(await call('GenerateOTelScript', { cluster_id })).toMatchObject({
      message: { otel_script: id },
    });
  });

  test('chosen as the default', async () => {
    await start({ defaultClusterId: OTHER.id });
    expect(await call('GenerateOTelScript', { cluster_id: nil })).toMatchObject({
      message: { otel_script: OTHER.id },
    });
  });

  test('or says that there is none', async () => {
    await start();
    const cluster_id = 'abcdef00-0000-4000-8000-00000000ffff';
    const message = `There is no local cluster with ID ${cluster_id}.`;
    const { message: answer } = await call('ExecuteScript', { cluster_id });
    expect(inspect(answer, { depth: 5 })).toContain(message);
    for (const method of ['HealthCheck', 'GenerateOTelScript'] as const) {
      expect(await call(method, { cluster_id })).toMatchObject({
        code: GrpcStatus.INVALID_ARGUMENT,
        text: message,
      });
    }
  });
});

describe('with a certificate of its own', () => {
  let folder: string;
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  test('it serves those who trust the authority, by every name of this machine', async () => {
    folder = mkdtempSync(join(tmpdir(), 'pxl-tls-'));
    const tls = await serverCertificate(join(folder, 'tls'), Date.now());
    const authority = readFileSync(tls.authorityPath);
    const names = new X509Certificate(tls.certificate);
    expect([names.checkIP('127.0.0.1'), names.checkIP('::1')]).toEqual(['127.0.0.1', '::1']);
    expect(names.checkHost('localhost')).toBe('localhost');
    await start({ tls });
    const trusting = credentials.createSsl(authority);
    expect((await call('HealthCheck', {}, RIGHT, trusting)).code).toBe(GrpcStatus.OK);
    const strange = await call('HealthCheck', {}, RIGHT, credentials.createSsl());
    expect(strange.code).toBe(GrpcStatus.UNAVAILABLE);
  });

  test.skipIf(process.platform === 'win32')('keys are for their user only', async () => {
    folder = mkdtempSync(join(tmpdir(), 'pxl-tls-'));
    await serverCertificate(join(folder, 'tls'), Date.now());
    const modes = ['tls', 'tls/server.key'].map(
      (name) => statSync(join(folder, name)).mode & 0o777,
    );
    expect(modes).toEqual([0o700, 0o600]);
  });

  test('it is the same after a restart, and another one before it ends', async () => {
    folder = mkdtempSync(join(tmpdir(), 'pxl-tls-'));
    const path = join(folder, 'tls');
    const first = await serverCertificate(path, Date.now());
    expect(await serverCertificate(path, Date.now())).toEqual(first);
    const later = await serverCertificate(path, Date.now() + 380 * 86_400_000);
    expect(later.certificate.equals(first.certificate)).toBe(false);
  });
});
