/** One runner per connection, made when it is first needed. */
import type * as RunnerRoom from '#runner';
import { runError } from '#protocol/errors';
import { RunFailure, type Runner } from '#protocol/run';
import type { Connection } from './connection.ts';

export interface RunnerPoolOptions {
  /** Loads the runner room; the gRPC library is heavy, so not before it is needed. */
  readonly load: () => Pick<
    typeof RunnerRoom,
    | 'apiKeyCredentials'
    | 'createLocalRunner'
    | 'createVizierRunner'
    | 'importProfile'
    | 'telemetryEnvironment'
  >;
  readonly enginePath: string;
  /** Limits of local processes, read when one starts. */
  readonly engineArgs: () => readonly string[];
  readonly apiKeyOf: (address: string) => PromiseLike<string | undefined>;
  readonly onLog: (text: string) => void;
  /** A real cluster did less than asked for though the run goes on. */
  readonly onWarning: (text: string) => void;
  /** The local cluster died unasked. */
  readonly onDeath: (how: string) => void;
}

export interface RunnerPool {
  /** @throws RunFailure when the connection has no key. */
  runnerOf(connection: Connection): Promise<Runner>;
  /** Process number of the local cluster; undefined while it does not run. */
  localPid(): number | undefined;
  /** How another process reaches the connection; starts a local one. @throws RunFailure */
  addressOf(connection: Connection): Promise<RunnerRoom.VizierAddress>;
  /** Environment for programs that send to the local cluster, as NAME=value; starts it. */
  telemetryEnvironment(): Promise<readonly string[]>;
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
  const remote = new Map<string, Runner>();
  const { enginePath, onLog, onDeath } = options;

  const recorded = new Map<string, RunnerRoom.LocalRunner>();

  const keyOf = async (address: string): Promise<string> => {
    const apiKey = await options.apiKeyOf(address);
    if (apiKey === undefined) {
      throw new RunFailure(
        runError(
          'auth',
          `There is no API key for ${address}.`,
          'Run "PxL: Add Pixie Connection" and give the key.',
        ),
      );
    }
    return apiKey;
  };

  const remoteRunner = async (id: string, address: string): Promise<Runner> => {
    const known = remote.get(id);
    if (known !== undefined) return known;
    const apiKey = await keyOf(address);
    const room = options.load();
    const made =
      remote.get(id) ??
      room.createVizierRunner({
        address,
        credentials: room.apiKeyCredentials(apiKey),
        transport: { kind: 'tls' },
        peer: 'pixie',
        onWarning: options.onWarning,
      });
    remote.set(id, made);
    return made;
  };

  const localRunner = (): RunnerRoom.LocalRunner =>
    (local ??= options
      .load()
      .createLocalRunner({ enginePath, args: options.engineArgs(), onLog, onDeath }));

  /** The local cluster's process, or one of a recording's own. */
  const processOf = ({ id, recording }: Connection): RunnerRoom.LocalRunner => {
    if (recording === undefined) return localRunner();
    const args = [...options.engineArgs(), '--recording', recording];
    const made =
      recorded.get(id) ?? options.load().createLocalRunner({ enginePath, args, onLog, onDeath });
    recorded.set(id, made);
    return made;
  };

  return {
    runnerOf: (connection) =>
      connection.address === undefined
        ? Promise.resolve(processOf(connection))
        : remoteRunner(connection.id, connection.address),
    addressOf: async (connection) =>
      connection.address === undefined
        ? processOf(connection).vizier()
        : { address: connection.address, apiKey: await keyOf(connection.address) },
    localPid: () => local?.pid(),
    telemetryEnvironment: async () =>
      options.load().telemetryEnvironment(await localRunner().telemetry()),
    importProfile: async (file, signal) =>
      options.load().importProfile(await localRunner().telemetry(), file, signal),
    forget: (connectionId) => {
      for (const runners of [remote, recorded]) {
        runners.get(connectionId)?.dispose();
        runners.delete(connectionId);
      }
    },
    dispose: () => {
      local?.dispose();
      for (const runner of [...remote.values(), ...recorded.values()]) runner.dispose();
      remote.clear();
      recorded.clear();
    },
  };
}
