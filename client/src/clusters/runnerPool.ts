/** One runner per connection, made when it is first needed. */
import { readFile } from 'node:fs/promises';
import type * as RunnerRoom from '#runner';
import { runError, type RunErrorKind } from '#protocol/errors';
import { RunFailure, type Runner } from '#protocol/run';
import type { TelemetryEndpoint } from '#protocol/telemetry';
import {
  connectionIdOf,
  isRemote,
  type Connection,
  type LocalConnection,
  type RecordingConnection,
  type RemoteConnection,
} from '../connections/connection.ts';
import type { ReceivedTelemetry } from '../telemetry/telemetryWatch.ts';
import type { ConnectionKeys } from '../connections/connectionKeys.ts';

export interface RunnerPoolOptions {
  /** Loads the runner room; the gRPC library is heavy, so not before it is needed. */
  readonly load: () => Pick<
    typeof RunnerRoom,
    | 'apiKeyCredentials'
    | 'createLocalRunner'
    | 'createVizierRunner'
    | 'directVizierCredentials'
    | 'importProfile'
    | 'telemetryStatus'
  >;
  readonly enginePath: string;
  /** Limits of local processes, read when one starts. */
  readonly engineArgs: () => readonly string[];
  /** Further ones of the local cluster, which alone receives telemetry. */
  readonly telemetryArgs: () => readonly string[];
  readonly keys: Pick<ConnectionKeys, 'find'>;
  readonly onLog: (text: string) => void;
  /** A real cluster did less than asked for though the run goes on. */
  readonly onWarning: (text: string) => void;
  /** The local cluster is ready and receives telemetry here. */
  readonly onReady: (telemetry: TelemetryEndpoint) => void;
  /** The local cluster died unasked. */
  readonly onDeath: (how: string) => void;
}

/** How another process reaches a cluster. */
export type ClusterAddress = Pick<RemoteConnection, 'address' | 'auth' | 'transport'> & {
  readonly key: string;
};

export interface RunnerPool {
  /** @throws RunFailure when the connection has no key. */
  runnerOf(connection: Connection): Promise<Runner>;
  /** Process number of the local cluster; undefined while it does not run. */
  localPid(): number | undefined;
  /** How another process reaches the connection; starts a local one. @throws RunFailure */
  addressOf(connection: Connection): Promise<ClusterAddress>;
  /** Where programs send to the local cluster; starts it. @throws RunFailure */
  telemetry(): Promise<TelemetryEndpoint>;
  /** Who sends telemetry; undefined while the local cluster does not run. @throws Error */
  receivedTelemetry(signal: AbortSignal): Promise<ReceivedTelemetry | undefined>;
  /** Puts a profile into the local cluster; starts it. @throws RunFailure */
  importProfile(
    file: { readonly name: string; readonly bytes: Uint8Array },
    signal: AbortSignal,
  ): Promise<RunnerRoom.ImportedProfile>;
  /** Drops a connection's runner and its process, so that a new key or address is used. */
  forget(connectionId: string): void;
  dispose(): void;
}

