/** textDocument/completion */
import { complete } from '#language';
import { completionItemOf } from '../convert.ts';
import type { Feature } from './feature.ts';

export const completion: Feature = {
  capabilities: { completionProvider: { triggerCharacters: ['.', "'", '"', '('] } },
  register({ connection, workspace, answer }) {
    connection.onCompletion(({ textDocument, position }, token) =>
      answer('completion', textDocument.uri, token, ({ analysis, lines }) =>
        complete(analysis, lines.offsetOf(position), workspace.catalog).map(completionItemOf),
      ),
    );
  },
};
