/** How a cluster elsewhere is reached: read from flags and environment, made into a runner at one place. */
import { readFile } from 'node:fs/promises';
import { runError, type RunError } from '#protocol/errors';
import type { Runner } from '#protocol/run';
import { apiKeyCredentials, createVizierRunner, directVizierCredentials } from '#runner';
import { UsageError } from '../outcome/errors.ts';

export interface Connection {
  /** host:port */
  readonly address: string;
  readonly auth:
    | { readonly kind: 'apiKey'; readonly key: string }
    | { readonly kind: 'directVizier'; readonly key: string };
  readonly transport:
    | { readonly kind: 'plaintext' }
    | {
        readonly kind: 'tls';
        /** PEM; the public authorities without. */
        readonly rootCertificates?: Buffer;
      };
}

export interface ConnectionFlags {
  readonly address?: string;
  readonly plaintext?: boolean;
  readonly ca?: string;
}

export type Environment = Readonly<Record<string, string | undefined>>;

export type Connect = (connection: Connection, onNotice: (text: string) => void) => Runner;

/**
 * An address on the command line first, then a Vizier of the environment, then its Pixie Cloud.
 *
 * @returns undefined where none names an address.
 * @throws UsageError for an address without key, or flags that exclude each other.
 */
export async function connectionOf(
  flags: ConnectionFlags,
  env: Environment,
): Promise<Connection | undefined> {
  const found = addressAndKey(flags.address, env);
  if (found === undefined) {
    const flag = flags.plaintext === true ? '--plaintext' : flags.ca === undefined ? '' : '--ca';
    if (flag !== '') throw new UsageError(`${flag} needs a connection; add --address host:port.`);
    return undefined;
  }
  return {
    address: withPort(found.address),
    auth: found.auth,
    transport: await transportOf(flags, env),
  };
}

function addressAndKey(
  address: string | undefined,
  env: Environment,
): Pick<Connection, 'address' | 'auth'> | undefined {
  const directAddress = valueOf(env, 'PX_DIRECT_VIZIER_ADDR');
  const directKey = valueOf(env, 'PX_DIRECT_VIZIER_KEY');
  const apiKey = valueOf(env, 'PX_API_KEY');
  if (address === undefined && directAddress !== undefined) {
    // A Vizier that asks for no key, such as a standalone PEM, ignores an empty one.
    return { address: directAddress, auth: { kind: 'directVizier', key: directKey ?? '' } };
  }
  const chosen = address ?? valueOf(env, 'PX_CLOUD_ADDR');
  if (chosen === undefined) return undefined;
  if (apiKey !== undefined) return { address: chosen, auth: { kind: 'apiKey', key: apiKey } };
  if (directKey !== undefined && address !== undefined) {
    return { address: chosen, auth: { kind: 'directVizier', key: directKey } };
  }
  throw new UsageError(
    `There is no key for ${chosen}. Set PX_API_KEY to an API key, or PX_DIRECT_VIZIER_KEY for a Vizier that is reached directly.`,
  );
}

async function transportOf(
  flags: ConnectionFlags,
  env: Environment,
): Promise<Connection['transport']> {
  const caFile = flags.ca ?? valueOf(env, 'PX_CA_FILE');
  const isDisabled = /^(?:1|t|true)$/i.test(env['PX_DISABLE_SSL'] ?? '');
  if (flags.plaintext === true && flags.ca !== undefined) {
    throw new UsageError('--plaintext and --ca exclude each other: --ca is for TLS.');
  }
  if (flags.plaintext === true || (isDisabled && flags.ca === undefined)) {
    return { kind: 'plaintext' };
  }
  return caFile === undefined
    ? { kind: 'tls' }
    : { kind: 'tls', rootCertificates: await certificatesOf(caFile) };
}

async function certificatesOf(file: string): Promise<Buffer> {
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`The certificates in ${file} cannot be read: ${reason}`);
  }
  if (!bytes.includes('-----BEGIN CERTIFICATE-----')) {
    throw new UsageError(`${file} has no certificate in PEM form ("BEGIN CERTIFICATE").`);
  }
  return bytes;
}

/** Undefined when the variable is empty, which is how shells unset one for a single command. */
function valueOf(env: Environment, name: string): string | undefined {
  const value = env[name]?.trim();
  return value === '' ? undefined : value;
}

/** As Pixie's own clients: a bare host means port 443. */
function withPort(text: string): string {
  const host = text.replace(/^https?:\/\//, '').replace(/\/+$/, '');
  if (!/^(?:[\w.-]+|\[[\da-fA-F:.]+\])(?::\d{1,5})?$/.test(host)) {
    throw new UsageError(`'${text}' is no address; write it as host:port.`);
  }
  return /:\d+$/.test(host) ? host : `${host}:443`;
}

/** The only place where a runner for a cluster elsewhere is made. */
export const connect: Connect = ({ address, auth, transport }, onNotice) =>
  createVizierRunner({
    address,
    credentials:
      auth.kind === 'apiKey' ? apiKeyCredentials(auth.key) : directVizierCredentials(auth.key),
    transport,
    // A local cluster says more about failures; without TLS on loopback it is one, or as near as one.
    peer:
      transport.kind === 'plaintext' && /^(?:127\.\d+\.\d+\.\d+|localhost|\[::1\]):/.test(address)
        ? 'pxl'
        : 'pixie',
    onWarning: onNotice,
  });

/** The error with what to change on the command line, where a flag is what it takes. */
export function withFlagHint(error: RunError, { transport }: Connection): RunError {
  const hint = flagHint(error.message, transport.kind);
  return error.kind === 'network' && hint !== undefined
    ? runError(error.kind, error.message, hint)
    : error;
}

function flagHint(message: string, transport: Connection['transport']['kind']): string | undefined {
  if (transport === 'plaintext') {
    return /was lost|comes about|ECONNRESET/.test(message)
      ? 'If the server uses TLS, leave out --plaintext and unset PX_DISABLE_SSL; otherwise check the address and its port.'
      : undefined;
  }
  if (/does not answer with TLS|wrong version number/.test(message)) {
    return 'If the server has no TLS, add --plaintext; otherwise check the address and its port.';
  }
  return /is not trusted/.test(message)
    ? 'If the server uses a private certificate authority, add --ca FILE with its certificate.'
    : undefined;
}
