/** `pxviews`: the columns its functions give. */
import { describe, expect, test } from 'vitest';
import { compiled, refusals } from '../scripts.ts';

const OWNERS = 'pod service namespace node';
const DISK =
  'actual_disk_read_throughput actual_disk_write_throughput total_disk_read_throughput total_disk_write_throughput';
const NETWORK =
  'rx_bytes_per_ns tx_bytes_per_ns rx_drops_per_ns tx_drops_per_ns rx_errors_per_ns tx_errors_per_ns';
const CONTAINER = `time_ pod_id container ${OWNERS} cpu_usage ${DISK} rss vsize`;

const script = (call: string) => `import px\nimport pxviews\npx.display(pxviews.${call})`;

describe('columns', () => {
  test.each([
    ['container_process_timeseries', CONTAINER],
    ['container_process_summary', CONTAINER],
    [
      'pod_resource_stats',
      `time_ pod_id pod service node namespace container_count pod_start_time pod_status cpu_usage rss vsize ${DISK}`,
    ],
    ['pod_network_timeseries', `time_ pod_id ${OWNERS} ${NETWORK}`],
    ['pod_network_summary', `time_ pod_id ${OWNERS} ${NETWORK}`],
    [
      'inbound_http_summary',
      `time_ pod_id ${OWNERS} requestor_ip requestor_pod requestor_service latency_quantiles latency_sum num_requests num_errors req_bytes resp_bytes`,
    ],
    [
      'inbound_http_throughput_timeseries',
      `time_ pod_id ${OWNERS} container num_requests num_errors`,
    ],
    [
      'inbound_http_latency_timeseries',
      `time_ pod_id ${OWNERS} latency_quantiles num_requests num_errors latency_sum req_bytes resp_bytes`,
    ],
    [
      'http_graph',
      'time_ responder_pod requestor_pod responder_namespace requestor_namespace responder_node requestor_node responder_ip requestor_ip responder_service requestor_service latency_p50 latency_p90 latency_p99 latency_quantiles latency_sum num_requests num_errors req_bytes resp_bytes',
    ],
    [
      'stacktraces',
      'namespace node service pod container cmdline stack_trace time_ stack_trace_id count node_num_cpus',
    ],
    [
      'connection_throughput_stats',
      'time_ remote_addr node pod_id pod namespace service inbound_conn_throughput outbound_conn_throughput',
    ],
    [
      'processes',
      'time_ service namespace node upid pod_id pod container_name container_id cmdline pid container_status',
    ],
  ])('%s', (name, columns) => {
    const window = name.endsWith('_timeseries') ? ', 1000' : '';
    const { outputs, status } = compiled(script(`${name}('-5m', px.now()${window})`));
    expect(status).toBe('');
    expect(outputs[0]?.relation.map((column) => column.name).join(' ')).toBe(columns);
  });
});

test.each([
  ["processes('-5m')", "3:29 processes() missing 1 required positional arguments 'end_time'"],
  ['nope()', "3:19 No such attribute 'nope'"],
  ["processes([], '-1m')", "Expected 'expression' in arg 'start_time', got 'list'"],
])('refused: %s', (call, message) => {
  expect(refusals(script(call))).toEqual([expect.stringContaining(message)]);
});
