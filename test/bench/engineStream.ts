/** How long a reader of a stream waits for new rows: the demo cluster in real time. */
import { openLocalEngine } from '#local';
import type { Measurement } from './measurement.ts';
import { LOCAL_CLUSTERS } from '#protocol/localCluster';

/** Of the first batches some hold what was there before. */
const WARM_UP = 2;
const BATCHES = 30;

const SCRIPT = "import px\npx.display(px.DataFrame('http_events', start_time='-10s').stream())";

export async function measureStream(): Promise<Measurement[]> {
  const engine = await openLocalEngine({ seed: 1 });
  const stop = new AbortController();
  const request = { clusterId: LOCAL_CLUSTERS.demo.id, script: SCRIPT, execFuncs: [] };
  const events = engine.run({ ...request, queryName: '', mutation: false }, stop.signal);
  const gaps: number[] = [];
  const ages: number[] = [];
  let lastMs = performance.now();
  for await (const event of events) {
    if (event.kind === 'failed') throw new Error(event.error.message);
    if (event.kind !== 'batch') continue;
    const nowMs = performance.now();
    gaps.push(nowMs - lastMs);
    lastMs = nowMs;
    const [times] = event.batch.columns;
    if (times?.dataType === 'TIME64NS') {
      ages.push(Date.now() - Number((times.values.at(-1) ?? 0n) / 1_000_000n));
    }
    if (gaps.length >= WARM_UP + BATCHES) stop.abort();
  }
  engine.dispose();
  return [
    { what: 'stream: between two batches', unit: 'ms', samples: gaps.slice(WARM_UP) },
    { what: '  age of the newest row', unit: 'ms', samples: ages.slice(WARM_UP) },
  ];
}
