/** The local cluster's process: serves the engine over gRPC until its parent or a signal ends it. */
import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { LOCAL_CLUSTERS, openLocalEngine } from './localEngine.ts';
import { serveVizier } from './vizier/vizierServer.ts';

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      json: { type: 'boolean', default: false },
      seed: { type: 'string' },
      now: { type: 'string' },
      port: { type: 'string' },
    },
  });
  const engine = await openLocalEngine({
    seed: values.seed === undefined ? undefined : Number(values.seed),
    nowNs: values.now === undefined ? undefined : BigInt(values.now),
  });
  const apiKey = randomBytes(24).toString('hex');
  const server = await serveVizier(engine, { apiKey, port: Number(values.port ?? '0') });
  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    server.close();
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
  const line = { grpc: server.address, clusterId: LOCAL_CLUSTERS['demo'], apiKey };
  process.stdout.write(
    values.json
      ? `${JSON.stringify(line)}\n`
      : `Local cluster at ${line.grpc}\n  cluster ${String(line.clusterId)}\n  API key ${apiKey}\nCtrl+C stops it.\n`,
  );
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
