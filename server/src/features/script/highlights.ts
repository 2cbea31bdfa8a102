/** textDocument/documentHighlight */
import { DocumentHighlightKind } from 'vscode-languageserver/node';
import { highlightsAt } from '#ide';
import { rangeOf } from '../../workspace/convert.ts';
import type { Feature } from '../feature.ts';

export const highlights: Feature = {
  capabilities: { documentHighlightProvider: true },
  register({ connection, answer }) {
    connection.onDocumentHighlight(({ textDocument, position }, token) =>
      answer('highlights', textDocument.uri, token, ({ lines, names }) =>
        highlightsAt(names(), lines.offsetOf(position)).map(({ span, access }) => ({
          range: rangeOf(lines, span),
          kind: access === 'write' ? DocumentHighlightKind.Write : DocumentHighlightKind.Read,
        })),
      ),
    );
  },
};
