/**
 * Types into a script of its own while the editor asks nothing, so that an author's first keys are
 * answered as fast as later ones: the JavaScript engine makes fast what has run often.
 */
import { checkScript, complete } from '#ide';
import { bundledCatalog, LineIndex, ScriptMemory } from '#language';

const HEAD = '"""Traffic of services."""\nimport px\n\nwindow = px.DurationNanos(px.seconds(10))\n';
const FUNCTIONS = 12;
const LINES_TYPED = 6;

/** What scripts are made of, with names of its own. */
const functionText = (name: string): string => `

def requests_${name}(start_time: str, service: str):
    # Each row is one request with its response.
    df = px.DataFrame(table='http_events', start_time=start_time)
    df.service = df.ctx['service']
    df.pod = df.ctx['pod']
    df = df[df.service != '']
    df = df[px.contains(df.service, service)]
    df.failure = df.resp_status >= 400
    df.time_ = px.bin(df.time_, window)
    per = df.groupby(['service', 'req_path', 'time_']).agg(
        latency=('latency', px.quantiles),
        failures=('failure', px.mean),
        throughput=('latency', px.count),
    )
    per.p99 = px.DurationNanos(px.floor(px.pluck_float64(per.latency, 'p99')))
    all = df.groupby('service').agg(total=('resp_body_size', px.sum))
    per = per.merge(all, how='inner', left_on='service', right_on='service')
    return per[['service_x', 'req_path', 'time_', 'p99', 'failures', 'throughput', 'total']]


px.display(requests_${name}('-5m', ''), 'requests_${name}')
`;

const names = Array.from({ length: FUNCTIONS }, (_, index) => String(index));
const SCRIPT = HEAD + names.map(functionText).join('');
/** Inside of the middle function, below its first line of code. */
const PLACE = SCRIPT.indexOf(
  '\n    df.service',
  SCRIPT.indexOf(`requests_${String(FUNCTIONS / 2)}(`),
);

/** Each step is a key with what is asked after it; nothing of it is kept. */
export function* warmUp(nowNs: bigint): Generator<void, void> {
  const catalog = bundledCatalog();
  const memory = new ScriptMemory();
  for (let line = 1; line <= LINES_TYPED; line += 1) {
    const typed = `    df.share_${String(line)} = px.floor(df.latency / ${String(line)})`;
    for (let length = 1; length <= typed.length; length += 1) {
      const script = `${SCRIPT.slice(0, PLACE)}\n${typed.slice(0, length)}${SCRIPT.slice(PLACE)}`;
      const request = { catalog, nowNs, memory, defersPlanning: true };
      const { analysis, problems } = checkScript(script, undefined, request);
      const lines = new LineIndex(script);
      for (const { span } of problems) lines.editorPosition(span.start);
      complete(analysis, PLACE + 1 + length, catalog, {
        snippets: true,
        onlyExpected: false,
        entityNames: () => undefined,
      });
      yield;
    }
  }
}
