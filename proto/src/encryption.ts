/**
 * Row batches as JWE for one client: the client makes a pair of keys and sends the public one with
 * its request, the cluster encrypts each encoded batch. Names, relations and errors stay clear.
 *
 * @see pixie-io/pixie src/vizier/services/query_broker/controllers/server.go, RFC 7516
 */
import {
  CompactEncrypt,
  compactDecrypt,
  exportJWK,
  generateKeyPair,
  importJWK,
  type CompactJWEHeaderParameters,
  type JWK,
} from 'jose';
import type { RowBatch } from '#protocol/batch';
import { decodeBatch } from './decode.ts';
import type { EncryptionOptionsMessage } from './messages.ts';
import { WireReader } from './wire.ts';

/** A key or algorithm cannot be used, or bytes are not encrypted for this key. */
export class EncryptionError extends Error {}

const ALGORITHMS = {
  key_alg: 'RSA-OAEP-256',
  content_alg: 'A256GCM',
  compression_alg: 'DEF',
} as const;
/** Rows travel inside TLS too; a longer key costs a second to make and 5 ms with every batch. */
const KEY_BITS = 2048;
/** A batch this large is no batch of a cluster. */
const MAX_BATCH_BYTES = 256 * 1024 * 1024;

/**
 * Encrypts encoded batches as the client asked. @throws EncryptionError when its key or an
 * algorithm cannot be used.
 */
export async function batchEncrypter(
  options: EncryptionOptionsMessage,
): Promise<(content: Uint8Array) => Promise<Buffer>> {
  const { jwk_key, key_alg, content_alg, compression_alg } = options;
  const header: CompactJWEHeaderParameters = {
    alg: key_alg,
    enc: content_alg,
    ...(compression_alg === '' ? {} : { zip: compression_alg }),
  };
  try {
    const key = await importJWK(publicJwk(jwk_key), key_alg);
    const encrypt = async (content: Uint8Array): Promise<Buffer> =>
      Buffer.from(await new CompactEncrypt(content).setProtectedHeader(header).encrypt(key));
    // What is wrong with key or algorithms shows before the first row does.
    await encrypt(new Uint8Array());
    return encrypt;
  } catch (error) {
    throw new EncryptionError(`encryption_options cannot be used: ${messageOf(error)}`);
  }
}

function publicJwk(text: string): JWK {
  const parsed: unknown = JSON.parse(text);
  if (typeof parsed !== 'object' || parsed === null) throw new Error('jwk_key is no JSON Web Key');
  return parsed;
}

/** A client's side: what to send with a request, and how to read the answer's batches. */
export interface Decryption {
  readonly options: EncryptionOptionsMessage;
  /**
   * @throws EncryptionError when the bytes were not encrypted for this key; WireError when they
   * were, but are no batch.
   */
  readonly decrypt: (encrypted: Uint8Array) => Promise<RowBatch>;
}

/** Makes a pair of keys that lives as long as the returned object. */
export async function createDecryption(): Promise<Decryption> {
  const { publicKey, privateKey } = await generateKeyPair(ALGORITHMS.key_alg, {
    modulusLength: KEY_BITS,
    extractable: true,
  });
  const jwk = await exportJWK(publicKey);
  const only = {
    keyManagementAlgorithms: [ALGORITHMS.key_alg],
    contentEncryptionAlgorithms: [ALGORITHMS.content_alg],
    maxDecompressedLength: MAX_BATCH_BYTES,
  };
  return {
    options: { jwk_key: JSON.stringify(jwk), ...ALGORITHMS },
    decrypt: async (encrypted) => {
      const { plaintext } = await compactDecrypt(encrypted, privateKey, only).catch(
        (error: unknown) => {
          throw new EncryptionError(messageOf(error));
        },
      );
      return decodeBatch(new WireReader(plaintext, 0, plaintext.length));
    },
  };
}

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);
