import { expect, test } from 'vitest';
import { movedFrom, rememberEndpoint } from '../../../client/src/telemetry/movedEndpoint.ts';
import { memoryOf } from '../../support/memory.ts';

test('an endpoint has moved only for who has copied another one', async () => {
  const memory = memoryOf();
  expect(movedFrom(memory, 'http://127.0.0.1:4319')).toBeUndefined();
  await rememberEndpoint(memory, 'http://127.0.0.1:4318');
  expect(movedFrom(memory, 'http://127.0.0.1:4318')).toBeUndefined();
  expect(movedFrom(memory, 'http://127.0.0.1:4319')).toBe('http://127.0.0.1:4318');
});
