/**
 * What a new user waits for: the first run of an example, in a terminal and in the window. Every
 * sample is a process of its own, because everything after the first run is warm.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as esbuild from 'esbuild';
import { createLocalRunner } from '#runner';
import { LOCAL_CLUSTERS } from '#protocol/localCluster';
import type { Runner } from '#protocol/run';
import type { Measurement } from './measurement.ts';

const root = join(import.meta.dirname, '..', '..');
const EXAMPLE = join('examples', 'http-latency', 'http-latency.pxl');
const STARTER = join('cli', 'bin', 'pxl.js');
const PROBE = join(root, 'out', 'bench', 'firstRunMain.mjs');
const SAMPLES = 7;
const npx = process.platform === 'win32' ? 'npx.cmd' : 'npx';

export async function measure(): Promise<readonly Measurement[]> {
  await buildProbe();
  return [...commands(), ...(await inProcess()), ...(await inWindow())];
}

/** Commands from start to end. */
function commands(): readonly Measurement[] {
  const node = process.execPath;
  return [
    sampled('process start: node', node, '-e', '0'),
    sampled('and bundle load: pxl --help', node, STARTER, '--help'),
    sampled('npx on top: npx pxl --help', npx, 'pxl', '--help'),
    sampled('pxl run, an example', node, STARTER, 'run', EXAMPLE),
    sampled('npx pxl run, an example (wanted: 1,000)', npx, 'pxl', 'run', EXAMPLE),
  ];
}

function sampled(what: string, command: string, ...args: readonly string[]): Measurement {
  const samples = Array.from({ length: SAMPLES }, () => {
    const startMs = performance.now();
    const { status, stderr } = spawnSync(command, args, {
      cwd: root,
      encoding: 'utf8',
      shell: command.endsWith('.cmd'),
    });
    if (status !== 0) throw new Error(`${what}: ${stderr}`);
    return performance.now() - startMs;
  });
  return { what, unit: 'ms', samples };
}

async function buildProbe(): Promise<void> {
  await esbuild.build({
    entryPoints: [join(root, 'test', 'bench', 'firstRunMain.ts')],
    outfile: PROBE,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    minify: true,
    logLevel: 'warning',
  });
}

interface RunParts {
  readonly tables: number;
  readonly firstRows: number;
  readonly done: number;
}
/** As firstRunMain.ts prints them. */
interface Parts {
  readonly load: number;
  readonly check: number;
  readonly open: number;
  readonly first: RunParts;
  readonly second: RunParts;
}

async function inProcess(): Promise<readonly Measurement[]> {
  const found: Parts[] = [];
  for (let round = 0; round < SAMPLES; round += 1) {
    const child = spawn(process.execPath, [PROBE, join(root, EXAMPLE)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let out = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      out += chunk;
    });
    await once(child, 'close');
    found.push(JSON.parse(out) as Parts);
  }
  const part = (what: string, pick: (parts: Parts) => number): Measurement => ({
    what: `part: ${what}`,
    unit: 'ms',
    samples: found.map(pick),
  });
  return [
    part('first check of the script and its functions', ({ check }) => check),
    part('database open', ({ open }) => open),
    part('first compile and cluster facts', ({ first }) => first.tables),
    part('Demo generation', ({ first, second }) => first.firstRows - second.firstRows),
    part('first rows of the query', ({ second }) => second.firstRows),
    part('other rows', ({ first }) => first.done),
  ];
}

/** What the window may run while it is idle: it makes the Demo's rows and warms the compiler. */
const WARM_UP =
  "import px\npx.display(px.DataFrame('http_events', start_time='-5m').head(1), 'warm')";

/** The window's child process, as the extension uses it. */
async function inWindow(): Promise<readonly Measurement[]> {
  const script = readFileSync(join(root, EXAMPLE), 'utf8');
  const ready: number[] = [];
  const first: number[] = [];
  const second: number[] = [];
  const warmed: number[] = [];
  for (let round = 0; round < SAMPLES; round += 1) {
    for (const warm of [false, true]) {
      const runner = createLocalRunner({ enginePath: join(root, 'dist', 'engine.js') });
      try {
        const startMs = performance.now();
        await runner.vizier();
        ready.push(performance.now() - startMs);
        if (warm) await firstRowsMs(runner, WARM_UP);
        (warm ? warmed : first).push(await firstRowsMs(runner, script));
        if (!warm) second.push(await firstRowsMs(runner, script));
      } finally {
        runner.dispose();
      }
    }
  }
  const window = (what: string, samples: readonly number[]): Measurement => ({
    what: `window: ${what}`,
    unit: 'ms',
    samples,
  });
  return [
    window('local cluster from spawn to ready', ready),
    window('ready to first rows', first),
    window('the same once warmed up (wanted: 700)', warmed),
    window('first rows of the second run', second),
  ];
}

/** Milliseconds until rows of the script are there; the run is read to its end. */
async function firstRowsMs(runner: Runner, script: string): Promise<number> {
  const startMs = performance.now();
  let foundMs = 0;
  const request = {
    clusterId: LOCAL_CLUSTERS.demo.id,
    script,
    execFuncs: [],
    queryName: 'first-run',
    mutation: false,
  };
  for await (const event of runner.run(request, new AbortController().signal)) {
    if (event.kind === 'failed') throw new Error(event.error.message);
    if (event.kind === 'batch') foundMs ||= performance.now() - startMs;
  }
  return foundMs;
}
