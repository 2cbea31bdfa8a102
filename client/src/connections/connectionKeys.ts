/**
 * Keys of connections, in VS Code's secret storage. A key is stored with the address and transport
 * it was given for, because settings of a workspace may name a connection's ID with another address:
 * the key must never go there, nor in clear text where TLS was chosen.
 */
import type { RemoteConnection } from './connection.ts';

/** The part of vscode.SecretStorage that is used. */
export interface SecretStore {
  get(name: string): PromiseLike<string | undefined>;
  store(name: string, value: string): PromiseLike<void>;
  delete(name: string): PromiseLike<void>;
}

export type FoundKey =
  | { readonly kind: 'found'; readonly key: string }
  | { readonly kind: 'missing' }
  /** It was given for another address, or for TLS where there's plain text now. */
  | { readonly kind: 'elsewhere'; readonly address: string };

interface StoredKey {
  readonly address: string;
  readonly transport: RemoteConnection['transport']['kind'];
  readonly key: string;
}

const nameOf = ({ profileId }: RemoteConnection): string => `pxl.connection:${profileId}`;
/** Version 0.1: the key alone, under the address, always used over TLS. */
const formerNameOf = ({ address }: RemoteConnection): string => `pxl.apiKey:${address}`;

export class ConnectionKeys {
  constructor(private readonly secrets: SecretStore) {}

  async find(connection: RemoteConnection): Promise<FoundKey> {
    const stored = storedKeyOf(await this.secrets.get(nameOf(connection)));
    if (stored === undefined) return this.adoptFormer(connection);
    const { address, transport, key } = stored;
    return address === connection.address && transport === connection.transport.kind
      ? { kind: 'found', key }
      : { kind: 'elsewhere', address };
  }

  async store(connection: RemoteConnection, key: string): Promise<void> {
    const { address, transport } = connection;
    const stored: StoredKey = { address, transport: transport.kind, key };
    await this.secrets.store(nameOf(connection), JSON.stringify(stored));
  }

  async forget(connection: RemoteConnection): Promise<void> {
    await this.secrets.delete(nameOf(connection));
    await this.secrets.delete(formerNameOf(connection));
  }

  /** Moves a key of version 0.1: stored anew before the old one goes, so that none is lost. */
  private async adoptFormer(connection: RemoteConnection): Promise<FoundKey> {
    const { kind, transport } = connection;
    if (kind !== 'cloud' || transport.kind !== 'tls') return { kind: 'missing' };
    const key = await this.secrets.get(formerNameOf(connection));
    if (key === undefined) return { kind: 'missing' };
    await this.store(connection, key);
    await this.secrets.delete(formerNameOf(connection));
    return { kind: 'found', key };
  }
}

/** Anything that isn't a stored key counts as none: the user is asked for it again. */
function storedKeyOf(text: string | undefined): StoredKey | undefined {
  if (text === undefined) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { address, transport, key } = Object(value) as Readonly<Record<string, unknown>>;
  return typeof address === 'string' &&
    (transport === 'tls' || transport === 'plaintext') &&
    typeof key === 'string'
    ? { address, transport, key }
    : undefined;
}
