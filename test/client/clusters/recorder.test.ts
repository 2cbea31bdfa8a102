/** How the recorder is started: what it reaches, and where the key is not. */
import { expect, test } from 'vitest';
import { recordArguments, recorderEnvironment } from '../../../client/src/clusters/recorder.ts';
import type { ClusterAddress } from '../../../client/src/clusters/runnerPool.ts';

const CLOUD: ClusterAddress = {
  address: 'a.dev:443',
  auth: 'apiKey',
  transport: { kind: 'tls', caFile: undefined },
  key: 'secret',
};

function checkReached(source: ClusterAddress, flags: readonly string[]): void {
  const given = recordArguments({
    folder: '/out',
    source,
    clusterId: 'id',
    name: 'prod (recorded)',
    tables: ['http_events'],
    last: '5m',
    redact: 'none',
  });
  const from = given.indexOf(source.address) + 1;
  expect(given.slice(from, given.indexOf('--cluster'))).toEqual(flags);
  expect(given.join(' ')).not.toContain(source.key);
}

test.each<readonly [ClusterAddress['transport'], readonly string[]]>([
  [{ kind: 'tls', caFile: undefined }, []],
  [{ kind: 'tls', caFile: '/ca.pem' }, ['--ca', '/ca.pem']],
  [{ kind: 'plaintext' }, ['--plaintext']],
])('a cluster is reached as its connection says: %j', (transport, flags) => {
  checkReached({ ...CLOUD, transport }, flags);
});

test("variables of the user's shell do not change the connection", () => {
  const emptied = { PX_DIRECT_VIZIER_ADDR: '', PX_DISABLE_SSL: '', PX_CA_FILE: '' };
  expect(recorderEnvironment(CLOUD)).toEqual({
    ...emptied,
    PX_API_KEY: 'secret',
    PX_DIRECT_VIZIER_KEY: '',
  });
  expect(recorderEnvironment({ ...CLOUD, auth: 'directVizierKey' })).toEqual({
    ...emptied,
    PX_API_KEY: '',
    PX_DIRECT_VIZIER_KEY: 'secret',
  });
});
