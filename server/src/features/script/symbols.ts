/** textDocument/documentSymbol */
import { SymbolKind, type DocumentSymbol } from 'vscode-languageserver/node';
import { documentSymbols, type OutlineKind, type OutlineSymbol } from '#ide';
import type { LineIndex } from '#language';
import { rangeOf } from '../../workspace/convert.ts';
import type { Feature } from '../feature.ts';

export const SYMBOL_KINDS: Readonly<Record<OutlineKind, SymbolKind>> = {
  function: SymbolKind.Function,
  dataFrame: SymbolKind.Object,
  value: SymbolKind.Variable,
  display: SymbolKind.Array,
  export: SymbolKind.Interface,
  tracepoint: SymbolKind.Event,
};

export const symbols: Feature = {
  capabilities: { documentSymbolProvider: { label: 'PxL' } },
  register({ connection, answer }) {
    connection.onDocumentSymbol(({ textDocument: { uri } }, token) =>
      answer('symbols', uri, token, ({ analysis, lines }) =>
        documentSymbols(analysis).map((symbol) => symbolOf(symbol, lines)),
      ),
    );
  },
};

function symbolOf(symbol: OutlineSymbol, lines: LineIndex): DocumentSymbol {
  return {
    name: symbol.name,
    detail: symbol.detail,
    kind: SYMBOL_KINDS[symbol.kind],
    range: rangeOf(lines, symbol.extent),
    selectionRange: rangeOf(lines, symbol.span),
    children: symbol.children.map((child) => symbolOf(child, lines)),
  };
}
