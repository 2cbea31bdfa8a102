/** textDocument/semanticTokens, of a whole script or of the lines on screen. */
import {
  SemanticTokensBuilder,
  type CancellationToken,
  type SemanticTokens,
  type SemanticTokensParams,
  type SemanticTokensRangeParams,
} from 'vscode-languageserver/node';
import { semanticTokens as tokensOf, TOKEN_MODIFIERS, TOKEN_TYPES } from '#ide';
import type { Feature } from './feature.ts';

export const semanticTokens: Feature = {
  capabilities: {
    semanticTokensProvider: {
      legend: { tokenTypes: [...TOKEN_TYPES], tokenModifiers: [...TOKEN_MODIFIERS] },
      full: true,
      range: true,
    },
  },
  register({ connection, workspace, answer }) {
    const tokens = async (
      uri: string,
      range: SemanticTokensRangeParams['range'] | undefined,
      cancelled: CancellationToken,
    ): Promise<SemanticTokens> => {
      const found = await answer(
        'semantic tokens',
        uri,
        cancelled,
        ({ analysis, lines, names }) => {
          const builder = new SemanticTokensBuilder();
          for (const { span, type, modifiers } of tokensOf(analysis, names(), workspace.catalog)) {
            const { line, character } = lines.editorPosition(span.start);
            if (range !== undefined && (line < range.start.line || line > range.end.line)) continue;
            const bits = modifiers.reduce(
              (all, one) => all | (1 << TOKEN_MODIFIERS.indexOf(one)),
              0,
            );
            builder.push(line, character, span.end - span.start, TOKEN_TYPES.indexOf(type), bits);
          }
          return builder.build();
        },
      );
      return found ?? { data: [] };
    };
    connection.languages.semanticTokens.on(({ textDocument }: SemanticTokensParams, cancelled) =>
      tokens(textDocument.uri, undefined, cancelled),
    );
    connection.languages.semanticTokens.onRange(({ textDocument, range }, cancelled) =>
      tokens(textDocument.uri, range, cancelled),
    );
  },
};
