/** `pxl run --address`: what a cluster elsewhere gets to know. */
import { expect, test, vi } from 'vitest';
import { serveVizier } from '#gateway';
import { DEMO, fakeRunner } from '../support/fakeRunner.ts';
import { pxl, withFiles } from './runMain.ts';

test('sends the name of the file without its folders', async () => {
  const source = fakeRunner(() => [{ kind: 'done' }]);
  const server = await serveVizier(source, { apiKey: 'key' });
  vi.stubEnv('PX_API_KEY', 'key');
  try {
    await withFiles({ 'a.pxl': 'import px\n' }, async (path) => {
      const to = ['--address', server.address, '--cluster', DEMO.id];
      expect(await pxl(['run', path('a.pxl'), ...to])).toMatchObject({ code: 0, err: '' });
    });
    expect(source.requests.map(({ queryName }) => queryName)).toEqual(['a.pxl']);
  } finally {
    vi.unstubAllEnvs();
    server.close();
  }
});
