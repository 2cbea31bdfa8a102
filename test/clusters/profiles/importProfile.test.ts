import { afterAll, beforeAll, expect, test } from 'vitest';
import { KEY, startReceiver, type Receiver } from '../otlp/receive.ts';

let receiver: Receiver;
beforeAll(async () => {
  receiver = await startReceiver();
});
afterAll(() => {
  receiver.close();
});

const profile = {
  nodes: [
    { id: 1, callFrame: { functionName: 'main' }, children: [2] },
    { id: 2, callFrame: { functionName: 'work' } },
  ],
  samples: [1, 2, 2],
};

test('a posted profile can be queried as stack traces of its program', async () => {
  const response = await receiver.post('/profiles?name=batch.cpuprofile', profile);
  expect(await response.json()).toEqual({
    program: 'batch',
    stacks: 2,
    samples: '3',
    timeNs: null,
  });
  const columns = ['service', 'stack_trace', 'count'];
  const service = `df.service = df.ctx['service']`;
  expect(await receiver.rows('stack_traces.beta', columns, service)).toEqual([
    ['default/batch', 'main', 1n],
    ['default/batch', 'main;work', 2n],
  ]);
});

test('a file that is no profile is refused', async () => {
  const headers = { 'pixie-api-key': KEY };
  const body = 'no profile';
  const response = await fetch(`${receiver.endpoint}/profiles`, { method: 'POST', headers, body });
  expect([response.status, await response.json()]).toEqual([
    400,
    { code: 3, message: expect.stringContaining('neither') as string },
  ]);
});
