import { expect, it } from 'vitest';
import { runError } from '#protocol/errors';
import type { RunOutcome } from '#protocol/panel';
import { runText } from '../../../client/src/run/runText.ts';
import { headerOf } from './runHeader.ts';

const lost = runError('network', 'The connection was lost.', 'Run the script again.');

it.each<readonly [RunOutcome, string, string]>([
  [{ kind: 'done' }, '$(check) 1,234 rows', 'a.pxl on Demo.'],
  [
    { kind: 'done', incompleteTables: ['http', 'sql\n'] },
    '$(warning) 1,234 rows, may be incomplete',
    'a.pxl on Demo. The cluster did not send the end of http, sql␊. Run the script again.',
  ],
  [
    { kind: 'done', incompleteTables: [] },
    '$(warning) 1,234 rows, may be incomplete',
    'a.pxl on Demo. The cluster did not send the end of the result. Run the script again.',
  ],
  [{ kind: 'cancelled' }, '$(circle-slash) Cancelled, 1,234 rows', 'a.pxl on Demo.'],
  [
    { kind: 'failed', error: lost },
    '$(error) Run failed',
    'a.pxl on Demo. The connection was lost. Run the script again.',
  ],
])('how the run ended: %j', (outcome, shown, tooltip) => {
  const rows = new Map([['http', 1_234]]);
  const last = { header: headerOf('r'), outcome, rows, stats: undefined, elapsedMs: 5 };
  const found = runText({ kind: 'idle', last });
  expect(`$(${found?.icon}) ${found?.text}`).toBe(shown);
  expect(found?.tooltip).toBe(tooltip);
});
