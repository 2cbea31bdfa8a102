/** textDocument/diagnostic and workspace/diagnostic: problems for editors that ask for them. */
import {
  DocumentDiagnosticReportKind,
  type DocumentDiagnosticReport,
  type WorkspaceDocumentDiagnosticReport,
} from 'vscode-languageserver/node';
import { isVisUri } from '../../workspace/uris.ts';
import { problemReport } from '../../diagnostics/workspaceProblems.ts';
import type { Feature } from '../feature.ts';

export const problems: Feature = {
  capabilities: {
    // A script and its vis.json say something of each other.
    diagnosticProvider: {
      identifier: 'pxl',
      interFileDependencies: true,
      workspaceDiagnostics: true,
    },
  },
  register({ connection, diagnostics, workspaceProblems, answer, answerVis, answerWorkspace }) {
    connection.languages.diagnostics.on(
      async (
        { textDocument: { uri }, previousResultId },
        token,
      ): Promise<DocumentDiagnosticReport> => {
        const ask = isVisUri(uri) ? answerVis : answer;
        const items = await ask('problems', uri, token, () => diagnostics.of(uri));
        const { resultId, items: found } = problemReport(items ?? [], true);
        return resultId === previousResultId
          ? { kind: DocumentDiagnosticReportKind.Unchanged, resultId }
          : { kind: DocumentDiagnosticReportKind.Full, resultId, items: [...found] };
      },
    );
    connection.languages.diagnostics.onWorkspace(
      async ({ previousResultIds }, token, _progress, partial) => {
        const previous = new Map(previousResultIds.map(({ uri, value }) => [uri, value]));
        const items: WorkspaceDocumentDiagnosticReport[] = [];
        await answerWorkspace('problems of the workspace', token, () =>
          workspaceProblems.report(previous, token, (reports) => {
            if (partial === undefined) items.push(...reports);
            else partial.report({ items: [...reports] });
          }),
        );
        return { items };
      },
    );
  },
};
