/** Signatures over a real connection. */
import type { SignatureHelp } from 'vscode-languageserver/node';
import { expect, test } from 'vitest';
import { withEditor } from '../support/editor.ts';

const METHOD = 'textDocument/signatureHelp';

test('parameters are texts, or places for editors that know them', async () => {
  const labelOf = (labelOffsetSupport: boolean) =>
    withEditor(
      'import px\npx.display(a, na$0)',
      async (editor) => {
        const help = await editor.request<SignatureHelp>(METHOD, editor.cursor());
        expect(help.activeParameter).toBe(1);
        return help.signatures[0]?.parameters?.[1]?.label;
      },
      {},
      {
        capabilities: {
          textDocument: {
            signatureHelp: {
              signatureInformation: { parameterInformation: { labelOffsetSupport } },
            },
          },
        },
      },
    );
  expect(await labelOf(false)).toBe("name: str = 'output'");
  expect(await labelOf(true)).toEqual([27, 47]);
});

test('there is none outside calls', () =>
  withEditor('import px\nx = 1$0', async (editor) => {
    expect(await editor.request<SignatureHelp | null>(METHOD, editor.cursor())).toBeNull();
  }));
