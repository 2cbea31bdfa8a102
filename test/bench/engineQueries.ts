/** What is measured on many rows: a script beside the SQL an expert would write for its answer. */
import { CONN_ROWS, HTTP_ROWS, SLIM_ROWS, STACK_ROWS } from './engineData.ts';

export interface BenchQuery {
  readonly name: string;
  readonly rows: number;
  readonly script: string;
  readonly sql: string;
  /**
   * How the answer is sorted, where its groups are more than a few: a script gives the same rows in
   * the same order every time, while the database's threads give groups in any.
   */
  readonly orderBy?: string;
  /** Columns that the answer depends on, for the sequential scan. */
  readonly table: string;
  readonly columns: readonly string[];
  /** Milliseconds of the real engine on one node for the same question, where it was measured. */
  readonly carnotMs?: number;
}

const from = (table: string): string => `import px\ndf = px.DataFrame('${table}')\n`;
const names = 'JOIN bench.process_names d ON d.upid = t.upid';
const window = 't.time_ - t.time_ % 10000000000';
const bare = (column: string): string =>
  `px.DurationNanos(px.floor(px.pluck_float64(df.q, '${column}')))`;
const latencyQuantiles = 'quantile_cont(t.latency, [0.5, 0.9, 0.99])';

export const QUERIES: readonly BenchQuery[] = [
  {
    name: 'HTTP data with filter',
    rows: HTTP_ROWS,
    table: 'http_events',
    columns: ['time_', 'upid', 'req_path'],
    script: `${from('http_events')}df.pod = df.ctx['pod']
df.service = df.ctx['service']
df = df[df.service == 'shop/cartservice']
df = df[px.contains(df.req_path, '/rare')]
df.link = px.script_reference(df.pod, 'px/pod', {'start_time': '-5m', 'pod': df.pod})
df = df.head(1000)
px.display(df[['time_', 'link', 'remote_addr', 'req_method', 'req_path', 'req_headers', 'resp_status', 'resp_body', 'latency']])`,
    sql: `SELECT t.time_, '{"label":"' || d.pod || '","script":"px/pod","args":{"start_time":"-5m","pod":"' || d.pod || '"}}',
      t.remote_addr, t.req_method, t.req_path, t.req_headers, t.resp_status, t.resp_body, t.latency
      FROM bench.http_events t ${names} WHERE d.service = 'shop/cartservice' AND contains(t.req_path, '/rare') LIMIT 1000`,
  },
  {
    name: 'per-service time series with quantiles',
    rows: HTTP_ROWS,
    table: 'http_events',
    columns: ['time_', 'upid', 'resp_status', 'resp_body_size', 'latency'],
    script: `${from('http_events')}df.service = df.ctx['service']
df.timestamp = px.bin(df.time_, px.seconds(10))
df.failure = df.resp_status >= 400
df = df.groupby(['timestamp', 'service']).agg(q=('latency', px.quantiles), errors=('failure', px.mean), n=('latency', px.count), bytes=('resp_body_size', px.sum))
df.p50 = ${bare('p50')}
df.p90 = ${bare('p90')}
df.p99 = ${bare('p99')}
px.display(df.drop('q'))`,
    sql: `SELECT timestamp, service, errors, n, bytes, floor(q[1])::BIGINT, floor(q[2])::BIGINT, floor(q[3])::BIGINT FROM (
      SELECT ${window} AS timestamp, d.service AS service, avg((t.resp_status >= 400)::INTEGER) AS errors,
        count(*) AS n, sum(t.resp_body_size)::BIGINT AS bytes, ${latencyQuantiles} AS q
      FROM bench.http_events t ${names} GROUP BY ALL)`,
  },
  {
    name: '67,000 groups with quantiles',
    rows: HTTP_ROWS,
    table: 'http_events',
    columns: ['upid', 'remote_addr', 'latency'],
    script: `#px:set max_output_rows_per_table=1000000
${from('http_events')}df.service = df.ctx['service']
df = df.groupby(['service', 'remote_addr']).agg(q=('latency', px.quantiles), n=('latency', px.count))
df.p50 = ${bare('p50')}
df.p99 = ${bare('p99')}
px.display(df.drop('q'))`,
    sql: `SELECT service, remote_addr, n, floor(q[1])::BIGINT, floor(q[3])::BIGINT FROM (
      SELECT d.service AS service, t.remote_addr, count(*) AS n, ${latencyQuantiles} AS q
      FROM bench.http_events t ${names} GROUP BY ALL)`,
  },
  {
    name: 'slow requests join',
    rows: HTTP_ROWS,
    table: 'http_events',
    columns: ['upid', 'latency'],
    script: `${from('http_events')}df.service = df.ctx['service']
limits = df.groupby('service').agg(q=('latency', px.quantiles))
limits.limit = ${bare('p99').replaceAll('df.', 'limits.')}
limits = limits[['service', 'limit']]
df = limits.merge(df, how='inner', left_on='service', right_on='service', suffixes=['', '_r'])
df = df[df.latency > df.limit]
df = df.head(100)
px.display(df[['time_', 'service', 'req_path', 'latency', 'limit']])`,
    sql: `WITH limits AS (SELECT d.service AS service, floor(quantile_cont(t.latency, 0.99))::BIGINT AS lim
        FROM bench.http_events t ${names} GROUP BY ALL)
      SELECT t.time_, d.service, t.req_path, t.latency, lim FROM bench.http_events t ${names}
      JOIN limits ON limits.service = d.service WHERE t.latency > lim LIMIT 100`,
  },
  {
    name: 'connection graph',
    rows: CONN_ROWS,
    table: 'conn_stats',
    columns: ['upid', 'remote_addr', 'bytes_sent', 'bytes_recv'],
    script: `${from('conn_stats')}df.pod = df.ctx['pod']
df.remote = px.pod_id_to_pod_name(px.ip_to_pod_id(df.remote_addr))
df.to = px.select(df.remote != '', df.remote, px.nslookup(df.remote_addr))
df = df.groupby(['pod', 'upid', 'to']).agg(s0=('bytes_sent', px.min), s1=('bytes_sent', px.max), r0=('bytes_recv', px.min), r1=('bytes_recv', px.max))
df.sent = df.s1 - df.s0
df.received = df.r1 - df.r0
df = df.groupby(['pod', 'to']).agg(sent=('sent', px.sum), received=('received', px.sum))
px.display(df)`,
    sql: `SELECT pod, remote, sum(sent)::BIGINT, sum(received)::BIGINT FROM (
        SELECT d.pod AS pod, t.upid, coalesce(p.pod, t.remote_addr) AS remote,
          max(bytes_sent) - min(bytes_sent) AS sent, max(bytes_recv) - min(bytes_recv) AS received
        FROM bench.conn_stats t ${names} LEFT JOIN bench.process_names p ON p.ip = t.remote_addr GROUP BY ALL)
      GROUP BY ALL LIMIT 10000`,
  },
  {
    name: 'flame graph',
    rows: STACK_ROWS,
    table: 'stack_traces.beta',
    columns: ['upid', 'stack_trace_id', 'stack_trace', 'count'],
    script: `#px:set max_output_rows_per_table=10000000
${from('stack_traces.beta')}df.pod = df.ctx['pod']
stacks = df.groupby(['pod', 'stack_trace_id']).agg(stack_trace=('stack_trace', px.any), count=('count', px.sum))
totals = df.groupby('pod').agg(total=('count', px.sum))
df = stacks.merge(totals, how='inner', left_on='pod', right_on='pod', suffixes=['', '_r'])
df.percentage = 100.0 * df.count / df.total
px.display(df[['pod', 'stack_trace', 'count', 'percentage']])`,
    sql: `WITH named AS (SELECT d.pod AS pod, stack_trace_id, stack_trace, count FROM bench."stack_traces.beta" t ${names}),
      stacks AS (SELECT pod, stack_trace_id, first(stack_trace) AS stack_trace, sum(count)::BIGINT AS n FROM named GROUP BY ALL),
      totals AS (SELECT pod, sum(count) AS total FROM named GROUP BY ALL)
      SELECT pod, stack_trace, n, 100.0::DOUBLE * n / total FROM stacks JOIN totals USING (pod)`,
  },
  {
    name: 'windowed quantiles, 8 columns',
    rows: SLIM_ROWS,
    table: 'slim_events',
    columns: ['time_', 'latency'],
    carnotMs: 154,
    script: `${from('slim_events')}df.timestamp = px.bin(df.time_, px.seconds(10))
df = df.groupby('timestamp').agg(q=('latency', px.quantiles), n=('latency', px.count))
px.display(df)`,
    sql: `SELECT timestamp, q::VARCHAR, n FROM (SELECT ${window} AS timestamp, count(*) AS n,
      quantile_cont(t.latency, [0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99]) AS q FROM bench.slim_events t GROUP BY ALL)`,
  },
  {
    name: '120,000 groups, 8 columns',
    rows: SLIM_ROWS,
    table: 'slim_events',
    columns: ['upid', 'remote_addr', 'latency', 'resp_body_size'],
    // For 104,000 groups.
    carnotMs: 2261,
    script: `#px:set max_output_rows_per_table=1000000
${from('slim_events')}df = df.groupby(['upid', 'remote_addr']).agg(n=('latency', px.count), mean=('latency', px.mean), bytes=('resp_body_size', px.sum))
px.display(df)`,
    sql: `SELECT upid, remote_addr, count(*), avg(latency), sum(resp_body_size)::BIGINT
      FROM bench.slim_events GROUP BY ALL`,
    orderBy: 'upid, remote_addr',
  },
  {
    name: 'string filter, 8 columns',
    rows: SLIM_ROWS,
    table: 'slim_events',
    columns: ['req_path'],
    carnotMs: 294,
    script: `${from('slim_events')}px.display(df[px.contains(df.req_path, '/rare')])`,
    sql: `SELECT * FROM bench.slim_events WHERE contains(req_path, '/rare') LIMIT 10000`,
  },
];
