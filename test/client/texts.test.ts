import type { Memory } from '../../client/src/workspaceMemory.ts';
import { describe, expect, it } from 'vitest';
import type { RunTarget, RunTargets, RunVariable } from '#protocol/lsp';
import type { ClusterInfo, Runner } from '#protocol/run';
import { ClusterBook } from '../../client/src/clusters/clusterBook.ts';
import { clusterText, heartbeatAge } from '../../client/src/clusters/clusterText.ts';
import {
  addressOf,
  connectionsOfSetting,
  LOCAL_CONNECTION,
} from '../../client/src/clusters/connection.ts';
import { createRunnerPool } from '../../client/src/clusters/runnerPool.ts';
import { fromPanel } from '../../client/src/panel/fromPanel.ts';
import { panelHtml } from '../../client/src/panel/panelHtml.ts';
import {
  missingVariables,
  problemOfValue,
  rememberArguments,
  rememberedArguments,
  resolveFuncs,
  variablesOf,
} from '../../client/src/run/runArguments.ts';
import { characterOf, isMutation, problemOfScript } from '../../client/src/run/scriptText.ts';

function memoryOf(values: Record<string, unknown> = {}): Memory {
  return {
    get: (key) => values[key],
    update: (key, value) => {
      values[key] = value;
      return Promise.resolve();
    },
  };
}

describe('messages of the page', () => {
  it.each([
    [{ type: 'ready' }, { type: 'ready' }],
    [
      { type: 'ack', runId: 1, seq: 2, more: 3 },
      { type: 'ack', runId: 1, seq: 2 },
    ],
    [{ type: 'ack', runId: '1', seq: 2 }, undefined],
    [{ type: 'ack', runId: 1, seq: -1 }, undefined],
    [{ type: 'cancel' }, undefined],
    [{ type: 'copy', text: 5 }, undefined],
    [{ type: 'command', id: 'workbench.action.quit' }, undefined],
    [null, undefined],
    ['ready', undefined],
  ])('%j is taken as %j', (message, expected) => {
    expect(fromPanel(message)).toEqual(expected);
  });

  it('come from a page that runs one script only', () => {
    const page = { cspSource: 'https://x', scriptUri: 's', styleUri: 'c', nonce: 'N' };
    expect(panelHtml(page)).toContain("default-src 'none'; script-src 'nonce-N';");
    expect(panelHtml(page)).not.toContain('unsafe');
  });
});

describe('clusters', () => {
  const cluster: ClusterInfo = {
    id: 'id',
    name: 'prod',
    status: 'DEGRADED',
    statusMessage: 'One agent is missing.',
    vizierVersion: '0.14.1',
    nodeCount: 5,
    instrumentedNodeCount: 4,
    lastHeartbeatNs: 90_000_000_000n,
  };

  it('are described for eyes and ears', () => {
    const text = clusterText(cluster, true);
    expect(text.description).toBe('selected · degraded · 0.14.1 · 4/5 nodes · 1 min ago');
    expect(text.accessibleLabel).toContain('prod, selected, Status: degraded');
    expect(text.tooltip).toContain('One agent is missing.');
  });

  it.each([
    [-1n, ''],
    [0n, 'just now'],
    [59_999_999_999n, '59 s ago'],
    [3_600_000_000_000n, '1 h ago'],
    [200_000_000_000_000n, '2 d ago'],
  ])('have a heartbeat of %d ns: %s', (ageNs, expected) => {
    expect(heartbeatAge(ageNs)).toBe(expected);
  });

  it.each([
    ['work.withpixie.ai', 'work.withpixie.ai:443'],
    [' px.example.com:8443 ', 'px.example.com:8443'],
    ['[::1]:50305', '[::1]:50305'],
    ['https://px.dev', undefined],
    ['px.dev:70000', undefined],
    ['px.dev/path', undefined],
    ['', undefined],
  ])('are at %s: %s', (text, expected) => {
    expect(addressOf(text)).toBe(expected);
  });

  it('are listed of the connections that are ones', () => {
    const { connections, problems } = connectionsOfSetting([
      { name: 'A', address: 'a.dev' },
      { address: 'a.dev:443' },
      { name: 'B' },
    ]);
    expect(connections).toEqual([{ id: 'a.dev:443', name: 'A', address: 'a.dev:443' }]);
    expect(problems).toHaveLength(1);
  });

  const remote = { id: 'a.dev:443', name: 'A', address: 'a.dev:443' };
  function setUp(memory: Memory) {
    const loads = { count: 0 };
    const pool = createRunnerPool({
      load: () => {
        loads.count += 1;
        throw new Error('the runner is not needed here');
      },
      enginePath: '',
      engineArgs: () => [],
      onLog: () => undefined,
      onWarning: () => undefined,
      onDeath: () => undefined,
      apiKeyOf: () => Promise.resolve(undefined),
    });
    const book = new ClusterBook({
      connections: () => [remote],
      pool,
      memory,
      onChange: () => undefined,
    });
    return { book, loads };
  }

  it('of this computer are listed without their process', async () => {
    const { book, loads } = setUp(memoryOf());
    const [local] = book.connections();
    const listing = await book.listing(local!, new AbortController().signal);
    expect(listing).toMatchObject({
      clusters: [{ name: 'Demo (simulated)' }, { name: 'This machine' }],
    });
    expect(loads.count).toBe(0);
  });

  it('need a key, and the tree says so', async () => {
    const { book } = setUp(memoryOf());
    expect(await book.listing(remote, new AbortController().signal)).toMatchObject({
      kind: 'failed',
      error: { kind: 'auth', message: 'There is no API key for a.dev:443.' },
    });
  });

  it('are selected for the workspace, Demo at first', async () => {
    const memory = memoryOf();
    const { book } = setUp(memory);
    expect(book.selected()?.name).toBe('Demo (simulated)');
    await book.select({ connectionId: remote.id, clusterId: 'x', name: 'prod' });
    expect(setUp(memory).book.selected()?.name).toBe('prod');
    await book.select({ connectionId: 'removed', clusterId: 'x', name: 'old' });
    expect(book.selected()).toBeUndefined();
  });

  it('use one runner for each connection until it is forgotten', async () => {
    let made = 0;
    const runner = (): Runner => {
      made += 1;
      return {
        listClusters: () => Promise.resolve([]),
        async *run() {
          yield await Promise.resolve({ kind: 'done' as const });
        },
        dispose: () => undefined,
      };
    };
    const telemetry = () => Promise.resolve({ endpoint: 'http://local', apiKey: 'key' });
    const vizier = () => Promise.resolve({ address: '127.0.0.1:1', apiKey: 'local' });
    const pool = createRunnerPool({
      load: () => ({
        createVizierRunner: ({ transport }) => {
          expect(transport).toEqual({ kind: 'tls' });
          return runner();
        },
        apiKeyCredentials: (key) => {
          expect(key).toBe('key');
          return () => Promise.resolve({});
        },
        createLocalRunner: () => ({ ...runner(), pid: () => 1, telemetry, vizier }),
        telemetryEnvironment: ({ endpoint }) => [endpoint],
        importProfile: () => Promise.reject(new Error('nothing is imported')),
      }),
      enginePath: '',
      engineArgs: () => [],
      onLog: () => undefined,
      onWarning: () => undefined,
      onDeath: () => undefined,
      apiKeyOf: () => Promise.resolve('key'),
    });
    await pool.runnerOf(remote);
    await pool.runnerOf(remote);
    expect(made).toBe(1);
    pool.forget(remote.id);
    await pool.runnerOf(remote);
    expect(made).toBe(2);
    expect(await pool.telemetryEnvironment()).toEqual(['http://local']);
    expect(await pool.addressOf(remote)).toEqual({ address: 'a.dev:443', apiKey: 'key' });
    expect(await pool.addressOf(LOCAL_CONNECTION)).toMatchObject({ apiKey: 'local' });
  });
});

