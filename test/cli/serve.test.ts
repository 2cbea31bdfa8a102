/** `pxl serve` as a process of its own: it answers a real client and ends when it should. */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { beforeAll, describe, expect, test } from 'vitest';
import { createVizierRunner } from '#runner';
import { pxl, withFiles } from './runMain.ts';
import { plaintext } from '../support/connect.ts';

const cli = join(import.meta.dirname, '..', '..', 'dist', 'cli.js');
beforeAll(() => {
  if (!existsSync(cli)) throw new Error('dist/cli.js is missing; npm run build makes it.');
});

interface Ready {
  readonly grpc: string;
  readonly clusterId: string;
  readonly apiKey: string;
  readonly otlp: string;
}

async function serve(): Promise<{ child: ChildProcessWithoutNullStreams; ready: Ready }> {
  const child = spawn(process.execPath, [cli, 'serve', '--json', '--seed', '1']);
  for await (const line of createInterface(child.stdout)) {
    return { child, ready: JSON.parse(line) as Ready };
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
        const target = ['--otlp', ready.otlp, '--key', ready.apiKey];
        const { out, code } = await pxl(['import-profile', path('a.cpuprofile'), ...target]);
        expect(code).toBe(0);
        expect(out).toContain('1 samples in 1 stacks of service default/a');
        const wrong = ['--otlp', ready.otlp, '--key', 'x'];
        expect((await pxl(['import-profile', path('a.cpuprofile'), ...wrong])).code).toBe(1);
      },
    );
    child.kill('SIGTERM');
    await once(child, 'exit');
  });

  test('ends with the process that started it', async () => {
    const { child } = await serve();
    // The pipe of a parent that has died is closed.
    child.stdin.end();
    expect((await once(child, 'exit'))[0]).toBe(0);
  });
});
