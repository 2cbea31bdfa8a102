/** textDocument/documentLink: from px.script_reference to the script. */
import type { CancellationToken, DocumentLink } from 'vscode-languageserver/node';
import { scriptLinks } from '#ide';
import { rangeOf } from '../../workspace/convert.ts';
import type { WorkspaceScripts } from '../../workspace/workspaceScripts.ts';
import type { Feature } from '../feature.ts';

/** Pixie's own scripts. @see pixie-io/pixie src/pxl_scripts */
const BUNDLED = /^(px|pxbeta|sotw|bpftrace|bpf)\//;
const BUNDLED_ADDRESS = 'https://github.com/pixie-io/pixie/tree/main/src/pxl_scripts/';
const DOCS_ADDRESS = 'https://docs.px.dev/using-pixie/pxl-scripts/';

export const links: Feature = {
  capabilities: { documentLinkProvider: { resolveProvider: true } },
  register({ connection, scripts, answer, answerWorkspace }) {
    connection.onDocumentLinks(({ textDocument: { uri } }, token) =>
      answer('links', uri, token, ({ analysis, lines }) =>
        scriptLinks(analysis).map(({ span, script }): DocumentLink => ({
          range: rangeOf(lines, span),
          tooltip: `Open the script ${script}`,
          data: { script },
        })),
      ),
    );
    connection.onDocumentLinkResolve(async (link, token) => {
      const resolved = await answerWorkspace('links', token, async () => ({
        ...link,
        target: await targetOf(scriptIn(link.data), scripts, token),
      }));
      return resolved ?? link;
    });
  },
};

function scriptIn(data: unknown): string {
  const { script } = Object(data) as Record<string, unknown>;
  return typeof script === 'string' ? script : '';
}

/** The script in the workspace, else where Pixie keeps it. */
async function targetOf(
  script: string,
  scripts: WorkspaceScripts,
  token: CancellationToken,
): Promise<string> {
  const name = script.slice(script.lastIndexOf('/') + 1);
  const ends = [`/${script}.pxl`, `/${script}/${name}.pxl`];
  const uris = await scripts.find(token);
  const own =
    uris.find((uri) => ends.some((end) => uri.endsWith(end))) ??
    uris.find((uri) => uri.slice(0, uri.lastIndexOf('/')).endsWith(`/${script}`));
  if (own !== undefined) return own;
  return BUNDLED.test(script) ? BUNDLED_ADDRESS + script : DOCS_ADDRESS;
}
