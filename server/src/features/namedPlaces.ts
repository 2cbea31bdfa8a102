/** What a word names, in a script or in the vis.json beside it, and every place that names it. */
import type { CancellationToken, Location, Position } from 'vscode-languageserver/node';
import { LineIndex, type Span } from '#language';
import {
  mentionsOf,
  visMentions,
  type NameTable,
  type ScriptSymbol,
  type VisMention,
  type VisOwnSymbol,
} from '#ide';
import { readVis } from '#vis';
import { rangeOf } from '../workspace/convert.ts';
import type { Snapshot } from '../workspace/documents.ts';
import { isVisUri } from '../workspace/uris.ts';
import type { FeatureHost } from './feature.ts';

export type NamedSymbol = ScriptSymbol | VisOwnSymbol;

export interface VisView {
  readonly uri: string;
  readonly version: number | undefined;
  readonly text: string;
  readonly lines: LineIndex;
  readonly mentions: readonly VisMention[];
}

/** A script and its vis.json, one of which the editor asks about. */
export interface NamedPlace {
  readonly script: (Snapshot & { readonly table: NameTable }) | undefined;
  readonly vis: VisView | undefined;
  /** The word asked about; undefined where it names nothing. */
  readonly word: { readonly symbol: NamedSymbol; readonly span: Span } | undefined;
  /** In which of the two the word stands, and where. */
  readonly inVis: boolean;
  readonly offset: number;
}

/** As `FeatureHost.answer`, for a position in a script or a vis.json. */
export function answerAt<T>(
  { answer, answerVis, workspace }: FeatureHost,
  name: string,
  uri: string,
  position: Position,
  token: CancellationToken,
  from: (place: NamedPlace) => T,
): Promise<T | null> {
  if (!isVisUri(uri)) {
    return answer(name, uri, token, (snapshot) => {
      const script = { ...snapshot, table: snapshot.names() };
      const vis = visOf(script, snapshot.visUri, (visUri) => workspace.versionOf(visUri));
      const offset = snapshot.lines.offsetOf(position);
      return from({ script, vis, word: script.table.at(offset), inVis: false, offset });
    });
  }
  return answerVis(name, uri, token, ({ text, lines, version, script: snapshot }) => {
    const script = snapshot && { ...snapshot, table: snapshot.names() };
    const mentions = visMentions(
      readVis(text).vis,
      script && { analysis: script.analysis, names: script.table },
    );
    const offset = lines.offsetOf(position);
    const word = mentions.find(({ span }) => span.start <= offset && offset <= span.end);
    const vis = { uri, version, text, lines, mentions };
    return from({ script, vis, word, inVis: true, offset });
  });
}

function visOf(
  script: Snapshot & { readonly table: NameTable },
  uri: string | undefined,
  versionOf: (uri: string) => number | undefined,
): VisView | undefined {
  const { vis, analysis, table: names } = script;
  if (vis === undefined || uri === undefined) return undefined;
  const mentions = visMentions(vis, { analysis, names });
  const { text } = vis;
  return { uri, version: versionOf(uri), text, lines: new LineIndex(text), mentions };
}

/** Every place that names a symbol: those of the script first. */
export function locationsOf(
  { script, vis }: NamedPlace,
  symbol: NamedSymbol,
  { withDefinitions }: { readonly withDefinitions: boolean },
): readonly Location[] {
  const inScript =
    script === undefined || !isOfScript(symbol)
      ? []
      : mentionsOf(script.table, symbol, { withDefinitions }).map((span) => ({
          uri: script.uri,
          range: rangeOf(script.lines, span),
        }));
  const inVis = (vis?.mentions ?? [])
    .filter((mention) => mention.symbol === symbol)
    .filter(({ isDefinition }) => withDefinitions || !isDefinition)
    .map(({ span }) => locationIn(vis, span));
  return [...inScript, ...inVis.flat()];
}

export const isOfScript = (symbol: NamedSymbol): symbol is ScriptSymbol =>
  symbol.kind === 'variable' || symbol.kind === 'column';

export const locationIn = (vis: VisView | undefined, span: Span): readonly Location[] =>
  vis === undefined ? [] : [{ uri: vis.uri, range: rangeOf(vis.lines, span) }];
