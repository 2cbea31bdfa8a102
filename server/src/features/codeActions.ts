/** textDocument/codeAction */
import {
  CodeActionKind,
  type CodeAction as LspCodeAction,
  type CodeActionContext,
  type WorkspaceEdit,
} from 'vscode-languageserver/node';
import { codeActions as actionsOf, type CodeAction } from '#language';
import { rangeOf } from '../convert.ts';
import type { OpenSnapshot } from '../documents.ts';
import { folderOf, isVisUri } from '../files.ts';
import type { Feature } from './feature.ts';
import { visActions } from './visActions.ts';

export const codeActions: Feature = {
  capabilities: {
    codeActionProvider: {
      codeActionKinds: [
        ...[CodeActionKind.QuickFix, CodeActionKind.RefactorExtract],
        ...[CodeActionKind.RefactorInline, CodeActionKind.RefactorRewrite],
        ...[CodeActionKind.SourceOrganizeImports, 'source.fixAll.pxl'],
      ],
    },
  },
  register(host) {
    const { connection, workspace, answer, client } = host;
    connection.onCodeAction((params, token) => {
      const {
        textDocument: { uri },
        range,
        context,
      } = params;
      if (isVisUri(uri)) return visActions(host, params, token);
      return answer('code actions', uri, token, (snapshot) => {
        const { lines } = snapshot;
        const actions = actionsOf({
          check: snapshot,
          catalog: workspace.catalog,
          span: { start: lines.offsetOf(range.start), end: lines.offsetOf(range.end) },
          only: context.only,
          recheck: (text) => workspace.check(uri, text),
        });
        // Nothing lies beside an unsaved script; not every editor makes files.
        const makesFiles =
          uri.startsWith('file:') &&
          (client().capabilities.workspace?.workspaceEdit?.resourceOperations ?? []).includes(
            'create',
          );
        return actions
          .filter(({ newVis }) => newVis === undefined || makesFiles)
          .map((action) => codeActionOf(snapshot, action, context));
      });
    });
  },
};

function codeActionOf(
  snapshot: OpenSnapshot,
  action: CodeAction,
  { diagnostics }: CodeActionContext,
): LspCodeAction {
  const { title, kind, problem, isPreferred } = action;
  const mended = diagnostics.filter(
    ({ code, message }) => code === problem?.code && message === problem?.message,
  );
  return {
    ...{ title, kind, edit: editOf(snapshot, action) },
    ...(mended.length > 0 ? { diagnostics: mended } : {}),
    ...(isPreferred === undefined ? {} : { isPreferred }),
  };
}

/** For the version that was looked at, so that an edit meanwhile is not overwritten. */
function editOf(snapshot: OpenSnapshot, { edits, newVis }: CodeAction): WorkspaceEdit {
  const { uri, version, lines } = snapshot;
  if (newVis !== undefined) return newFile(`${folderOf(uri)}/vis.json`, newVis);
  const changes = edits.map(({ span, newText }) => ({ range: rangeOf(lines, span), newText }));
  return { documentChanges: [{ textDocument: { uri, version }, edits: changes }] };
}

function newFile(uri: string, newText: string): WorkspaceEdit {
  const start = { line: 0, character: 0 };
  const edits = [{ range: { start, end: start }, newText }];
  return {
    documentChanges: [
      { kind: 'create', uri },
      { textDocument: { uri, version: null }, edits },
    ],
  };
}
