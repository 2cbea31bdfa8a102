/** Scripts over the last minute of the demo cluster, as a script's author writes them. */

const table = (name: string, body: string): string =>
  `import px\ndf = px.DataFrame('${name}', start_time='-1m')\n${body}\n`;
const counted = (name: string, key: string): string =>
  table(
    name,
    `df = df.groupby(${key}).agg(n=('time_', px.count), last=('time_', px.max))\npx.display(df)`,
  );

export const SCRIPTS: Readonly<Record<string, string>> = {
  'rows as they are': table('http_events', "px.display(df.head(200), 'http')"),
  'filter and columns': table(
    'http_events',
    "df = df[df.resp_status >= 400]\npx.display(df[['time_', 'req_method', 'req_path', 'latency']])",
  ),
  'quantiles per service': table(
    'http_events',
    "df.service = df.ctx['service']\ndf = df.groupby('service').agg(q=('latency', px.quantiles))\npx.display(df)",
  ),
  'windows per pod': table(
    'http_events',
    "df.pod = df.ctx['pod']\ndf.window = px.bin(df.time_, px.seconds(10))\ndf = df.groupby(['pod', 'window']).agg(n=('latency', px.count), p=('latency', px.mean))\npx.display(df)",
  ),
  'context of processes': table(
    'process_stats',
    "df.pod = df.ctx['pod']\ndf.node = df.ctx['node']\ndf.cmd = df.ctx['cmdline']\ndf.container = df.ctx['container']\ndf.namespace = df.ctx['namespace']\npx.display(df.head(300))",
  ),
  'resources by pod': table(
    'process_stats',
    "df.pod = df.ctx['pod']\ndf = df.groupby(['upid', 'pod']).agg(max=('cpu_utime_ns', px.max), min=('cpu_utime_ns', px.min), rss=('rss_bytes', px.mean))\ndf.used = df.max - df.min\npx.display(df)",
  ),
  'connections by address': table(
    'conn_stats',
    "df.source = df.ctx['pod']\ndf.target_id = px.ip_to_pod_id(df.remote_addr)\ndf.target = px.pod_id_to_pod_name(df.target_id)\ndf = df.groupby(['source', 'target']).agg(sent=('bytes_sent', px.max))\npx.display(df)",
  ),
  'names of addresses': table(
    'conn_stats',
    "df = df.groupby(['remote_addr']).agg(n=('time_', px.count))\ndf.service = px.service_id_to_service_name(px.ip_to_service_id(df.remote_addr))\npx.display(df)",
  ),
  'facts of pods': table(
    'http_events',
    "df.pod_id = df.ctx['pod_id']\ndf = df.groupby('pod_id').agg(n=('time_', px.count))\ndf.start = px.pod_id_to_start_time(df.pod_id)\ndf.status = px.pod_name_to_status(px.pod_id_to_pod_name(df.pod_id))\ndf.deployment = px.pod_id_to_deployment_name(df.pod_id)\npx.display(df)",
  ),
  'joined tables': table(
    'http_events',
    "other = px.DataFrame('process_stats', start_time='-1m')\nother = other.groupby('upid').agg(rss=('rss_bytes', px.max))\ndf = df.groupby('upid').agg(n=('latency', px.count))\ndf = df.merge(other, how='inner', left_on='upid', right_on='upid', suffixes=['', '_r'])\npx.display(df)",
  ),
  'several tables': table(
    'http_events',
    "px.display(df.head(5), 'first')\npx.display(df.agg(n=('latency', px.count)), 'count')\ndns = px.DataFrame('dns_events', start_time='-1m')\npx.display(dns.head(5), 'dns')",
  ),
  'time of the run': table(
    'http_events',
    "df.age = px.now() - df.time_\npx.display(df.agg(oldest=('age', px.max), newest=('age', px.min)))",
  ),
  'network by pod': counted('network_stats', "'pod_id'"),
  dns: counted('dns_events', "['req_header', 'resp_header']"),
  redis: counted('redis_events', "'req_cmd'"),
  postgres: counted('pgsql_events', "['req_cmd', 'req']"),
  mysql: counted('mysql_events', "['req_cmd', 'req_body']"),
  stacks: table(
    'stack_traces.beta',
    "df = df.groupby(['upid', 'stack_trace']).agg(n=('count', px.sum))\npx.display(df)",
  ),
  kafka: counted('kafka_events.beta', "'req_cmd'"),
  schemas: "import px\ndf = px.GetTables()\npx.display(df.agg(n=('table_name', px.count)))\n",
};
