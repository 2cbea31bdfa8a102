/** Connections: where clusters are listed. Keys are kept elsewhere, see connectionKeys.ts. */

/** How a remote address is reached. It's always stated, never guessed from the host's spelling. */
export type Transport =
  | { readonly kind: 'plaintext' }
  | {
      readonly kind: 'tls';
      /** PEM file of a private authority; undefined for the public ones. */
      readonly caFile: string | undefined;
    };

interface Profile {
  /** Never changes, whatever else of the connection is edited. Keys are stored under it. */
  readonly profileId: string;
  readonly name: string;
  /** host:port */
  readonly address: string;
  readonly transport: Transport;
}

/** Pixie Cloud or a self-hosted one: lists the clusters of an organization. */
export interface CloudConnection extends Profile {
  readonly kind: 'cloud';
  readonly auth: 'apiKey';
}

/** One Vizier, reached without a cloud. */
export interface VizierConnection extends Profile {
  readonly kind: 'vizier';
  readonly auth: 'directVizierKey';
}

export type RemoteConnection = CloudConnection | VizierConnection;

export interface LocalConnection {
  readonly kind: 'local';
  readonly name: string;
}

export interface RecordingConnection {
  readonly kind: 'recording';
  readonly name: string;
  readonly folder: string;
}

export type Connection = LocalConnection | RecordingConnection | RemoteConnection;

export const LOCAL_CONNECTION: LocalConnection = { kind: 'local', name: 'Local' };
export const DEFAULT_ADDRESS = 'work.withpixie.ai:443';

/** What the selected cluster, listings and runners are kept under. */
export function connectionIdOf(connection: Connection): string {
  switch (connection.kind) {
    case 'local':
      return 'local';
    case 'recording':
      return `recording:${connection.folder}`;
    case 'cloud':
    case 'vizier':
      return connection.profileId;
  }
}

export const LOCAL_CONNECTION_ID = connectionIdOf(LOCAL_CONNECTION);

export const isRemote = (connection: Connection): connection is RemoteConnection =>
  connection.kind === 'cloud' || connection.kind === 'vizier';

/**
 * A host and port without scheme or path, port 443 when none is given.
 *
 * @returns undefined when the text is not an address.
 */
export function addressOf(text: string): string | undefined {
  const found =
    /^([A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:]+\])(?::(\d{1,5}))?$/.exec(
      text.trim(),
    );
  if (found === null) return undefined;
  const port = Number(found[2] ?? '443');
  return port < 1 || port > 65_535 ? undefined : `${found[1] ?? ''}:${String(port)}`;
}

/** How the tree and messages describe the way to an address. */
export function transportText(transport: Transport): string {
  if (transport.kind === 'plaintext') return 'without encryption';
  return transport.caFile === undefined
    ? 'over verified TLS'
    : `over TLS verified by ${transport.caFile}`;
}
