/** textDocument/definition, from a script or a vis.json. */
import type { Location } from 'vscode-languageserver/node';
import { definitionsOf } from '#ide';
import type { Span } from '#language';
import { rangeOf } from '../../workspace/convert.ts';
import { answerAt, isOfScript, locationIn, type NamedPlace } from '../namedPlaces.ts';
import type { Feature } from '../feature.ts';

export const definition: Feature = {
  capabilities: { definitionProvider: true },
  register(host) {
    host.connection.onDefinition(({ textDocument: { uri }, position }, token) =>
      answerAt(host, 'definition', uri, position, token, definitions),
    );
  },
};

function definitions({ script, vis, word, inVis, offset }: NamedPlace): Location[] | null {
  if (word === undefined) return null;
  const { symbol } = word;
  if (!isOfScript(symbol)) {
    const own = (vis?.mentions ?? []).filter((one) => one.symbol === symbol && one.isDefinition);
    return own.flatMap(({ span }) => locationIn(vis, span));
  }
  if (script === undefined) return null;
  const { uri, lines, table } = script;
  const places: readonly Span[] = inVis
    ? definitionsOf(table, symbol)
    : (table.at(offset)?.definitions ?? []).map(({ span }) => span);
  return places.map((span) => ({ uri, range: rangeOf(lines, span) }));
}
