/** textDocument/rename of a name in a script, its vis.json or both. */
import {
  ErrorCodes,
  ResponseError,
  type TextDocumentEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver/node';
import {
  checkScript,
  nameOf,
  prepareRename,
  rename as renamed,
  renameVisOwn,
  symbolRefusal,
  type Refused,
  type RenameContext,
  type RenameEdit,
} from '#ide';
import type { LineIndex, Span } from '#language';
import { rangeOf } from '../../workspace/convert.ts';
import { answerAt, isOfScript, type NamedPlace, type NamedSymbol } from '../namedPlaces.ts';
import type { Workspace } from '../../workspace/documents.ts';
import type { Feature } from '../feature.ts';

export const rename: Feature = {
  capabilities: { renameProvider: { prepareProvider: true } },
  register(host) {
    const { workspace } = host;
    host.connection.onPrepareRename(({ textDocument: { uri }, position }, token) =>
      answerAt(host, 'rename', uri, position, token, (place) => {
        const found = target(place, workspace);
        if ('refusal' in found) return refused(found);
        const lines = place.inVis ? place.vis?.lines : place.script?.lines;
        if (lines === undefined) return null;
        const { symbol } = found;
        const placeholder = isOfScript(symbol) ? nameOf(symbol) : symbol.name;
        return { range: rangeOf(lines, found.span), placeholder };
      }),
    );
    host.connection.onRenameRequest(({ textDocument: { uri }, position, newName }, token) =>
      answerAt(host, 'rename', uri, position, token, (place) => {
        const found = target(place, workspace);
        if ('refusal' in found) return refused(found);
        const changes = editsOf(place, found.symbol, newName, workspace);
        if ('refusal' in changes) return refused(changes);
        return workspaceEdit(place, changes);
      }),
    );
  },
};

/** Shown by editors beside the name. */
const refused = ({ refusal }: Refused) => new ResponseError(ErrorCodes.InvalidRequest, refusal);

function target(
  place: NamedPlace,
  workspace: Workspace,
): { readonly symbol: NamedSymbol; readonly span: Span } | Refused {
  const { word, inVis, offset } = place;
  const context = contextOf(place, workspace);
  if (!inVis && context !== undefined) return prepareRename(context, offset);
  if (word === undefined) return { refusal: 'This names nothing in the script.' };
  const refusal =
    context !== undefined && isOfScript(word.symbol)
      ? symbolRefusal(context, word.symbol)
      : undefined;
  return refusal === undefined ? word : { refusal };
}

interface Changes {
  readonly script: readonly RenameEdit[];
  readonly vis: readonly RenameEdit[];
}

function editsOf(
  place: NamedPlace,
  symbol: NamedSymbol,
  newName: string,
  workspace: Workspace,
): Changes | Refused {
  if (!isOfScript(symbol)) {
    const vis = renameVisOwn(place.vis?.mentions ?? [], symbol, newName);
    return 'refusal' in vis ? vis : { script: [], vis };
  }
  const context = contextOf(place, workspace);
  if (context === undefined) return { refusal: 'There is no script here.' };
  return renamed(context, symbol, newName);
}

function contextOf({ script, vis }: NamedPlace, workspace: Workspace): RenameContext | undefined {
  if (script === undefined) return undefined;
  const options = { catalog: workspace.catalog, nowNs: BigInt(Date.now()) * 1_000_000n };
  return {
    analysis: script.analysis,
    names: script.table,
    vis,
    errorsOf: (text, visText) => {
      const check = checkScript(text, visText, options);
      return [...check.problems, ...(check.vis?.problems ?? [])]
        .filter(({ severity }) => severity === 'error')
        .map(({ message }) => message);
    },
  };
}

function workspaceEdit({ script, vis }: NamedPlace, changes: Changes): WorkspaceEdit {
  const documentChanges: TextDocumentEdit[] = [];
  const add = (
    file: { uri: string; version: number | undefined; lines: LineIndex } | undefined,
    edits: readonly RenameEdit[],
  ): void => {
    if (file === undefined || edits.length === 0) return;
    const { uri, version = null, lines } = file;
    documentChanges.push({
      textDocument: { uri, version },
      edits: edits.map(({ span, newText }) => ({ range: rangeOf(lines, span), newText })),
    });
  };
  add(script, changes.script);
  add(vis, changes.vis);
  return { documentChanges };
}
