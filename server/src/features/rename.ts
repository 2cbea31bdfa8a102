/** textDocument/rename, with the check whether and under which name something can be renamed. */
import { ErrorCodes, ResponseError, type WorkspaceEdit } from 'vscode-languageserver/node';
import {
  checkScript,
  nameOf,
  nameTable,
  prepareRename,
  rename as renamed,
  type RenameContext,
} from '#language';
import { rangeOf } from '../convert.ts';
import type { Snapshot, Workspace } from '../documents.ts';
import type { Feature } from './feature.ts';

/** Shown by editors beside the name. */
const refused = (reason: string) => new ResponseError(ErrorCodes.InvalidRequest, reason);

export const rename: Feature = {
  capabilities: { renameProvider: { prepareProvider: true } },
  register({ connection, workspace, answer }) {
    connection.onPrepareRename(({ textDocument: { uri }, position }, token) =>
      answer('rename', uri, token, (snapshot) => {
        const { lines } = snapshot;
        const found = prepareRename(contextOf(snapshot, workspace), lines.offsetOf(position));
        if ('refusal' in found) return refused(found.refusal);
        return { range: rangeOf(lines, found.span), placeholder: nameOf(found.symbol) };
      }),
    );
    connection.onRenameRequest(({ textDocument: { uri }, position, newName }, token) =>
      answer('rename', uri, token, (snapshot): WorkspaceEdit | ResponseError => {
        const context = contextOf(snapshot, workspace);
        const found = prepareRename(context, snapshot.lines.offsetOf(position));
        if ('refusal' in found) return refused(found.refusal);
        const result = renamed(context, found.symbol, newName);
        if ('refusal' in result) return refused(result.refusal);
        const edits = result.script.map(({ span, newText }) => ({
          range: rangeOf(snapshot.lines, span),
          newText,
        }));
        const { version } = snapshot;
        return { documentChanges: [{ textDocument: { uri, version }, edits }] };
      }),
    );
  },
};

function contextOf({ analysis }: Snapshot, { catalog }: Workspace): RenameContext {
  const nowNs = BigInt(Date.now()) * 1_000_000n;
  return {
    analysis,
    names: nameTable(analysis),
    vis: [],
    errorsOf: (script) =>
      checkScript(script, undefined, { catalog, nowNs })
        .problems.filter(({ severity }) => severity === 'error')
        .map(({ message }) => message),
  };
}
