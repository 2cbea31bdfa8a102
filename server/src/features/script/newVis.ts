/** A generated vis.json, for the editor to open. */
import { generateVis } from '#vis';
import { NEW_VIS } from '#protocol/lsp';
import { onRequest } from '../../messages/messages.ts';
import type { Feature } from '../feature.ts';

export const newVis: Feature = {
  capabilities: {},
  register({ connection, answer }) {
    onRequest(connection, NEW_VIS, ({ uri }, token) =>
      answer('vis.json', uri, token, ({ analysis, visUri }) => {
        const made = generateVis(analysis);
        return made.kind === 'generated'
          ? { text: made.text, reason: undefined, existing: visUri }
          : { text: undefined, reason: made.reason, existing: visUri };
      }),
    );
  },
};
