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
import { isVisUri } from '../files.ts';
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
    const { connection, workspace, answer } = host;
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
        return actions.map((action) => codeActionOf(snapshot, action, context));
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
function editOf(snapshot: OpenSnapshot, { edits }: CodeAction): WorkspaceEdit {
  const { uri, version, lines } = snapshot;
  const changes = edits.map(({ span, newText }) => ({ range: rangeOf(lines, span), newText }));
  return { documentChanges: [{ textDocument: { uri, version }, edits: changes }] };
}
