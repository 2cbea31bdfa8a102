/** Listing, selecting and reaching clusters. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Runner } from '#protocol/run';
import { apiKeyCredentials, directVizierCredentials } from '#runner';
import { ClusterRegistry } from '../../../client/src/clusters/clusterRegistry.ts';
import {
  createRunnerPool,
  type RunnerPoolOptions,
} from '../../../client/src/clusters/runnerPool.ts';
import { DEMO_CLUSTER } from '../../../client/src/clusters/localClusters.ts';
import {
  LOCAL_CONNECTION,
  LOCAL_CONNECTION_ID,
  type RemoteConnection,
  type Transport,
} from '../../../client/src/connections/connection.ts';
import type { FoundKey } from '../../../client/src/connections/connectionKeys.ts';
import type { Memory } from '../../../client/src/workspace/memory.ts';
import { memoryOf } from '../../support/memory.ts';

const REMOTE: RemoteConnection = {
  kind: 'cloud',
  auth: 'apiKey',
  profileId: 'p',
  name: 'A',
  address: 'a.dev:443',
  transport: { kind: 'tls', caFile: undefined },
};
const VIZIER: RemoteConnection = { ...REMOTE, kind: 'vizier', auth: 'directVizierKey' };
const never = new AbortController().signal;

const optionsOf = (
  load: RunnerPoolOptions['load'],
  key: FoundKey = { kind: 'found', key: 'key' },
): RunnerPoolOptions => ({
  load,
  keys: { find: () => Promise.resolve(key) },
  enginePath: '',
  engineArgs: () => [],
  telemetryArgs: () => ['--otlp-port', '1'],
  onLog: () => undefined,
  onWarning: () => undefined,
  onReady: () => undefined,
  onDeath: () => undefined,
});

const noRunner = () => {
  throw new Error('the runner is not needed here');
};

const registryOf = (
  key: FoundKey,
  {
    memory = memoryOf(),
    connection = REMOTE,
  }: { memory?: Memory; connection?: RemoteConnection } = {},
) =>
  new ClusterRegistry({
    connections: () => [connection],
    pool: createRunnerPool(optionsOf(noRunner, key)),
    memory,
    onChange: () => undefined,
  });

describe('clusters', () => {
  test('of this computer are listed without their process', async () => {
    const listing = await registryOf({ kind: 'missing' }).listing(LOCAL_CONNECTION, never);
    expect(listing).toMatchObject({
      clusters: [{ name: 'Demo (simulated)' }, { name: 'This machine' }],
    });
  });

  test('behind a Vizier are one, known without asking', async () => {
    const registry = registryOf({ kind: 'missing' }, { connection: VIZIER });
    expect(await registry.listing(VIZIER, never)).toMatchObject({
      clusters: [{ name: 'A', id: '00000000-0000-0000-0000-000000000000', nodeCount: 0 }],
    });
  });

  test.each<readonly [FoundKey, RegExp]>([
    [{ kind: 'missing' }, /^There is no key for A \(a\.dev:443\)\.$/u],
    [
      { kind: 'elsewhere', address: 'b.dev:443' },
      /given for b\.dev:443.*isn't sent to a\.dev:443/u,
    ],
  ])('are not listed when the key is %j', async (key, message) => {
    const listing = await registryOf(key).listing(REMOTE, never);
    if (listing.kind !== 'failed') throw new Error('they were listed');
    expect(listing.error.kind).toBe('auth');
    expect(listing.error.message).toMatch(message);
  });

  test('are selected for the workspace, Demo at first', async () => {
    const memory = memoryOf();
    const registry = registryOf({ kind: 'missing' }, { memory });
    expect(registry.selected()?.name).toBe('Demo (simulated)');
    await registry.select({ connectionId: 'p', clusterId: 'x', name: 'prod', simulated: false });
    const later = registryOf({ kind: 'missing' }, { memory });
    expect(later.selected()?.name).toBe('prod');
    expect(later.selectedOn(REMOTE)).toBe('x');
    expect(later.selectedOn(LOCAL_CONNECTION)).toBeUndefined();
    await registry.select({
      connectionId: 'removed',
      clusterId: 'x',
      name: 'old',
      simulated: false,
    });
    expect(registry.selected()).toBeUndefined();
  });

  test('selected in version 0.1, by address, stay selected', () => {
    const old: RemoteConnection = { ...REMOTE, profileId: REMOTE.address };
    const selected = { connectionId: 'a.dev:443', clusterId: 'x', name: 'prod' };
    const memory = memoryOf({ 'pxl.selectedCluster': selected });
    const registry = registryOf({ kind: 'missing' }, { memory, connection: old });
    expect(registry.selected()).toEqual({ ...selected, simulated: false });
  });

  test('selected in version 0.1 are marked when their rows are simulated', () => {
    const demo = { connectionId: LOCAL_CONNECTION_ID, clusterId: DEMO_CLUSTER.id, name: 'Demo' };
    const memory = memoryOf({ 'pxl.selectedCluster': demo });
    const registry = registryOf({ kind: 'missing' }, { memory });
    expect(registry.selected()).toEqual({ ...demo, simulated: true });
  });
});

interface Made {
  readonly kind: Transport['kind'];
  readonly rootCertificates: string | undefined;
}

function poolOf() {
  const made: Made[] = [];
  const headers: Promise<Readonly<Record<string, string>>>[] = [];
  const ended: string[] = [];
  const runner = (name: string): Runner => ({
    listClusters: () => Promise.resolve([]),
    async *run() {
      yield await Promise.resolve({ kind: 'done' as const });
    },
    dispose: () => ended.push(name),
  });
  const pool = createRunnerPool(
    optionsOf(() => ({
      createVizierRunner: ({ address, credentials, transport }) => {
        const { kind } = transport;
        const rootCertificates = kind === 'tls' ? transport.rootCertificates : undefined;
        made.push({ kind, rootCertificates: rootCertificates?.toString() });
        headers.push(credentials(never));
        return runner(address);
      },
      apiKeyCredentials,
      directVizierCredentials,
      createLocalRunner: () => ({
        ...runner('local'),
        pid: () => 1,
        telemetry: () => Promise.resolve({ endpoint: 'http://local', apiKey: 'key' }),
        vizier: () => Promise.resolve({ address: '127.0.0.1:1', apiKey: 'local' }),
      }),
      telemetryStatus: () => Promise.resolve({ isBusy: false, senders: [], withoutTable: 2 }),
      importProfile: () => Promise.reject(new Error('nothing is imported')),
    })),
  );
  return { pool, made, headers, ended };
}

describe('a runner', () => {
  test('is made once for each connection until it is forgotten', async () => {
    const { pool, made, ended } = poolOf();
    const [first, second] = await Promise.all([pool.runnerOf(REMOTE), pool.runnerOf(REMOTE)]);
    expect(first).toBe(second);
    pool.forget('p');
    await pool.runnerOf(REMOTE);
    expect(made).toHaveLength(2);
    expect(ended).toEqual(['a.dev:443']);
    expect(await pool.addressOf(REMOTE)).toEqual({
      address: 'a.dev:443',
      auth: 'apiKey',
      transport: REMOTE.transport,
      key: 'key',
    });
    expect(await pool.addressOf(LOCAL_CONNECTION)).toMatchObject({
      transport: { kind: 'plaintext' },
      key: 'local',
    });
  });

  test.each<readonly [Transport, Made]>([
    [{ kind: 'plaintext' }, { kind: 'plaintext', rootCertificates: undefined }],
    [
      { kind: 'tls', caFile: undefined },
      { kind: 'tls', rootCertificates: undefined },
    ],
  ])('is reached as the connection says: %j', async (transport, expected) => {
    const { pool, made } = poolOf();
    await pool.runnerOf({ ...REMOTE, transport });
    expect(made).toEqual([expected]);
  });

  test.each([
    [REMOTE, { 'pixie-api-key': 'key' }],
    [VIZIER, { 'x-direct-vizier-key': 'key' }],
  ])('proves who asks as its kind of cluster wants: %j', async (connection, expected) => {
    const { pool, headers } = poolOf();
    await pool.runnerOf(connection);
    expect(await Promise.all(headers)).toEqual([expected]);
  });

  test('trusts the authority of the connection, whose file may come later', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'pxl-ca-'));
    const caFile = join(folder, 'ca.pem');
    const { pool, made } = poolOf();
    const connection: RemoteConnection = { ...REMOTE, transport: { kind: 'tls', caFile } };
    await expect(pool.runnerOf(connection)).rejects.toThrow(`The certificate file ${caFile}`);
    writeFileSync(caFile, 'PEM');
    await pool.runnerOf(connection);
    expect(made).toEqual([{ kind: 'tls', rootCertificates: 'PEM' }]);
    rmSync(folder, { recursive: true });
  });
});
