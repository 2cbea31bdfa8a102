/** Runs the official scripts of a pixie-io/pixie checkout on the demo cluster. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundledCatalog } from '#language';
import { checkScript } from '#ide';
import { fillTarget } from '#vis';
import type { ExecFunc, Runner } from '#protocol/run';
import { LOCAL_CLUSTERS, openLocalEngine } from '../../engine/src/index.ts';
import { demoMetadata } from '../../engine/src/demo/kubernetes.ts';

export interface OfficialScript {
  /** Its folder below src/pxl_scripts, e.g. `px/http_data`. */
  readonly name: string;
  readonly text: string;
  readonly vis: string | undefined;
}

/** @param pixie a checkout of pixie-io/pixie */
export function officialScripts(pixie: string): readonly OfficialScript[] {
  const root = join(pixie, 'src', 'pxl_scripts');
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.pxl'))
    .sort()
    .map((path) => {
      const folder = join(root, path, '..');
      const vis = join(folder, 'vis.json');
      return {
        name: join(path, '..'),
        text: readFileSync(join(root, path), 'utf8'),
        vis: existsSync(vis) ? readFileSync(vis, 'utf8') : undefined,
      };
    });
}

/** The moment scripts run at: minute 13 of a half hour, within the incident. */
const NOW_NS = 1_700_001_780_000_000_000n;
const SEED = 1;

export type Values = Readonly<Record<string, string>>;

/** What a user would fill in where a script asks, and where its default finds nothing. */
function plausibleValues(): { readonly all: Values; readonly of: (script: string) => Values } {
  const { pods } = demoMetadata(SEED, Number(NOW_NS / 60_000_000_000n));
  const podsOf = (app: string): string[] =>
    pods
      .filter(({ labels, stopNs }) => labels['app'] === app && stopNs === 0n)
      .map(({ namespace, name }) => `${namespace}/${name}`);
  const [frontend = '', other = ''] = podsOf('frontend');
  const [cart = ''] = podsOf('cartservice');
  const [recommendation = ''] = podsOf('recommendationservice');
  const all: Values = {
    namespace: 'shop',
    node: 'demo-node-1',
    pod: frontend,
    baseline_pod: other,
    requesting_pod: frontend,
    responding_pod: cart,
    service: 'shop/frontend',
    ip: '10.96.0.10',
    query: 'SELECT sku, name, price_cents FROM products WHERE active = ? ORDER BY rank LIMIT ?',
  };
  const special: Readonly<Record<string, Values>> = {
    // Defaults that name nothing on any cluster.
    'px/kafka_producer_consumer_latency': {
      namespace: 'messaging',
      topic: 'orders',
      producer: 'orderservice',
      consumer: 'fraudservice',
    },
    'px/kafka_overview': { namespace: 'messaging' },
    'px/upids': { namespace: 'shop' },
    'pxbeta/service_endpoints': { service: 'shop/frontend' },
    'pxbeta/service_endpoint': { service: 'shop/frontend', endpoint: '/product/*' },
    'px/differential_flamegraph': { pod: recommendation },
  };
  return { all, of: (script) => special[script] ?? {} };
}

export interface TableRows {
  readonly name: string;
  rows: number;
}
export interface OfficialRun {
  readonly name: string;
  readonly widgets: number;
  readonly tables: readonly TableRows[];
  /** States of a mutation, where the script is one. */
  readonly mutation: readonly string[];
  readonly failure: string | undefined;
  readonly durationMs: number;
}

/** Runs all of them, one after the other. */
export async function* runOfficial(
  scripts: readonly OfficialScript[],
): AsyncGenerator<OfficialRun> {
  const engine = await openLocalEngine({ seed: SEED, nowNs: NOW_NS });
  const values = plausibleValues();
  try {
    for (const script of scripts) {
      const { targets, variables, visProblem } = checkScript(script.text, script.vis, {
        catalog: bundledCatalog(),
        nowNs: NOW_NS,
      }).targets;
      const [whole] = targets;
      if (whole === undefined) throw new Error(`${script.name}: ${visProblem ?? 'nothing to run'}`);
      const wanted = Object.fromEntries(
        variables
          .filter(({ defaultValue }) => defaultValue === undefined)
          .map(({ name }) => [name, values.all[name] ?? '']),
      );
      const filled = fillTarget(whole, variables, { ...wanted, ...values.of(script.name) });
      const widgets = widgetCount(script.vis);
      yield { ...(await runOne(engine, script, filled.execFuncs)), widgets };
    }
  } finally {
    engine.dispose();
  }
}

async function runOne(
  engine: Runner,
  { name, text }: OfficialScript,
  execFuncs: readonly ExecFunc[],
): Promise<Omit<OfficialRun, 'widgets'>> {
  const tables = new Map<string, TableRows>();
  const mutation: string[] = [];
  let failure: string | undefined;
  const startMs = performance.now();
  const request = {
    clusterId: LOCAL_CLUSTERS['demo'] ?? '',
    script: text,
    execFuncs,
    queryName: name,
    mutation: /^\s*(?:import pxtrace|from pxtrace)/mu.test(text),
  };
  for await (const event of engine.run(request, new AbortController().signal)) {
    if (event.kind === 'table') tables.set(event.table.id, { name: event.table.name, rows: 0 });
    if (event.kind === 'batch') {
      const table = tables.get(event.batch.tableId);
      if (table !== undefined) table.rows += event.batch.rowCount;
    }
    if (event.kind === 'mutation') {
      mutation.push(...event.states.map((state) => `${state.name} ${state.state}`));
    }
    if (event.kind === 'failed') failure = event.error.message;
  }
  const durationMs = performance.now() - startMs;
  return { name, tables: [...tables.values()], mutation, failure, durationMs };
}

function widgetCount(vis: string | undefined): number {
  if (vis === undefined) return 0;
  const { widgets } = JSON.parse(vis) as { readonly widgets?: readonly unknown[] };
  return widgets?.length ?? 0;
}
