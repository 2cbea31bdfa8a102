/** textDocument/selectionRange */
import type { SelectionRange } from 'vscode-languageserver/node';
import { selectionRanges } from '#ide';
import { rangeOf } from '../../workspace/convert.ts';
import type { Feature } from '../feature.ts';

export const selection: Feature = {
  capabilities: { selectionRangeProvider: true },
  register({ connection, answer }) {
    connection.onSelectionRanges(({ textDocument: { uri }, positions }, token) =>
      answer('selection', uri, token, ({ analysis, lines }) =>
        positions.map((position): SelectionRange => {
          const spans = selectionRanges(analysis, lines.offsetOf(position));
          const nested = spans.reduceRight<SelectionRange | undefined>(
            (parent, span) => ({
              range: rangeOf(lines, span),
              ...(parent === undefined ? {} : { parent }),
            }),
            undefined,
          );
          return nested ?? { range: { start: position, end: position } };
        }),
      ),
    );
  },
};
