/**
 * The local cluster for a long time: it collects rows of this machine and received spans while four
 * clients query and one streams. Prints memory, latencies and the longest wait for streamed rows of
 * every minute; they must stay flat.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LOCAL_CLUSTERS } from '#engine';
import { createVizierRunner, engineEnvironment } from '#runner';
import type { Runner } from '#protocol/run';
import { plaintext } from '../support/connect.ts';

const CLIENTS = 4;
const PAUSE_MS = 250;
const SPANS_PER_SECOND = 100;
const STREAM = "px.display(px.DataFrame('http_events')[['time_', 'req_path', 'latency']].stream())";

const QUERIES: readonly (readonly [cluster: string, script: string])[] = [
  [
    'demo',
    `df = px.DataFrame('http_events', start_time='-5m')
df.service = df.ctx['service']
df = df.groupby('service').agg(n=('latency', px.count), q=('latency', px.quantiles))`,
  ],
  ['host', "df = px.DataFrame('process_stats', start_time='-5m').head(1000)"],
  [
    'host',
    `df = px.DataFrame('http_events', start_time='-10m')
df = df.groupby(['req_path', 'resp_status']).agg(n=('latency', px.count))`,
  ],
  ['demo', "df = px.DataFrame('conn_stats', start_time='-2m').head(5000)"],
];

interface Ready {
  readonly grpc: string;
  readonly apiKey: string;
  readonly otlp: string;
}

/** @returns the number of queries that failed. */
export async function soak(minutes: number, enginePath: string): Promise<number> {
  const state = mkdtempSync(join(tmpdir(), 'pxl-soak-'));
  const engine = spawn(process.execPath, [enginePath, '--json', '--state', state], {
    env: engineEnvironment(process.env),
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  try {
    const ready = await readyLine(engine);
    const stop = new AbortController();
    const latencies: number[] = [];
    const failures: string[] = [];
    const loops = Array.from({ length: CLIENTS }, (_, number) =>
      client(ready, number, { latencies, failures }, stop.signal),
    );
    loops.push(sendSpans(ready, failures, stop.signal));
    const streamed: Streamed = { rows: 0, longestWaitMs: 0 };
    loops.push(readStream(ready, streamed, failures, stop.signal));
    console.log(
      'minute  queries  median ms  p95 ms  streamed  wait ms  memory MiB  stored MiB  failed',
    );
    for (let minute = 1; minute <= minutes; minute += 1) {
      await pause(60_000);
      const stored = { state, failed: failures.length };
      console.log(lineOf(minute, latencies.splice(0), { ...streamed }, engine, stored));
      Object.assign(streamed, { rows: 0, longestWaitMs: 0 });
    }
    stop.abort();
    await Promise.all(loops);
    for (const failure of new Set(failures)) console.log(`failed: ${failure}`);
    return failures.length;
  } finally {
    engine.kill();
    rmSync(state, { recursive: true, force: true });
  }
}

function readyLine(engine: ChildProcess): Promise<Ready> {
  return new Promise((resolve, reject) => {
    let out = '';
    engine.stdout?.on('data', (chunk: Buffer) => {
      out += chunk.toString();
      if (out.includes('\n')) resolve(JSON.parse(out) as Ready);
    });
    engine.once('exit', (code) => {
      reject(new Error(`the engine ended with ${String(code)}`));
    });
  });
}

async function client(
  { grpc, apiKey }: Ready,
  number: number,
  seen: { readonly latencies: number[]; readonly failures: string[] },
  signal: AbortSignal,
): Promise<void> {
  const options = { ...plaintext(grpc, apiKey), encrypt: number % 2 === 1 };
  const runner = createVizierRunner(options);
  for (let turn = number; !signal.aborted; turn += 1) {
    const startMs = performance.now();
    const failure = await runOnce(runner, turn, signal);
    if (failure === undefined) seen.latencies.push(performance.now() - startMs);
    else seen.failures.push(failure);
    await pause(PAUSE_MS);
  }
  runner.dispose();
}

async function runOnce(
  runner: Runner,
  turn: number,
  signal: AbortSignal,
): Promise<string | undefined> {
  const [cluster, script] = QUERIES[turn % QUERIES.length] ?? ['demo', ''];
  const request = {
    clusterId: LOCAL_CLUSTERS[cluster] ?? '',
    queryName: 'soak',
    mutation: false,
    script: `import px\n${script}\npx.display(df)\n`,
    execFuncs: [],
  };
  for await (const event of runner.run(request, signal)) {
    if (event.kind === 'failed') return event.error.message;
  }
  return undefined;
}

/** Since the last line. */
interface Streamed {
  rows: number;
  /** Between two batches; spans arrive every second. */
  longestWaitMs: number;
}

async function readStream(
  { grpc, apiKey }: Ready,
  seen: Streamed,
  failures: string[],
  signal: AbortSignal,
): Promise<void> {
  const runner = createVizierRunner(plaintext(grpc, apiKey));
  const request = {
    clusterId: LOCAL_CLUSTERS['host'] ?? '',
    queryName: 'soak stream',
    mutation: false,
    script: `import px\n${STREAM}\n`,
    execFuncs: [],
  };
  let lastMs = performance.now();
  for await (const event of runner.run(request, signal)) {
    if (event.kind === 'failed') failures.push(event.error.message);
    if (event.kind !== 'batch') continue;
    const nowMs = performance.now();
    seen.rows += event.batch.rowCount;
    seen.longestWaitMs = Math.max(seen.longestWaitMs, nowMs - lastMs);
    lastMs = nowMs;
  }
  runner.dispose();
}

async function sendSpans(
  { otlp, apiKey }: Ready,
  failures: string[],
  signal: AbortSignal,
): Promise<void> {
  const headers = { 'content-type': 'application/json', 'pixie-api-key': apiKey };
  while (!signal.aborted) {
    const body = JSON.stringify(spans(SPANS_PER_SECOND));
    const answer = await fetch(`${otlp}/v1/traces`, { method: 'POST', headers, body });
    if (!answer.ok) failures.push(`OTLP answered ${String(answer.status)}`);
    await answer.arrayBuffer();
    await pause(1000);
  }
}

/** Requests to a service, as an instrumented one reports them. @see OTLP/HTTP JSON */
function spans(count: number): object {
  const nowNs = BigInt(Date.now()) * 1_000_000n;
  const hex = (digits: number) =>
    Array.from({ length: digits }, () => Math.floor(Math.random() * 16).toString(16)).join('');
  const text = (key: string, stringValue: string) => ({ key, value: { stringValue } });
  const all = Array.from({ length: count }, (_, at) => ({
    traceId: hex(32),
    spanId: hex(16),
    name: 'GET /item',
    kind: 2,
    startTimeUnixNano: String(nowNs - BigInt(at) * 1_000_000n),
    endTimeUnixNano: String(nowNs + 5_000_000n),
    attributes: [
      text('http.request.method', 'GET'),
      text('url.path', `/item/${String(at % 20)}`),
      { key: 'http.response.status_code', value: { intValue: at % 50 === 0 ? '500' : '200' } },
    ],
  }));
  return {
    resourceSpans: [
      {
        resource: { attributes: [text('service.name', 'soak')] },
        scopeSpans: [{ scope: { name: 'soak' }, spans: all }],
      },
    ],
  };
}

function lineOf(
  minute: number,
  latencies: readonly number[],
  streamed: Streamed,
  engine: ChildProcess,
  { state, failed }: { readonly state: string; readonly failed: number },
): string {
  const sorted = [...latencies].sort((left, right) => left - right);
  const at = (quantile: number) =>
    (sorted[Math.min(sorted.length - 1, Math.floor(quantile * sorted.length))] ?? 0).toFixed(0);
  const cells = [
    String(minute),
    String(sorted.length),
    at(0.5),
    at(0.95),
    String(streamed.rows),
    streamed.longestWaitMs.toFixed(0),
    memoryMib(engine.pid ?? 0).toFixed(0),
    (folderBytes(state) / 2 ** 20).toFixed(1),
    String(failed),
  ];
  const widths = [6, 9, 11, 8, 10, 9, 12, 12, 8];
  return cells.map((cell, index) => cell.padStart(widths[index] ?? 0)).join('');
}

/** Resident memory. @see proc(5) */
function memoryMib(pid: number): number {
  const status = readFileSync(`/proc/${String(pid)}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? '0') / 1024;
}

const folderBytes = (folder: string): number =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
