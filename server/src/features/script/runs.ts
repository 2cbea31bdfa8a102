/** What of a script can be run, and what the last run said of it. */
import { MAX_SCRIPT_BYTES } from '#protocol/limits';
import { PREPARE_RUN, RUN_PROBLEMS, RUN_TARGETS } from '#protocol/lsp';
import { prepareRun, refusedText } from '#vis';
import { runTargetsOf } from '../../workspace/convert.ts';
import { onNotification, onRequest } from '../../messages/messages.ts';
import type { Feature } from '../feature.ts';

export const runs: Feature = {
  capabilities: {},
  register({ connection, failures, diagnostics, workspace, answer }) {
    onRequest(connection, RUN_TARGETS, ({ uri }, token) =>
      answer('run targets', uri, token, runTargetsOf),
    );
    onRequest(connection, PREPARE_RUN, async ({ uri, ...choice }, token) => {
      // What is no script is not analysed, but there is still something to say about it.
      const text = workspace.openText(uri);
      const refused = text === undefined ? undefined : refusedText(text, MAX_SCRIPT_BYTES);
      if (refused !== undefined) return refused;
      return answer('prepare a run', uri, token, (script) =>
        prepareRun(script, choice, {
          catalog: workspace.catalog,
          nowNs: BigInt(Date.now()) * 1_000_000n,
          maxScriptBytes: MAX_SCRIPT_BYTES,
        }),
      );
    });
    onNotification(connection, RUN_PROBLEMS, failures, 'problems of a run', (params) => {
      diagnostics.setRunProblems(params);
    });
  },
};
