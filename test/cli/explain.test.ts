/** `pxl explain` */
import { expect, test } from 'vitest';
import { pxl } from './runMain.ts';

test('tells what a code means', async () => {
  const { code, out } = await pxl(['explain', 'PXL202']);
  expect(code).toBe(0);
  expect(out).toMatch(/^### PXL202\n\n\*\*.+\*\*/);
});

test('knows no code that is none', async () => {
  expect(await pxl(['explain', 'PXL999'])).toMatchObject({
    code: 2,
    out: '',
    err: "There is no problem 'PXL999'.\n",
  });
});
