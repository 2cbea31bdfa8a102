/** A generated vis.json, for the editor to open. */
import type { CancellationToken } from 'vscode-languageserver/node';
import { generateVis } from '#vis';
import { LSP_METHODS, type NewVis } from '#protocol/lsp';
import type { Feature } from './feature.ts';

export const newVis: Feature = {
  capabilities: {},
  register({ connection, answer }) {
    connection.onRequest(
      LSP_METHODS.newVis,
      ({ uri }: { readonly uri: string }, token: CancellationToken): Promise<NewVis | null> =>
        answer('vis.json', uri, token, ({ analysis, visUri }) => {
          const made = generateVis(analysis);
          return made.kind === 'generated'
            ? { text: made.text, reason: undefined, existing: visUri }
            : { text: undefined, reason: made.reason, existing: visUri };
        }),
    );
  },
};
