/**
 * The text of the `pxviews` module: ready-made views of a cluster, with the names, arguments and
 * columns they have in Pixie.
 *
 * @see pixie-io/pixie src/carnot/planner/pxl_lib/pxviews.pxl
 */
export const PXVIEWS_SCRIPT = `
import px

SERVER_SIDE = 2
CLIENT_SIDE = 1


def __length(start_time, end_time):
    return px.parse_time(end_time) - px.parse_time(start_time)


def __with_owners(df):
    df.pod = df.ctx['pod']
    df.service = df.ctx['service']
    df.namespace = df.ctx['namespace']
    df.node = df.ctx['node']
    return df


def _http_events(start_time, end_time, include_health_checks, include_ready_checks,
                 include_unresolved_inbound):
    '''HTTP requests, those that failed marked. May change.'''
    df = px.DataFrame('http_events', start_time=start_time, end_time=end_time)
    df = df[include_unresolved_inbound or df.remote_addr != '-']
    df = df[include_health_checks or df.req_path != '/healthz']
    df = df[include_ready_checks or df.req_path != '/readyz']
    df.failure = df.resp_status >= 400
    return df


def __requests(start_time, end_time):
    df = _http_events(start_time, end_time, False, False, False)
    df.pod_id = df.ctx['pod_id']
    return df


def __process_usage(df, length_ns):
    df.pod_id = df.ctx['pod_id']
    df.container = df.ctx['container']
    df = df.groupby(['slot', 'pod_id', 'container', 'upid']).agg(
        last=('time_', px.max),
        utime_from=('cpu_utime_ns', px.min),
        utime_to=('cpu_utime_ns', px.max),
        ktime_from=('cpu_ktime_ns', px.min),
        ktime_to=('cpu_ktime_ns', px.max),
        read_from=('read_bytes', px.min),
        read_to=('read_bytes', px.max),
        write_from=('write_bytes', px.min),
        write_to=('write_bytes', px.max),
        rchar_from=('rchar_bytes', px.min),
        rchar_to=('rchar_bytes', px.max),
        wchar_from=('wchar_bytes', px.min),
        wchar_to=('wchar_bytes', px.max),
        rss=('rss_bytes', px.mean),
        vsize=('vsize_bytes', px.mean),
    )
    df.cpu_ns = (df.utime_to - df.utime_from) + (df.ktime_to - df.ktime_from)
    df.disk_read = (df.read_to - df.read_from) / length_ns
    df.disk_write = (df.write_to - df.write_from) / length_ns
    df.all_read = (df.rchar_to - df.rchar_from) / length_ns
    df.all_write = (df.wchar_to - df.wchar_from) / length_ns
    df = df.groupby(['slot', 'pod_id', 'container']).agg(
        last=('last', px.max),
        cpu_ns=('cpu_ns', px.sum),
        actual_disk_read_throughput=('disk_read', px.sum),
        actual_disk_write_throughput=('disk_write', px.sum),
        total_disk_read_throughput=('all_read', px.sum),
        total_disk_write_throughput=('all_write', px.sum),
        rss=('rss', px.sum),
        vsize=('vsize', px.sum),
    )
    df.cpu_usage = px.Percent(df.cpu_ns / length_ns)
    return __with_owners(df)


def __container_columns(df):
    return df[[
        'time_', 'pod_id', 'container', 'pod', 'service', 'namespace', 'node', 'cpu_usage',
        'actual_disk_read_throughput', 'actual_disk_write_throughput',
        'total_disk_read_throughput', 'total_disk_write_throughput', 'rss', 'vsize',
    ]]


def container_process_timeseries(start_time, end_time, window_ns):
    '''CPU, memory and disk use of each container, per window.'''
    df = px.DataFrame('process_stats', start_time=start_time, end_time=end_time)
    df.slot = px.bin(df.time_, window_ns)
    df = __process_usage(df, window_ns)
    df.time_ = df.slot
    return __container_columns(df)


def container_process_summary(start_time, end_time):
    '''CPU, memory and disk use of each container.'''
    df = px.DataFrame('process_stats', start_time=start_time, end_time=end_time)
    df.slot = 0
    df = __process_usage(df, __length(start_time, end_time))
    df.time_ = df.last
    return __container_columns(df)


def pod_resource_stats(start_time, end_time):
    '''State, containers, CPU, memory and disk use of each pod.'''
    df = container_process_summary(start_time, end_time)
    df = df.groupby(['pod_id', 'pod', 'service', 'node', 'namespace']).agg(
        time_=('time_', px.max),
        container_count=('container', px.count),
        cpu_usage=('cpu_usage', px.sum),
        rss=('rss', px.sum),
        vsize=('vsize', px.sum),
        actual_disk_read_throughput=('actual_disk_read_throughput', px.sum),
        actual_disk_write_throughput=('actual_disk_write_throughput', px.sum),
        total_disk_read_throughput=('total_disk_read_throughput', px.sum),
        total_disk_write_throughput=('total_disk_write_throughput', px.sum),
    )
    df.pod_start_time = px.pod_name_to_start_time(df.pod)
    df.pod_status = px.pod_name_to_status(df.pod)
    return df[[
        'time_', 'pod_id', 'pod', 'service', 'node', 'namespace', 'container_count',
        'pod_start_time', 'pod_status', 'cpu_usage', 'rss', 'vsize',
        'actual_disk_read_throughput', 'actual_disk_write_throughput',
        'total_disk_read_throughput', 'total_disk_write_throughput',
    ]]


def __network_usage(df, length_ns):
    df = df.groupby(['slot', 'pod_id']).agg(
        last=('time_', px.max),
        rx_bytes_from=('rx_bytes', px.min),
        rx_bytes_to=('rx_bytes', px.max),
        tx_bytes_from=('tx_bytes', px.min),
        tx_bytes_to=('tx_bytes', px.max),
        rx_drops_from=('rx_drops', px.min),
        rx_drops_to=('rx_drops', px.max),
        tx_drops_from=('tx_drops', px.min),
        tx_drops_to=('tx_drops', px.max),
        rx_errors_from=('rx_errors', px.min),
        rx_errors_to=('rx_errors', px.max),
        tx_errors_from=('tx_errors', px.min),
        tx_errors_to=('tx_errors', px.max),
    )
    df.rx_bytes_per_ns = (df.rx_bytes_to - df.rx_bytes_from) / length_ns
    df.tx_bytes_per_ns = (df.tx_bytes_to - df.tx_bytes_from) / length_ns
    df.rx_drops_per_ns = (df.rx_drops_to - df.rx_drops_from) / length_ns
    df.tx_drops_per_ns = (df.tx_drops_to - df.tx_drops_from) / length_ns
    df.rx_errors_per_ns = (df.rx_errors_to - df.rx_errors_from) / length_ns
    df.tx_errors_per_ns = (df.tx_errors_to - df.tx_errors_from) / length_ns
    return __with_owners(df)


def __network_columns(df):
    return df[[
        'time_', 'pod_id', 'pod', 'service', 'namespace', 'node',
        'rx_bytes_per_ns', 'tx_bytes_per_ns', 'rx_drops_per_ns', 'tx_drops_per_ns',
        'rx_errors_per_ns', 'tx_errors_per_ns',
    ]]


def pod_network_timeseries(start_time, end_time, window_ns):
    '''Bytes, drops and errors each pod receives and sends, per window.'''
    df = px.DataFrame('network_stats', start_time=start_time, end_time=end_time)
    df.slot = px.bin(df.time_, window_ns)
    df = __network_usage(df, window_ns)
    df.time_ = df.slot
    return __network_columns(df)


def pod_network_summary(start_time, end_time):
    '''Bytes, drops and errors each pod receives and sends.'''
    df = px.DataFrame('network_stats', start_time=start_time, end_time=end_time)
    df.slot = 0
    df = __network_usage(df, __length(start_time, end_time))
    df.time_ = df.last
    return __network_columns(df)


def inbound_http_summary(start_time, end_time):
    '''HTTP requests each pod serves, by who sends them.'''
    df = __requests(start_time, end_time)
    df = df[df.trace_role == SERVER_SIDE]
    df = df.groupby(['pod_id', 'remote_addr']).agg(
        time_=('time_', px.max),
        latency_quantiles=('latency', px.quantiles),
        latency_sum=('latency', px.sum),
        num_requests=('latency', px.count),
        num_errors=('failure', px.sum),
        req_bytes=('req_body_size', px.sum),
        resp_bytes=('resp_body_size', px.sum),
    )
    df = __with_owners(df)
    df.requestor_ip = df.remote_addr
    sender = px.ip_to_pod_id(df.remote_addr)
    df.requestor_pod = px.pod_id_to_pod_name(sender)
    df.requestor_service = px.pod_id_to_service_name(sender)
    return df[[
        'time_', 'pod_id', 'pod', 'service', 'namespace', 'node',
        'requestor_ip', 'requestor_pod', 'requestor_service', 'latency_quantiles', 'latency_sum',
        'num_requests', 'num_errors', 'req_bytes', 'resp_bytes',
    ]]


def inbound_http_throughput_timeseries(start_time, end_time, window_ns):
    '''HTTP requests and failures of each container, per window.'''
    df = __requests(start_time, end_time)
    df = df[df.trace_role == SERVER_SIDE]
    df.container = df.ctx['container']
    df.slot = px.bin(df.time_, window_ns)
    df = df.groupby(['slot', 'pod_id', 'container']).agg(
        num_requests=('latency', px.count),
        num_errors=('failure', px.sum),
    )
    df.time_ = df.slot
    df = __with_owners(df)
    return df[[
        'time_', 'pod_id', 'pod', 'service', 'namespace', 'node', 'container',
        'num_requests', 'num_errors',
    ]]


def inbound_http_latency_timeseries(start_time, end_time, window_ns):
    '''Latency of the HTTP requests each pod serves, per window.'''
    df = __requests(start_time, end_time)
    df = df[df.trace_role == SERVER_SIDE]
    df.slot = px.bin(df.time_, window_ns)
    df = df.groupby(['slot', 'pod_id']).agg(
        latency_quantiles=('latency', px.quantiles),
        latency_sum=('latency', px.sum),
        num_requests=('latency', px.count),
        num_errors=('failure', px.sum),
        req_bytes=('req_body_size', px.sum),
        resp_bytes=('resp_body_size', px.sum),
    )
    df.time_ = df.slot
    df = __with_owners(df)
    return df[[
        'time_', 'pod_id', 'pod', 'service', 'namespace', 'node',
        'latency_quantiles', 'num_requests', 'num_errors', 'latency_sum', 'req_bytes', 'resp_bytes',
    ]]


def __quantile(quantiles, name):
    return px.DurationNanos(px.floor(px.pluck_float64(quantiles, name)))


def http_graph(start_time, end_time):
    '''Who sends HTTP requests to whom, and how they fare.'''
    df = __requests(start_time, end_time)
    df = df.groupby(['pod_id', 'remote_addr', 'trace_role']).agg(
        time_=('time_', px.max),
        quantiles=('latency', px.quantiles),
        latency_sum=('latency', px.sum),
        num_requests=('latency', px.count),
        num_errors=('failure', px.sum),
        req_bytes=('req_body_size', px.sum),
        resp_bytes=('resp_body_size', px.sum),
    )

    # One end is the traced pod itself, the other is known by its address.
    df.here_pod = df.ctx['pod']
    df.here_service = df.ctx['service']
    df.here_ip = px.pod_name_to_pod_ip(df.here_pod)
    df.loops_back = px.regex_match('127[.]0[.]0[.][0-9]+', df.remote_addr)
    df.there_id = px.select(df.loops_back, df.pod_id, px.ip_to_pod_id(df.remote_addr))
    there_pod = px.pod_id_to_pod_name(px.ip_to_pod_id(df.remote_addr))
    df.there_pod = px.select(df.loops_back, df.here_pod, there_pod)
    there_service = px.service_id_to_service_name(px.ip_to_service_id(df.remote_addr))
    df.there_service = px.select(df.loops_back, df.here_service, there_service)

    df.serves = df.trace_role == SERVER_SIDE
    df.responder_pod_id = px.select(df.serves, df.pod_id, df.there_id)
    df.requestor_pod_id = px.select(df.serves, df.there_id, df.pod_id)
    df.responder_pod = px.select(df.serves, df.here_pod, df.there_pod)
    df.requestor_pod = px.select(df.serves, df.there_pod, df.here_pod)
    df.responder_service = px.select(df.serves, df.here_service, df.there_service)
    df.requestor_service = px.select(df.serves, df.there_service, df.here_service)
    df.responder_ip = px.select(df.serves, df.here_ip, df.remote_addr)
    df.requestor_ip = px.select(df.serves, df.remote_addr, df.here_ip)

    df.p50 = __quantile(df.quantiles, 'p50')
    df.p90 = __quantile(df.quantiles, 'p90')
    df.p99 = __quantile(df.quantiles, 'p99')
    df = df.groupby([
        'responder_pod_id', 'requestor_pod_id', 'responder_pod', 'requestor_pod',
        'responder_service', 'requestor_service', 'responder_ip', 'requestor_ip',
    ]).agg(
        time_=('time_', px.max),
        latency_p50=('p50', px.mean),
        latency_p90=('p90', px.mean),
        latency_p99=('p99', px.mean),
        latency_quantiles=('quantiles', px.any),
        latency_sum=('latency_sum', px.sum),
        num_requests=('num_requests', px.sum),
        num_errors=('num_errors', px.sum),
        req_bytes=('req_bytes', px.sum),
        resp_bytes=('resp_bytes', px.sum),
    )
    df.responder_namespace = px.pod_name_to_namespace(df.responder_pod)
    df.requestor_namespace = px.pod_name_to_namespace(df.requestor_pod)
    df.responder_node = px.pod_id_to_node_name(df.responder_pod_id)
    df.requestor_node = px.pod_id_to_node_name(df.requestor_pod_id)
    return df[[
        'time_', 'responder_pod', 'requestor_pod', 'responder_namespace', 'requestor_namespace',
        'responder_node', 'requestor_node', 'responder_ip', 'requestor_ip',
        'responder_service', 'requestor_service', 'latency_p50', 'latency_p90', 'latency_p99',
        'latency_quantiles', 'latency_sum', 'num_requests', 'num_errors', 'req_bytes', 'resp_bytes',
    ]]


def stacktraces(start_time, end_time):
    '''Stack traces of every process, and how often each was seen.'''
    df = px.DataFrame('stack_traces.beta', start_time=start_time, end_time=end_time)
    df.namespace = df.ctx['namespace']
    df.service = df.ctx['service']
    df.pod = df.ctx['pod']
    df.container = df.ctx['container']
    df.cmdline = df.ctx['cmdline']
    # Processes outside of Kubernetes run on a node too, of which their context knows nothing.
    df.node = px.Node(px._exec_hostname())
    df.node_num_cpus = px._exec_host_num_cpus()
    owners = ['namespace', 'node', 'service', 'pod', 'container', 'cmdline', 'stack_trace_id']
    df = df.groupby(owners).agg(
        stack_trace=('stack_trace', px.any),
        time_=('time_', px.max),
        count=('count', px.sum),
        node_num_cpus=('node_num_cpus', px.any),
    )
    return df[[
        'namespace', 'node', 'service', 'pod', 'container', 'cmdline', 'stack_trace', 'time_',
        'stack_trace_id', 'count', 'node_num_cpus',
    ]]


def connection_throughput_stats(start_time, end_time):
    '''Bytes each pod exchanges with each address, by who opened the connection.'''
    df = px.DataFrame('conn_stats', start_time=start_time, end_time=end_time)
    df.pod_id = df.ctx['pod_id']
    connection = ['upid', 'pod_id', 'trace_role', 'remote_addr', 'remote_port', 'ssl', 'protocol']
    df = df.groupby(connection).agg(
        time_=('time_', px.max),
        sent_from=('bytes_sent', px.min),
        sent_to=('bytes_sent', px.max),
        recv_from=('bytes_recv', px.min),
        recv_to=('bytes_recv', px.max),
    )
    df = df[df.trace_role == SERVER_SIDE or df.trace_role == CLIENT_SIDE]
    df.bytes = (df.sent_to - df.sent_from) + (df.recv_to - df.recv_from)
    df.inbound = px.Bytes(px.select(df.trace_role == SERVER_SIDE, df.bytes, 0))
    df.outbound = px.Bytes(px.select(df.trace_role == CLIENT_SIDE, df.bytes, 0))
    df = df.groupby(['pod_id', 'remote_addr']).agg(
        time_=('time_', px.max),
        inbound_conn_throughput=('inbound', px.sum),
        outbound_conn_throughput=('outbound', px.sum),
    )
    df = __with_owners(df)
    return df[[
        'time_', 'remote_addr', 'node', 'pod_id', 'pod', 'namespace', 'service',
        'inbound_conn_throughput', 'outbound_conn_throughput',
    ]]


def processes(start_time, end_time):
    '''Processes in containers.'''
    df = px.DataFrame('process_stats', start_time=start_time, end_time=end_time)
    df.pod_id = df.ctx['pod_id']
    df.container_name = df.ctx['container']
    df.container_id = df.ctx['container_id']
    df.cmdline = df.ctx['cmdline']
    df.pid = df.ctx['pid']
    process = ['upid', 'pod_id', 'container_name', 'container_id', 'cmdline', 'pid']
    df = df.groupby(process).agg(time_=('time_', px.max))
    df.pod = px.pod_id_to_pod_name(df.pod_id)
    df.service = px.pod_id_to_service_name(df.pod_id)
    df.namespace = px.pod_id_to_namespace(df.pod_id)
    df.node = px.pod_id_to_node_name(df.pod_id)
    df.container_status = px.container_id_to_status(df.container_id)
    return df[[
        'time_', 'service', 'namespace', 'node', 'upid', 'pod_id', 'pod', 'container_name',
        'container_id', 'cmdline', 'pid', 'container_status',
    ]]
`;
