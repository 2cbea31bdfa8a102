/** callHierarchy: who calls a function, and whom it calls. */
import { SymbolKind, type CallHierarchyItem, type Range } from 'vscode-languageserver/node';
import { functionAt, scriptCalls, type ScriptFunction } from '#ide';
import { rangeOf } from '../../workspace/convert.ts';
import type { OpenSnapshot } from '../../workspace/documents.ts';
import { fileName } from '../../workspace/uris.ts';
import { answerAt, type VisView } from '../namedPlaces.ts';
import type { Feature } from '../feature.ts';

export const callHierarchy: Feature = {
  capabilities: { callHierarchyProvider: true },
  register(host) {
    const { answer, connection } = host;
    connection.languages.callHierarchy.onPrepare(({ textDocument: { uri }, position }, token) =>
      answer('calls', uri, token, (snapshot) => {
        const found = functionAt(snapshot.names(), snapshot.lines.offsetOf(position));
        return found === undefined ? null : [functionItem(snapshot, found)];
      }),
    );
    connection.languages.callHierarchy.onIncomingCalls(({ item }, token) =>
      answerAt(
        host,
        'calls',
        item.uri,
        item.selectionRange.start,
        token,
        ({ script, vis, offset }) => {
          if (script === undefined) return null;
          const called = functionAt(script.table, offset);
          const incoming = scriptCalls(script.analysis.tree, script.table)
            .filter(({ callee }) => callee.span.start === called?.span.start)
            .map(({ caller, spans }) => ({
              from: caller === undefined ? moduleItem(script) : functionItem(script, caller),
              fromRanges: spans.map((span) => rangeOf(script.lines, span)),
            }));
          const symbol = script.table.at(offset)?.symbol;
          const mentions = (vis?.mentions ?? []).filter((mention) => mention.symbol === symbol);
          if (vis === undefined || mentions.length === 0) return incoming;
          const fromRanges = mentions.map(({ span }) => rangeOf(vis.lines, span));
          return [...incoming, { from: visItem(vis, fromRanges), fromRanges }];
        },
      ),
    );
    connection.languages.callHierarchy.onOutgoingCalls(({ item }, token) =>
      answer('calls', item.uri, token, (snapshot) => {
        const { lines, analysis } = snapshot;
        const caller = lines.offsetOf(item.selectionRange.start);
        return scriptCalls(analysis.tree, snapshot.names())
          .filter((call) => (call.caller?.span.start ?? -1) === caller)
          .map(({ callee, spans }) => ({
            to: functionItem(snapshot, callee),
            fromRanges: spans.map((span) => rangeOf(lines, span)),
          }));
      }),
    );
  },
};

type Script = Pick<OpenSnapshot, 'uri' | 'lines'>;

const functionItem = (
  { uri, lines }: Script,
  { name, span, extent }: ScriptFunction,
): CallHierarchyItem => ({
  name,
  uri,
  kind: SymbolKind.Function,
  range: rangeOf(lines, extent),
  selectionRange: rangeOf(lines, span),
});

function moduleItem({ uri, lines }: Script): CallHierarchyItem {
  const name = fileName(uri);
  const range = rangeOf(lines, { start: 0, end: lines.text.length });
  const selectionRange = rangeOf(lines, { start: 0, end: 0 });
  return { name, uri, kind: SymbolKind.Module, range, selectionRange };
}

function visItem({ uri, lines }: VisView, [first]: readonly Range[]): CallHierarchyItem {
  const range = rangeOf(lines, { start: 0, end: lines.text.length });
  return { name: 'vis.json', uri, kind: SymbolKind.File, range, selectionRange: first ?? range };
}
