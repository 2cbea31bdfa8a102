/** Connections: where clusters are listed. Keys are kept elsewhere. */

/** Address undefined: the local cluster, or a recording served like it. */
export interface Connection {
  readonly id: string;
  readonly name: string;
  readonly address: string | undefined;
  /** The folder of a recording. */
  readonly recording?: string | undefined;
}

export const LOCAL_CONNECTION: Connection = { id: 'local', name: 'Local', address: undefined };
export const DEFAULT_ADDRESS = 'work.withpixie.ai:443';

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

/** Connections written in the settings; entries that are none are named in `problems`. */
export function connectionsOfSetting(value: unknown): {
  readonly connections: readonly Connection[];
  readonly problems: readonly string[];
} {
  const entries: readonly unknown[] = Array.isArray(value) ? value : [];
  const connections: Connection[] = [];
  const problems: string[] = [];
  entries.forEach((entry, index) => {
    const { name, address } = Object(entry) as { name?: unknown; address?: unknown };
    const found = typeof address === 'string' ? addressOf(address) : undefined;
    if (found === undefined) {
      problems.push(`pxl.connections[${String(index)}] has no address of the form host:port.`);
    } else if (!connections.some(({ id }) => id === found)) {
      const shown = typeof name === 'string' && name.trim() !== '' ? name.trim() : found;
      connections.push({ id: found, name: shown, address: found });
    }
  });
  return { connections, problems };
}

/** The name under which a connection's key is kept. A changed address finds no key. */
export const secretName = (address: string): string => `pxl.apiKey:${address}`;
