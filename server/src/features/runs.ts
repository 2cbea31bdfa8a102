/** What of a script can be run, and what the last run said of it. */
import type { CancellationToken } from 'vscode-languageserver/node';
import { LSP_METHODS, type RunProblemsParams, type RunTargets } from '#protocol/lsp';
import { runTargetsOf } from '../convert.ts';
import type { Feature } from './feature.ts';

export const runs: Feature = {
  capabilities: {},
  register({ connection, failures, diagnostics, answer }) {
    connection.onRequest(
      LSP_METHODS.runTargets,
      ({ uri }: { readonly uri: string }, token: CancellationToken): Promise<RunTargets | null> =>
        answer('run targets', uri, token, runTargetsOf),
    );
    connection.onNotification(
      LSP_METHODS.runProblems,
      failures.guarded('problems of a run', (params: RunProblemsParams) => {
        diagnostics.setRunProblems(params);
      }),
    );
  },
};
