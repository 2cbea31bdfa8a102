/** textDocument/references */
import { mentionsOf, nameTable } from '#language';
import { rangeOf } from '../convert.ts';
import type { Feature } from './feature.ts';

export const references: Feature = {
  capabilities: { referencesProvider: true },
  register({ connection, answer }) {
    connection.onReferences(({ textDocument: { uri }, position, context }, token) =>
      answer('references', uri, token, ({ analysis, lines }) => {
        const names = nameTable(analysis);
        const found = names.at(lines.offsetOf(position));
        if (found === undefined) return null;
        const withDefinitions = context.includeDeclaration;
        return mentionsOf(names, found.symbol, { withDefinitions }).map((span) => ({
          uri,
          range: rangeOf(lines, span),
        }));
      }),
    );
  },
};
