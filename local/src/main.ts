/** The local cluster's process: serves the engine until its parent or a signal ends it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { serveOtlp, serveVizier } from '#gateway';
import { LOCAL_CLUSTERS, type ReadyLine } from '#protocol/localCluster';
import { RunFailure } from '#protocol/run';
import type { ServerCertificate } from './certificates.ts';
import { openLocalEngine } from './localEngine.ts';
import { onParentGone } from './parentProcess.ts';
import { readyText } from './readyText.ts';
import { serveFlagsOf, type ServeFlags } from './serveFlags.ts';
import { defaultStateFolder } from './stateFolder.ts';
import { newKey, telemetryKey } from './telemetryKey.ts';

const notice = (text: string): void => {
  process.stderr.write(`${text}\n`);
};

async function main(): Promise<void> {
  const flags = serveFlagsOf(process.argv.slice(2));
  const stateFolder = flags.stateFolder ?? defaultStateFolder();
  const file = flags.telemetryKeyFile;
  const otlpKey = telemetryKey({ file, env: process.env, stateFolder, onNotice: notice });
  const engine = await openLocalEngine({ ...flags.engine, stateFolder, onNotice: notice });
  const apiKey = flags.asksForKey ? newKey() : undefined;
  const clusterId = engine.recordingIds[0] ?? LOCAL_CLUSTERS.demo.id;
  const certificate = await certificateOf(flags, stateFolder);
  const vizier = await serveVizier(engine, {
    apiKey,
    tls: certificate,
    port: flags.port,
    defaultClusterId: clusterId,
    generateOtelScript: engine.generateOtelScript,
  });
  const keys = apiKey === undefined ? [otlpKey] : [otlpKey, apiKey];
  const otlp = await serveOtlp(engine.sink, { keys, port: flags.otlpPort });
  if (flags.otlpPort !== 0 && otlp.port !== flags.otlpPort) {
    notice(
      `Port ${String(flags.otlpPort)} is taken, so telemetry is received at ${otlp.endpoint}.`,
    );
  }
  endWith(flags, () => {
    vizier.close();
    otlp.close();
    engine.dispose();
  });
  const ready: ReadyLine = {
    grpc: vizier.address,
    clusterId,
    apiKey: apiKey ?? '',
    otlp: otlp.endpoint,
    otlpKey,
    ca: certificate?.authorityPath,
  };
  process.stdout.write(flags.json ? `${JSON.stringify(ready)}\n` : readyText(ready));
}

/** Undefined for plain text. Without files of the user's own, one is made; see certificates.ts. */
async function certificateOf(
  { tls }: ServeFlags,
  stateFolder: string,
): Promise<ServerCertificate | undefined> {
  if (tls === 'none') return undefined;
  if (tls === 'own') {
    // Loaded when needed, because making certificates takes longer than starting without.
    const { serverCertificate } = await import('./certificates.ts');
    return serverCertificate(join(stateFolder, 'tls'), Date.now());
  }
  const [certificate, privateKey] = [readFileSync(tls.certificate), readFileSync(tls.privateKey)];
  return { certificate, privateKey, authorityPath: tls.certificate };
}

/** Ends the process, once, when a signal comes or nobody needs it any more. */
function endWith({ exitWithParent }: ServeFlags, close: () => void): void {
  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    close();
    process.exit(0);
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  onParentGone(stop, exitWithParent);
}

/** One line: what started this process shows the last one. */
function textOf(error: unknown): string {
  if (error instanceof RunFailure) return `${error.error.message} ${error.error.nextStep}`;
  return error instanceof Error ? error.message : String(error);
}

main().catch((error: unknown) => {
  notice(textOf(error));
  process.exit(1);
});
