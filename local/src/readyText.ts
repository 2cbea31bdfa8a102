/** What the process prints for people when it is ready. */
import { LOCAL_CLUSTERS, type ReadyLine } from '#protocol/localCluster';
import { telemetryEnvironment } from '#protocol/telemetry';

const NO_KEY = `  No API key is asked for: every program and every user of this machine can run scripts here.
`;

/** `ready` as text; a port that had to be another one is named by a notice before. */
export function readyText({ grpc, clusterId, apiKey, otlp, otlpKey, ca }: ReadyLine): string {
  const [endpoint, headers] = telemetryEnvironment({ endpoint: otlp, apiKey: otlpKey });
  return `Local cluster at ${grpc}
  cluster ${clusterId}
${apiKey === '' ? NO_KEY : `  API key ${apiKey}\n`}${ca === undefined ? '' : `  TLS: clients must trust ${ca}\n`}To query your own services, start them with
  ${String(endpoint)}
  ${String(headers)}
and run scripts on cluster ${LOCAL_CLUSTERS.host.id}.
Ctrl+C stops it.
`;
}
