/** Completion, hover and signatures in a long script. */
import {
  analyze,
  bundledCatalog,
  complete,
  hover,
  inlayHints,
  signatureHelp,
  type Analysis,
} from '#language';
import { timed, type Measurement } from './measurement.ts';

const LINES = 2_000;
const ROUNDS = 60;
const catalog = bundledCatalog();

/** Functions of twenty lines each, as scripts of dashboards are, then one that is being typed. */
function longScript(): string {
  const lines = ['import px', ''];
  for (let index = 0; lines.length < LINES; index += 1) {
    const name = String(index);
    lines.push(
      `def view_${name}(start_time: str, pod: px.Pod):`,
      "    df = px.DataFrame('http_events', start_time=start_time)",
      "    df.pod = df.ctx['pod']",
      "    df.service = df.ctx['service']",
      '    df = df[px.contains(df.pod, pod)]',
      '    df.latency_ms = df.latency / 1000000',
      '    df.failure = df.resp_status >= 400',
      '    df.size = px.Bytes(df.req_body_size + df.resp_body_size)',
      "    per = df.groupby(['service', 'req_path']).agg(",
      "        latency=('latency', px.quantiles),",
      "        failures=('failure', px.mean),",
      "        size=('size', px.sum),",
      "        count=('latency', px.count),",
      '    )',
      "    per.p99 = px.DurationNanos(px.floor(px.pluck_float64(per.latency, 'p99')))",
      "    all = df.groupby('service').agg(total=('latency', px.count))",
      "    per = per.merge(all, how='inner', left_on='service', right_on='service')",
      "    per = per[['service_x', 'req_path', 'p99', 'failures', 'count', 'total']]",
      '    return per',
      '',
    );
  }
  lines.push("df = px.DataFrame('http_events', start_time='-5m')");
  return `${lines.join('\n')}\n`;
}

const PLACES = [
  'df.',
  "df = df['",
  'px.',
  'df = df.groupby([',
  "df = df.agg(n=('latency', px.",
  'df = df[df.trace_role == ',
  "df.x = df.ctx['",
  '',
];

const OPTIONS = { snippets: true, entityNames: () => undefined };

export async function measure(): Promise<readonly Measurement[]> {
  const base = longScript();
  const scripts = PLACES.map((typed) => base + typed);
  const look = (script: string): Analysis => analyze({ script, catalog, nowNs: 0n });
  const ready = scripts.map(look);
  const at = (round: number) => {
    const index = Math.abs(round) % PLACES.length;
    return { script: scripts[index] ?? '', analysis: ready[index] ?? look('') };
  };
  const measurements: Measurement[] = [];
  const add = async (what: string, work: (round: number) => void) => {
    const samples = await timed(ROUNDS, PLACES.length, work);
    measurements.push({
      what: `${what}, ${LINES.toLocaleString('en')} lines`,
      unit: 'ms',
      samples,
    });
  };
  await add('completion', (round) => {
    const { analysis } = at(round);
    complete(analysis, analysis.text.length, catalog, OPTIONS);
  });
  await add('keystroke, then completion', (round) => {
    // Another text each time, as nothing may be remembered of it.
    const analysis = look(`#${String(round)}\n${at(round).script}`);
    complete(analysis, analysis.text.length, catalog, OPTIONS);
  });
  const [first = look('')] = ready;
  const middle = first.text.indexOf('latency_ms', first.text.length / 2);
  await add('hover', () => {
    hover(first, middle, catalog);
  });
  await add('signature help', () => {
    signatureHelp(first, first.text.indexOf('merge(', middle) + 6, catalog);
  });
  await add('inlay hints of the whole script', () => {
    const options = { columnTypes: true, units: true, relations: 'changes' } as const;
    inlayHints(first, { start: 0, end: first.text.length }, options);
  });
  return measurements;
}
