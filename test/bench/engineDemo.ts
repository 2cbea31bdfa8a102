/** Scripts as they come with the product, on the demo cluster's last five minutes. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundledCatalog } from '#language';
import { checkScript } from '#ide';
import { fillTarget } from '#vis';
import type { ExecFunc } from '#protocol/run';
import { LOCAL_CLUSTERS, openLocalEngine } from '../../engine/src/index.ts';
import { cost, cpuMs, wallMs, type Cost, type Measurement } from './measurement.ts';

/** npm runs commands in the root of the checkout. */
const examples = join(process.cwd(), 'examples');

const NOW_NS = 1_700_001_780_000_000_000n;

const WARM_UP = 2;
const ROUNDS = 5;

interface DemoScript {
  readonly name: string;
  readonly script: string;
  readonly execFuncs: readonly ExecFunc[];
}

/** Three kinds of scripts the examples leave out. */
const OTHERS: readonly DemoScript[] = [
  {
    name: 'http-data',
    execFuncs: [],
    script: `import px
df = px.DataFrame('http_events', start_time='-5m')
df.pod = df.ctx['pod']
df.node = df.ctx['node']
df.namespace = df.ctx['namespace']
df.remote_pod = px.pod_id_to_pod_name(px.ip_to_pod_id(df.remote_addr))
df.is_server = df.trace_role == 2
df.source = px.select(df.is_server, df.remote_pod, df.pod)
df.destination = px.select(df.is_server, df.pod, df.remote_pod)
df = df[px.contains(df.source, 'frontend')]
df = df.head(1000)
df.source = px.script_reference(df.source, 'px/pod', {'start_time': '-5m', 'pod': df.source})
px.display(df[['time_', 'source', 'destination', 'latency', 'req_method', 'req_path', 'req_body', 'resp_status', 'resp_body']])`,
  },
  {
    name: 'pods',
    execFuncs: [],
    script: `import px
df = px.DataFrame('process_stats', start_time='-5m')
df.pod = df.ctx['pod']
df.timestamp = px.bin(df.time_, px.seconds(10))
df = df.groupby(['upid', 'pod', 'timestamp']).agg(rss=('rss_bytes', px.mean), u0=('cpu_utime_ns', px.min), u1=('cpu_utime_ns', px.max))
df.cpu = df.u1 - df.u0
df = df.groupby('pod').agg(cpu=('cpu', px.sum), rss=('rss', px.mean))
df.status = px.pluck(px.pod_name_to_status(df.pod), 'phase')
df.created = px.pod_name_to_start_time(df.pod)
px.display(df)`,
  },
  {
    name: 'flame-graph',
    execFuncs: [],
    script: `import px
df = px.DataFrame('stack_traces.beta', start_time='-5m')
df.pod = df.ctx['pod']
stacks = df.groupby(['pod', 'stack_trace_id']).agg(stack_trace=('stack_trace', px.any), count=('count', px.sum))
totals = df.groupby('pod').agg(total=('count', px.sum))
df = stacks.merge(totals, how='inner', left_on='pod', right_on='pod', suffixes=['', '_r'])
df.percentage = 100.0 * df.count / df.total
px.display(df)`,
  },
];

function exampleScripts(): readonly DemoScript[] {
  const folders = readdirSync(examples, { withFileTypes: true }).filter((one) => one.isDirectory());
  return folders.map(({ name }) => {
    const script = readFileSync(join(examples, name, `${name}.pxl`), 'utf8');
    const vis = readFileSync(join(examples, name, 'vis.json'), 'utf8');
    const context = { catalog: bundledCatalog(), nowNs: NOW_NS };
    const { targets, variables } = checkScript(script, vis, context).targets;
    const [whole] = targets;
    if (whole === undefined) throw new Error(`${name} has nothing to run`);
    return { name, script, execFuncs: fillTarget(whole, variables, {}).execFuncs };
  });
}

export async function measureDemo(): Promise<Measurement[]> {
  const engine = await openLocalEngine({ seed: 1, nowNs: NOW_NS });
  const clusterId = LOCAL_CLUSTERS['demo'] ?? '';
  const results: Measurement[] = [];
  for (const { name, script, execFuncs } of [...exampleScripts(), ...OTHERS]) {
    const costs: Cost[] = [];
    for (let round = 0; round < WARM_UP + ROUNDS; round++) {
      const one = await cost(async () => {
        let rows = 0;
        const request = { clusterId, script, execFuncs, queryName: '', mutation: false };
        for await (const event of engine.run(request, new AbortController().signal)) {
          if (event.kind === 'failed') throw new Error(`${name}: ${event.error.message}`);
          if (event.kind === 'batch') rows += event.batch.rowCount;
        }
        if (rows === 0) throw new Error(`${name} gave no rows`);
      });
      if (round >= WARM_UP) costs.push(one);
    }
    results.push(
      { what: `demo: ${name}`, unit: 'ms', samples: costs.map(wallMs) },
      { what: '  processor time', unit: 'ms', samples: costs.map(cpuMs) },
    );
  }
  engine.dispose();
  return results;
}
