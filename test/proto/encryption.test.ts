/** Row batches encrypted for one client: what is sent, what is refused, what stays exact. */
import { compactDecrypt, exportJWK, generateKeyPair } from 'jose';
import { describe, expect, test } from 'vitest';
import { batchEncrypter, createDecryption, encodeBatch, EncryptionError, WireError } from '#proto';
import { batch, stringColumn } from '../support/fakeRunner.ts';

const ROWS = batch('t', 2, [
  stringColumn(['secret of the first row', Uint8Array.of(0xff, 0x00)]),
  { dataType: 'UINT128', values: BigUint64Array.of(2n ** 64n - 1n, 1n, 0n, 2n ** 63n) },
]);

describe('encrypting', () => {
  test('gives a compact JWE of the batch in the algorithms asked for', async () => {
    const { publicKey, privateKey } = await generateKeyPair('RSA-OAEP-256', { extractable: true });
    const encrypt = await batchEncrypter({
      jwk_key: JSON.stringify(await exportJWK(publicKey)),
      key_alg: 'RSA-OAEP-256',
      content_alg: 'A256GCM',
      compression_alg: 'DEF',
    });
    const content = encodeBatch(ROWS);
    const encrypted = await encrypt(content);
    expect(encrypted.toString().split('.')).toHaveLength(5);
    expect(encrypted.toString()).not.toContain('secret');
    const { plaintext, protectedHeader } = await compactDecrypt(encrypted, privateKey);
    expect(protectedHeader).toEqual({ alg: 'RSA-OAEP-256', enc: 'A256GCM', zip: 'DEF' });
    expect(Buffer.from(plaintext)).toEqual(content);
  });

  test.each([
    ['a key that is no JSON', { jwk_key: 'rsa' }],
    ['a JSON that is no key', { jwk_key: '{}' }],
    ['an unknown algorithm of the key', { key_alg: 'ROT13' }],
    ['an unknown algorithm of the content', { content_alg: 'ROT13' }],
    ['an unknown compression', { compression_alg: 'LZ77' }],
  ])('refuses %s', async (_, change) => {
    const { options } = await createDecryption();
    await expect(batchEncrypter({ ...options, ...change })).rejects.toBeInstanceOf(EncryptionError);
  });

  test('goes without compression where none is asked for', async () => {
    const { options, decrypt } = await createDecryption();
    const encrypt = await batchEncrypter({ ...options, compression_alg: '' });
    const { tableId, rowCount } = await decrypt(await encrypt(encodeBatch(ROWS)));
    expect({ tableId, rowCount }).toEqual({ tableId: 't', rowCount: 2 });
  });
});

describe('decrypting', () => {
  test('gives the batch exactly', async () => {
    const { options, decrypt } = await createDecryption();
    const encrypt = await batchEncrypter(options);
    const found = await decrypt(await encrypt(encodeBatch(ROWS)));
    expect(encodeBatch(found)).toEqual(encodeBatch(ROWS));
  });

  test('refuses what was encrypted for another key, and what was changed', async () => {
    const [mine, other] = [await createDecryption(), await createDecryption()];
    const encrypted = await (await batchEncrypter(other.options))(encodeBatch(ROWS));
    await expect(mine.decrypt(encrypted)).rejects.toBeInstanceOf(EncryptionError);
    const parts = encrypted.toString().split('.');
    const tag = `${(parts[4] ?? '').startsWith('A') ? 'B' : 'A'}${(parts[4] ?? '').slice(1)}`;
    const changed = Buffer.from([...parts.slice(0, 4), tag].join('.'));
    await expect(other.decrypt(changed)).rejects.toBeInstanceOf(EncryptionError);
  });

  test('refuses what is no batch, as such', async () => {
    const { options, decrypt } = await createDecryption();
    const encrypt = await batchEncrypter(options);
    await expect(decrypt(await encrypt(Buffer.of(0xff)))).rejects.toBeInstanceOf(WireError);
  });
});
