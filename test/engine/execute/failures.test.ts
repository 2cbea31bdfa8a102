/** What the database says, in words a user can act on. */
import { expect, test } from 'vitest';
import { engineFailure } from '../../../engine/src/execute/failures.ts';
import { StoreError } from '../../../engine/src/store/duckdbStore.ts';

test.each([
  [
    'Out of Memory Error: could not allocate block of size 256.0 KiB (64.0 MiB/64.0 MiB used)',
    { kind: 'limit', message: 'The query needs more memory than the local cluster may use.' },
  ],
  [
    'Out of Memory Error: failed to offload data block of size 256.0 KiB (1.0 GiB/1.0 GiB used).',
    {
      kind: 'limit',
      message: 'The query needs more room on the disk than the local cluster may use.',
    },
  ],
  [
    'IO Error: Could not write file "/tmp/x": No space left on device',
    { kind: 'limit', message: 'The query needs more room on the disk than there is.' },
  ],
  ['Invalid Input Error: modulo by zero', { kind: 'engine', message: 'modulo by zero' }],
])('%s', (said, expected) => {
  const error = engineFailure(new StoreError(said, 'SELECT'));
  expect(error).toMatchObject(expected);
  expect(error.nextStep).not.toBe('');
});
