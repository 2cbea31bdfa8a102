/** textDocument/foldingRange */
import { FoldingRangeKind } from 'vscode-languageserver/node';
import { foldingRanges, type Fold } from '#ide';
import type { Feature } from './feature.ts';

const KINDS: Readonly<Record<Fold['kind'], FoldingRangeKind | undefined>> = {
  code: undefined,
  comment: FoldingRangeKind.Comment,
  imports: FoldingRangeKind.Imports,
  region: FoldingRangeKind.Region,
};

export const folding: Feature = {
  capabilities: { foldingRangeProvider: true },
  register({ connection, answer }) {
    connection.onFoldingRanges(({ textDocument: { uri } }, token) =>
      answer('folding', uri, token, ({ analysis }) =>
        foldingRanges(analysis).map(({ startLine, endLine, kind }) => {
          const named = KINDS[kind];
          return { startLine, endLine, ...(named === undefined ? {} : { kind: named }) };
        }),
      ),
    );
  },
};
