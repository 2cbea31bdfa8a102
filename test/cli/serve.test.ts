/** `pxl serve` as a process of its own: it answers a real client and ends when it should. */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { beforeAll, describe, expect, test } from 'vitest';
import { readReadyLine, type ReadyLine } from '#protocol/localCluster';
import { createVizierRunner } from '#runner';
import { pxl, withFiles } from './runMain.ts';
import { plaintext } from '../support/connect.ts';

const cli = join(import.meta.dirname, '..', '..', 'dist', 'cli.js');
beforeAll(() => {
  if (!existsSync(cli)) throw new Error('dist/cli.js is missing; npm run build makes it.');
});

async function serve(): Promise<{ child: ChildProcessWithoutNullStreams; ready: ReadyLine }> {
  const child = spawn(process.execPath, [
    cli,
    'serve',
    '--json',
    '--seed',
    '1',
    '--otlp-port',
    '0',
  ]);
  return { child, ready: await firstLine(child.stdout) };
}

async function firstLine(output: Readable): Promise<ReadyLine> {
  for await (const line of createInterface(output)) {
    const ready = readReadyLine(line);
    if (ready !== undefined) return ready;
  }
  throw new Error('it ended without a line');
}

describe('pxl serve --json', () => {
  test('serves a script to any client, until SIGTERM', async () => {
    const { child, ready } = await serve();
    const runner = createVizierRunner(plaintext(ready.grpc, ready.apiKey));
    const { signal } = new AbortController();
    const clusters = await runner.listClusters(signal);
    expect(clusters.map(({ id }) => id)).toContain(ready.clusterId);
    const kinds: string[] = [];
    const script =
      "import px\npx.display(px.DataFrame('http_events', start_time='-1m').head(10))\n";
    const request = { clusterId: ready.clusterId, script, execFuncs: [], queryName: 'test' };
    for await (const { kind } of runner.run({ ...request, mutation: false }, signal)) {
      if (kinds.at(-1) !== kind) kinds.push(kind);
    }
    expect(kinds).toEqual(['table', 'batch', 'stats', 'done']);
    runner.dispose();
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  test('takes telemetry and profiles at its OTLP endpoint', async () => {
    const { child, ready } = await serve();
    const headers = { 'pixie-api-key': ready.apiKey, 'content-type': 'application/json' };
    const post = await fetch(`${ready.otlp}/v1/traces`, { method: 'POST', headers, body: '{}' });
    expect([post.status, await post.json()]).toEqual([200, {}]);
    await withFiles(
      { 'a.cpuprofile': '{"nodes":[{"id":1,"callFrame":{"functionName":"f"}}],"samples":[1]}' },
      async (path) => {
        const imported = (key: string) =>
          pxl(['import-profile', path('a.cpuprofile'), '--otlp', ready.otlp], {
            env: { OTEL_EXPORTER_OTLP_HEADERS: `x=1,pixie-api-key=${key}` },
          });
        const { out, code } = await imported(ready.apiKey);
        expect(code).toBe(0);
        expect(out).toContain('1 samples in 1 stacks of service default/a');
        expect((await imported('x')).code).toBe(1);
        const unknown = ['import-profile', path('a.cpuprofile'), '--otlp', 'http://otel.example'];
        const { code: refused, err } = await pxl(unknown);
        expect([refused, err]).toEqual([2, expect.stringContaining('There is no key')]);
      },
    );
    child.kill('SIGTERM');
    await once(child, 'exit');
  });

  test('runs without standard input, as a service or in a container', async () => {
    const child = spawn(process.execPath, [cli, 'serve', '--json', '--otlp-port', '0'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ready = await firstLine(child.stdout);
    const runner = createVizierRunner(plaintext(ready.grpc, ready.apiKey));
    const clusters = await runner.listClusters(new AbortController().signal);
    // Listing shows that it still runs after it has looked at its input.
    expect(clusters).toHaveLength(2);
    expect(clusters.map(({ vizierVersion }) => vizierVersion)).toEqual(
      clusters.map(() => expect.stringMatching(/^\d+\.\d+\.\d+\+local$/) as string),
    );
    expect(child.exitCode).toBeNull();
    runner.dispose();
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  test('ends with the process that started it', async () => {
    const { child } = await serve();
    // The pipe of a parent that has died is closed.
    child.stdin.end();
    expect((await once(child, 'exit'))[0]).toBe(0);
  });
});
