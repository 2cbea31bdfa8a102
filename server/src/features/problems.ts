/** textDocument/diagnostic: problems for editors that ask for them. */
import { DocumentDiagnosticReportKind } from 'vscode-languageserver/node';
import { isVisUri } from '../files.ts';
import type { Feature } from './feature.ts';

export const problems: Feature = {
  capabilities: {
    // A script and its vis.json say something of each other.
    diagnosticProvider: {
      identifier: 'pxl',
      interFileDependencies: true,
      workspaceDiagnostics: false,
    },
  },
  register({ connection, diagnostics, answer, answerVis }) {
    connection.languages.diagnostics.on(async ({ textDocument: { uri } }, token) => {
      const ask = isVisUri(uri) ? answerVis : answer;
      const items = await ask('problems', uri, token, () => diagnostics.of(uri));
      return { kind: DocumentDiagnosticReportKind.Full, items: [...(items ?? [])] };
    });
  },
};
