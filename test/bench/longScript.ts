/** A script as long as wanted. */

/** Functions of twenty lines each, as scripts of dashboards are, then one that is being typed. */
export function longScript(lineCount: number): string {
  const lines = ['import px', ''];
  for (let index = 0; lines.length < lineCount; index += 1) {
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
