/** textDocument/definition */
import { definitionsAt, nameTable } from '#language';
import { rangeOf } from '../convert.ts';
import type { Feature } from './feature.ts';

export const definition: Feature = {
  capabilities: { definitionProvider: true },
  register({ connection, answer }) {
    connection.onDefinition(({ textDocument: { uri }, position }, token) =>
      answer('definition', uri, token, ({ analysis, lines }) => {
        const found = definitionsAt(nameTable(analysis), lines.offsetOf(position));
        return found?.places.map(({ span }) => ({ uri, range: rangeOf(lines, span) })) ?? null;
      }),
    );
  },
};
