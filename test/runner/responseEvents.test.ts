/** Responses as events: encrypted rows that can't be used, and whose fault it is. */
import { describe, expect, test } from 'vitest';
import { EncryptionError, WireError, type Decryption } from '#proto';
import { partsOf } from '../../runner/src/responseEvents.ts';

const decryptionOf = (error: Error): Decryption => ({
  options: { jwk_key: '', key_alg: '', content_alg: '', compression_alg: '' },
  decrypt: () => Promise.reject(error),
});

describe('encrypted rows', () => {
  test.each<[string, Decryption | undefined, string]>([
    [
      'for another key',
      decryptionOf(new EncryptionError('decryption operation failed')),
      "The cluster sent encrypted rows that can't be decrypted: decryption operation failed.",
    ],
    [
      'that are no batch',
      decryptionOf(new WireError('a column has no data')),
      "The cluster sent rows that can't be read: a column has no data.",
    ],
    [
      'that were not asked for',
      undefined,
      "The cluster sent encrypted rows that can't be decrypted: encryption was not asked for.",
    ],
  ])('%s', async (_, decryption, message) => {
    const { events, failure } = await partsOf(
      { batch: undefined, message: { data: { encrypted_batch: Buffer.of(1) } } },
      {
        decryption,
        onPlainRows: () => undefined,
        statusError: () => {
          throw new Error('no status came');
        },
      },
    );
    expect(events).toEqual([]);
    expect(failure).toMatchObject({ kind: 'cluster', message });
  });
});
