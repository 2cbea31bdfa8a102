/** What of a script can be run, and what the last run said of it. */
import { RUN_PROBLEMS, RUN_TARGETS } from '#protocol/lsp';
import { runTargetsOf } from '../../convert.ts';
import { onNotification, onRequest } from '../../messages.ts';
import type { Feature } from '../feature.ts';

export const runs: Feature = {
  capabilities: {},
  register({ connection, failures, diagnostics, answer }) {
    onRequest(connection, RUN_TARGETS, ({ uri }, token) =>
      answer('run targets', uri, token, runTargetsOf),
    );
    onNotification(connection, RUN_PROBLEMS, failures, 'problems of a run', (params) => {
      diagnostics.setRunProblems(params);
    });
  },
};
