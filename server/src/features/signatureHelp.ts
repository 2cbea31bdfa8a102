/** textDocument/signatureHelp */
import { MarkupKind, type SignatureHelp } from 'vscode-languageserver/node';
import { signatureHelp as helpAt } from '#ide';
import type { Feature } from './feature.ts';

const markdown = (value: string) => ({ kind: MarkupKind.Markdown, value });

export const signatureHelp: Feature = {
  capabilities: {
    signatureHelpProvider: { triggerCharacters: ['(', ','], retriggerCharacters: ['='] },
  },
  register({ connection, workspace, answer, client }) {
    connection.onSignatureHelp(({ textDocument, position }, token) =>
      answer('signature help', textDocument.uri, token, ({ analysis, lines }) => {
        const found = helpAt(analysis, lines.offsetOf(position), workspace.catalog);
        if (found === undefined) return null;
        const { parameterInformation } =
          client().capabilities.textDocument?.signatureHelp?.signatureInformation ?? {};
        const offsets = parameterInformation?.labelOffsetSupport === true;
        const { signatures, active, activeParameter } = found;
        const help: SignatureHelp = {
          signatures: signatures.map(({ label, documentation, parameters }) => ({
            label,
            documentation: markdown(documentation),
            parameters: parameters.map(({ start, end, documentation: words }) => ({
              label: offsets ? [start, end] : label.slice(start, end),
              documentation: markdown(words),
            })),
          })),
          activeSignature: active,
          // One behind the last: no argument is marked.
          activeParameter: activeParameter ?? signatures[active]?.parameters.length ?? 0,
        };
        return help;
      }),
    );
  },
};
