/**
 * One first run inside a fresh process, for the bench `first-run`: prints as JSON how long each
 * part took, in ms.
 */
import { readFileSync } from 'node:fs';
import { checkScript } from '#ide';
import { bundledCatalog } from '#language';
import { openLocalEngine } from '#local';
import { LOCAL_CLUSTERS } from '#protocol/localCluster';
import type { Runner } from '#protocol/run';

/** Milliseconds of one run, from the start of the part before. */
interface RunParts {
  readonly tables: number;
  readonly firstRows: number;
  readonly done: number;
}

async function runParts(runner: Runner, script: string): Promise<RunParts> {
  const startMs = performance.now();
  let tablesMs = 0;
  let firstRowsMs = 0;
  const request = {
    clusterId: LOCAL_CLUSTERS.demo.id,
    script,
    execFuncs: [],
    queryName: 'first-run',
    mutation: false,
  };
  for await (const event of runner.run(request, new AbortController().signal)) {
    if (event.kind === 'failed') throw new Error(event.error.message);
    if (event.kind === 'table') tablesMs ||= performance.now();
    if (event.kind === 'batch') firstRowsMs ||= performance.now();
  }
  return {
    tables: tablesMs - startMs,
    firstRows: firstRowsMs - tablesMs,
    done: performance.now() - firstRowsMs,
  };
}

async function main(file: string): Promise<void> {
  const loaded = performance.now();
  const script = readFileSync(file, 'utf8');
  checkScript(script, undefined, {
    catalog: bundledCatalog(),
    nowNs: BigInt(Date.now()) * 1_000_000n,
  });
  const checked = performance.now();
  const engine = await openLocalEngine();
  const opened = performance.now();
  const first = await runParts(engine, script);
  const second = await runParts(engine, script);
  const parts = { load: loaded, check: checked - loaded, open: opened - checked, first, second };
  process.stdout.write(JSON.stringify(parts));
  engine.dispose();
}

await main(process.argv[2] ?? '');
