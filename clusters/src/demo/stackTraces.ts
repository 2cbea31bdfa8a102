/** CPU profiles: how the CPU time of each process spreads over its call stacks. */
import type { CellValue } from '#engine';
import type { Counters } from './counters.ts';
import { mix, mixUnit } from './random.ts';
import type { Workload, WorkloadKey } from './topology.ts';

const NS = 1_000_000_000n;
/** Stacks are counted for this long before they are reported. */
const PERIOD_S = 30;
const SAMPLE_NS = 11_000_000;

interface WeightedStack {
  readonly frames: string;
  readonly weight: number;
}

const NODE = 'node::Start;node::SpinEventLoop;uv_run;';
const GO = 'runtime.goexit;net/http.(*conn).serve;net/http.HandlerFunc.ServeHTTP;';
const JAVA = 'start_thread;java.lang.Thread.run;';
const PYTHON = '_start;Py_RunMain;_PyEval_EvalFrameDefault;';

const RUNTIME_STACKS: Readonly<Record<Workload['runtime'], readonly WeightedStack[]>> = {
  node: [
    {
      frames: `${NODE}uv__io_poll;node::LibuvStreamWrap::OnUvRead;Server.onRequest;handle`,
      weight: 34,
    },
    { frames: `${NODE}uv__io_poll;Server.onRequest;handle;JSON.stringify`, weight: 22 },
    {
      frames: `${NODE}uv__io_poll;Server.onRequest;handle;render;ReactDOMServer.renderToString`,
      weight: 18,
    },
    {
      frames: `${NODE}v8::internal::Heap::CollectGarbage;v8::internal::Scavenger::Process`,
      weight: 14,
    },
    { frames: `${NODE}uv__io_poll;[k] entry_SYSCALL_64;[k] tcp_sendmsg`, weight: 12 },
  ],
  go: [
    { frames: `${GO}main.(*server).handle;encoding/json.Marshal`, weight: 30 },
    { frames: `${GO}main.(*server).handle;database/sql.(*DB).QueryContext`, weight: 24 },
    { frames: 'runtime.goexit;runtime.gcBgMarkWorker;runtime.scanobject', weight: 16 },
    { frames: 'runtime.mcall;runtime.schedule;runtime.findRunnable;runtime.netpoll', weight: 18 },
    {
      frames: `${GO}main.(*server).handle;net.(*conn).Write;[k] entry_SYSCALL_64;[k] tcp_sendmsg`,
      weight: 12,
    },
  ],
  java: [
    {
      frames: `${JAVA}io.grpc.internal.ServerImpl.run;demo.Service.handle;java.util.HashMap.get`,
      weight: 26,
    },
    {
      frames: `${JAVA}io.netty.channel.nio.NioEventLoop.run;[k] entry_SYSCALL_64;[k] ep_poll`,
      weight: 22,
    },
    {
      frames: `${JAVA}demo.Service.handle;com.fasterxml.jackson.databind.ObjectMapper.writeValue`,
      weight: 20,
    },
    {
      frames: 'start_thread;GangWorker::loop;G1ParTask::work;G1ParScanThreadState::trim_queue',
      weight: 20,
    },
    {
      frames: 'start_thread;CompileBroker::compiler_thread_loop;C2Compiler::compile_method',
      weight: 12,
    },
  ],
  python: [
    { frames: `${PYTHON}recommend;rank_products;numpy.dot`, weight: 40 },
    { frames: `${PYTHON}handle_request;json.dumps`, weight: 26 },
    {
      frames: `${PYTHON}handle_request;socket_sendall;[k] entry_SYSCALL_64;[k] tcp_sendmsg`,
      weight: 18,
    },
    { frames: `${PYTHON}gc_collect_main`, weight: 16 },
  ],
  dotnet: [
    {
      frames: 'start_thread;ThreadNative::KickOffThread;Kestrel.ProcessRequests;CartController.Get',
      weight: 44,
    },
    {
      frames:
        'start_thread;ThreadNative::KickOffThread;StackExchange.Redis.PhysicalConnection.Read',
      weight: 34,
    },
    { frames: 'start_thread;WKS::gc_heap::garbage_collect', weight: 22 },
  ],
  native: [
    { frames: 'main;event_loop;handle_command;execute;scan_index', weight: 40 },
    { frames: 'main;event_loop;handle_command;parse', weight: 20 },
    { frames: 'main;event_loop;[k] entry_SYSCALL_64;[k] ep_poll', weight: 24 },
    { frames: 'main;event_loop;write_log;[k] entry_SYSCALL_64;[k] vfs_write', weight: 16 },
  ],
};

/** Work that only one service does. */
const OWN_STACKS: Partial<Record<WorkloadKey, readonly WeightedStack[]>> = {
  payment: [{ frames: `${NODE}uv__io_poll;Server.onRequest;charge;validateCard;luhn`, weight: 30 }],
  catalog: [
    {
      frames: `${GO}main.(*server).search;strings.Contains;internal/bytealg.IndexString`,
      weight: 36,
    },
  ],
};

/** Rows of stack_traces.beta, every half minute: samples of a process are its CPU time. */
export function* stackTraces(
  seed: number,
  counters: Counters,
  from: number,
  to: number,
): Iterable<readonly CellValue[]> {
  for (let second = Math.ceil(from / PERIOD_S) * PERIOD_S; second < to; second += PERIOD_S) {
    for (const instance of counters.instances(from)) {
      const { slot, processStartMin } = instance;
      const before = Math.max(second - PERIOD_S, processStartMin * 60);
      const usedNs = counters.cpuNs(instance, second) - counters.cpuNs(instance, before);
      const stacks = [...RUNTIME_STACKS[slot.workload.runtime], ...(OWN_STACKS[slot.key] ?? [])];
      const weights = stacks.reduce((sum, stack) => sum + stack.weight, 0);
      for (const [index, { frames, weight }] of stacks.entries()) {
        const share = (usedNs / SAMPLE_NS) * (weight / weights);
        const count = Math.floor(share + mixUnit(seed, slot.index * 64 + index, second, 17));
        if (count === 0) continue;
        const folded = `${slot.workload.program};${frames}`;
        const id = mix(slot.index, index, 23);
        yield [BigInt(second) * NS, instance.upid, id, folded, count];
      }
    }
  }
}
