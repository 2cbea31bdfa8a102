/** What of a script can be run, and what the last run said of it. */
import type { CancellationToken } from 'vscode-languageserver/node';
import { MAX_SCRIPT_BYTES } from '#protocol/limits';
import {
  LSP_METHODS,
  type PreparedRun,
  type PrepareRunParams,
  type RunProblemsParams,
  type RunTargets,
} from '#protocol/lsp';
import { prepareRun } from '#vis';
import { runTargetsOf } from '../convert.ts';
import type { Feature } from './feature.ts';

export const runs: Feature = {
  capabilities: {},
  register({ connection, failures, diagnostics, workspace, answer }) {
    connection.onRequest(
      LSP_METHODS.runTargets,
      ({ uri }: { readonly uri: string }, token: CancellationToken): Promise<RunTargets | null> =>
        answer('run targets', uri, token, runTargetsOf),
    );
    connection.onRequest(
      LSP_METHODS.prepareRun,
      (
        { uri, funcName, values }: PrepareRunParams,
        token: CancellationToken,
      ): Promise<PreparedRun | null> =>
        answer('prepare a run', uri, token, (script) =>
          prepareRun(
            script,
            { funcName, values },
            {
              catalog: workspace.catalog,
              nowNs: BigInt(Date.now()) * 1_000_000n,
              maxScriptBytes: MAX_SCRIPT_BYTES,
            },
          ),
        ),
    );
    connection.onNotification(
      LSP_METHODS.runProblems,
      failures.guarded('problems of a run', (params: RunProblemsParams) => {
        diagnostics.setRunProblems(params);
      }),
    );
  },
};