describe('arguments', () => {
  const variable = (name: string, defaultValue?: string): RunVariable => ({
    name,
    type: 'PX_STRING',
    defaultValue,
    description: '',
    validValues: [],
  });
  const argument = (name: string, value?: string, from?: string) => ({
    name,
    value,
    variable: from,
  });
  const target: RunTarget = {
    funcName: 'f',
    line: 3,
    fromVis: true,
    execFuncs: [
      {
        funcName: 'f',
        outputTablePrefix: 'out',
        args: [
          argument('a', 'fixed'),
          argument('b', undefined, 'x'),
          argument('c', undefined, 'y'),
        ],
      },
    ],
  };
  const targets: RunTargets = {
    version: 1,
    rowLimit: 10_000,
    targets: [target],
    visProblem: undefined,
    variables: [variable('x', ''), variable('y'), variable('unused')],
  };

  it('are asked only without default and memory', () => {
    const used = variablesOf(targets, target);
    expect(used.map(({ name }) => name)).toEqual(['x', 'y']);
    expect(missingVariables(used, {}).map(({ name }) => name)).toEqual(['y']);
    expect(missingVariables(used, { y: '1' })).toEqual([]);
  });

  it('are fixed, given or default; one that is none of these is named', () => {
    expect(resolveFuncs(targets, target, { y: 'Y' })).toMatchObject({
      execFuncs: [{ args: [{ value: 'fixed' }, { value: '' }, { value: 'Y' }] }],
    });
    expect(resolveFuncs(targets, target, {})).toEqual({
      kind: 'missing',
      funcName: 'f',
      argument: 'c',
    });
  });

  it('are remembered for each script', async () => {
    const memory = memoryOf();
    await rememberArguments(memory, 'a', { x: '1', y: '2' });
    await rememberArguments(memory, 'a', { y: '3' });
    await rememberArguments(memory, 'b', { x: '9' });
    expect(rememberedArguments(memory, 'a')).toEqual({ x: '1', y: '3' });
    expect(rememberedArguments(memory, 'c')).toEqual({});
  });

  it.each([
    ['PX_INT64', '12', undefined],
    ['PX_INT64', '1.5', 'v is a whole number.'],
    ['PX_FLOAT64', '1e3', undefined],
    ['PX_BOOLEAN', 'yes', 'v is true or false.'],
    ['PX_SERVICE', 'any/thing', undefined],
  ])('of type %s: %s', (type, text, expected) => {
    expect(problemOfValue({ ...variable('v'), type }, text)).toBe(expected);
  });
});

describe('a script', () => {
  it.each([
    ['import px', undefined],
    [' \n', 'empty'],
    ['a\0b', 'binary'],
    ['x'.repeat(5 * 1024 * 1024), 'larger'],
  ])('is refused when it cannot be run', (text, expected) => {
    const problem = problemOfScript(text);
    if (expected === undefined) expect(problem).toBeUndefined();
    else expect(problem).toContain(expected);
  });

  it.each([
    ['import px', false],
    ['import pxtrace', true],
    ['from pxtrace import kprobe', true],
    ['# import pxtrace', false],
  ])('%s changes the cluster: %s', (text, expected) => {
    expect(isMutation(text)).toBe(expected);
  });

  it.each([
    ['abc', 1, 0],
    ['abc', 3, 2],
    ['é=😀x', 4, 2],
    ['é=😀x', 8, 4],
    ['ab', 99, 2],
  ])('%s has byte column %d at %d', (line, column, expected) => {
    expect(characterOf(line, column)).toBe(expected);
  });
});
