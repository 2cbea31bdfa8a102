/** Recordings in the clusters view: what is kept, what is listed, which process serves them. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Runner } from '#protocol/run';
import { ClusterRegistry } from '../../../client/src/clusters/clusterRegistry.ts';
import {
  forgetRecording,
  openedRecordings,
  rememberRecording,
} from '../../../client/src/clusters/recordings.ts';
import { OTLP_PORT } from '#protocol/telemetry';
import {
  limitArguments,
  telemetryArguments,
  telemetryPort,
} from '../../../client/src/clusters/limitArguments.ts';
import { createRunnerPool } from '../../../client/src/clusters/runnerPool.ts';
import { connectionIdOf } from '../../../client/src/connections/connection.ts';
import type { Memory } from '../../../client/src/workspace/memory.ts';

let folder: string;
let memory: Memory;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pxl-recordings-'));
  const values = new Map<string, unknown>();
  memory = {
    get: (key) => values.get(key),
    update: (key, value) => {
      values.set(key, value);
      return Promise.resolve();
    },
  };
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const MANIFEST = {
  format: 'pxl-recording',
  formatVersion: 1,
  id: 'an-id',
  name: 'Incident',
  startNs: '1700000000000000000',
  endNs: '1700000060000000000',
  tables: [],
};

const noProcess = () => {
  throw new Error('no process is needed here');
};
const QUIET = {
  onLog: () => undefined,
  onWarning: () => undefined,
  onReady: () => undefined,
  onDeath: () => undefined,
};

function registryOf() {
  const pool = createRunnerPool({
    load: noProcess,
    enginePath: '',
    engineArgs: () => [],
    telemetryArgs: () => ['--otlp-port', '1'],
    keys: { find: () => Promise.resolve({ kind: 'missing' as const }) },
    ...QUIET,
  });
  const connections = () => openedRecordings(memory);
  return new ClusterRegistry({ connections, pool, memory, onChange: () => undefined });
}

const listing = async () => {
  const [, recording] = registryOf().connections();
  if (recording === undefined) throw new Error('nothing is open');
  return registryOf().listing(recording, new AbortController().signal);
};

test('an opened recording is a cluster, listed without its process', async () => {
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify(MANIFEST));
  await rememberRecording(memory, folder);
  await rememberRecording(memory, folder);
  expect(openedRecordings(memory)).toHaveLength(1);
  expect(await listing()).toMatchObject({
    kind: 'listed',
    clusters: [
      {
        id: 'an-id',
        name: 'Incident',
        statusMessage: 'Recorded 2023-11-14T22:13:20.000Z to 2023-11-14T22:14:20.000Z.',
      },
    ],
  });
});

test.each([
  ['is gone', undefined, /ENOENT/u],
  ['is no JSON', '{', /manifest.json is damaged/u],
  ['is something else', '{"name": 1}', /manifest.json is damaged/u],
])('a recording whose manifest %s says so in the tree', async (_, text, why) => {
  if (text !== undefined) writeFileSync(join(folder, 'manifest.json'), text);
  await rememberRecording(memory, folder);
  const found = await listing();
  if (found.kind !== 'failed') throw new Error('it was listed');
  expect(found.error.message).toMatch(why);
  expect(found.error.nextStep).not.toBe('');
});

test('a closed recording is forgotten', async () => {
  await rememberRecording(memory, folder);
  await forgetRecording(memory, folder);
  expect(openedRecordings(memory)).toEqual([]);
});

test('each recording has a process of its own that ends when it is closed', async () => {
  const started: string[] = [];
  const ended: string[] = [];
  const runnerOf = (args: readonly string[]): Runner => {
    const name = args.join(' ');
    started.push(name);
    return {
      listClusters: () => Promise.resolve([]),
      async *run() {
        yield await Promise.resolve({ kind: 'done' as const });
      },
      dispose: () => ended.push(name),
    };
  };
  const pool = createRunnerPool({
    load: () => ({
      createVizierRunner: noProcess,
      apiKeyCredentials: noProcess,
      directVizierCredentials: noProcess,
      createLocalRunner: ({ args = [] }) => ({
        ...runnerOf(args),
        pid: () => undefined,
        telemetry: noProcess,
        vizier: noProcess,
      }),
      telemetryStatus: noProcess,
      importProfile: noProcess,
    }),
    enginePath: '',
    engineArgs: () => [],
    telemetryArgs: () => ['--otlp-port', '1'],
    keys: { find: () => Promise.resolve({ kind: 'missing' as const }) },
    ...QUIET,
  });
  const first = await rememberRecording(memory, '/a');
  const second = await rememberRecording(memory, '/b');
  await pool.runnerOf(first);
  await pool.runnerOf(first);
  await pool.runnerOf(second);
  expect(started).toEqual(['--recording /a', '--recording /b']);
  pool.forget(connectionIdOf(first));
  expect(ended).toEqual(['--recording /a']);
});

test('limits of the settings are arguments of the process', () => {
  const settings = new Map<string, unknown>([
    ['queryTimeout', 20],
    ['memoryLimit', null],
    ['spillLimit', 64],
    ['diskQuota', -1],
  ]);
  expect(limitArguments(settings)).toEqual(['--query-timeout', '20', '--spill-limit', '64']);
});

test('the port of telemetry is an argument of the local process alone', () => {
  const settings = new Map<string, unknown>([['port', 4318]]);
  expect(telemetryArguments(settings)).toEqual(['--otlp-port', '4318']);
  expect(telemetryArguments(new Map())).toEqual([]);
});

test.each([
  [null, 4318],
  [9000, 9000],
  ['x', 4318],
  [-1, 4318],
])('with the setting %s the port of telemetry is %d', (setting, port) => {
  expect(telemetryPort(new Map([['port', setting]])) ?? OTLP_PORT).toBe(port);
});