export function createRunnerPool(options: RunnerPoolOptions): RunnerPool {
  let local: RunnerRoom.LocalRunner | undefined;
  const remote = new Map<string, Promise<Runner>>();
  const recorded = new Map<string, RunnerRoom.LocalRunner>();
  const { enginePath, onLog, onReady, onDeath } = options;

  const remoteRunner = (connection: RemoteConnection): Promise<Runner> => {
    const id = connectionIdOf(connection);
    const made = remote.get(id) ?? createRemoteRunner(connection, options);
    remote.set(id, made);
    // A failure isn't kept: the key may be stored, or the file put right, before the next try.
    made.catch(() => {
      if (remote.get(id) === made) remote.delete(id);
    });
    return made;
  };

  const localRunner = (): RunnerRoom.LocalRunner => {
    if (local !== undefined) return local;
    const args = [...options.engineArgs(), ...options.telemetryArgs()];
    local = options.load().createLocalRunner({ enginePath, args, onLog, onReady, onDeath });
    return local;
  };

  const recordingRunner = (connection: RecordingConnection): RunnerRoom.LocalRunner => {
    const id = connectionIdOf(connection);
    const args = [...options.engineArgs(), '--recording', connection.folder];
    const made =
      recorded.get(id) ?? options.load().createLocalRunner({ enginePath, args, onLog, onDeath });
    recorded.set(id, made);
    return made;
  };

  /** The local cluster's process, or one of a recording's own. */
  const processOf = (connection: LocalConnection | RecordingConnection): RunnerRoom.LocalRunner =>
    connection.kind === 'local' ? localRunner() : recordingRunner(connection);

  return {
    runnerOf: (connection) =>
      isRemote(connection) ? remoteRunner(connection) : Promise.resolve(processOf(connection)),
    addressOf: async (connection) => {
      if (isRemote(connection)) {
        const { address, auth, transport } = connection;
        return { address, auth, transport, key: await keyOf(connection, options.keys) };
      }
      const { address, apiKey } = await processOf(connection).vizier();
      return { address, auth: 'apiKey', transport: { kind: 'plaintext' }, key: apiKey };
    },
    localPid: () => local?.pid(),
    telemetry: () => localRunner().telemetry(),
    receivedTelemetry: async (signal) => {
      if (local?.pid() === undefined) return undefined;
      const found = await local.telemetry();
      const status = await options.load().telemetryStatus(found, signal);
      return { endpoint: found.endpoint, status };
    },
    importProfile: async (file, signal) =>
      options.load().importProfile(await localRunner().telemetry(), file, signal),
    forget: (connectionId) => {
      disposeOf(remote.get(connectionId));
      remote.delete(connectionId);
      recorded.get(connectionId)?.dispose();
      recorded.delete(connectionId);
    },
    dispose: () => {
      local?.dispose();
      for (const runner of recorded.values()) runner.dispose();
      for (const runner of remote.values()) disposeOf(runner);
      remote.clear();
      recorded.clear();
    },
  };
}

/** A runner that was never made needs no end. */
function disposeOf(runner: Promise<Runner> | undefined): void {
  runner?.then(
    (made) => made.dispose(),
    () => undefined,
  );
}

/** The one place where a connection becomes a runner. @throws RunFailure */
async function createRemoteRunner(
  connection: RemoteConnection,
  { keys, load, onWarning }: RunnerPoolOptions,
): Promise<Runner> {
  const { address, transport } = connection;
  const apiKey = await keyOf(connection, keys);
  const rootCertificates =
    transport.kind === 'tls' && transport.caFile !== undefined
      ? await certificatesOf(transport.caFile)
      : undefined;
  const room = load();
  return room.createVizierRunner({
    address,
    credentials:
      connection.kind === 'vizier'
        ? room.directVizierCredentials(apiKey)
        : room.apiKeyCredentials(apiKey),
    transport:
      transport.kind === 'plaintext'
        ? transport
        : { kind: 'tls', ...(rootCertificates === undefined ? undefined : { rootCertificates }) },
    peer: 'pixie',
    onWarning,
  });
}

async function keyOf(
  connection: RemoteConnection,
  keys: Pick<ConnectionKeys, 'find'>,
): Promise<string> {
  const found = await keys.find(connection);
  const { name, address } = connection;
  switch (found.kind) {
    case 'found':
      return found.key;
    case 'missing':
      throw failure(
        'auth',
        `There is no key for ${name} (${address}).`,
        'Choose "Replace Key…" on the connection in the Clusters view.',
      );
    case 'elsewhere':
      throw failure(
        'auth',
        `The key of ${name} was given for ${found.address}, or for another kind of connection, so it isn't sent to ${address}.`,
        'If the change is right, choose "Replace Key…" on the connection in the Clusters view.',
      );
  }
}

async function certificatesOf(caFile: string): Promise<Buffer> {
  try {
    return await readFile(caFile);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw failure(
      'request',
      `The certificate file ${caFile} can't be read: ${why}.`,
      'Correct "caFile" of the connection in the setting pxl.connections.',
    );
  }
}

const failure = (kind: RunErrorKind, message: string, nextStep: string): RunFailure =>
  new RunFailure(runError(kind, message, nextStep));
