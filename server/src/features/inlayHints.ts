/** textDocument/inlayHint: off unless the settings say otherwise. */
import { InlayHintKind, MarkupKind, type InlayHint } from 'vscode-languageserver/node';
import { inlayHints as hintsOf } from '#ide';
import type { Feature } from './feature.ts';

export const inlayHints: Feature = {
  capabilities: { inlayHintProvider: true },
  register({ connection, answer, settings }) {
    connection.languages.inlayHint.on(({ textDocument, range }, token) =>
      answer('inlay hints', textDocument.uri, token, ({ analysis, lines }) => {
        const span = { start: lines.offsetOf(range.start), end: lines.offsetOf(range.end) };
        return hintsOf(analysis, span, settings().inlayHints).map(
          ({ offset, text, tooltip, kind }): InlayHint => ({
            position: lines.editorPosition(offset),
            label: text,
            ...(kind === 'type' ? { kind: InlayHintKind.Type } : { paddingLeft: true }),
            ...(tooltip === undefined
              ? {}
              : { tooltip: { kind: MarkupKind.Markdown, value: tooltip } }),
          }),
        );
      }),
    );
  },
};
