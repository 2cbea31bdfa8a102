/** textDocument/hover */
import { MarkupKind } from 'vscode-languageserver/node';
import { hover as hoverOf } from '#ide';
import { rangeOf } from '../../workspace/convert.ts';
import { isVisUri } from '../../workspace/uris.ts';
import type { Feature } from '../feature.ts';
import { visHover } from '../vis/hover.ts';

export const hover: Feature = {
  capabilities: { hoverProvider: true },
  register(host) {
    const { connection, workspace, answer } = host;
    connection.onHover((params, token) => {
      const { textDocument, position } = params;
      if (isVisUri(textDocument.uri)) return visHover(host, params, token);
      return answer('hover', textDocument.uri, token, ({ analysis, lines }) => {
        const found = hoverOf(analysis, lines.offsetOf(position), workspace.catalog);
        if (found === undefined) return null;
        const contents = { kind: MarkupKind.Markdown, value: found.text };
        return { contents, range: rangeOf(lines, found.span) };
      });
    });
  },
};
