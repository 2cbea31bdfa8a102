/** Keys: never lost, never sent anywhere else than the user said. */
import { describe, expect, test } from 'vitest';
import type { RemoteConnection } from '../../../client/src/connections/connection.ts';
import { ConnectionKeys } from '../../../client/src/connections/connectionKeys.ts';

const CLOUD: RemoteConnection = {
  kind: 'cloud',
  auth: 'apiKey',
  profileId: 'p',
  name: 'A',
  address: 'a.dev:443',
  transport: { kind: 'tls', caFile: undefined },
};

function setUp(initial: Readonly<Record<string, string>> = {}) {
  const values = new Map(Object.entries(initial));
  const steps: string[] = [];
  const keys = new ConnectionKeys({
    get: (name) => Promise.resolve(values.get(name)),
    store: (name, value) => {
      steps.push(`store ${name}`);
      values.set(name, value);
      return Promise.resolve();
    },
    delete: (name) => {
      steps.push(`delete ${name}`);
      values.delete(name);
      return Promise.resolve();
    },
  });
  return { keys, values, steps };
}

describe('a stored key', () => {
  test('is found by the profile, whatever its name or authority', async () => {
    const { keys } = setUp();
    await keys.store(CLOUD, 'k');
    const renamed: RemoteConnection = {
      ...CLOUD,
      name: 'B',
      transport: { kind: 'tls', caFile: '/ca.pem' },
    };
    expect(await keys.find(renamed)).toEqual({ kind: 'found', key: 'k' });
    expect(await keys.find({ ...CLOUD, profileId: 'other' })).toEqual({ kind: 'missing' });
  });

  test.each<Partial<RemoteConnection>>([
    { address: 'evil.dev:443' },
    { transport: { kind: 'plaintext' } },
  ])('is not sent where the user never said: %j', async (changed) => {
    const { keys } = setUp();
    await keys.store(CLOUD, 'k');
    const moved = { ...CLOUD, ...changed } as RemoteConnection;
    expect(await keys.find(moved)).toEqual({ kind: 'elsewhere', address: 'a.dev:443' });
  });

  test('is gone when it is forgotten, in its former place too', async () => {
    const { keys, values } = setUp({ 'pxl.apiKey:a.dev:443': 'old' });
    await keys.store(CLOUD, 'k');
    await keys.forget(CLOUD);
    expect([...values]).toEqual([]);
  });

  test('that is damaged counts as none', async () => {
    const { keys } = setUp({ 'pxl.connection:p': '{' });
    expect(await keys.find(CLOUD)).toEqual({ kind: 'missing' });
  });
});

describe('a key of version 0.1', () => {
  const FORMER = { 'pxl.apiKey:a.dev:443': 'old' };

  test('is found, and stored anew before the old one goes', async () => {
    const { keys, steps, values } = setUp(FORMER);
    expect(await keys.find(CLOUD)).toEqual({ kind: 'found', key: 'old' });
    expect(steps).toEqual(['store pxl.connection:p', 'delete pxl.apiKey:a.dev:443']);
    expect([...values.keys()]).toEqual(['pxl.connection:p']);
    expect(await keys.find(CLOUD)).toEqual({ kind: 'found', key: 'old' });
  });

  test.each<Partial<RemoteConnection>>([
    { transport: { kind: 'plaintext' } },
    { kind: 'vizier', auth: 'directVizierKey' },
    { address: 'b.dev:443' },
  ])('was for a cloud over TLS, so it stays there: %j', async (changed) => {
    const { keys, values } = setUp(FORMER);
    const other = { ...CLOUD, ...changed } as RemoteConnection;
    expect(await keys.find(other)).toEqual({ kind: 'missing' });
    expect(values.get('pxl.apiKey:a.dev:443')).toBe('old');
  });
});
