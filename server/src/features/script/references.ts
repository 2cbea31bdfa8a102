/** textDocument/references, from and to the script and its vis.json. */
import { answerAt, locationsOf } from '../namedPlaces.ts';
import type { Feature } from '../feature.ts';

export const references: Feature = {
  capabilities: { referencesProvider: true },
  register(host) {
    host.connection.onReferences(({ textDocument: { uri }, position, context }, token) =>
      answerAt(host, 'references', uri, position, token, (place) => {
        if (place.word === undefined) return null;
        const withDefinitions = context.includeDeclaration;
        return [...locationsOf(place, place.word.symbol, { withDefinitions })];
      }),
    );
  },
};
