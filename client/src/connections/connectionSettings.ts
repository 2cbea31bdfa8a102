/** Connections as the setting pxl.connections keeps them. */
import {
  addressOf,
  LOCAL_CONNECTION_ID,
  type RemoteConnection,
  type Transport,
} from './connection.ts';

/** Entries that can't be used are named in `problems`, with what to change. */
export interface ConfiguredConnections {
  readonly connections: readonly RemoteConnection[];
  readonly problems: readonly string[];
}

/** One entry of the setting. Without an ID, the address is the ID, as in version 0.1. */
interface Entry {
  readonly id?: string;
  readonly name: string;
  readonly kind?: 'vizier';
  readonly address: string;
  readonly transport: Transport['kind'];
  readonly caFile?: string;
}

export function connectionsOfSetting(value: unknown): ConfiguredConnections {
  const entries: readonly unknown[] = Array.isArray(value) ? value : [];
  const connections = new Map<string, RemoteConnection>();
  const problems: string[] = [];
  entries.forEach((entry, index) => {
    const found = connectionOfEntry(entry);
    const where = `pxl.connections[${String(index)}]`;
    if (typeof found === 'string') problems.push(`${where} ${found}`);
    else if (connections.has(found.profileId)) {
      problems.push(`${where} has the ID of another connection. Give it an "id" of its own.`);
    } else connections.set(found.profileId, found);
  });
  return { connections: [...connections.values()], problems };
}

/** @returns the connection, or why there is none. */
function connectionOfEntry(entry: unknown): RemoteConnection | string {
  const fields = Object(entry) as Readonly<Record<string, unknown>>;
  const { id, kind } = fields;
  const address = typeof fields['address'] === 'string' ? addressOf(fields['address']) : undefined;
  if (address === undefined) return 'has no address of the form host:port.';
  const transport = transportOf(fields);
  if (typeof transport === 'string') return transport;
  const profileId = id ?? address;
  if (typeof profileId !== 'string' || !isProfileId(profileId)) {
    return 'has an "id" that can\'t be used. Use letters, digits, dots, colons and dashes.';
  }
  const profile = { profileId, name: textOf(fields['name']) ?? address, address, transport };
  switch (kind ?? 'cloud') {
    case 'cloud':
      return { ...profile, kind: 'cloud', auth: 'apiKey' };
    case 'vizier':
      return { ...profile, kind: 'vizier', auth: 'directVizierKey' };
    default:
      return 'has an unknown "kind". Use "cloud" or "vizier".';
  }
}

/** The ID of the local connection and the prefix of recordings are taken. */
const isProfileId = (id: string): boolean =>
  /^[\w.:[\]-]+$/.test(id) && id !== LOCAL_CONNECTION_ID && !id.startsWith('recording:');

/** Without a choice it's TLS, so a key never goes out in clear text by omission. */
function transportOf(fields: Readonly<Record<string, unknown>>): Transport | string {
  const { transport = 'tls', caFile } = fields;
  if (transport === 'plaintext') {
    return caFile === undefined
      ? { kind: 'plaintext' }
      : 'has a "caFile", which needs "transport": "tls".';
  }
  if (transport !== 'tls') return 'has an unknown "transport". Use "tls" or "plaintext".';
  if (caFile !== undefined && textOf(caFile) === undefined) {
    return 'has a "caFile" that isn\'t the path of a file.';
  }
  return { kind: 'tls', caFile: textOf(caFile) };
}

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;

/** What is written into the setting. */
export function entryOf({ kind, profileId, name, address, transport }: RemoteConnection): Entry {
  return {
    ...(profileId === address ? undefined : { id: profileId }),
    name,
    ...(kind === 'vizier' ? { kind } : undefined),
    address,
    transport: transport.kind,
    ...(transport.kind === 'tls' && transport.caFile !== undefined
      ? { caFile: transport.caFile }
      : undefined),
  };
}
