/** textDocument/codeAction */
import {
  CodeActionKind,
  type CodeAction as LspCodeAction,
  type CodeActionContext,
  type TextDocumentEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver/node';
import { codeActions as actionsOf, type CodeAction } from '#ide';
import { LineIndex, shownMessage } from '#language';
import { textEditOf } from '../../workspace/convert.ts';
import type { OpenSnapshot, Workspace } from '../../workspace/documents.ts';
import { folderOf, isVisUri } from '../../workspace/uris.ts';
import type { Feature } from '../feature.ts';
import { visActions } from '../vis/actions.ts';

export const codeActions: Feature = {
  capabilities: {
    codeActionProvider: {
      codeActionKinds: [
        CodeActionKind.QuickFix,
        CodeActionKind.RefactorExtract,
        CodeActionKind.RefactorInline,
        CodeActionKind.RefactorRewrite,
        CodeActionKind.SourceOrganizeImports,
        'source.fixAll.pxl',
      ],
    },
  },
  register(host) {
    const { connection, workspace, answer, profile } = host;
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
          (profile.capabilities.workspace?.workspaceEdit?.resourceOperations ?? []).includes(
            'create',
          );
        return actions
          .filter(({ newVis }) => newVis === undefined || makesFiles)
          .map((action) => codeActionOf(snapshot, action, context, workspace));
      });
    });
  },
};

function codeActionOf(
  snapshot: OpenSnapshot,
  action: CodeAction,
  { diagnostics }: CodeActionContext,
  workspace: Workspace,
): LspCodeAction {
  const { title, kind, problem, isPreferred } = action;
  const mended = diagnostics.filter(
    ({ code, message }) =>
      problem !== undefined && code === problem.code && message === shownMessage(problem),
  );
  return {
    title,
    kind,
    edit: editOf(snapshot, action, workspace),
    ...(mended.length > 0 ? { diagnostics: mended } : {}),
    ...(isPreferred === undefined ? {} : { isPreferred }),
  };
}

/** For the versions that were looked at, so that an edit meanwhile is not overwritten. */
function editOf(
  snapshot: OpenSnapshot,
  { edits, visEdits = [], newVis }: CodeAction,
  workspace: Workspace,
): WorkspaceEdit {
  const { uri, version, lines, visUri, vis } = snapshot;
  if (newVis !== undefined) return newFile(`${folderOf(uri)}/vis.json`, newVis);
  const documentChanges = [documentEdit(uri, version, lines, edits)];
  if (visEdits.length > 0 && visUri !== undefined && vis !== undefined) {
    const visVersion = workspace.versionOf(visUri) ?? null;
    documentChanges.push(documentEdit(visUri, visVersion, new LineIndex(vis.text), visEdits));
  }
  return { documentChanges };
}

const documentEdit = (
  uri: string,
  version: number | null,
  lines: LineIndex,
  edits: CodeAction['edits'],
): TextDocumentEdit => ({
  textDocument: { uri, version },
  edits: edits.map((edit) => textEditOf(lines, edit)),
});

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
