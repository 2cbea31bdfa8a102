/** workspace/symbol: functions, DataFrames and shown tables of all scripts. */
import type { SymbolInformation } from 'vscode-languageserver/node';
import type { OutlineSymbol } from '#ide';
import { rangeOf } from '../../workspace/convert.ts';
import { fileName } from '../../workspace/uris.ts';
import type { ScriptOutline } from '../../workspace/workspaceScripts.ts';
import type { Feature } from '../feature.ts';
import { SYMBOL_KINDS } from './symbols.ts';

/** More would be no list to choose from; editors ask again with every letter. */
const MAX_SYMBOLS = 500;

export const workspaceSymbols: Feature = {
  capabilities: {
    workspaceSymbolProvider: true,
    workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
  },
  register({ connection, scripts, answerWorkspace }) {
    connection.onWorkspaceSymbol(({ query }, token) =>
      answerWorkspace('workspace symbols', token, async () => {
        const found: SymbolInformation[] = [];
        for (const outline of await scripts.outlines(token)) {
          found.push(...matching(outline, outline.symbols, query, ''));
          if (found.length >= MAX_SYMBOLS) break;
        }
        return found.slice(0, MAX_SYMBOLS);
      }),
    );
  },
};

function matching(
  { uri, lines }: ScriptOutline,
  symbols: readonly OutlineSymbol[],
  query: string,
  container: string,
): readonly SymbolInformation[] {
  const file = fileName(uri);
  return symbols.flatMap(({ name, kind, span, children }) => {
    const inside = matching({ uri, lines, symbols }, children, query, name);
    // Variables of every script would bury what one looks for.
    if (kind === 'value' || !isSubsequence(query, name)) return inside;
    const location = { uri, range: rangeOf(lines, span) };
    const containerName = container === '' ? file : `${container} · ${file}`;
    return [{ name, kind: SYMBOL_KINDS[kind], location, containerName }, ...inside];
  });
}

/** Whether the letters of the query are in the name, in their order. */
function isSubsequence(query: string, name: string): boolean {
  let at = 0;
  const lower = name.toLowerCase();
  for (const letter of query.toLowerCase()) {
    at = lower.indexOf(letter, at) + 1;
    if (at === 0) return false;
  }
  return true;
}
