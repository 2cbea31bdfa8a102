/** Connections from the settings: what they mean, and what's reported of those that mean nothing. */
import { describe, expect, it, test } from 'vitest';
import { addressOf, type RemoteConnection } from '../../../client/src/connections/connection.ts';
import {
  connectionsOfSetting,
  entryOf,
} from '../../../client/src/connections/connectionSettings.ts';

const CLOUD: RemoteConnection = {
  kind: 'cloud',
  auth: 'apiKey',
  profileId: 'a.dev:443',
  name: 'A',
  address: 'a.dev:443',
  transport: { kind: 'tls', caFile: undefined },
};

describe('an address', () => {
  it.each([
    ['work.withpixie.ai', 'work.withpixie.ai:443'],
    [' px.example.com:8443 ', 'px.example.com:8443'],
    ['[::1]:50305', '[::1]:50305'],
    ['https://px.dev', undefined],
    ['px.dev:70000', undefined],
    ['px.dev/path', undefined],
    ['', undefined],
  ])('%s is %s', (text, expected) => {
    expect(addressOf(text)).toBe(expected);
  });
});

function checkEntry(entry: object, expected: Partial<RemoteConnection> | RegExp): void {
  const { connections, problems } = connectionsOfSetting([entry]);
  if (expected instanceof RegExp) {
    expect({ connections, problems }).toMatchObject({ connections: [], problems: [{}] });
    expect(problems[0]).toMatch(expected);
  } else {
    expect(problems).toEqual([]);
    expect(connections).toEqual([{ ...CLOUD, ...expected }]);
  }
}

describe('an entry', () => {
  const tls = { name: 'A', address: 'a.dev' };
  test.each<readonly [string, object, Partial<RemoteConnection> | RegExp]>([
    ['of version 0.1 is a cloud over TLS with its address as ID', tls, {}],
    ['without a name is called by its address', { address: 'a.dev' }, { name: 'a.dev:443' }],
    ['may have an ID', { ...tls, id: 'b' }, { profileId: 'b' }],
    [
      'on this machine is reached over TLS too',
      { name: 'A', address: 'localhost:1' },
      {
        profileId: 'localhost:1',
        address: 'localhost:1',
        transport: { kind: 'tls', caFile: undefined },
      },
    ],
    ['may be plain text', { ...tls, transport: 'plaintext' }, { transport: { kind: 'plaintext' } }],
    [
      'may have an authority of its own',
      { ...tls, transport: 'tls', caFile: '/ca.pem' },
      { transport: { kind: 'tls', caFile: '/ca.pem' } },
    ],
    ['may be a Vizier', { ...tls, kind: 'vizier' }, { kind: 'vizier', auth: 'directVizierKey' }],
    ['without an address', { name: 'B' }, /no address of the form host:port/u],
    ['of an unknown kind', { ...tls, kind: 'x' }, /unknown "kind"/u],
    ['of an unknown transport', { ...tls, transport: 'http' }, /unknown "transport"/u],
    ['with an authority for plain text', { ...tls, transport: 'plaintext', caFile: 'x' }, /needs/u],
    ['with no file for an authority', { ...tls, caFile: 1 }, /isn't the path of a file/u],
    ['with the ID of the local clusters', { ...tls, id: 'local' }, /"id" that can't be used/u],
    ['with the ID of a recording', { ...tls, id: 'recording:/a' }, /"id" that can't be used/u],
  ])('%s', (_, entry, expected) => {
    checkEntry(entry, expected);
  });

  test('may stand beside another of the same cloud when its ID differs', () => {
    const { connections, problems } = connectionsOfSetting([tls, { ...tls, id: 'b' }, tls]);
    expect(connections.map(({ profileId }) => profileId)).toEqual(['a.dev:443', 'b']);
    expect(problems).toEqual([
      'pxl.connections[2] has the ID of another connection. Give it an "id" of its own.',
    ]);
  });
});

test.each<Partial<RemoteConnection>>([
  {},
  { profileId: 'b' },
  { transport: { kind: 'plaintext' } },
  { transport: { kind: 'tls', caFile: '/ca.pem' } },
  { kind: 'vizier', auth: 'directVizierKey' },
])('%j is written so that it is read again', (changed) => {
  const connection = { ...CLOUD, ...changed } as RemoteConnection;
  expect(connectionsOfSetting([entryOf(connection)])).toEqual({
    connections: [connection],
    problems: [],
  });
});
