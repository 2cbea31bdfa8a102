/** The local cluster's process: serves the engine over gRPC until its parent or a signal ends it. */
import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { RunFailure } from '#protocol/run';
import { openLocalEngine } from './localEngine.ts';
import { serveOtlp, serveVizier } from '#gateway';
import { defaultStateFolder } from './stateFolder.ts';
import { LOCAL_CLUSTERS } from '#protocol/localCluster';

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      json: { type: 'boolean', default: false },
      seed: { type: 'string' },
      now: { type: 'string' },
      port: { type: 'string' },
      'otlp-port': { type: 'string' },
      recording: { type: 'string', multiple: true },
      state: { type: 'string' },
      'disk-quota': { type: 'string' },
      'memory-limit': { type: 'string' },
      'spill-limit': { type: 'string' },
      'query-timeout': { type: 'string' },
    },
  });
  const engine = await openLocalEngine({
    seed: scaled(values.seed, 1),
    nowNs: values.now === undefined ? undefined : BigInt(values.now),
    recordings: values.recording,
    stateFolder: values.state ?? defaultStateFolder(),
    diskQuotaBytes: scaled(values['disk-quota'], 2 ** 20),
    memoryLimitBytes: scaled(values['memory-limit'], 2 ** 20),
    spillLimitBytes: scaled(values['spill-limit'], 2 ** 20),
    queryTimeoutMs: scaled(values['query-timeout'], 1000),
    onNotice: (text) => process.stderr.write(`${text}\n`),
  });
  const apiKey = randomBytes(24).toString('hex');
  const server = await serveVizier(engine, {
    apiKey,
    port: Number(values.port ?? '0'),
    generateOtelScript: engine.generateOtelScript,
  });
  const otlp = await serveOtlp(engine.sink, { apiKey, port: Number(values['otlp-port'] ?? '0') });
  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    server.close();
    otlp.close();
    engine.dispose();
    process.exit(0);
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  // A parent that has gone leaves its channel or its pipe closed.
  process.once('disconnect', stop);
  if (process.channel === undefined && !process.stdin.isTTY) {
    process.stdin.once('end', stop);
    process.stdin.resume();
  }
  const line = {
    grpc: server.address,
    clusterId: engine.recordingIds[0] ?? LOCAL_CLUSTERS.demo.id,
    apiKey,
    otlp: otlp.endpoint,
  };
  process.stdout.write(values.json ? `${JSON.stringify(line)}\n` : readyText(line));
}

const scaled = (text: string | undefined, factor: number): number | undefined =>
  text === undefined ? undefined : Number(text) * factor;

interface Ready {
  readonly grpc: string;
  readonly clusterId: string | undefined;
  readonly apiKey: string;
  readonly otlp: string;
}

const readyText = ({ grpc, clusterId, apiKey, otlp }: Ready): string => `Local cluster at ${grpc}
  cluster ${String(clusterId)}
  API key ${apiKey}
To query your own services, start them with
  OTEL_EXPORTER_OTLP_ENDPOINT=${otlp}
  OTEL_EXPORTER_OTLP_HEADERS=pixie-api-key=${apiKey}
and run scripts on cluster ${LOCAL_CLUSTERS.host.id}.
Ctrl+C stops it.
`;

/** One line: what started this process shows the last one. */
function textOf(error: unknown): string {
  if (error instanceof RunFailure) return `${error.error.message} ${error.error.nextStep}`;
  return error instanceof Error ? error.message : String(error);
}

main().catch((error: unknown) => {
  process.stderr.write(`${textOf(error)}\n`);
  process.exit(1);
});
