/** Serves any Runner as Vizier and as the cloud's list of clusters, on loopback. */
import { Server, ServerCredentials, status as GrpcStatus } from '@grpc/grpc-js';
import { loadServices, uuidToText, type UuidMessage } from '#proto';
import type { OtelScript, Runner } from '#protocol/run';
import { anyCaller, keyCheck } from '../http/auth.ts';
import { callKey } from './callKey.ts';
import { abortOf, answering, failureOf, type StreamingCall } from './calls.ts';
import { chosenCluster, type ChooseCluster } from './chosenCluster.ts';
import { executeScript, type ScriptCall } from './executeScript.ts';
import { clusterInfoMessage, otelScriptMessage } from './messages.ts';

export interface VizierServerOptions {
  /** Demanded with every call, see `keyCheck`; undefined lets every program of this machine call. */
  readonly apiKey: string | undefined;
  /** 0 for any free port. */
  readonly port?: number;
  /** The cluster of calls that name none; the first by default. */
  readonly defaultClusterId?: string | undefined;
  /** PEM of the certificate, with those that signed it, and its private key; without, plain text. */
  readonly tls?: { readonly certificate: Buffer; readonly privateKey: Buffer } | undefined;
  /** Answers GenerateOTelScript; it is unimplemented without. */
  readonly generateOtelScript?: (clusterId: string, script: string) => OtelScript;
}

/** @see px.api.vizierpb.GenerateOTelScriptRequest */
interface OtelScriptRequest {
  readonly cluster_id: string;
  readonly pxl_script: string;
}

/** @see px.cloudapi.GetClusterInfoRequest */
interface ClusterInfoRequest {
  readonly id: UuidMessage | null;
}

type HealthCall = StreamingCall<{ readonly cluster_id: string }>;

export interface VizierServer {
  /** host:port */
  readonly address: string;
  close(): void;
}

const HEALTH_INTERVAL_MS = 5_000;
/** Longer scripts than this are refused by the compiler as well. */
const MAX_MESSAGE_BYTES = 8 * 2 ** 20;

export async function serveVizier(
  runner: Runner,
  { apiKey, port = 0, defaultClusterId, tls, generateOtelScript }: VizierServerOptions,
): Promise<VizierServer> {
  const services = loadServices();
  const server = new Server({
    'grpc.max_receive_message_length': MAX_MESSAGE_BYTES,
    interceptors: [callKey(apiKey === undefined ? anyCaller : keyCheck([apiKey]))],
  });
  const choose: ChooseCluster = (wanted, signal) =>
    chosenCluster(runner, { wanted, defaultId: defaultClusterId }, signal);
  server.addService(services.vizier, {
    ExecuteScript: (call: ScriptCall) => void executeScript(runner, call, choose),
    HealthCheck: (call: HealthCall) => {
      reportHealth(call, choose);
    },
    ...(generateOtelScript && {
      GenerateOTelScript: answering<OtelScriptRequest>(
        'no script was made',
        async ({ cluster_id: wanted, pxl_script: script }, signal) =>
          otelScriptMessage(generateOtelScript(await choose(wanted, signal), script)),
      ),
    }),
  });
  server.addService(services.clusterInfo, {
    GetClusterInfo: answering('the list is not available', listClusters(runner)),
  });
  const bound = await bind(server, port, tls);
  return {
    address: `127.0.0.1:${String(bound)}`,
    close: () => {
      server.forceShutdown();
    },
  };
}

function bind(server: Server, port: number, tls: VizierServerOptions['tls']): Promise<number> {
  const credentials =
    tls === undefined
      ? ServerCredentials.createInsecure()
      : ServerCredentials.createSsl(null, [
          { cert_chain: tls.certificate, private_key: tls.privateKey },
        ]);
  return new Promise((resolve, reject) => {
    server.bindAsync(`127.0.0.1:${String(port)}`, credentials, (error, bound) => {
      if (error === null) resolve(bound);
      else reject(error);
    });
  });
}

function reportHealth(call: HealthCall, choose: ChooseCluster): void {
  const signal = abortOf(call);
  const report = () => {
    call.write({ status: { code: GrpcStatus.OK, message: '', error_details: [] } });
  };
  choose(call.request.cluster_id, signal).then(
    () => {
      if (signal.aborted) return;
      report();
      const timer = setInterval(report, HEALTH_INTERVAL_MS);
      const stop = () => {
        clearInterval(timer);
      };
      call.on('cancelled', stop);
      call.on('close', stop);
    },
    (error: unknown) => {
      call.emit('error', failureOf(error, 'the clusters cannot be listed'));
    },
  );
}

/** All clusters, or the one asked for. */
const listClusters =
  (runner: Runner) =>
  async ({ id }: ClusterInfoRequest, signal: AbortSignal): Promise<object> => {
    const clusters = await runner.listClusters(signal);
    const wanted = id === null ? undefined : uuidToText(id);
    const chosen = clusters.filter((cluster) => wanted === undefined || cluster.id === wanted);
    return { clusters: chosen.map(clusterInfoMessage) };
  };
