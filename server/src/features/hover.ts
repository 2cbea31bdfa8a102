/** textDocument/hover */
import { MarkupKind } from 'vscode-languageserver/node';
import { hover as hoverOf } from '#language';
import { rangeOf } from '../convert.ts';
import type { Feature } from './feature.ts';

export const hover: Feature = {
  capabilities: { hoverProvider: true },
  register({ connection, workspace, answer }) {
    connection.onHover(({ textDocument, position }, token) =>
      answer('hover', textDocument.uri, token, ({ analysis, lines }) => {
        const found = hoverOf(analysis, lines.offsetOf(position), workspace.catalog);
        if (found === undefined) return null;
        const contents = { kind: MarkupKind.Markdown, value: found.text };
        return { contents, range: rangeOf(lines, found.span) };
      }),
    );
  },
};
